"""Looks through the repository around a folder for who uses what is in it, within bounds."""

from __future__ import annotations

import os
from collections.abc import Callable

from lambdanet.regular_files import text_of

TOO_MANY = "..."
_MOST_FILES = 3_000
_MOST_FOLDERS = 5_000
_MOST_BYTES = 1_000_000
_MOST_LEVELS = 3


def first_around(folder: str, endings: tuple[str, ...], wanted: Callable[[str, str], bool]) -> str | None:
    """The first file, as seen from the folder, that is wanted by path and text; ``TOO_MANY`` when there are too many.

    Looked through is the repository, or some folders up where there is none.
    """
    files = 0
    for folders, (here, names, found) in enumerate(os.walk(_top(folder)), 1):
        names[:] = sorted(name for name in names if not name.startswith(".") and name != "node_modules")
        for file in (os.path.join(here, name) for name in sorted(found) if name.endswith(endings)):
            files += 1
            text = _text(file)
            if text is not None and wanted(file, text):
                return os.path.relpath(file, folder)
        if files > _MOST_FILES or folders > _MOST_FOLDERS:
            return TOO_MANY
    return None


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
        return text_of(file, _MOST_BYTES)
    except OSError:
        return None
