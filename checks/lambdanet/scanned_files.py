"""Whether Checkov was given single files to scan, as editors do, and which.

Checkov tells its checks nothing of it: a graph of one file looks like one of a folder with one file. But a runner loads
the external checks while it runs, so what it was given stands in the frame of its ``run``, whatever started it: the
command line, another process, a program.
"""

from __future__ import annotations

import os
import sys

_files: tuple[str, ...] = ()


def note_scanned_files() -> None:
    """Look at what the runner that is loading checks was given; nothing changes when none is."""
    global _files
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_name == "run" and {"root_folder", "files", "external_checks_dir"} <= set(code.co_varnames):
            given = frame.f_locals
            folder, files = given.get("root_folder"), given.get("files") or ()
            _files = () if folder else tuple(os.path.abspath(file) for file in files)
            return
        frame = frame.f_back  # type: ignore[assignment]


def scanned_files() -> tuple[str, ...]:
    """The files of the run under way; none when a folder is scanned."""
    return _files


def begin_scan_of(files: tuple[str, ...]) -> None:
    """Tell it, where the rules are loaded before the run: the files, or none for a folder."""
    global _files
    _files = files
