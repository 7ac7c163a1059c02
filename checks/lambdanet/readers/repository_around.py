"""Looks through the repository around a folder for who uses what is in it, within bounds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

_MOST_FILES = 3_000
_MOST_BYTES = 1_000_000
_MOST_LEVELS = 3


def first_around(folder: str, endings: tuple[str, ...], wanted: Callable[[str, str], bool], may_be: str) -> str | None:
    """The first file, as seen from the folder, that is wanted by path and text.

    may_be: what is given where there are too many files to look at all of them.
    """
    for looked_at, file in enumerate(_files_around(folder, endings)):
        if looked_at == _MOST_FILES:
            return may_be
        text = _text(file)
        if text is not None and wanted(file, text):
            return os.path.relpath(file, folder)
    return None


def _files_around(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    """The files of the repository, or of some folders up where there is none."""
    for here, names, files in os.walk(_top(folder)):
        names[:] = sorted(name for name in names if not name.startswith(".") and name != "node_modules")
        yield from (os.path.join(here, file) for file in sorted(files) if file.endswith(endings))


def _top(folder: str) -> str:
    up = highest = folder
    for level in range(20):
        if os.path.exists(os.path.join(up, ".git")):
            return up
        if level <= _MOST_LEVELS and os.path.dirname(up) != up:
            highest = up
        up = os.path.dirname(up)
    return highest


def _text(file: str) -> str | None:
    try:
        if os.path.getsize(file) > _MOST_BYTES:
            return None
        with open(file, encoding="utf-8", errors="replace") as stream:
            return stream.read()
    except OSError:
        return None
