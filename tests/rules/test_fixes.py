"""What a rule's page shows as the fix is part of a network that the rule passes and no rule fails.

The networks are in ``tests/fixtures/fixes``, one folder (Terraform) or template (CloudFormation) each; they are
scanned under ``fixes/settings``, so the strict rules speak too. A page's code is in one of them word for word but
for its indentation.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from expectations import case_of
from repository import REPOSITORY, RULE_DOCS, fixture_rules
from scanning import FAIL, NOT_APPLICABLE, PASS, Scan, scan

FIXES = REPOSITORY / "tests" / "fixtures" / "fixes"
LANGUAGES = {"terraform": "Fix in Terraform", "cloudformation": "Fix in CloudFormation"}
_FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@cache
def scanned(language: str) -> Scan:
    return scan(FIXES / language, language, settings=FIXES / "settings")


def code_of_page(rule: str, heading: str) -> list[str]:
    """The pieces of code in a section: each block that begins at the left margin after an empty line."""
    page = (RULE_DOCS / f"{rule}.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [piece for code in _FENCED.findall(section) for piece in re.split(r"\n\n(?=\S)", code.strip("\n"))]


def lines_of(code: str, language: str) -> list[str]:
    """The lines to compare. Spaces mean something at the beginning of a template's lines only."""
    told = [line.rstrip() for line in textwrap.dedent(code).splitlines() if line.strip()]
    return told if language == "cloudformation" else [" ".join(line.split()) for line in told]


def holds(file: Path, piece: str, language: str) -> bool:
    wanted = lines_of(piece, language)
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    spans = ("\n".join(lines[start : start + len(wanted)]) for start in range(len(lines)))
    return any(lines_of(span, language) == wanted for span in spans)


def networks_with(rule: str, language: str) -> Iterator[str]:
    """The networks that hold all of the code that a rule's page shows."""
    pieces = code_of_page(rule, LANGUAGES[language])
    assert pieces, f"the page shows no code under {LANGUAGES[language]}"
    for file in sorted((FIXES / language).rglob("*.tf" if language == "terraform" else "*.template")):
        if all(holds(file, piece, language) for piece in pieces):
            yield case_of(file.relative_to(FIXES / language).as_posix())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", fixture_rules())
def test_the_fix_of_a_page_is_in_a_network_that_the_rule_passes(rule: str, language: str) -> None:
    networks = list(networks_with(rule, language))
    assert networks, f"no network in {FIXES / language} holds the code of {rule}'s page: put it into one"
    told = {(case_of(finding.file), finding.verdict) for finding in scanned(language).of(rule)}
    # A rule about functions outside a VPC does not speak any more once the function is in one.
    assert any((network, verdict) in told for network in networks for verdict in (PASS, NOT_APPLICABLE)), told


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_rule_fails_in_a_fixed_network(language: str) -> None:
    found = scanned(language)
    assert found.parsing_errors == ()
    assert [f"{f.file} {f.rule}: {f.explanation}" for f in found.findings if f.verdict == FAIL] == []
