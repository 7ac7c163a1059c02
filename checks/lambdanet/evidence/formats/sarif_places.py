"""Places in SARIF: the file as a code host names it, the lines of the block, and the hash of its first line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lambdanet.evidence.formats.ends_of_blocks import end_of_block
from lambdanet.evidence.formats.line_hashes import line_hashes
from lambdanet.regular_files import content_of

BASE = "SRCROOT"
# In a larger file nobody reads from a line on, and GitHub's action works out the hash itself.
_MOST_BYTES = 1_000_000


class Places:
    """Those in the files below a folder; each file is read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._texts: dict[str, str | None] = {}
        self._lines: dict[str, list[str]] = {}
        self._hashes: dict[str, list[str]] = {}

    def place(self, file: str, line: int) -> dict[str, Any]:
        """The place as seen from where the command runs: code hosts take it from the root of the repository."""
        path = os.path.relpath(self._root / file)
        if path.startswith(os.pardir):
            path = file
        location = {"uri": quote(os.fsencode(Path(path).as_posix())), "uriBaseId": BASE}
        return {"artifactLocation": location, "region": self._region(file, line)}

    def line_hash(self, file: str, line: int) -> str | None:
        """The hash by which GitHub recognizes the line; None where the file cannot be read."""
        text = self._text(file)
        if text is None:
            return None
        if file not in self._hashes:
            self._hashes[file] = line_hashes(text)
        hashes = self._hashes[file]
        return hashes[max(line, 1) - 1] if max(line, 1) <= len(hashes) else None

    def _region(self, file: str, line: int) -> dict[str, int]:
        text = self._text(file)
        if text is None or line < 1:
            return {"startLine": max(line, 1)}
        if file not in self._lines:
            self._lines[file] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return {"startLine": line, "endLine": end_of_block(self._lines[file], line)}

    def _text(self, file: str) -> str | None:
        if file not in self._texts:
            try:
                content = content_of(str(self._root / file), _MOST_BYTES)
                self._texts[file] = content.decode("utf-8", "replace")
            except OSError:
                self._texts[file] = None
        return self._texts[file]
