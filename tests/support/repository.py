"""Where things are in the repository, and what it says about its rules without running them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
CHECKS = REPOSITORY / "checks"
POLICIES = REPOSITORY / "policies"
RULE_DOCS = REPOSITORY / "docs" / "rules"
TEST_FIXTURES = REPOSITORY / "tests" / "fixtures"
RULE_FIXTURES = TEST_FIXTURES / "rules"
FRAMEWORKS = ("terraform", "cloudformation", "terraform_plan")


def rule_files() -> list[Path]:
    """Every file that Checkov executes as a check: those whose own folder has an ``__init__.py``."""
    files = (file for file in CHECKS.rglob("*.py") if (file.parent / "__init__.py").exists())
    return sorted(file for file in files if file.name != "__init__.py")


def policies() -> dict[str, tuple[Path, dict[str, Any]]]:
    """File and metadata of every YAML policy, by id."""
    found = {}
    for file in sorted(POLICIES.rglob("*.yaml")):
        metadata = yaml.safe_load(file.read_text(encoding="utf-8"))["metadata"]
        found[metadata["id"]] = (file, metadata)
    return found


def fixture_rules() -> list[str]:
    """The ids of the rules that have fixtures."""
    return sorted(folder.name for folder in RULE_FIXTURES.iterdir() if folder.is_dir())


def settings_of(rule: str) -> Path | None:
    """The settings that the fixtures of a rule are written for; None for the default ones.

    The file has no ending: Checkov's loader of policies would read one that ends as YAML.
    """
    file = RULE_FIXTURES / rule / "settings"
    return file if file.is_file() else None


def fixture_folders() -> list[tuple[str, str]]:
    """Every (rule, framework) that has fixtures."""
    return [
        (rule, framework)
        for rule in fixture_rules()
        for framework in FRAMEWORKS
        if (RULE_FIXTURES / rule / framework).is_dir()
    ]


def committed_files() -> set[str]:
    """The files of the working tree as they would be committed, relative to it; in an sdist all that there are."""
    if not (REPOSITORY / ".git").exists():
        files = (file for file in REPOSITORY.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        return {file.relative_to(REPOSITORY).as_posix() for file in files}
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return {name for name in filter(None, listed.split("\0")) if (REPOSITORY / name).is_file()}
