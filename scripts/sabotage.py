"""Breaks rules and queries on purpose and reports what no test notices: ``python scripts/sabotage.py [FILE...]``.

Needs the development requirements. Each mutation (a comparison turned around, a condition negated, ``and`` for ``or``,
one verdict for another, ...) is made in a copy of the repository, one at a time; then the tests run until the first one
fails: of a rule its fixtures, of a query those of all rules that use it and its own tests. A mutation that survives is
a hole in the tests, or changes nothing that can be observed; a person has to say which.

What is broken: the files that are named; with ``--rule 401`` a rule with the queries that it uses; with ``--queries``
all queries; else all rules. ``--list`` only says what would be broken, and which tests would run.
"""

from __future__ import annotations

import argparse
import ast
import copy
import itertools
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "checks" / "lambdanet" / "queries"
RULE = re.compile(r"lambdanet_(\d{3})_")

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_NAMES = {
    "failed": "passed",
    "passed": "failed",
    "undecided": "passed",
    "not_applicable": "undecided",
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "any_of": "all_of",
    "all_of": "any_of",
    "is_true": "is_false",
    "is_false": "is_true",
}


@dataclass(frozen=True)
class Mutation:
    """One change. text: the whole mutated file."""

    line: int
    what: str
    text: str


def main(arguments: list[str]) -> int:
    """Run all mutations; the exit code is 1 when one survives."""
    options = _options(arguments)
    files = _files(options)
    if options.list:
        for file in files:
            number = len(_places(ast.parse(file.read_text(encoding="utf-8")))[:: options.every])
            print(f"{file.relative_to(ROOT)}: {number} mutations, pytest {' '.join(options.tests or _tests_of(file))}")
        return 0
    survivors = total = 0
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        kept_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "dist", "build")
        shutil.copytree(ROOT, clone, ignore=kept_out)
        _import_what_all_runs_share(clone)
        for file in files:
            target = clone / file.relative_to(ROOT)
            sound = target.read_text(encoding="utf-8")
            tests = options.tests or _tests_of(file)
            if not _green(clone, tests):
                raise SystemExit(f"{file.relative_to(ROOT)}: the tests fail before anything is broken")
            for mutation in mutations(sound, options.every):
                total += 1
                target.write_text(mutation.text, encoding="utf-8")
                if _green(clone, tests):
                    survivors += 1
                    print(f"SURVIVES {file.relative_to(ROOT)}:{mutation.line}: {mutation.what}", flush=True)
            target.write_text(sound, encoding="utf-8")
            print(f"done     {file.relative_to(ROOT)}", flush=True)
    print(f"{total} mutations, {survivors} survive")
    return 1 if survivors else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", help="what to break; every rule when nothing is selected")
    parser.add_argument("--rule", nargs="+", metavar="NUMBER", default=[], help="these rules and the queries they use")
    parser.add_argument("--queries", action="store_true", help="every query")
    parser.add_argument("--tests", nargs="+", help="arguments for pytest; those of the rules concerned when left out")
    parser.add_argument("--every", type=int, default=1, help="make only every n-th mutation")
    parser.add_argument("--list", action="store_true", help="break nothing, say what would be broken")
    return parser.parse_args(arguments)


def _files(options: argparse.Namespace) -> list[Path]:
    """What to break, each file once."""
    rules = _rules()
    wanted = [path.resolve() for path in options.files]
    for number in options.rule:
        rule = rules[number.rpartition("_")[2]]
        wanted += [rule, *sorted(_used_queries(rule))]
    if options.queries:
        wanted += sorted(file for file in QUERIES.rglob("*.py") if file.name != "__init__.py")
    return list(dict.fromkeys(wanted)) or list(rules.values())


def _rules() -> dict[str, Path]:
    """The files of the rules in Python, by number."""
    return {file.name[10:13]: file for file in sorted((ROOT / "checks").glob("*/lambdanet_[0-9]*.py"))}


def _used_queries(file: Path) -> set[Path]:
    """The queries that a file imports, and those that these import."""
    found: set[Path] = set()
    waiting = [file]
    while waiting:
        for query in _imported_queries(waiting.pop()):
            if query not in found:
                found.add(query)
                waiting.append(query)
    return found


