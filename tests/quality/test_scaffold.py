"""What the scaffold writes is a rule that loads and passes its own fixtures, so the scaffold cannot rot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from repository import REPOSITORY

COPIED = ("checks", "policies", "scripts", "tests/support", "tests/rules/test_fixtures.py", "pyproject.toml")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository with the engine and without any rule or fixture."""
    ignored = shutil.ignore_patterns("__pycache__", "lambdanet_[0-9]*")
    for name in COPIED:
        source, target = REPOSITORY / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    return tmp_path


def new_rule(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/new_rule.py", *arguments]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)


def about(topic: str) -> tuple[str, ...]:
    return ("--topic", topic, "--statement", "S9", "S8", "--severity", "LOW", "--judges", "a subnet")


def test_a_new_rule_passes_its_fixtures(copy: Path) -> None:
    made = new_rule(copy, "LAMBDANET_599", "documentation-block", *about("capacity"))
    assert made.returncode == 0, made.stderr
    assert (copy / "checks" / "capacity" / "lambdanet_599_documentation_block.py").exists()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/rules/test_fixtures.py"]
    tested = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stdout[-4000:]
    assert "LAMBDANET_599" in made.stdout


def test_a_number_is_taken_once(copy: Path) -> None:
    assert new_rule(copy, "LAMBDANET_599", "first", *about("capacity")).returncode == 0
    again = new_rule(copy, "LAMBDANET_599", "second", *about("capacity"))
    assert again.returncode == 2
    assert "taken by" in again.stderr
    assert not list(copy.glob("checks/capacity/*_second.py"))


def test_a_number_belongs_to_its_topic(copy: Path) -> None:
    wrong = new_rule(copy, "LAMBDANET_499", "elsewhere", *about("capacity"))
    assert wrong.returncode == 2
    assert "begin with 5" in wrong.stderr
