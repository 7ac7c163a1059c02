"""Evidence reports of small code, made by the command, and the command that compares them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import forks_of_checkov
from installing import clean
from repository import CHECKS

ENGINE = str(CHECKS / "lambdanet")


def lambdanet(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return forks_of_checkov.run((ENGINE, *arguments), cwd, clean())


def report(folder: Path, name: str, files: dict[str, str], *options: str) -> str:
    """The name of the report of the files."""
    for file, text in files.items():
        (folder / name / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / name / file).write_text(text, encoding="utf-8")
    arguments = ("--format", "json", "--output", f"{name}.json", "--jobs", "1", *options)
    done = lambdanet("evidence", name, *arguments, cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    return f"{name}.json"
