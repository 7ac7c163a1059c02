"""No file of the pack imports itself through others, not even within a function or for a type checker.

Nor does the reader of one language import that of another.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from repository import CHECKS

CLOUDFORMATION = "lambdanet.readers.cloudformation"
TERRAFORM = "lambdanet.readers.terraform"


def _modules(root: Path) -> dict[str, Path]:
    return {".".join(file.relative_to(root).with_suffix("").parts): file for file in sorted(root.rglob("*.py"))}


def _graph(root: Path) -> dict[str, list[str]]:
    """Each module with the modules beside it that it imports, wherever in its file that is."""
    modules = _modules(root)
    graph: dict[str, list[str]] = {}
    for name, file in modules.items():
        imported = set(_imported(ast.parse(file.read_text(encoding="utf-8"))))
        graph[name] = sorted((imported & set(modules)) - {name})
    return graph


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _circle(graph: Mapping[str, list[str]]) -> list[str]:
    """The modules of one circle in their order, the first one again at the end; nothing where there is none."""
    done: set[str] = set()
    for start in graph:
        path, waiting = [start], [iter(graph[start])]
        while waiting and start not in done:
            following = next((name for name in waiting[-1] if name not in done), None)
            if following is None:
                waiting.pop()
                done.add(path.pop())
            elif following in path:
                return [*path[path.index(following) :], following]
            else:
                path.append(following)
                waiting.append(iter(graph[following]))
    return []


def test_no_file_imports_itself_through_others() -> None:
    circle = _circle(_graph(CHECKS))
    assert not circle, " -> ".join(circle)


def test_a_circle_is_found_wherever_the_import_stands(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("from two import name\n")
    (tmp_path / "two.py").write_text("def f():\n    import three\n")
    (tmp_path / "three.py").write_text("if TYPE_CHECKING:\n    from one import name\n")
    (tmp_path / "four.py").write_text("import one, two\n")
    assert _circle(_graph(tmp_path)) == ["one", "two", "three", "one"]


def test_no_language_reads_with_the_reader_of_the_other() -> None:
    graph = _graph(CHECKS)
    across = [
        f"{name} -> {other}"
        for name, imported in graph.items()
        for other in imported
        if {_language(name), _language(other)} == {CLOUDFORMATION, TERRAFORM}
    ]
    assert across == []


def test_what_all_languages_share_knows_none_of_them() -> None:
    shared = "lambdanet.readers.resources"
    across = [
        f"{name} -> {other}"
        for name, imported in _graph(CHECKS).items()
        for other in imported
        if name.startswith(shared) and _language(other)
    ]
    assert across == []


def _language(name: str) -> str:
    return next((each for each in (CLOUDFORMATION, TERRAFORM) if name.startswith(f"{each}.")), "")
