"""Writes reports whole or not at all, and where they are meant to be: through no link, and over nothing but a file."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def write_output(text: str, *, in_utf_8: bool) -> None:
    """Write to the standard output; in its own encoding, or in UTF-8 what says of itself that it is."""
    stream = getattr(sys.stdout, "buffer", None) if in_utf_8 else None
    if stream is None:
        # What the encoding of the terminal has no letter for, it shows as an escape.
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    else:
        stream.write(_bytes(text))


def write_files(texts: Mapping[Path, str]) -> None:
    """Write each text into its file: first all of them beside, then each in the place of what was there."""
    for file in texts:
        _refuse_what_is_no_file(file)
    written: dict[Path, str] = {}
    try:
        for file, text in texts.items():
            written[file] = _written_beside(file, _bytes(text))
        for file, beside in written.items():
            os.replace(beside, file)
    finally:
        for beside in written.values():
            with suppress(OSError):
                os.unlink(beside)


def link_in(path: Path, root: Path) -> Path | None:
    """The link that the path leads through and that the scanned folder, or the working one, may have brought along."""
    place = Path(os.path.abspath(path))
    ours = [Path(os.getcwd()), root]
    for part in (place, *place.parents):
        if part.is_symlink() and (part == place or any(folder in part.parents for folder in ours)):
            return part
    return None


def _bytes(text: str) -> bytes:
    # A lone surrogate, which JSON and file names may hold, is no letter of UTF-8.
    return text.encode("utf-8", "backslashreplace")


def _refuse_what_is_no_file(file: Path) -> None:
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "exists and is not a file", str(file))


def _written_beside(file: Path, content: bytes) -> str:
    try:
        descriptor, beside = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    try:
        with open(descriptor, "wb") as stream:
            stream.write(content)
        mode = file.stat().st_mode & 0o7777 if file.exists() else 0o666 & ~_umask()
        os.chmod(beside, mode)
    except BaseException as error:
        os.unlink(beside)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, str(file)) from error
        raise
    return beside


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
