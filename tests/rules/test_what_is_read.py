"""What a configuration is made of and what its values are: the same network, however its code is spread and written.

Each case of ``tests/fixtures/reading`` is about one form of code, mostly with its twin: what looks alike and is not.
Only what is in an expectation is judged, and it is judged by the whole pack.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from expectations import case_of, expectations_below
from repository import TEST_FIXTURES
from scanning import Scan, scan

READING = TEST_FIXTURES / "reading"
CASES = [(folder.name, case.name) for folder in sorted(READING.iterdir()) for case in sorted(folder.iterdir())]


@cache
def scanned(framework: str) -> Scan:
    return scan(READING / framework, framework, errors_allowed=framework == "terraform")


@pytest.mark.parametrize(("framework", "case"), CASES)
def test_what_is_read(framework: str, case: str) -> None:
    wanted = [expected for expected in expectations_below(READING / framework) if expected.case == case]
    assert wanted or case.endswith(".expected"), "the case expects nothing"
    found = {(case_of(f.file), f.rule, f.address): f for f in scanned(framework).findings}
    differences = []
    for expected in wanted:
        finding = found.get((case, expected.rule, expected.address))
        if finding is None or finding.verdict != expected.verdict:
            said = "nothing" if finding is None else f"{finding.verdict}: {finding.explanation}"
            differences.append(f"{expected.rule} {expected.address} [{expected.label}]: {expected.verdict}, not {said}")
    assert not differences, "\n".join(differences)


def test_checkov_refuses_what_is_read_all_the_same() -> None:
    """Else the cases would be about nothing."""
    refused = {Path(file).parent.name for file in scanned("terraform").parsing_errors}
    assert refused == {"file-refused-directive", "file-refused-comment", "file-refused-quotes"}
