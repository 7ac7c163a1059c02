"""What Terraform refuses for standing twice, or never makes, decides nothing: no block hides another.

https://developer.hashicorp.com/terraform/language/resources/syntax: names are unique in a module.
"""

from __future__ import annotations

import itertools
import json
import os
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

import forks_of_checkov
from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from repository import CHECKS
from samples import one_in
from scanning import UNDECIDED, scan

ONE = '["sg-0a1b2c3d4e5f60718"]'
NONE = "[]"
FUNCTION = """
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/lambda"
{more}
  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = {groups}
  }}
}}
"""


def function(groups: str, more: str = "") -> str:
    return FUNCTION.format(groups=groups, more=more)


def answers(folder: Path, files: Mapping[str, str]) -> set[str]:
    """What rule 203 says of whatever functions there are."""
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    command = (str(CHECKS / "lambdanet"), "evidence", ".", "--format", "json", "--check", "LAMBDANET_203")
    done = forks_of_checkov.run(command, folder, os.environ, seconds=100)
    functions = json.loads(done.stdout)["functions"]
    return {one["verdict"] for each in functions for one in each["results"]}


def twins(kind: str, groups: str) -> str:
    return {
        "resource": function(groups),
        "variable": f'variable "groups" {{\n  default = {groups}\n}}\n',
        "locals": f"locals {{\n  groups = {groups}\n}}\n",
        "module": f'module "m" {{\n  source = "./m"\n  groups = {groups}\n}}\n',
        "output": f'output "groups" {{\n  value = {groups}\n}}\n',
    }[kind]


BESIDE = {
    "resource": {},
    "variable": {"f.tf": function("var.groups")},
    "locals": {"f.tf": function("local.groups")},
    "module": {"m/f.tf": function("var.groups") + 'variable "groups" {\n}\n'},
}


PLACES = ("one file", "two files", "first indented", "second indented", "after a comment")
KINDS = ("resource", "variable", "locals", "module")


# Both orders are in one in three, as each kind and each place is.
@pytest.mark.parametrize(
    ("kind", "place", "order"), one_in(3, [*itertools.product(KINDS, PLACES, [(ONE, NONE), (NONE, ONE)])])
)
def test_a_block_that_stands_twice(tmp_path: Path, kind: str, order: tuple[str, str], place: str) -> None:
    first, second = (twins(kind, groups) for groups in order)
    if place == "first indented":
        first = textwrap.indent(first, "  ")
    elif place == "second indented":
        second = textwrap.indent(second, "  ")
    elif place == "after a comment":
        second = f"/* another */ {second.lstrip()}"
    files = {"a.tf": first, "b.tf": second} if place == "two files" else {"a.tf": first + second}
    assert answers(tmp_path, {**BESIDE[kind], **files}) == {"undecided"}
    by_checkov = scan(tmp_path, "terraform", errors_allowed=True)
    assert {each.verdict for each in by_checkov.of("LAMBDANET_203")} == {UNDECIDED}


@pytest.mark.parametrize("indented", ["locals {\n  groups = []\n}\n", 'variable "groups" {\n  default = []\n}\n'])
@pytest.mark.parametrize("front", ["  ", "/* other */ "])
def test_a_block_that_does_not_begin_a_line_is_read(tmp_path: Path, indented: str, front: str) -> None:
    value = "local.groups" if "locals" in indented else "var.groups"
    beside = 'locals {\n  other = 1\n}\nvariable "other" {\n  default = 1\n}\n'
    indented = textwrap.indent(indented, front) if front.isspace() else front + indented
    assert answers(tmp_path, {"a.tf": function(value) + beside + indented}) == {"failed"}


@pytest.mark.parametrize("order", [(ONE, NONE), (NONE, ONE)], ids=["good first", "bad first"])
def test_an_output_that_stands_twice(tmp_path: Path, order: tuple[str, str]) -> None:
    call = 'module "m" {\n  source = "./m"\n}\n'
    files = {"a.tf": function("module.m.groups") + call, "m/a.tf": "".join(twins("output", each) for each in order)}
    assert answers(tmp_path, files) == {"undecided"}


def in_json(groups: str) -> str:
    vpc = f'{{"subnet_ids": ["subnet-0a1b2c3d4e5f60718"], "security_group_ids": {groups}}}'
    return f'{{"function_name": "f", "role": "r", "vpc_config": {vpc}}}'


@pytest.mark.parametrize("order", [(ONE, NONE), (NONE, ONE)], ids=["good first", "bad first"])
@pytest.mark.parametrize(
    "written",
    [
        '{{"resource": {{"aws_lambda_function": {{"f": {0}}}}}, "resource": {{"aws_lambda_function": {{"f": {1}}}}}}}',
        '{{"resource": {{"aws_lambda_function": {{"f": {0}, "f": {1}}}}}}}',
        '{{"resource": {{"aws_lambda_function": {{"f": [{0}, {1}]}}}}}}',
    ],
)
def test_a_block_that_stands_twice_in_json(tmp_path: Path, order: tuple[str, str], written: str) -> None:
    assert answers(tmp_path, {"a.tf.json": written.format(*map(in_json, order))}) == {"undecided"}


