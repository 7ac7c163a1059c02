"""Every rule says about every resource of its fixtures exactly what the fixtures say it should.

Rules keep silent about shared resources that no function uses, and about policies' undecided cases Checkov
keeps no record. So "n/a" and silence are one thing, except for a function: a Python rule that judges functions
says "n/a" of the functions it does not speak about, and every function of a fixture carries its expectation.
"""

from __future__ import annotations

from functools import lru_cache

import pytest
from expectations import case_of, expectations
from repository import RULE_FIXTURES, fixture_folders, policies
from scanning import FAIL, NOT_APPLICABLE, PASS, Scan, scan

FUNCTIONS = ("aws_lambda_function.", "AWS::Lambda::Function.", "AWS::Serverless::Function.")


@lru_cache(maxsize=None)
def scanned(rule: str, framework: str) -> Scan:
    return scan(RULE_FIXTURES / rule / framework, framework)


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
    assert scanned(rule, framework).parsing_errors == ()


@pytest.mark.parametrize(("rule", "framework"), fixture_folders())
def test_verdicts_are_those_expected(rule: str, framework: str) -> None:
    recorded_only = rule in policies()
    wanted = {(e.case, e.address): e for e in expectations(rule, framework)}
    got = {(case_of(f.file), f.address): f for f in scanned(rule, framework).of(rule)}
    differences = []
    for key in sorted(wanted.keys() | got.keys()):
        expected, finding = wanted.get(key), got.get(key)
        verdict = finding.verdict if finding else "nothing"
        if expected is None:
            if verdict != NOT_APPLICABLE or _is_function(key[1]):
                differences.append(f"{_named(key)}: nothing is expected, it says {verdict}: {finding.explanation}")
        elif not _meets(expected.verdict, verdict, key[1], recorded_only):
            said = f"{verdict}: {finding.explanation}" if finding else verdict
            differences.append(f"{_named(key)} [{expected.label}]: should be {expected.verdict}, it says {said}")
    assert not differences, f"{rule} in {framework}\n  " + "\n  ".join(differences)


@pytest.mark.parametrize(("rule", "framework"), fixture_folders())
def test_verdicts_explain_themselves(rule: str, framework: str) -> None:
    if rule in policies():
        pytest.skip("a YAML policy has no explanation")
    for finding in scanned(rule, framework).of(rule):
        assert len(finding.explanation) > 20, f"{finding.address}: {finding.explanation!r} explains nothing"


def _meets(wanted: str, got: str, address: str, recorded_only: bool) -> bool:
    if recorded_only:
        return got == (wanted if wanted in (PASS, FAIL) else "nothing")
    if wanted == NOT_APPLICABLE and not _is_function(address):
        return got in (NOT_APPLICABLE, "nothing")
    return got == wanted


def _is_function(address: str) -> bool:
    return any(address.startswith(front) or f".{front}" in address for front in FUNCTIONS)


def _named(key: tuple[str, str]) -> str:
    return f"{key[0]}: {key[1]}"