@cache
def _imported_queries(file: Path) -> list[Path]:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    files = [(ROOT / "checks" / module.replace(".", "/")).with_suffix(".py") for module in modules]
    return [path for path in files if QUERIES in path.parents and path.is_file()]


def _tests_of(file: Path) -> list[str]:
    """The fixtures of a rule; those of all rules that use a query, and the tests of queries; else all quick ones."""
    fixtures = ["tests/rules/test_fixtures.py", "tests/rules/test_explanations.py"]
    found = RULE.search(file.name)
    if found is not None:
        return [*fixtures, "-k", f"LAMBDANET_{found[1]}"]
    using = [f"LAMBDANET_{number}" for number, rule in _rules().items() if file in _used_queries(rule)]
    if using:
        folders = ["tests/unit/queries", *(["tests/reachability"] if file.parent.name == "reachability" else [])]
        own = [test.stem for folder in folders for test in sorted((ROOT / folder).glob("test_*.py"))]
        return [*folders, *fixtures, "-k", " or ".join([*own, *using])]
    return ["tests/rules", "tests/networks", "tests/unit", "tests/evidence"]


def _import_what_all_runs_share(clone: Path) -> None:
    """Every run of the tests is a fork of this process, which has Checkov already."""
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    os.chdir(clone)
    import checkov.cloudformation.runner
    import checkov.main
    import checkov.terraform.plan_runner  # noqa: F401
    import pytest  # noqa: F401


def _green(clone: Path, tests: list[str]) -> bool:
    process = os.fork()
    if process == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        # A mutation may loop for ever: the alarm ends the process, which counts as red.
        signal.alarm(300)
        import pytest

        os._exit(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--rootdir", str(clone), *tests])))
    return os.waitpid(process, 0)[1] == 0


def mutations(text: str, every: int = 1) -> Iterator[Mutation]:
    """Every change of one place, or every n-th."""
    tree = ast.parse(text)
    for number, line, what, change in _places(tree)[::every]:
        changed = copy.deepcopy(tree)
        change(next(itertools.islice(ast.walk(changed), number, None)))
        yield Mutation(line, what, ast.unparse(ast.fix_missing_locations(changed)))


def _places(tree: ast.Module) -> list[tuple[int, int, str, Callable[[Any], None]]]:
    """What can be changed: the number of the node in a walk, its line, what is done to it, and how."""
    return [
        (number, getattr(node, "lineno", 0), what, change)
        for number, node in enumerate(ast.walk(tree))
        for what, change in _changes(node)
    ]


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield f"not ({ast.unparse(node.test)})", _negate_test
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        yield f"the other comparison in {ast.unparse(node)}", _turn_comparison
    if isinstance(node, ast.BoolOp):
        yield f"the other junction in {ast.unparse(node)}", _turn_junction
    if isinstance(node, ast.comprehension) and node.ifs:
        yield f"no filter {ast.unparse(node.ifs[0])}", _drop_filter
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        yield f"{_NAMES[node.func.id]} for {node.func.id}", _turn_name
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"not {node.value}", _turn_constant
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} + 1", _next_number
    if isinstance(node, ast.Continue):
        yield "no continue", _do_nothing


def _do_nothing(place: Any) -> None:
    place.__class__ = ast.Pass


def _negate_test(place: Any) -> None:
    place.test = ast.UnaryOp(ast.Not(), place.test)


def _turn_comparison(place: Any) -> None:
    place.ops[0] = _COMPARISONS[type(place.ops[0])]()


def _turn_junction(place: Any) -> None:
    place.op = ast.Or() if isinstance(place.op, ast.And) else ast.And()


def _drop_filter(place: Any) -> None:
    del place.ifs[0]


def _turn_name(place: Any) -> None:
    place.func.id = _NAMES[place.func.id]


def _turn_constant(place: Any) -> None:
    place.value = not place.value


def _next_number(place: Any) -> None:
    place.value += 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