@pytest.mark.parametrize(
    "written",
    [
        '{{"resource": {{"aws_lambda_function": {{"f": {0}}}}}, "resource": {{"aws_vpc": {{"v": {{}}}}}}}}',
        '{{"resource": {{"aws_lambda_function": {{"f": {0}}}, "aws_lambda_function": {{"g": {0}}}}}}}',
        '{{"//": "", "//": "", "resource": {{"aws_lambda_function": {{"f": {0}}}}}}}',
    ],
)
def test_a_name_of_json_that_stands_twice_is_several_blocks(tmp_path: Path, written: str) -> None:
    assert answers(tmp_path, {"a.tf.json": written.format(in_json(NONE))}) == {"failed"}


REFUSED = {
    "two blocks": function(ONE, f"  vpc_config {{\n    subnet_ids = []\n    security_group_ids = {NONE}\n  }}"),
    "a block and a generated one": function(
        ONE, '  dynamic "vpc_config" {\n    for_each = [1]\n    content {\n      security_group_ids = []\n    }\n  }'
    ),
    "two arguments": function(f"[]\n    security_group_ids = {ONE}"),
    "two arguments on a line": function(f"{ONE}\n}}\n  vpc_config {{ security_group_ids = [] "),
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=list(REFUSED))
def test_what_a_function_may_have_once(tmp_path: Path, code: str) -> None:
    assert answers(tmp_path, {"a.tf": code}) == {"undecided"}


@pytest.mark.parametrize("count", ["-1", "0.5", "1 - 3", '"-1"'])
def test_a_count_that_terraform_refuses(tmp_path: Path, count: str) -> None:
    assert answers(tmp_path, {"a.tf": function(NONE, f"  count = {count}\n")})


def test_what_stands_in_a_comment_is_no_twin(tmp_path: Path) -> None:
    local = "locals {\n  groups = []\n}\n"
    code = f"/*\n{function(ONE)}\nlocals {{\n  groups = {ONE}\n}}\n*/\n" + function("local.groups") + local
    text = f"locals {{\n  text = <<EOT\n{function(ONE)}\nEOT\n}}\n"
    assert answers(tmp_path, {"a.tf": code + text}) == {"failed"}


@pytest.mark.parametrize("written", ["aws_lambda\\u005ffunction", "aws_lambda_functio\\U0000006e"])
@pytest.mark.parametrize("layout", ["", "/* a comment */ "])
def test_a_label_with_letters_in_codes(tmp_path: Path, written: str, layout: str) -> None:
    code = layout + function(NONE).replace("aws_lambda_function", written, 1).lstrip()
    assert answers(tmp_path, {"a.tf": code}) == {"failed"}


@pytest.mark.parametrize("order", [(ONE, NONE), (NONE, ONE)], ids=["good first", "bad first"])
def test_an_address_that_stands_twice_in_a_plan(tmp_path: Path, order: tuple[str, str]) -> None:
    head = {"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f"}
    values = [
        {
            "function_name": "f",
            "vpc_config": [{"subnet_ids": ["subnet-0a1b2c3d"], "security_group_ids": json.loads(one)}],
        }
        for one in order
    ]
    changes = [
        {**head, "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": {}}}
        for after in values
    ]
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [{**head, "values": each} for each in values]}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": [{**head, "expressions": {}}]}},
    }
    assert answers(tmp_path, {"plan.json": json.dumps(plan, indent=1)}) == {"undecided"}


@pytest.mark.parametrize(
    "block",
    [
        'module "m" {\n  source = "./m"\n  source = "./n"\n}\n',
        'variable "v" {\n  default = 1\n  default = 2\n}\n',
        "locals {\n  a = 1\n  a = 2\n}\n",
        'provider "aws" {\n  region = "eu-west-1"\n  region = "eu-west-2"\n}\n',
        'terraform {\n  required_version = "1"\n  required_version = "2"\n}\n',
        'output "o" {\n  value = 1\n  value = 2\n}\n',
        'data "aws_vpc" "v" {\n  id = "a"\n  id = "b"\n}\n',
    ],
)
def test_an_argument_that_is_set_twice_hides_no_function(block: str, tmp_path: Path) -> None:
    sound = (
        'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  role = "arn:aws:iam::111122223333:role/f"\n'
        '  vpc_config {\n    subnet_ids = ["subnet-0a1b2c3d4e5f60718"]\n    security_group_ids = []\n  }\n}\n'
    )
    (tmp_path / "main.tf").write_text(f"{sound}{block}")
    evidence = evidence_of(analyse(Selection(root=tmp_path), jobs=1))
    assert not evidence.rule_errors
    answers = {result.verdict for judged, result in evidence.results if result.rule == "LAMBDANET_203"}
    assert answers == {"failed"}
