"""Facts travel one way, and only the readers know the words of a language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from repository import CHECKS, REPOSITORY, rule_files

ENGINE = CHECKS / "lambdanet"
READERS = ENGINE / "readers"
LANGUAGE_WORDS = ("aws_", "AWS::")
QUERIES_MAY_IMPORT = (
    "lambdanet.aws",
    "lambdanet.created_together",
    "lambdanet.identities",
    "lambdanet.undeclared",
    "lambdanet.values",
    "lambdanet.model",
    "lambdanet.own_region",
    "lambdanet.queries",
    "lambdanet.kit.verdicts",
    "lambdanet.kit.wording",
)
RULES_MAY_IMPORT = (
    "lambdanet.aws",
    "lambdanet.kit.controls",
    "lambdanet.created_together",
    "lambdanet.identities",
    "lambdanet.kit.rule_kit",
    "lambdanet.queries",
    "lambdanet.undeclared",
    "lambdanet.values",
    "lambdanet.model",
    "lambdanet.kit.wording",
)
# A rule names these in the annotations of its judge.
RULES_MAY_ANNOTATE_WITH = (*RULES_MAY_IMPORT, "lambdanet.settings.known_settings", "lambdanet.kit.verdicts")
# What connects to other hosts, in the standard library and in what comes with Checkov.
CONNECTS = (
    "aiohttp",
    "boto3",
    "botocore",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
)
CHECKOV_IS_KNOWN_TO = {"bridge", "evidence", "readers"}
RULE = re.compile(r"lambdanet_\d{3}_")
_SEEN_IN_RULES = ("lambdanet", "checkov", "hcl2", "lark", "yaml")

engine_files = sorted(ENGINE.rglob("*.py"))
files_outside_readers = sorted(file for file in CHECKS.rglob("*.py") if READERS not in file.parents)


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _name(file: Path) -> str:
    return file.relative_to(CHECKS).as_posix()


def _imports(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            yield from (alias.name for alias in inner.names)
        elif isinstance(inner, ast.ImportFrom):
            assert inner.level == 0, "relative imports do not work in a file that Checkov executes by itself"
            module = inner.module or ""
            if module in ("lambdanet", "lambdanet.bridge"):
                yield from (f"{module}.{alias.name}" for alias in inner.names)
            else:
                yield module


def _is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _docstrings(tree: ast.Module) -> set[int]:
    """The constants that are documentation: docstrings, and strings that are alone below a name."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _within(module: str, allowed: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith((f"{name}.", f"{name}_")) for name in allowed)


def test_only_readers_know_the_words_of_a_language() -> None:
    problems = []
    for file in files_outside_readers:
        tree = _tree(file)
        documentation = _docstrings(tree)
        said = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        ]
        named = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
        words = [word for word in (*said, *named) if any(mark in word for mark in LANGUAGE_WORDS)]
        problems += [f"{_name(file)} says {word!r}, which is of a language" for word in words]
    assert not problems, "\n".join(problems)


def test_only_the_bridge_and_the_readers_know_checkov() -> None:
    problems = []
    for file in engine_files:
        if not {file.name, file.relative_to(ENGINE).parts[0]} & CHECKOV_IS_KNOWN_TO:
            found = {module for module in _imports(_tree(file)) if _within(module, ("checkov", "hcl2", "lark"))}
            problems += [f"{_name(file)} imports {module}" for module in sorted(found)]
    assert not problems, "\n".join(problems)


def test_only_a_snapshot_connects() -> None:
    """Nothing else of the pack can open a connection, and nothing else imports what can."""
    problems = []
    for file in sorted(CHECKS.rglob("*.py")):
        of_snapshot = ENGINE / "snapshot" in file.parents
        command = file == ENGINE / "commands" / "snapshot.py"
        found = set(_imports(_tree(file)))
        connects = [] if of_snapshot else [module for module in found if _within(module, CONNECTS)]
        uses = (
            [] if of_snapshot or command else [module for module in found if _within(module, ("lambdanet.snapshot",))]
        )
        problems += [f"{_name(file)} imports {module}" for module in sorted((*connects, *uses))]
    assert not problems, "\n".join(problems)


