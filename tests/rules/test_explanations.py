"""What the rules say about the fixtures, word for word, so that a change of wording is read in its diff.

``pytest tests/rules/test_explanations.py --write-explanations`` writes the files anew.
"""

from __future__ import annotations

import pytest

from expectations import case_of
from repository import RULE_FIXTURES, fixture_folders
from scanning import scan_fixtures

FILE = "explanations.txt"


@pytest.mark.parametrize(("rule", "framework"), fixture_folders())
def test_explanations_are_those_written_down(rule: str, framework: str, request: pytest.FixtureRequest) -> None:
    file = RULE_FIXTURES / rule / f"{framework}.{FILE}"
    lines = [
        f"{case_of(finding.file)} {finding.address} {finding.verdict}: {finding.explanation}"
        for finding in scan_fixtures(rule, framework).of(rule)
    ]
    text = "".join(f"{line}\n" for line in sorted(lines))
    if request.config.getoption("--write-explanations"):
        file.write_text(text, encoding="utf-8")
    assert file.is_file(), "write it with --write-explanations, and read it"
    assert text == file.read_text(encoding="utf-8")
