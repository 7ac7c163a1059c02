"""The text of the scanned files, for what Checkov's graph no longer tells.

Checkov renders expressions in place and loses the original. Where the rendered value is not plainly what was
written, the block is read again from its file; each file is read at most once per scan.
"""

from __future__ import annotations

from functools import cache


class SourceText:
    """The lines of files, read when asked for."""

    def __init__(self) -> None:
        self._lines = cache(_lines_of)

    def lines(self, file: str, first: int, last: int) -> str:
        """The text from line ``first`` to ``last`` (counted from 1), "" when the file cannot be read."""
        return "\n".join(self._lines(file)[first - 1 : last]) + "\n"

    def block(self, file: str, header: tuple[str, ...]) -> list[str]:
        """The texts of the top-level blocks of this type and labels, e.g. ``("output", "vpc_id")``.

        Relies on the layout that ``terraform fmt`` gives: a block begins at the start of a line and ends with
        the next line that begins with a brace. Text laid out otherwise is not found or does not parse.
        """
        found = []
        lines = self._lines(file)
        for number, line in enumerate(lines):
            if line[:1] == header[0][0] and _header(line) == header:
                end = number
                if not _closed_on_line(line):
                    while end < len(lines) - 1 and not lines[end].startswith("}"):
                        end += 1
                found.append("\n".join(lines[number : end + 1]) + "\n")
        return found


def _lines_of(file: str) -> list[str]:
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            return stream.read().splitlines()
    except OSError:
        return []


def _header(line: str) -> tuple[str, ...] | None:
    before, brace, _ = line.partition("{")
    return tuple(word.strip('"') for word in before.split()) if brace else None


def _closed_on_line(line: str) -> bool:
    return line.rstrip().endswith("}") and line.count("{") == line.count("}")
