"""The blocks of a Terraform file and their lines, as Checkov finds them.

Checkov parses every file with a grammar, which takes a hundred times as long as looking at its layout: nearly all code
has a header at the start of a line and a brace at the start of another. What is laid out so is read block by block; the
grammar is asked about the few blocks that are not one thing a line, and about the few files of another layout. Whatever
it refuses Checkov refuses, and of such a file nothing is read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from lambdanet.readers.terraform.files.checkovs_grammar import refuse_slow_strings
from lambdanet.readers.terraform.syntax.line_syntax import body_of_lines
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.string_templates import letters_of
from lambdanet.readers.terraform.syntax.syntax import LABELS, Body, Literal, SyntaxProblem
from lambdanet.records import dataclass

_LABELS = {**LABELS, "terraform": 0}
_NAME = re.compile(r"[^\W0-9][\w-]*")
_ASSIGNED = re.compile(r"^\s*([^\W0-9][\w-]*)\s*=(?!=)", re.MULTILINE)
_FIRST, _LAST = "__start_line__", "__end_line__"
_NOTHING = Body()


@dataclass(frozen=True)
class WrittenBlock:
    """A block. name: as Checkov's graph has it. first, last: its lines, 0 where nobody needs them."""

    kind: str
    name: str
    first: int
    last: int


@dataclass(frozen=True)
class WrittenFile:
    """The blocks of a file in the order in which Checkov has them; problem: why it refuses the file, or nothing."""

    blocks: tuple[WrittenBlock, ...] = ()
    problem: str = ""


class WrittenFiles:
    """The files of a scan, each looked at once, whatever number of modules has it."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._files: dict[str, WrittenFile] = {}

    def file(self, path: str) -> WrittenFile:
        """What is in a file."""
        if path not in self._files:
            self._files[path] = _read(self.source, path)
        return self._files[path]


def _read(source: SourceText, path: str) -> WrittenFile:
    try:
        with open(path, encoding="utf-8-sig") as stream:
            text = stream.read()
    except (OSError, UnicodeError) as problem:
        return WrittenFile((), f"{type(problem).__name__}: {problem}")
    lines = text.split("\n")
    found = _by_layout(lines)
    if found is None:
        return _by_grammar(text)
    blocks: list[WrittenBlock] = []
    for header, first, last in found:
        written = "\n".join(lines[first - 1 : last]) + "\n"
        body = body_of_lines(written)
        if (len(body.blocks) if body is not None else _blocks_in(written)) != 1:
            # Where the layout misleads, the whole file may be well-formed even so.
            return _by_grammar(text)
        if body is not None:
            source.keep(path, first, last, list(body.blocks))
        blocks += _named(header, first, last, source, path)
    return WrittenFile(tuple(sorted(blocks, key=lambda block: block.kind)))


def _by_layout(lines: list[str]) -> list[tuple[tuple[str, ...], int, int]] | None:
    """Headers with their lines, None where anything else is outside of blocks."""
    found: list[tuple[tuple[str, ...], int, int]] = []
    begun: tuple[tuple[str, ...], int] | None = None
    for number, line in enumerate(lines, 1):
        if begun is not None:
            if line[:1] == "}":
                if line.rstrip() != "}":
                    return None
                found.append((*begun, number))
                begun = None
            continue
        bare = line.rstrip()
        if not bare or bare.lstrip()[0] == "#" or bare.lstrip().startswith("//"):
            continue
        if not line[0].isalpha() or "{" not in line:
            return None
        header = tuple(word.strip('"') for word in line.partition("{")[0].split())
        if bare[-1] == "{":
            begun = header, number
        elif bare[-1] == "}" and line.count("{") == line.count("}"):
            found.append((header, number, number))
        else:
            return None
    return found if begun is None else None


def _named(header: tuple[str, ...], first: int, last: int, source: SourceText, path: str) -> Iterator[WrittenBlock]:
    kind, *labels = map(letters_of, header)
    header = (kind, *labels)
    if _LABELS.get(kind) != len(labels) or (labels and not _NAME.fullmatch(labels[0])):
        return
    if kind == "locals":
        try:
            names = list((source.block(path, first, last, header) or _NOTHING).attributes)
        except SyntaxProblem:
            # Terraform refuses it: whoever asks for one of its values is given the reason.
            names = list(dict.fromkeys(_ASSIGNED.findall("\n".join(source.lines(path)[first - 1 : last]))))
        yield from (WrittenBlock(kind, name, first, last) for name in names)
    else:
        name = ".".join(labels)
        if kind == "provider":
            alias = None
            with suppress(SyntaxProblem):
                alias = (source.block(path, first, last, header) or _NOTHING).attributes.get("alias")
            name = f"{name}.{alias.value}" if isinstance(alias, Literal) else name
        yield WrittenBlock(kind, name, first, last)


def _blocks_in(text: str) -> int:
    """How many blocks a text consists of; 0 where Checkov's grammar refuses it, or would not come to an end."""
    from hcl2.parser import Hcl2  # type: ignore[import-untyped, unused-ignore]
    from lark.exceptions import LarkError

    try:
        refuse_slow_strings(text)
        (body,) = Hcl2.lark_parser.parse(text).children
    except (SyntaxProblem, LarkError, RecursionError):
        return 0
    return sum(getattr(each, "data", "") == "block" for each in body.children)


def _by_grammar(text: str) -> WrittenFile:
    """The blocks as the parser finds them that Checkov uses."""
    import hcl2  # type: ignore[import-untyped, unused-ignore]

    try:
        refuse_slow_strings(text + "\n")
        parsed = hcl2.loads(text)
    except Exception as problem:  # whatever the parser comes upon
        return WrittenFile((), f"{type(problem).__name__}: {str(problem).partition(os.linesep)[0]}")
    blocks: list[WrittenBlock] = []
    for kind in sorted(set(parsed) & set(_LABELS)):
        for block in parsed[kind] if isinstance(parsed[kind], list) else ():
            blocks += _parsed(kind, block)
    return WrittenFile(tuple(blocks))


def _parsed(kind: str, block: Any) -> Iterator[WrittenBlock]:
    if kind == "terraform":
        yield WrittenBlock(kind, "", 0, 0)
    elif kind == "locals":
        first, last = block.get(_FIRST, 0), block.get(_LAST, 0)
        yield from (WrittenBlock(kind, name, first, last) for name in block if name not in (_FIRST, _LAST))
    elif len(block) == 1:
        ((name, inner),) = block.items()
        name = letters_of(name)
        if _LABELS[kind] == 2 and isinstance(inner, dict) and _NAME.fullmatch(name):
            for second, content in inner.items():
                if isinstance(content, dict):
                    yield WrittenBlock(
                        kind, f"{name}.{letters_of(second)}", content.get(_FIRST, 0), content.get(_LAST, 0)
                    )
        elif isinstance(inner, dict) and _NAME.fullmatch(name):
            alias = inner.get("alias") if kind == "provider" else None
            named = f"{name}.{alias[0]}" if alias else name
            yield WrittenBlock(kind, named, inner.get(_FIRST, 0), inner.get(_LAST, 0))
