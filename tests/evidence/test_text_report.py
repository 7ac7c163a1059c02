"""The text report: what fails, by resource, and what would decide the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.evidence.formats.text_report import render
from reports import code, evidence_in


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_what_fails_stands_below_its_resource(tmp_path: Path) -> None:
    text = render(evidence_in(tmp_path, {"main.tf": code()}))
    line = code().splitlines().index('resource "aws_lambda_function" "orders" {') + 1
    block = next(part for part in text.split("\n\n") if part.startswith('aws_lambda_function.orders["odd"]'))
    assert block.splitlines() == [
        f'aws_lambda_function.orders["odd"]  main.tf:{line}',
        "  failed LAMBDANET_701 HIGH",
        '    aws_lambda_function.orders["odd"] cannot reach aws_db_instance.orders (RDS DB instance) on port',
        "    5432: aws_security_group.functions allows only tcp 443 to 0.0.0.0/0. Also:",
        "    aws_security_group.database has no ingress rule.",
        "  suppressed LAMBDANET_401: moved next month",
    ]


def test_the_end_says_what_would_decide_the_rest(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": code(), "broken.tf": 'resource "aws_subnet" {{{'})
    last = render(evidence).split("\n\n")[-1].splitlines()
    assert last[0].startswith("4 functions and ")
    assert any("for the variable var.subnets" in line and "Give the variables values: " in line for line in last)
    assert "not read broken.tf" in last


def test_colour_is_for_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    evidence = evidence_in(tmp_path, {"main.tf": code()})
    assert "\x1b[" not in render(evidence)
    assert "\x1b[1m\x1b[31mfailed" in render(evidence, colour=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in render(evidence, colour=True)


def test_nothing_to_report(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": "locals {}\n"})
    assert render(evidence) == "0 functions and 0 other resources: 0 failed, 0 undecided, 0 passed\n"