def test_a_snapshot_connects_only_when_it_is_taken() -> None:
    """Neither the command's own lines nor its ``--commands`` and ``--policy`` import what opens connections."""
    imported = _imported_at_once(ENGINE / "commands" / "snapshot.py")
    assert not [module for module in imported if _within(module, ("lambdanet.snapshot", *CONNECTS))]
    for name in ("calls", "cli_script", "least_policy", "problems", "snapshot_folder"):
        imported = _imported_at_once(ENGINE / "snapshot" / f"{name}.py")
        assert not [module for module in imported if _within(module, CONNECTS)]


def _imported_at_once(file: Path) -> set[str]:
    """What is imported when the file is, by itself and by what it imports of the snapshot."""
    found: set[str] = set()
    for statement in _tree(file).body:
        if not isinstance(statement, (ast.FunctionDef, ast.ClassDef)) and not _is_type_checking(statement):
            found |= set(_imports(statement))
    for module in [module for module in found if module.startswith("lambdanet.snapshot.")]:
        found |= _imported_at_once(ENGINE / "snapshot" / f"{module.rpartition('.')[2]}.py")
    return found


def test_layers_import_downwards() -> None:
    problems = []
    for file in engine_files:
        allowed = _may_import(file.relative_to(ENGINE).parts[0].removesuffix(".py"))
        if allowed is not None:
            # How the classes of values are made is no layer: everything may use it.
            ours = {module for module in _imports(_tree(file)) if _within(module, ("lambdanet",))}
            wrong = sorted(module for module in ours if not _within(module, ("lambdanet.records", *allowed)))
            problems += [f"{_name(file)} imports {module}" for module in wrong]
    assert not problems, "\n".join(problems)


def _may_import(layer: str) -> tuple[str, ...] | None:
    """What a layer may import of the pack; None where this test has nothing to say."""
    if layer == "values":
        return ("lambdanet.missing_facts",)
    if layer in ("missing_facts", "records", "controls", "frameworks", "identities", "aws", "own_region"):
        return ()
    if layer in ("model", "created_together"):
        return ("lambdanet.values",)
    if layer.startswith("queries"):
        return QUERIES_MAY_IMPORT
    if layer == "snapshot":
        return ("lambdanet.snapshot",)
    if layer == "given":
        return (
            "lambdanet.given",
            "lambdanet.missing_facts",
            "lambdanet.regular_files",
            "lambdanet.settings",
            "lambdanet.values",
        )
    if layer == "readers":
        return (
            "lambdanet.aws",
            "lambdanet.created_together",
            "lambdanet.frameworks",
            "lambdanet.given",
            "lambdanet.identities",
            "lambdanet.missing_facts",
            "lambdanet.model",
            "lambdanet.own_region",
            "lambdanet.undeclared",
            "lambdanet.readers",
            "lambdanet.regular_files",
            "lambdanet.settings.surroundings_setting",
            "lambdanet.values",
        )
    return None


def test_facts_about_aws_are_data() -> None:
    found = {module for file in (ENGINE / "aws").glob("*.py") for module in _imports(_tree(file))}
    assert found <= {"__future__", "datetime", "pathlib"}


def test_rules_know_the_network_and_nothing_else() -> None:
    problems = []
    for file in (file for file in rule_files() if RULE.match(file.name)):
        for statement in _tree(file).body:
            allowed = RULES_MAY_ANNOTATE_WITH if _is_type_checking(statement) else RULES_MAY_IMPORT
            ours = {module for module in _imports(statement) if _within(module, _SEEN_IN_RULES)}
            problems += [f"{_name(file)} imports {module}" for module in sorted(ours) if not _within(module, allowed)]
    assert not problems, "\n".join(problems)


def test_who_is_given_what_is_asked_by_the_readers_alone() -> None:
    """The lists and ``more`` of the model say what is outside: no rule and no query has to remember to ask."""
    problems = []
    for file in files_outside_readers:
        nodes = list(ast.walk(_tree(file)))
        kinds = {node.value for node in nodes if isinstance(node, ast.Constant)} & {"exported", "unresolved"}
        asked = {node.attr for node in nodes if isinstance(node, ast.Attribute)} & {"recipients", "unread_calls"}
        allowed = {"unread_calls"} if ENGINE / "evidence" in file.parents else set()
        problems += [f"{_name(file)}: {word}" for word in sorted(kinds | (asked - allowed))]
    assert not problems, "\n".join(problems)


def test_what_is_executed_and_no_rule_only_registers() -> None:
    others = [file for file in rule_files() if not RULE.match(file.name)]
    assert {file: set(_imports(_tree(file))) - {"__future__"} for file in others} == {
        file: {"lambdanet.bridge.checkov_checks"} for file in others
    }


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
