"""What people read has the words of docs/vocabulary.md, and none of those that the page says to avoid."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository import CHECKS, REPOSITORY, RULE_FIXTURES, rule_files

PAGE = REPOSITORY / "docs" / "vocabulary.md"
POLICIES = REPOSITORY / "policies"
pages = [page for page in sorted((REPOSITORY / "docs").glob("*.md")) if page != PAGE]
pages += [REPOSITORY / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
texts = [*pages, *sorted(POLICIES.iterdir()), *sorted(RULE_FIXTURES.glob("*/*explanations.txt"))]
modules = sorted(CHECKS.rglob("*.py"))


def avoided() -> re.Pattern[str]:
    """The words in the last column of the page's tables."""
    rows = [line.strip().strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line]
    words = [word for row in rows for word in re.findall(r'"([^"]+)"', row[-1])]
    assert len(words) > 10
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def found_in(text: str) -> list[str]:
    return [" ".join(text[max(0, hit.start() - 40) : hit.end() + 40].split()) for hit in avoided().finditer(text)]


def sentences(module: Path) -> Iterator[str]:
    """The texts of a module that may be shown: of literals those of several words, and the page of a rule."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    # Docstrings, also of constants.
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    if module in rule_files():
        yield ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value if " " in node.value else ""


@pytest.mark.parametrize("text", texts, ids=lambda text: text.relative_to(REPOSITORY).as_posix())
def test_pages_and_explanations_avoid_odd_words(text: Path) -> None:
    shown = re.sub(r"`[^`\n]*`|\]\([^)]*\)", "", text.read_text(encoding="utf-8"))
    assert found_in(shown) == []


def test_sentences_of_the_code_avoid_odd_words() -> None:
    found = [
        f"{module.relative_to(REPOSITORY).as_posix()}: {hit}"
        for module in modules
        for sentence in sentences(module)
        for hit in found_in(sentence)
    ]
    assert found == []


def test_every_sentence_of_a_failure_ends() -> None:
    """A sentence that stops in the middle is one that nobody has read."""
    for file in sorted(RULE_FIXTURES.glob("*/*explanations.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert line.endswith("."), f"{file.parent.name}: {line}"
