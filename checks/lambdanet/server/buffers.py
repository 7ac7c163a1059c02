"""Lets whoever reads a file read what an editor holds of it instead.

The pack reads files in one place, which knows of such texts. Checkov's parsers open files by their paths, each in its
own way: within a process that does nothing else, what all of them go through is Python's ``open``. So paths stay what
they are, whatever is read next to a file is where it is, and what the editor has not opened comes from the disk.
"""

from __future__ import annotations

import builtins
import io
import os
import pathlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lambdanet.regular_files import HELD


@contextmanager
def in_place_of_files(buffers: Mapping[str, str]) -> Iterator[None]:
    """Within the block, each path that is a key of ``buffers`` is read as its text."""
    HELD.update((path, text.encode("utf-8")) for path, text in buffers.items())
    before, path_before = io.open, pathlib.Path.open

    def opened(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **named: Any) -> Any:
        text = _text(file, mode, buffers)
        if text is None:
            return before(file, mode, buffering, *rest, **named)
        content = io.BytesIO(text.encode("utf-8"))
        content.name = os.fspath(file)  # parsers name the file that they refuse
        if "b" in mode:
            return content
        encoding, errors, newline = _decoding(rest, named)
        return io.TextIOWrapper(content, encoding=encoding or "utf-8", errors=errors, newline=newline)

    def path_opened(path: pathlib.Path, mode: str = "r", buffering: int = -1, *rest: Any, **named: Any) -> Any:
        return opened(path, mode, buffering, *rest, **named)

    # Each name is looked up by some: pathlib has held on to its own since Python 3.10.
    builtins.open, io.open, pathlib.Path.open = opened, opened, path_opened  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        HELD.clear()
        builtins.open, io.open, pathlib.Path.open = before, before, path_before  # type: ignore[method-assign]


def _text(file: Any, mode: str, buffers: Mapping[str, str]) -> str | None:
    if not isinstance(file, (str, os.PathLike)) or set(mode) & set("wax+"):
        return None
    path = os.fspath(file)
    return buffers.get(os.path.abspath(path)) if isinstance(path, str) else None


def _decoding(rest: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    given = dict(zip(("encoding", "errors", "newline"), rest), **named)
    return given.get("encoding"), given.get("errors"), given.get("newline")
