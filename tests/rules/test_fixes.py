"""What a rule's page shows as the fix is part of a network that the rule passes and no rule fails.

The networks are in ``checks/lambdanet/handbook/fixes``, one folder (Terraform) or template (CloudFormation) each, and
are scanned under ``persona: strict``, so that the strict rules judge too. The page shows what is marked there.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from expectations import case_of
from lambdanet.handbook import fix_code
from lambdanet.handbook.fix_code import FIXES, LANGUAGES, FixProblem, fix_of, fixes
from lambdanet.handbook.rule_texts import rule_texts, sections
from repository import POLICIES, REPOSITORY, fixture_rules, rule_files
from scanning import FAIL, NOT_APPLICABLE, PASS, Scan, scan

SETTINGS = REPOSITORY / "tests" / "fixtures" / "settings_of_strict_rules"


@cache
def scanned(language: str) -> Scan:
    return scan(FIXES / language, language, settings=SETTINGS)


@pytest.mark.parametrize("heading", LANGUAGES)
@pytest.mark.parametrize("rule", fixture_rules())
def test_the_fix_is_marked_in_a_network_that_the_rule_passes(rule: str, heading: str) -> None:
    language, _ = LANGUAGES[heading]
    networks = {case_of(file.relative_to(FIXES / language).as_posix()) for file, _ in fixes(heading).get(rule, ())}
    assert networks, f"mark the code of {heading} with '# fix: {rule}' in a network in {FIXES / language}"
    assert len(networks) == 1, "the code of one fix belongs together"
    said = {finding.verdict for finding in scanned(language).of(rule) if case_of(finding.file) in networks}
    # A rule about functions outside a VPC does not apply any more once the function is in one.
    assert said & {PASS, NOT_APPLICABLE}


@pytest.mark.parametrize("heading", LANGUAGES)
def test_no_rule_fails_in_a_fixed_network(heading: str) -> None:
    found = scanned(LANGUAGES[heading][0])
    assert found.parsing_errors == ()
    assert [f"{f.file} {f.rule}: {f.explanation}" for f in found.findings if f.verdict == FAIL] == []


@pytest.mark.parametrize("heading", LANGUAGES)
def test_what_is_marked_is_of_a_rule(heading: str) -> None:
    assert set(fixes(heading)) <= set(fixture_rules())


def test_a_rule_says_its_fix_in_a_sentence_and_has_the_code_from_the_network() -> None:
    written = {file: sections(file.read_text(encoding="utf-8").strip('"')) for file in _pages()}
    for text in rule_texts():
        for heading in LANGUAGES:
            sentence, _, code = text.sections[heading].partition("\n\n")
            own = written[text.file if text.file.suffix == ".py" else text.file.with_suffix(".txt")][heading]
            assert own == sentence, f"{text.id}: one sentence, without code"
            assert own.endswith(":"), f"{text.id}: {own} leads to the code"
            assert code == textwrap.indent(fix_of(text.id, heading), "    "), text.id


def _pages() -> Iterator[Path]:
    yield from (file for file in rule_files() if file.stem[10:13].isdecimal())
    yield from POLICIES.glob("*.txt")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("# fix: LAMBDANET_401", "a = 1"), "no end"),
        (("a = 1", "# end of fix: LAMBDANET_401"), "not begun"),
        (("# fix: LAMBDANET_401", "# end of fix: LAMBDANET_402"), "not begun"),
        (("# fix: 401", "a = 1", "# end of fix: 401"), "not a well-formed mark"),
    ],
)
def test_marks_that_are_wrong_are_reported(
    lines: tuple[str, ...], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FixProblem, match=problem):
        of_network(lines, tmp_path, monkeypatch)


def test_marked_code_stands_at_the_left_margin_without_other_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["a {", "  # fix: LAMBDANET_401, LAMBDANET_402", "  b {", "    # fix: LAMBDANET_403", "    c = 1"]
    lines += ["    # end of fix: LAMBDANET_403", "  }", "  # end of fix: LAMBDANET_401, LAMBDANET_402", "}"]
    lines += ["# fix: LAMBDANET_403", "d = 1", "# end of fix: LAMBDANET_403"]
    codes = {rule: [code for _, code in found] for rule, found in of_network(lines, tmp_path, monkeypatch).items()}
    block = ["b {\n  c = 1\n}"]
    assert codes == {"LAMBDANET_401": block, "LAMBDANET_402": block, "LAMBDANET_403": ["c = 1", "d = 1"]}


def of_network(
    lines: tuple[str, ...] | list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[tuple[Path, str]]]:
    """The marked code of a Terraform network with these lines."""
    (folder / "terraform" / "network").mkdir(parents=True)
    (folder / "terraform" / "network" / "main.tf").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(fix_code, "FIXES", folder)
    return fixes.__wrapped__("Fix in Terraform")
