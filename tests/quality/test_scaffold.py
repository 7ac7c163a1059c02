"""What the scaffold writes is a rule in the style of all others, and all tests about it are green at once."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lambdanet.kit.rules import HEADINGS
from repository import CHECKS, REPOSITORY

NOT_COPIED = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist", "external_checks")
RULE = "LAMBDANET_599"
# Tests about every rule, and those about what goes with it: pages, the changelog, what networks are expected to be.
TESTS = (
    "tests/rules/test_completeness.py",
    "tests/rules/test_explanations.py",
    "tests/rules/test_fixes.py",
    "tests/rules/test_fixtures.py",
    "tests/rules/test_parity.py",
    "tests/rules/test_personas.py",
    "tests/quality/test_docs.py",
    "tests/quality/test_layering.py",
    "tests/quality/test_repository_files.py",
    "tests/networks/test_networks.py",
)
SELECTED = f"{RULE} or test_docs or test_layering or test_repository_files or and_the_other_way_round or single-zone"
rules = sorted(CHECKS.glob("*/lambdanet_[1-8]*.py"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository of its own."""
    target = tmp_path / "copy"
    shutil.copytree(REPOSITORY, target, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return target


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=copy, capture_output=True, text=True, check=False)


def new_rule(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(copy, "scripts/new_rule.py", *arguments)


def about(topic: str) -> tuple[str, ...]:
    return ("--topic", topic, "--statement", "S9", "S8", "--severity", "LOW")


@pytest.mark.parametrize("persona", ["default", "strict"])
def test_a_new_rule_is_one_like_the_others(copy: Path, persona: str) -> None:
    made = new_rule(copy, RULE, "stopped-function", *about("capacity"), "--persona", persona)
    assert made.returncode == 0, made.stderr
    assert deviations_of_style(copy / "checks" / "capacity" / "lambdanet_599_stopped_function.py") == []
    for command in (("check",), ("format", "--check")):
        styled = run(copy, "-m", "ruff", *command, "--no-cache", ".")
        assert styled.returncode == 0, styled.stdout
    if persona == "strict":
        assert (copy / "tests" / "fixtures" / "rules" / RULE / "settings").is_file()
        return
    tested = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", SELECTED, *TESTS)
    assert tested.returncode == 0, tested.stdout[-6000:]


@pytest.mark.parametrize("file", rules, ids=lambda file: file.stem)
def test_rules_have_one_style(file: Path) -> None:
    assert deviations_of_style(file) == []


def deviations_of_style(file: Path) -> list[str]:
    """In what the file of a rule differs from the others."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    page = ast.get_docstring(tree, clean=False) or ""
    found = [] if page.startswith("\n") else ["the page begins on the line of the quotation marks"]
    margin = re.findall(r"^\S.*", page, re.MULTILINE)
    if tuple(margin) != HEADINGS:
        found.append(f"at the left margin of the page stands {margin}, expected the headings")
    for section in re.split(r"^\S.*\n", page, flags=re.MULTILINE)[1:]:
        text = section.strip()
        if not (re.match(r"[A-Z`:\d]|https://", text) and (text.rstrip(")")[-1] in ".:" or "https://" in text)):
            found.append(f"a section is no sentence: {text[:40]}")
    judges = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    if [judge.name for judge in judges] != ["judge"]:
        return [*found, "the rule's function is not named judge"]
    annotations = [*(argument.annotation for argument in judges[0].args.args), judges[0].returns]
    return found if all(annotations) else [*found, "judge is not typed"]


def test_a_number_is_taken_once(copy: Path) -> None:
    assert new_rule(copy, RULE, "first", *about("capacity")).returncode == 0
    again = new_rule(copy, RULE, "second", *about("capacity"))
    assert again.returncode == 2
    assert "taken by" in again.stderr
    assert not list(copy.glob("checks/capacity/*_second.py"))


def test_a_number_belongs_to_its_topic(copy: Path) -> None:
    wrong = new_rule(copy, "LAMBDANET_499", "elsewhere", *about("capacity"))
    assert wrong.returncode == 2
    assert "begin with 5" in wrong.stderr
