"""The scanned files as they were written.

Checkov renders expressions in place, and often wrongly: a condition of two parts is taken apart at the wrong
operator, ``concat`` is put in the place of its value, a ``dynamic`` block over nothing looks like a block, and
names in rendered strings lose their marks. So the code is read again, block by block, when a rule needs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from lambdanet.readers.terraform.syntax.line_syntax import body_of_lines
from lambdanet.readers.terraform.syntax.syntax import BlockSyntax, Body, Expression, SyntaxProblem
from lambdanet.regular_files import text_of

T = TypeVar("T")
# A header that does not begin its line: the layout says nothing of such a block.
_WITHIN_A_LINE = re.compile(
    r'(?<![\w.-])"?(resource|data|module|variable|output|locals|provider)"?(?:[ \t]+(?:"[^"]*"|[\w-]+)){0,2}[ \t]*\{'
)


class SourceText:
    """Files and the blocks in them, each read and parsed at most once in a scan."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}
        self._headers: dict[str, dict[tuple[str, ...], list[tuple[int, int]]]] = {}
        self._within_lines: dict[str, set[str]] = {}
        self._blocks: dict[tuple[str, int, int], list[BlockSyntax]] = {}
        self._files: dict[str, list[BlockSyntax]] = {}
        self._bodies: dict[str, Body] = {}
        self._made: dict[object, Any] = {}

    def once(self, name: object, make: Callable[[], T]) -> T:
        """What is made of the files, made once."""
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found

    def block(self, file: str, first: int, last: int, header: tuple[str, ...]) -> Body | None:
        """The body of the block with this type and labels in these lines (counted from 1).

        Raises SyntaxProblem when the text there, and the whole file, cannot be read.
        """
        for block in self._parsed(file, first, last) if first and last else ():
            if (block.type, *block.labels) == header:
                return block.body
        found = self.blocks(file, header)
        return found[0].body if found else None

    def blocks(self, file: str, header: tuple[str, ...]) -> list[BlockSyntax]:
        """The top-level blocks of a file with this type and labels. Raises SyntaxProblem."""
        found = []
        places = self._index(file).get(header, ())
        if not self._is_laid_out(file, header[0]) or (
            len(places) > 1 and any("/*" in line or "<<" in line for line in self._lines_of(file))
        ):
            # One of them may stand in a comment or in a text, or where the layout does not show it.
            with suppress(SyntaxProblem):
                found = [block for block in self._whole(file) if (block.type, *block.labels) == header]
            if found:
                return found
        for first, last in places:
            found += [block for block in self._parsed(file, first, last) if (block.type, *block.labels) == header]
        if not found:
            found = [block for block in self._whole(file) if (block.type, *block.labels) == header]
        return found

    def times(self, file: str, header: tuple[str, ...]) -> int:
        """How many blocks with this type and labels are in a file, 0 where that cannot be read."""
        if self._is_laid_out(file, header[0]) and len(self._index(file).get(header, ())) == 1:
            return 1
        return self._times_in_whole(file, lambda block: (block.type, *block.labels) == header)

    def times_of_local(self, file: str, name: str) -> int:
        """How many blocks in a file have a local value of this name, 0 where that cannot be read."""
        blocks = self.blocks(file, ("locals",))
        if self._is_laid_out(file, "locals") and sum(name in block.body.attributes for block in blocks) == 1:
            return 1
        return self._times_in_whole(file, lambda block: block.type == "locals" and name in block.body.attributes)

    def _times_in_whole(self, file: str, counts: Callable[[BlockSyntax], bool]) -> int:
        """What stands in a comment looks like a block by the layout."""
        try:
            return sum(map(counts, self._whole(file)))
        except SyntaxProblem:
            return 0

    def keep(self, file: str, first: int, last: int, blocks: list[BlockSyntax]) -> None:
        """What is in these lines, from whoever has read them already."""
        self._blocks[(file, first, last)] = blocks

    def may_set(self, file: str, names: tuple[str, ...]) -> bool:
        """Whether a block of the file may have one of these attributes. JSON may write their names in other ways."""
        return self.once(("may set", file, names), lambda: self._may_set(file, names))

    def _may_set(self, file: str, names: tuple[str, ...]) -> bool:
        return file.endswith(".json") or any(name in line for line in self._lines_of(file) for name in names)

    def lines(self, file: str) -> list[str]:
        """The lines of a file; none where it cannot be read."""
        return self._lines_of(file)

    def attributes(self, file: str) -> dict[str, Expression]:
        """The attributes outside of blocks, of which files of values consist. Raises SyntaxProblem."""
        return self.body(file).attributes

    def body(self, file: str) -> Body:
        """The file as the inside of a block, as which files of values and of backends are written.

        Raises SyntaxProblem.
        """
        if file not in self._bodies:
            self._bodies[file] = _body("\n".join(self._lines_of(file)) + "\n")
        return self._bodies[file]

    def _parsed(self, file: str, first: int, last: int) -> list[BlockSyntax]:
        place = (file, first, last)
        if place not in self._blocks:
            text = "\n".join(self._lines_of(file)[first - 1 : last]) + "\n"
            try:
                self._blocks[place] = list(_body(text).blocks)
            except SyntaxProblem:
                self._blocks[place] = []
        return self._blocks[place]

    def _whole(self, file: str) -> list[BlockSyntax]:
        """All blocks of a file; the last resort for a layout in which lines do not show where a block ends."""
        if file not in self._files:
            self._files[file] = []
            text = "\n".join(self._lines_of(file)) + "\n"
            if file.endswith(".json"):
                from lambdanet.readers.terraform.syntax.json_syntax import blocks_in_json

                self._files[file] = blocks_in_json(text)
            else:
                self._files[file] = list(_body(text).blocks)
        return self._files[file]

    def placed_blocks(self, file: str) -> list[tuple[BlockSyntax, int, int]]:
        """All blocks of a file, each with its first and last line as far as the layout shows. Raises SyntaxProblem."""
        blocks = self._whole(file)
        index = {} if file.endswith(".json") else {header: list(at) for header, at in self._index(file).items()}
        placed = []
        for block in blocks:
            header = (block.type, *block.labels)
            first, last = index[header].pop(0) if index.get(header) else self._named_at(file, block)
            placed.append((block, first, last))
        return placed

    def _named_at(self, file: str, block: BlockSyntax) -> tuple[int, int]:
        """The line in which the last of a block's names first comes after those before it."""
        number, lines = 0, self._lines_of(file)
        for name in (block.type, *block.labels):
            number = next((at for at in range(number, len(lines)) if f'"{name}"' in lines[at]), number)
        return number + 1, number + 1

    def _is_laid_out(self, file: str, kind: str) -> bool:
        """Whether every block of this type begins a line, so that the layout shows all of them."""
        self._index(file)
        return kind not in self._within_lines[file]

    def _index(self, file: str) -> dict[tuple[str, ...], list[tuple[int, int]]]:
        """Where blocks are: from a header at the start of a line to the next brace at the start of one."""
        if file not in self._headers:
            index: dict[tuple[str, ...], list[tuple[int, int]]] = {}
            begun: tuple[tuple[str, ...], int] | None = None
            within = self._within_lines[file] = set()
            for number, line in enumerate(self._lines_of(file), 1):
                if begun is None and line[:1].isalpha() and "{" in line:
                    header = tuple(word.strip('"') for word in line.partition("{")[0].split())
                    if line.rstrip().endswith("}") and line.count("{") == line.count("}"):
                        index.setdefault(header, []).append((number, number))
                    else:
                        begun = (header, number)
                elif begun is not None and line.startswith("}"):
                    index.setdefault(begun[0], []).append((begun[1], number))
                    begun = None
                elif "{" in line and not line.lstrip().startswith(("#", "//")):
                    within.update(_WITHIN_A_LINE.findall(line))
            self._headers[file] = index
        return self._headers[file]

    def _lines_of(self, file: str) -> list[str]:
        if file not in self._lines:
            try:
                self._lines[file] = text_of(file).splitlines()
            except OSError:
                self._lines[file] = []
        return self._lines[file]


def _body(text: str) -> Body:
    body = body_of_lines(text)
    if body is None:
        from lambdanet.readers.terraform.syntax.grammar import parse_body

        body = parse_body(text)
    return body
