"""Fixtures as they look while someone types them: each beginning of each is answered, about what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import samples
from repository import REPOSITORY

PROGRAM = REPOSITORY / "tests" / "support" / "typed_beginnings.py"
RULES = REPOSITORY / "tests" / "fixtures" / "rules"
HOW_MANY = 50
# A prime, so that all kinds of places are met; each character with --everything.
EVERY = 211
_FUNCTION = re.compile(r'^resource "aws_lambda_function"|Type: AWS::(?:Lambda|Serverless)::Function', re.MULTILINE)


def _fixtures() -> list[Path]:
    """Fixtures of every hundred of rules in both languages, a few of each; those that are no longer than a screen."""
    files = sorted((*RULES.glob("*/terraform/*/main.tf"), *RULES.glob("*/cloudformation/*.template")))
    short = [file for file in files if file.stat().st_size < 4_000 and _FUNCTION.search(file.read_text("utf-8"))]
    return short[:: max(1, len(short) // HOW_MANY)][:HOW_MANY]


def _in_this_run() -> list[Path]:
    fixtures = _fixtures()
    return fixtures if samples.everything else fixtures[::10]


def test_there_are_enough() -> None:
    assert len(_fixtures()) == HOW_MANY


@pytest.mark.parametrize("fixture", _in_this_run(), ids=lambda file: "-".join(file.relative_to(RULES).parts))
def test_every_beginning_is_answered(fixture: Path, tmp_path: Path) -> None:
    # In a program of its own: the process that judges is started by a server, which has no other children.
    every = "1" if samples.everything else str(EVERY)
    command = [sys.executable, str(PROGRAM), str(fixture), str(tmp_path.resolve()), every]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # Checkov says on the standard error what it cannot parse; what is wrong ends with 1.
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 0
