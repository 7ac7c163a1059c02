"""Every input that once broke something, alone, and a short run of the fuzzer; ``scripts/fuzz.py`` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz_mutations import made
from fuzz_oracle import problems_of, wrong_with
from fuzz_seeds import CANARY, Input, corpus
from lambdanet.readers.withheld import Withheld

SHORT_RUN = 25


@pytest.mark.parametrize("each", corpus(), ids=lambda each: each.name)
def test_what_once_broke_something(each: Input, tmp_path: Path) -> None:
    assert wrong_with(tmp_path / "scanned", [each], 60) == ""


def test_a_short_run(tmp_path: Path) -> None:
    inputs = [made("short", number) for number in range(SHORT_RUN)]
    assert len({each.content for each in inputs}) > SHORT_RUN // 2
    assert problems_of(tmp_path / "scanned", inputs) == []


def test_an_input_is_the_same_whenever_it_is_made() -> None:
    assert [made("a", number) for number in range(5)] == [made("a", number) for number in range(5)]
    assert made("a", 1) != made("b", 1)


def test_the_fuzzer_sees_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Withheld, "replaced_in", lambda self, text: text)
    secret = next(each for each in corpus() if each.name == "sensitive-variable.tf")
    assert CANARY.encode() in secret.content
    (problem,) = problems_of(tmp_path / "scanned", [made("short", 0), secret])
    assert problem.input is secret
    assert "shows a secret" in problem.what


def test_the_fuzzer_sees_a_lost_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz_oracle.SOUND", {"sound/terraform/main.tf": ""})
    assert "is lost" in wrong_with(tmp_path / "scanned", [made("short", 0)], 60)


def test_the_fuzzer_sees_what_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: object) -> None:
        while True:
            pass

    monkeypatch.setattr("fuzz_oracle.evidence_of", never)
    assert "does not end" in wrong_with(tmp_path / "scanned", [made("short", 0)], 3)
