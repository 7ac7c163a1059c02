"""The SARIF report: valid, and every failure with its explanation, its places and its reason to be suppressed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lambdanet.evidence.findings.evidence_model import Evidence
from lambdanet.evidence.formats.sarif_report import log, render
from npm_packages import npm_package
from reports import ODD, code, evidence_in


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return evidence_in(tmp_path_factory.mktemp("a shop"), {"odd name/main.tf": code(ODD)})


def _results(evidence: Evidence) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = log(evidence)["runs"][0]["results"]
    return results


def test_the_failures_are_the_results(evidence: Evidence) -> None:
    failed = [(r.rule, j.address, r.explanation) for j, r in evidence.results if r.verdict == "failed"]
    found = [
        (
            result["ruleId"],
            result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
            re.sub(
                r"\\([\[\]])",
                r"\1",
                re.sub(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(\d+\)", r"\1", result["message"]["text"]),
            ),
        )
        for result in _results(evidence)
    ]
    assert found == failed
    assert found


def test_rules_are_those_of_the_results(evidence: Evidence) -> None:
    rules = log(evidence)["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in _results(evidence))
    assert all(rule["help"]["markdown"].count("Fix in") == 2 for rule in rules)


def test_places_are_those_that_the_finding_rests_on(evidence: Evidence) -> None:
    (result,) = (r for r in _results(evidence) if r["ruleId"] == "LAMBDANET_701" and "plain" in r["message"]["text"])
    related = {
        (location["logicalLocations"][0]["fullyQualifiedName"], location["physicalLocation"]["region"]["startLine"])
        for location in result["relatedLocations"]
    }
    lines = code(ODD).splitlines()
    database = lines.index('resource "aws_db_instance" "orders" {') + 1
    group = lines.index('resource "aws_security_group" "functions" {') + 1
    assert {("aws_db_instance.orders", database), ("aws_security_group.functions", group)} <= related
    uris = {place["physicalLocation"]["artifactLocation"]["uri"] for place in result["locations"]}
    assert uris == {"odd%20name/main.tf"}


def test_suppressions_have_their_reasons(evidence: Evidence) -> None:
    suppressed = {r["ruleId"]: r["suppressions"] for r in _results(evidence) if "suppressions" in r}
    assert suppressed == {
        "LAMBDANET_401": [{"kind": "inSource", "status": "accepted", "justification": "moved next month"}]
    }


def test_fingerprints_stay_where_lines_move_and_differ_between_findings(evidence: Evidence, tmp_path: Path) -> None:
    moved = evidence_in(tmp_path, {"odd name/main.tf": "\n\n# moved\n" + code(ODD)})
    first, second = (
        [result["partialFingerprints"]["lambdanetResource/v1"] for result in _results(each)]
        for each in (evidence, moved)
    )
    assert first == second
    assert len(set(first)) == len(first)


def test_what_could_not_be_read_is_reported(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": code(), "broken.tf": 'resource "aws_subnet" {{{'})
    (invocation,) = log(evidence)["runs"][0]["invocations"]
    found = [notification["message"]["text"] for notification in invocation["toolExecutionNotifications"]]
    assert found == ["broken.tf could not be read."]


def test_the_paths_are_seen_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = evidence_in(tmp_path / "infrastructure", {"main.tf": code()})
    monkeypatch.chdir(tmp_path)
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in _results(evidence)}
    assert uris == {"infrastructure/main.tf"}


def test_sarif_multitool_finds_no_error(evidence: Evidence, tmp_path: Path) -> None:
    folder = npm_package("@microsoft/sarif-multitool@5")
    (tmp_path / "evidence.sarif").write_text(render(evidence), encoding="utf-8")
    (program,) = folder.glob("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool")
    command = [str(program), "validate", "evidence.sarif", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]
    done = subprocess.run(
        [*command, "--output", "found.sarif"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    report = json.loads((tmp_path / "found.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [each for each in report if each.get("level") != "note"] == [], done.stdout
