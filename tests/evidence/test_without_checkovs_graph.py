"""Folders of Terraform code are read without Checkov's graph, and say what the ``checkov`` command says of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lambdanet.evidence.gather.parts_of_repository import Part, parts_of
from lambdanet.evidence.gather.runs_of_parts import run
from lambdanet.evidence.gather.selection import Selection
from repository import RULE_FIXTURES, fixture_folders, settings_of
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, WORDS, Finding, scan_fixtures, under_settings

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
    """What is not said alike; where Checkov does not tell instances apart, the worst of ours is what it says."""
    by_address: Said = {}
    named = {(f.rule, f.file, f.address) for f in theirs}
    for finding in ours:
        key = (finding.rule, finding.file, finding.address)
        keys = [key, *((*key[:2], address) for address in _unexpanded(finding.address))]
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
    """The address without the keys of the resource, of modules, and of both."""
    last = _KEY.sub("", address) if address.endswith("]") else address
    return [last, address[: address.rfind("[")], _KEY.sub("", address)]


def _plain(explanation: str) -> str:
    return _KEY.sub("", explanation)


@pytest.mark.parametrize("rule", RULES)
def test_fixtures_are_judged_alike(rule: str) -> None:
    theirs = list(scan_fixtures(rule, "terraform").findings)
    with under_settings(settings_of(rule)):
        ours = _ours(RULE_FIXTURES / rule / "terraform")
    assert _differences(ours, theirs) == []
