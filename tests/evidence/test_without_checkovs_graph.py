"""Folders of Terraform code are read without Checkov's graph, and say what the ``checkov`` command says of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from checkov.common.graph.db_connectors.rustworkx.rustworkx_db_connector import RustworkxConnector
from checkov.terraform.graph_manager import TerraformGraphManager

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.parts_of_repository import Part, parts_of
from lambdanet.evidence.gather.runs_of_parts import run
from lambdanet.evidence.gather.selection import Selection
from lambdanet.readers.terraform.files.modules_of_folders import Modules
from repository import RULE_FIXTURES, fixture_folders, settings_of
from samples import one_in
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, WORDS, Finding, scan, scan_fixtures, under_settings

RULES = [rule for rule, framework in fixture_folders() if framework == "terraform"]
_KEY = re.compile(r"\[[^]]*\]")
_WORST_FIRST = (FAIL, UNDECIDED, PASS, NOT_APPLICABLE)

Said = dict[tuple[str, str, str], Finding]


def _ours(folder: Path) -> list[Finding]:
    """As one part, for Checkov makes one graph of all root modules below a folder."""
    selection = Selection(folder.resolve(), frameworks=("terraform",))
    roots = sorted(root for part in parts_of(selection) for root in part.roots)
    found = run(Part("terraform", roots=tuple(roots)), selection)
    assert found.rule_errors == ()
    return [
        Finding(r.rule, WORDS[r.verdict], j.address, j.file, r.explanation, r.suppressed_because)
        for j in (*found.functions, *found.resources)
        for r in j.results
    ]


def _differences(ours: list[Finding], theirs: list[Finding]) -> list[str]:
    """What is not said alike; where Checkov does not distinguish instances, the worst of ours is what it says."""
    by_address: Said = {}
    named = {(f.rule, f.file, f.address) for f in theirs}
    for finding in ours:
        key = (finding.rule, finding.file, finding.address)
        keys = [(*key[:2], address) for address in _unexpanded(finding.address)]
        key = next((each for each in keys if each in named), key)
        before = by_address.get(key)
        if before is None or _WORST_FIRST.index(finding.verdict) < _WORST_FIRST.index(before.verdict):
            by_address[key] = finding
    other = {(f.rule, f.file, f.address): f for f in theirs}
    differing = []
    for key in sorted({*by_address, *other}):
        mine, its = by_address.get(key), other.get(key)
        if mine is None or its is None or (mine.verdict, mine.skipped_because) != (its.verdict, its.skipped_because):
            differing.append(f"{key}: {mine} {its}")
        elif mine.address == its.address and _plain(mine.explanation) != _plain(its.explanation):
            differing.append(f"{key}: {mine.explanation}\n  {its.explanation}")
    return differing


def _unexpanded(address: str) -> list[str]:
    """The address without any, some or all of the keys of modules and resource."""
    names = [address]
    for key in _KEY.findall(address):
        names += [name.replace(key, "", 1) for name in names]
    return names


def _plain(explanation: str) -> str:
    return _KEY.sub("", explanation)


@pytest.mark.parametrize("rule", one_in(2, RULES, 1))
def test_fixtures_are_judged_alike(rule: str) -> None:
    theirs = list(scan_fixtures(rule, "terraform").findings)
    with under_settings(settings_of(rule)):
        ours = _ours(RULE_FIXTURES / rule / "terraform")
    assert _differences(ours, theirs) == []


INSTANCES = """
locals {
  stages = { for name in ["test", "live"] : name => { size = 1 } }
}
resource "aws_lambda_function_url" "plain" {
  count              = 2
  function_name      = "orders"
  authorization_type = "NONE"
}
resource "aws_lambda_function_url" "looped" {
  for_each           = local.stages
  function_name      = "orders"
  authorization_type = each.key == "live" ? "NONE" : "AWS_IAM"
}
module "urls" {
  for_each = local.stages
  source   = "./urls"
  names    = [each.key, "other"]
}
resource "aws_lambda_function_url" "suppressed" {
  count              = 2
  # checkov:skip=LAMBDANET_102:tests only
  function_name      = "orders"
  authorization_type = "NONE"
}
resource "aws_sns_topic" "each" {
  count = 2
}
resource "aws_lambda_function_url" "of_topics" {
  for_each           = toset(aws_sns_topic.each[*].arn)
  function_name      = "orders"
  authorization_type = "NONE"
}
module "silent" {
  # checkov:skip=CKV_AWS_1,LAMBDANET_102
  source = "./urls"
  names  = ["one"]
}
"""
URLS = """
variable "names" {
  type = list(string)
}
resource "aws_lambda_function_url" "each" {
  count              = length(var.names)
  function_name      = var.names[count.index]
  authorization_type = "NONE"
}
"""


def _instances(folder: Path) -> Path:
    (folder / "urls").mkdir(parents=True)
    (folder / "main.tf").write_text(INSTANCES, encoding="utf-8")
    (folder / "urls" / "main.tf").write_text(URLS, encoding="utf-8")
    return folder


def test_instances_have_the_addresses_that_terraform_gives_them(tmp_path: Path) -> None:
    ours = [finding for finding in _ours(_instances(tmp_path)) if finding.rule == "LAMBDANET_102"]
    assert {finding.address.partition("aws_lambda_function_url.")[::2]: finding.verdict for finding in ours} == {
        ("", "plain[0]"): FAIL,
        ("", "plain[1]"): FAIL,
        ("", 'looped["live"]'): FAIL,
        ("", 'looped["test"]'): PASS,
        ('module.urls["live"].', "each[0]"): FAIL,
        ('module.urls["live"].', "each[1]"): FAIL,
        ('module.urls["test"].', "each[0]"): FAIL,
        ('module.urls["test"].', "each[1]"): FAIL,
        ("", "suppressed[0]"): FAIL,
        ("", "suppressed[1]"): FAIL,
        ("module.silent.", "each[0]"): FAIL,
        ("", "of_topics"): FAIL,
    }
    skipped = {f.address: f.skipped_because for f in ours if f.skipped_because is not None}
    assert skipped == {
        "aws_lambda_function_url.suppressed[0]": "tests only",
        "aws_lambda_function_url.suppressed[1]": "tests only",
        "module.silent.aws_lambda_function_url.each[0]": "No comment provided",
    }
    assert _differences(ours, list(scan(tmp_path, "terraform", rules="LAMBDANET_102").findings)) == []


def test_a_baseline_that_checkov_wrote_knows_all_instances(tmp_path: Path) -> None:
    folder = _instances(tmp_path / "code")
    theirs = [f for f in scan(folder, "terraform", rules="LAMBDANET_102").findings if f.verdict == FAIL]
    entries = [{"file": f"/{f.file}", "findings": [{"resource": f.address, "check_ids": [f.rule]}]} for f in theirs]
    baseline = tmp_path / "baseline"
    baseline.write_text(json.dumps({"failed_checks": entries}), encoding="utf-8")
    selection = Selection(folder, frameworks=("terraform",), checks=("LAMBDANET_102",), baseline=baseline)
    evidence = evidence_of(analyse(selection, 1))
    assert evidence.failures == []
    assert len([result for _, result in evidence.results if result.in_baseline]) == 11


# What Checkov's parser refuses is not read, and the others are; its grammar has no word for some valid code.
REFUSED = {
    "a comment in a call": "locals {\n  a = { for k, v in {} : k => merge(v,\n    # why\n    {}) }\n}\n",
    "an open brace": 'resource "aws_vpc" "x" {\n',
    "a lone word": "word\n",
    "two on one line": 'resource "aws_vpc" "y" { cidr_block = "10.0.0.0/16" } resource "aws_vpc" "z" {}\n',
}
ODD = {
    "a brace at the start of a line": 'output "o" {\n  value = <<EOT\n}\nEOT\n}\n',
    "on one line": 'variable "v" { default = 1 }\n',
    "indented": '  resource "aws_vpc" "x" {\n    cidr_block = "10.0.0.0/16"\n  }\n',
    "without quotes": 'resource aws_vpc x {\n  cidr_block = "10.0.0.0/16"\n}\n',
    "a comment between": '/* resource "a" "b" {\n}\n*/\nresource "aws_vpc" "x" {\n}\n',
    "a comment behind the brace": 'resource "aws_vpc" "x" { # here\n}\n',
    "a mark": '\ufeffresource "aws_vpc" "x" {\n}\n',
    "line ends of Windows": 'resource "aws_vpc" "x" {\r\n  cidr_block = "10.0.0.0/16"\r\n}\r\n',
    "empty": "",
    "only comments": "# nothing\n",
    "of another tool": 'terraform {\n  required_version = "1"\n}\nmoved {\n  from = a\n  to = b\n}\n',
    "two blocks of locals": "locals {\n  a = 1\n}\nlocals {\n  b = 1\n}\n",
    "strings in strings": 'locals {\n  a = [for v in [1] :\n    "x${f("${g("}")}")}\\"y\\\\"\n  ]\n}\n',
    "providers": 'provider "aws" {\n  alias = "other"\n}\nprovider "aws" {\n}\n',
    "a closing brace within the line": 'locals {\n  a = 1\n  }\n\nresource "aws_vpc" "b" {\n  c = 1\n}\n',
    "a closing brace within the line, and no one thing a line": (
        'locals {\n  a = [1,\n    2]\n  }\n\nresource "aws_vpc" "b" {\n  c = 1\n}\n'
    ),
    "a block behind another one's brace": 'locals {\n  a = 1\n  }  \n  resource "aws_vpc" "b" {\n  c = 1\n}\n',
}


@pytest.mark.parametrize("text", [*REFUSED.values(), *ODD.values()], ids=[*REFUSED, *ODD])
def test_files_have_the_blocks_that_checkov_finds(text: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(text.encode("utf-8"))
    ours = Modules().of((str(tmp_path),))
    manager = TerraformGraphManager(db_connector=RustworkxConnector())
    errors: dict[str, Exception] = {}
    graph, _ = manager.build_graph_from_source_directory(str(tmp_path), parsing_errors=errors)
    theirs = [vertex for _, vertex in manager.save_graph(graph).nodes()]
    assert set(ours.unread) == set(errors)
    assert sorted(map(_shown, ours.vertices)) == sorted(map(_shown, theirs))


_LETTERS = "x" * 60
ENDLESS = {
    "deep nesting": "merge({}, " * 40 + "{}" + ")" * 40,
    "an escaped quote in an interpolation": f'"{_LETTERS}${{replace(v, "\\"", "{_LETTERS}")}}"',
    "an escaped quote behind an interpolation": f'"{_LETTERS}${{v}}{_LETTERS}${{f("\\"")}}"',
}


@pytest.mark.parametrize("value", ENDLESS.values(), ids=list(ENDLESS))
@pytest.mark.parametrize("layout", ["locals {\n  a = %s\n}\n", "locals { # by grammar\n  a = %s }\n"])
def test_what_would_keep_the_grammar_for_ever_is_refused_at_once(layout: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(layout % value, encoding="utf-8")
    (tmp_path / "other.tf").write_text('resource "aws_vpc" "x" {\n}\n', encoding="utf-8")
    ours = Modules().of((str(tmp_path),))
    assert list(ours.unread) == [str(tmp_path / "main.tf")]
    assert [vertex["block_name_"] for vertex in ours.vertices] == ["aws_vpc.x"]


def test_modules_that_call_each_other_come_to_an_end(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / name).mkdir()
        call = f'module "m" {{\n  source = "../{other}"\n}}\nmodule "n" {{\n  source = "../{other}"\n}}\n'
        (tmp_path / name / "main.tf").write_text(call, encoding="utf-8")
    ours = Modules().of((str(tmp_path / "a"),))
    assert len(ours.vertices) == 6


def _shown(vertex: dict[str, Any]) -> tuple[str, str, str, int]:
    kind = str(vertex["block_type_"])
    # Of others Checkov keeps no lines, and nobody asks.
    line = int(vertex["__start_line__"] or 0) if kind in ("resource", "data", "module") else 0
    return kind, str(vertex["block_name_"]), str(vertex["file_path_"]), line
