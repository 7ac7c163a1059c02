"""Evidence says what a scan says, in the schema that others build on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.formats.json_report import document
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from lambdanet.settings.known_settings import VARIABLE
from lambdanet.settings.settings_in_force import current
from repository import CHECKS, RULE_FIXTURES, fixture_folders, settings_of
from samples import one_in, sample
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, scan, scan_fixtures

WORDS = {"passed": PASS, "failed": FAIL, "undecided": UNDECIDED, "not_applicable": NOT_APPLICABLE}

SUPPRESSED = """resource "aws_lambda_function" "orders" {
  # checkov:skip=LAMBDANET_203:moved next month
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  vpc_config {
    subnet_ids         = [aws_subnet.one.id]
    security_group_ids = []
  }
}

resource "aws_subnet" "one" {
  vpc_id     = "vpc-0123456789abcdef0"
  cidr_block = "10.0.0.0/26"
}
"""


def _document(folder: Path, framework: str) -> dict[str, Any]:
    return document(evidence_of(analyse(Selection(folder.resolve(), frameworks=(framework,)))))


def _each_rule() -> list[tuple[str, str]]:
    """Every second rule's fixtures, in one of the languages that they are written in; all of them with --everything."""
    languages: dict[str, list[str]] = {}
    for rule, framework in fixture_folders():
        languages.setdefault(rule, []).append(framework)
    return [(rule, framework) for rule in one_in(2, list(languages)) for framework in sample(languages[rule], 3, rule)]


@pytest.mark.parametrize(("rule", "framework"), _each_rule())
def test_evidence_has_the_verdicts_of_the_scan(rule: str, framework: str) -> None:
    folder = RULE_FIXTURES / rule / framework
    shown = {
        (result["rule"], judged["address"], judged["file"], WORDS[result["verdict"]], result["explanation"])
        for judged in (lambda found: [*found["functions"], *found["resources"]])(_document(folder, framework))
        for result in judged["results"]
    }
    found = scan_fixtures(rule, framework) if settings_of(rule) is None else scan(folder, framework)
    findings = {(f.rule, f.address, f.file, f.verdict, f.explanation) for f in found.findings}
    assert shown
    assert _reported(shown) == _reported(findings)
    # A function of another root module, of which nothing is known, is a doubt only where all are read together.
    assert {found[:3] for found in shown} == {found[:3] for found in findings}


def _reported(findings: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Those of which Checkov has a record."""
    return {finding for finding in findings if finding[3] in (PASS, FAIL)}


def test_statements_count_the_results(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(SUPPRESSED, encoding="utf-8")
    found = _document(tmp_path, "terraform")
    by_statement = {statement["id"]: statement for statement in found["statements"]}
    assert list(by_statement) == [f"S{number}" for number in range(1, 13)]
    assert by_statement["S4"]["rules"][0] == "LAMBDANET_203"
    (function,) = found["functions"]
    (result,) = (result for result in function["results"] if result["rule"] == "LAMBDANET_203")
    assert (result["verdict"], result["suppressed_because"]) == ("failed", "moved next month")
    counts = {key: by_statement["S2"][key] for key in ("passed", "failed", "suppressed", "undecided", "not_applicable")}
    assert counts == {"passed": 0, "failed": 0, "suppressed": 1, "undecided": 0, "not_applicable": 0}


def test_what_is_undecided_says_why(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(SUPPRESSED, encoding="utf-8")
    (function,) = _document(tmp_path, "terraform")["functions"]
    undecided = {fact for fact, value in function["facts"].items() if value == "undecided"}
    assert set(function["undecided_because"]) == undecided
    assert "aws_iam_role.orders" in function["undecided_because"]["eni_permissions"]
    assert function["facts"]["smallest_subnet_usable_ips"] == 59
    assert function["facts"]["multiple_zones"] == "no"


def test_the_settings_in_force_decide_which_rules_speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "main.tf").write_text(SUPPRESSED, encoding="utf-8")
    (tmp_path / "strict").write_text("persona: strict\n", encoding="utf-8")
    shown = []
    for file in (None, tmp_path / "strict", None):
        monkeypatch.delenv(VARIABLE, raising=False)
        if file is not None:
            monkeypatch.setenv(VARIABLE, str(file))
        current.cache_clear()
        found = _document(tmp_path, "terraform")
        rules = {result["rule"] for function in found["functions"] for result in function["results"]}
        shown.append(("LAMBDANET_205" in rules, found["scanned"]["settings"]["persona"]["from"]))
    current.cache_clear()
    assert shown == [(False, "default"), (True, f"{tmp_path}/strict:1"), (False, "default")]


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--soft-fail",), 0), (("--check", "LAMBDANET_708"), 0)])
def test_the_command_runs_from_a_clone(tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    (tmp_path / "main.tf").write_text(SUPPRESSED.replace("checkov:skip", "was"), encoding="utf-8")
    (tmp_path / "broken.tf").write_text('resource "aws_subnet" {{{', encoding="utf-8")
    output = tmp_path / "out" / "evidence"
    output.parent.mkdir()
    command = [sys.executable, str(CHECKS / "lambdanet"), "evidence", str(tmp_path), "--format", "json", *options]
    done = subprocess.run(
        [*command, "--output", str(output)], cwd=output.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    found = json.loads(output.read_text(encoding="utf-8"))
    assert found["schema"] == "lambdanet-evidence/1"
    lists = {"statements", "missing", "functions", "resources"}
    assert set(found) == {"schema", "decided_beside", "pack", "scanned", "surroundings", *lists}
    assert found["scanned"]["frameworks"] == ["terraform"]
    assert found["scanned"]["files"] == ["main.tf"]
    assert found["scanned"]["parse_errors"] == ["broken.tf"]
    assert found["pack"]["checkov"]
    assert [function["address"] for function in found["functions"]] == ["aws_lambda_function.orders"]


def test_a_path_that_is_not_there_is_reported(tmp_path: Path) -> None:
    command = [sys.executable, str(CHECKS / "lambdanet"), "evidence", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "nowhere does not exist" in done.stderr


BREAKS_CHECKOV = """
Resources:
  Odd:
    Type: { Odd: type }
    Properties: {}
  Queue:
    Type: AWS::SQS::Queue
"""
HALF = """
Resources:
  Half:
    Type: AWS::Lambda::Function
    Properties:
      VpcConfig: { SubnetIds: [subnet-0a1b2c3d4e5f60718], SecurityGroupIds: [] }
"""


@pytest.mark.parametrize("alone", [True, False])
def test_a_file_on_which_checkov_raises_hides_no_other(tmp_path: Path, alone: bool) -> None:
    """On the command line it ends Checkov's run."""
    (tmp_path / "odd.yaml").write_text(BREAKS_CHECKOV)
    if not alone:
        (tmp_path / "half.yaml").write_text(HALF)
    found = _document(tmp_path, "cloudformation")
    assert found["scanned"]["parse_errors"] == ["odd.yaml"]
    failed = {r["rule"] for f in found["functions"] for r in f["results"] if r["verdict"] == "failed"}
    assert ("LAMBDANET_203" in failed) is not alone
