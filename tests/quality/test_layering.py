"""Facts travel one way, and only the readers know the words of a language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository import CHECKS, REPOSITORY, rule_files

ENGINE = CHECKS / "lambdanet"
READERS = ENGINE / "readers"
LANGUAGE_WORDS = ("aws_", "AWS::")
QUERIES_MAY_IMPORT = (
    "lambdanet.aws",
    "lambdanet.existence",
    "lambdanet.values",
    "lambdanet.model",
    "lambdanet.queries",
    "lambdanet.verdicts",
    "lambdanet.wording",
)
RULES_MAY_IMPORT = (
    "lambdanet.aws",
    "lambdanet.existence",
    "lambdanet.rule_kit",
    "lambdanet.queries",
    "lambdanet.values",
    "lambdanet.model",
    "lambdanet.wording",
)
# A rule names these in the annotations of its judge.
RULES_MAY_ANNOTATE_WITH = (*RULES_MAY_IMPORT, "lambdanet.settings", "lambdanet.verdicts")
CHECKOV_IS_KNOWN_TO = {"checkov_checks.py", "loops_in_reports.py", "policy_verdicts.py", "evidence", "readers"}
RULE = re.compile(r"lambdanet_\d{3}_")

engine_files = sorted(ENGINE.rglob("*.py"))
files_outside_readers = sorted(file for file in CHECKS.rglob("*.py") if READERS not in file.parents)


def _name(file: Path) -> str:
    return file.relative_to(CHECKS).as_posix()


def _imports(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            yield from (alias.name for alias in inner.names)
        elif isinstance(inner, ast.ImportFrom):
            assert inner.level == 0, "relative imports do not work in a file that Checkov executes by itself"
            module = inner.module or ""
            if module == "lambdanet":
                yield from (f"lambdanet.{alias.name}" for alias in inner.names)
            else:
                yield module


def _is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _docstrings(tree: ast.Module) -> set[int]:
    """The constants that are documentation: docstrings, and strings that stand alone below a name."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _within(module: str, allowed: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith((f"{name}.", f"{name}_")) for name in allowed)


@pytest.mark.parametrize("file", files_outside_readers, ids=_name)
def test_only_readers_know_the_words_of_a_language(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documentation = _docstrings(tree)
    told = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    ]
    named = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    assert [word for word in (*told, *named) if any(mark in word for mark in LANGUAGE_WORDS)] == []


@pytest.mark.parametrize("file", engine_files, ids=_name)
def test_only_the_bridge_and_the_readers_know_checkov(file: Path) -> None:
    modules = set(_imports(ast.parse(file.read_text(encoding="utf-8"))))
    if not {file.name, file.relative_to(ENGINE).parts[0]} & CHECKOV_IS_KNOWN_TO:
        assert {module for module in modules if _within(module, ("checkov", "hcl2", "lark"))} == set()


@pytest.mark.parametrize("file", engine_files, ids=_name)
def test_layers_import_downwards(file: Path) -> None:
    modules = set(_imports(ast.parse(file.read_text(encoding="utf-8"))))
    first = file.relative_to(ENGINE).parts[0].removesuffix(".py")
    # How the classes of values are made is no layer: everything may use it.
    lambdanet = {module for module in modules if _within(module, ("lambdanet",))} - {"lambdanet.records"}
    if first in ("values", "records"):
        assert lambdanet == set()
    elif first == "aws":
        assert modules <= {"__future__", "datetime", "pathlib"}, "facts about AWS are data"
    elif first in ("model", "existence"):
        assert lambdanet == {"lambdanet.values"}
    elif first.startswith("queries"):
        assert {module for module in lambdanet if not _within(module, QUERIES_MAY_IMPORT)} == set()
    elif first == "readers":
        allowed = ("lambdanet.aws", "lambdanet.values", "lambdanet.existence", "lambdanet.model", "lambdanet.readers")
        assert {module for module in lambdanet if not _within(module, allowed)} == set()


@pytest.mark.parametrize("file", [file for file in rule_files() if RULE.match(file.name)], ids=_name)
def test_rules_know_the_network_and_nothing_else(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for statement in tree.body:
        allowed = RULES_MAY_ANNOTATE_WITH if _is_type_checking(statement) else RULES_MAY_IMPORT
        modules = set(_imports(statement))
        ours = {module for module in modules if _within(module, ("lambdanet", "checkov", "hcl2", "lark", "yaml"))}
        assert {module for module in ours if not _within(module, allowed)} == set()


@pytest.mark.parametrize("file", files_outside_readers, ids=_name)
def test_who_was_handed_what_is_asked_by_the_readers_alone(file: Path) -> None:
    """What is not in view, the lists and ``more`` of the model say: no rule and no query has to remember to ask."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kinds = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)} & {"exported", "unresolved"}
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"handed_on", "unread_calls"}
    allowed = {"unread_calls"} if ENGINE / "evidence" in file.parents else set()
    assert (kinds, asked - allowed) == (set(), set())


@pytest.mark.parametrize("file", [file for file in rule_files() if not RULE.match(file.name)], ids=_name)
def test_what_is_executed_and_no_rule_only_registers(file: Path) -> None:
    assert set(_imports(ast.parse(file.read_text(encoding="utf-8")))) == {"lambdanet.checkov_checks"}


def test_nothing_names_a_package_registry_or_this_machine() -> None:
    # Put together here, so that this file does not hold what it looks for.
    wanted = [".".join(words) for words in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
    wanted += ["/".join(("", "root", "")), "/".join(("", "opt", "pypi"))]
    held = []
    for file in _committed_text():
        text = file.read_text(encoding="utf-8", errors="replace")
        held += [f"{file.relative_to(REPOSITORY)}: {word}" for word in wanted if word in text]
    assert held == []


def _committed_text() -> Iterator[Path]:
    folders = ("checks", "policies", "docs", "examples", "scripts", "benchmarks", "tests", ".ci")
    for folder in folders:
        for file in (REPOSITORY / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and file.suffix not in (".pyc", ".png"):
                yield file
    yield from (file for file in REPOSITORY.iterdir() if file.is_file())
