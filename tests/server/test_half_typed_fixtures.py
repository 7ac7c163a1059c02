"""Fixtures as they look while someone types them: each beginning of each is answered, about what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import samples
from lambdanet.evidence.gather.selection import Selection
from lambdanet.server.judging_process import JudgingProcess
from lambdanet.server.questions import Question
from repository import REPOSITORY

RULES = REPOSITORY / "tests" / "fixtures" / "rules"
HOW_MANY = 50
# A prime, so that all kinds of places are met; each character with --everything.
EVERY = 211


def _fixtures() -> list[Path]:
    """Fixtures of every hundred of rules in both languages, a few of each; those that are no longer than a screen."""
    files = sorted((*RULES.glob("*/terraform/*/main.tf"), *RULES.glob("*/cloudformation/*.template")))
    short = [file for file in files if file.stat().st_size < 4_000]
    return short[:: max(1, len(short) // HOW_MANY)][:HOW_MANY]


def _in_this_run() -> list[Path]:
    fixtures = _fixtures()
    return fixtures if samples.everything else fixtures[::10]


def test_there_are_enough() -> None:
    assert len(_fixtures()) == HOW_MANY


@pytest.mark.parametrize("fixture", _in_this_run(), ids=lambda file: "-".join(file.relative_to(RULES).parts))
def test_every_beginning_is_answered(fixture: Path, tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    file = folder / fixture.name
    file.write_text("", encoding="utf-8")
    text = fixture.read_text(encoding="utf-8")
    process = JudgingProcess(folder, seconds=30)
    selection = Selection(root=folder)
    readable: dict[str, str] = {}
    try:
        for end in [*range(0, len(text), 1 if samples.everything else EVERY), len(text)]:
            answer = process.ask(Question(selection, {str(file): text[:end]}, readable))
            assert answer.problem == "", f"{answer.problem} at {text[max(0, end - 60) : end]!r}"
            assert answer.evidence is not None
            readable = {path: judged for path, judged in answer.judged.items() if path == str(file)}
            judged = readable.get(str(file), "")
            for function in answer.evidence.functions:
                name = re.sub(r"\[.*?\]", "", function.address).rpartition(".")[2]
                assert name in judged, f"{name} is judged, and not in {text[max(0, end - 60) : end]!r}"
    finally:
        process.end()
