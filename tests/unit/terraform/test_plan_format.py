"""What the reader of plans takes for granted about their format, held against plans that Terraform itself writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lambdanet.readers.terraform.plan.plan_addresses import caller_of, calls_to, in_graph, steps_of, without_key
from lambdanet.readers.terraform.plan.plan_references import references_in
from terraform_plans import TERRAFORM, plan_by_terraform

needs_terraform = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")

INSTANCES = """
resource "terraform_data" "counted" {
  count = 2
}
resource "terraform_data" "keyed" {
  for_each = toset(["a", "b"])
}
resource "terraform_data" "alone" {}
module "m" {
  source = "./m"
}
module "repeated" {
  source   = "./m"
  for_each = toset(["a", "b"])
}
locals {
  ids   = terraform_data.counted[*].id
  index = 0
}
"""
MODULE = """
resource "terraform_data" "inner" {
  count = 2
}
output "ids" {
  value = terraform_data.inner[*].id
}
"""
COUNTED, KEYED = ["terraform_data.counted"], ["terraform_data.keyed"]
TWO, ONE = [True, True], [True]

# By expression: its references as they are kept, and what of the value is known after apply only.
EXPRESSIONS: dict[str, tuple[list[str], Any]] = {
    "terraform_data.counted[*].id": (COUNTED, TWO),
    "terraform_data.counted.*.id": (COUNTED, TWO),
    "toset(terraform_data.counted[*].id)": (COUNTED, TWO),
    "[for one in terraform_data.counted : one.id]": (COUNTED, TWO),
    'concat(terraform_data.counted[*].id, ["written out"])': (COUNTED, [True, True, False]),
    # Not all of the instances, and shown alike.
    "slice(terraform_data.counted[*].id, 0, 1)": (COUNTED, ONE),
    "[element(terraform_data.counted[*].id, 0)]": (COUNTED, ONE),
    "[(terraform_data.counted[*].id)[1]]": (COUNTED, ONE),
    "[for number, one in terraform_data.counted : one.id if number > 0]": (COUNTED, ONE),
    '[for one in terraform_data.counted : one.id if one.id != ""]': (COUNTED, True),
    "[terraform_data.counted[local.index].id]": ([*COUNTED, "local.index"], ONE),
    "values(terraform_data.keyed)[*].id": (KEYED, TWO),
    "{ for key, one in terraform_data.keyed : key => one.id }": (KEYED, {"a": True, "b": True}),
    # An index or a key that is written out is shown; as elements of a set, two may be one.
    "[terraform_data.counted[0].id]": (["terraform_data.counted[0].id"], ONE),
    '[terraform_data.keyed["a"].id]': (['terraform_data.keyed["a"].id'], ONE),
    "toset([terraform_data.counted[0].id, terraform_data.counted[0].id])": (["terraform_data.counted[0].id"] * 2, TWO),
    "terraform_data.alone[*].id": (["terraform_data.alone"], ONE),
    "try(terraform_data.alone.id, null)": (["terraform_data.alone.id"], True),
    # A local value is shown by its name, and an output by its own.
    "local.ids": (["local.ids"], TWO),
    "module.m.ids": (["module.m.ids"], TWO),
    "module.m.ids[0]": (["module.m.ids[0]"], True),
    'module.repeated["a"].ids': (['module.repeated["a"].ids'], TWO),
    "flatten([for one in module.repeated : one.ids])": (["module.repeated"], [True] * 4),
}


@needs_terraform
def test_an_expression_is_shown_by_its_references(tmp_path: Path) -> None:
    blocks = [
        f'resource "terraform_data" "case{number}" {{\n  input = {expression}\n}}\n'
        for number, expression in enumerate(EXPRESSIONS)
    ]
    plan = plan_by_terraform(tmp_path, INSTANCES + "".join(blocks), {"m": MODULE})
    shown = {
        block["address"]: references_in(block["expressions"]["input"]["references"])
        for block in plan["configuration"]["root_module"]["resources"]
        if "input" in block.get("expressions", {})
    }
    unknown = {one["address"]: one["change"]["after_unknown"].get("input") for one in plan["resource_changes"]}
    found = {
        expression: (shown[f"terraform_data.case{number}"], unknown[f"terraform_data.case{number}"])
        for number, expression in enumerate(EXPRESSIONS)
    }
    assert found == EXPRESSIONS


KEYS = [
    "a.b",
    'a"b',
    "a]b",
    "a[0]",
    "a\\b",
    "a\\n",
    "a\nb",
    'x["y"].z',
    "module.x",
    "ü",
    "😀",
    "${a}",
    "%{a}",
    "<&>",
    "\u2028",
]


def written(key: str) -> str:
    """A key as Terraform's code has it."""
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped.replace("${", "$${").replace("%{", "%%{")}"'


@needs_terraform
def test_references_spell_keys_as_addresses_do(tmp_path: Path) -> None:
    keys = ", ".join(map(written, KEYS))
    named = ", ".join(f"terraform_data.x[{written(key)}].id" for key in KEYS)
    called = ", ".join(f"module.m[{written(key)}].id" for key in KEYS)
    plan = plan_by_terraform(
        tmp_path,
        f"""
resource "terraform_data" "x" {{
  for_each = toset([{keys}])
}}
module "m" {{
  source   = "./m"
  for_each = toset([{keys}])
}}
resource "terraform_data" "all" {{
  input = [{named}, {called}]
}}
""",
        {"m": 'resource "terraform_data" "inner" {\n}\noutput "id" {\n  value = terraform_data.inner.id\n}\n'},
    )
    root = plan["planned_values"]["root_module"]
    addresses = {one["address"] for one in root["resources"] if one["name"] == "x"}
    modules = {one["address"] for one in root["child_modules"]}
    block = next(one for one in plan["configuration"]["root_module"]["resources"] if one["name"] == "all")
    found = references_in(block["expressions"]["input"]["references"])
    assert len(addresses) == len(modules) == len(KEYS)
    assert {".".join(steps_of(one)[:2]) for one in found} == addresses | modules
    assert {steps_of(one)[-1] for one in found} == {"id"}
    assert {calls_to(module) for module in modules} == {("m",)}


def test_a_key_is_one_step_whatever_is_in_it() -> None:
    assert steps_of('aws_subnet.x["10.0.1.0/24"].id') == ["aws_subnet", 'x["10.0.1.0/24"]', "id"]
    assert steps_of('module.m["a]b.c"].out.x') == ["module", 'm["a]b.c"]', "out", "x"]
    assert steps_of(r'module.m["a\".b"].out') == ["module", r'm["a\".b"]', "out"]
    assert steps_of(r'module.m["a\\"].out') == ["module", r'm["a\\"]', "out"]
    assert steps_of("aws_subnet.x[0].id") == ["aws_subnet", "x[0]", "id"]
    assert steps_of("") == [""]
    assert without_key(r'm["a\"[b"]') == "m"


def test_a_module_is_known_by_the_calls_to_it() -> None:
    inner = 'module.a["module.x"].module.b[0]'
    assert calls_to(inner) == ("a", "b")
    assert caller_of(inner) == 'module.a["module.x"]'
    assert (calls_to(""), calls_to("module.a"), caller_of("module.a")) == ((), ("a",), "")


def test_checkov_takes_backslashes_away() -> None:
    assert in_graph(r'x["a\\b"]') == r'x["a\b"]'
    assert in_graph(r'x["a\nb"]') == 'x["a\nb"]'
    # With a quotation mark that would be no JSON any more, and all stays as it is.
    assert in_graph(r'x["a\"b"]') == r'x["a\"b"]'
