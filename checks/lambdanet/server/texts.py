"""The texts of files: the editor's where it has the file open, else the disk's, and positions as editors count them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lsprotocol import types

from lambdanet.regular_files import text_of
from lambdanet.server.moved_lines import moved_lines
from lambdanet.server.places import Span


class Texts:
    """What was judged and what is there now.

    buffers: by path, what the editor holds. judged: what was judged of it. units: how long the editor counts a text.
    """

    def __init__(self, buffers: Mapping[str, str], judged: Mapping[str, str], units: Callable[[str], int]) -> None:
        self._buffers = buffers
        self._units = units
        self._judged = judged
        self._read: dict[str, str] = {}

    def now(self, path: str) -> str:
        """The text as it is; nothing of a file that cannot be read."""
        if path in self._buffers:
            return self._buffers[path]
        if path not in self._read:
            try:
                self._read[path] = text_of(path)
            except OSError:
                self._read[path] = ""
        return self._read[path]

    def line_now(self, path: str, line: int) -> int | None:
        """Where a line of what was judged is now; None where it is gone. Both are counted from 0."""
        now = self.now(path)
        judged = self._judged.get(path)
        if judged is None or judged == now:
            return line if line <= len(now.splitlines()) else None
        return moved_lines(judged, now).get(line)

    def range(self, path: str, span: Span) -> types.Range:
        """The span as the editor counts it."""
        lines = self.now(path).splitlines()
        text = lines[span.line] if span.line < len(lines) else ""
        start, end = (self._units(text[:column]) for column in (span.start, span.end))
        return types.Range(types.Position(span.line, start), types.Position(span.line, end))
