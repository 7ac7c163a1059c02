"""Every rule says about every resource of its fixtures exactly what the fixtures say it should.

Rules may keep silent about shared resources that no function uses, so for those "n/a" and silence are one thing.
For a function they are not: every function that a rule judges carries its expectation, "n/a" too.
"""

from __future__ import annotations

import pytest

from expectations import case_of, expectations
from repository import fixture_folders
from scanning import NOT_APPLICABLE, scan_fixtures

FUNCTIONS = ("aws_lambda_function.", "AWS::Lambda::Function.", "AWS::Serverless::Function.")


@pytest.mark.parametrize(("rule", "framework"), fixture_folders())
def test_every_expectation_is_unique(rule: str, framework: str) -> None:
    seen: dict[tuple[str, str], str] = {}
    for expected in expectations(rule, framework):
        key = (expected.case, expected.address)
        assert key not in seen, f"{key} is expected to {seen[key]} and to {expected.verdict}"
        seen[key] = expected.verdict
    assert seen, "the fixtures hold no expectation"


@pytest.mark.parametrize(("rule", "framework"), fixture_folders())
def test_every_fixture_is_parsed(rule: str, framework: str) -> None:
    assert scan_fixtures(rule, framework).parsing_errors == ()


@pytest.mark.parametrize(("rule", "framework"), fixture_folders())
def test_verdicts_are_those_expected(rule: str, framework: str) -> None:
    wanted = {(e.case, e.address): e for e in expectations(rule, framework)}
    got = {(case_of(f.file), f.address): f for f in scan_fixtures(rule, framework).of(rule)}
    judges_functions = any(e.verdict != NOT_APPLICABLE and _is_function(e.address) for e in wanted.values())
    differences = []
    for key in sorted(wanted.keys() | got.keys()):
        expected, finding = wanted.get(key), got.get(key)
        verdict = finding.verdict if finding else "nothing"
        if expected is None:
            if verdict != NOT_APPLICABLE or _is_function(key[1]):
                differences.append(f"{_named(key)}: nothing is expected, it says {verdict}: {finding.explanation}")
        elif not _meets(expected.verdict, verdict, judges_functions and _is_function(key[1])):
            said = f"{verdict}: {finding.explanation}" if finding else verdict
            differences.append(f"{_named(key)} [{expected.label}]: should be {expected.verdict}, it says {said}")
    assert not differences, f"{rule} in {framework}\n  " + "\n  ".join(differences)


@pytest.mark.parametrize(("rule", "framework"), fixture_folders())
def test_verdicts_explain_themselves(rule: str, framework: str) -> None:
    for finding in scan_fixtures(rule, framework).of(rule):
        assert len(finding.explanation) > 20, f"{finding.address}: {finding.explanation!r} explains nothing"


def _meets(wanted: str, got: str, must_be_said: bool) -> bool:
    return got == wanted or (wanted == NOT_APPLICABLE and got == "nothing" and not must_be_said)


def _is_function(address: str) -> bool:
    return any(address.startswith(front) or f".{front}" in address for front in FUNCTIONS)


def _named(key: tuple[str, str]) -> str:
    return f"{key[0]}: {key[1]}"
