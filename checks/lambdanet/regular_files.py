"""Reads files of a scanned repository, which may be pipes or links to devices: no reading of them waits or goes on.

They may be in UTF-16 or UTF-32 too, as editors and consoles of Windows write them, and Checkov reads some of these.
"""

from __future__ import annotations

import errno
import os
import stat
from json import detect_encoding

MOST_BYTES = 500_000_000
HELD: dict[str, bytes] = {}
"""What is read in the place of files, by path: the texts that an editor holds of them."""


def content_of(path: str, most: int = MOST_BYTES) -> bytes:
    """What a regular file holds. Raises OSError for anything else, for more bytes, and for a path that can be none."""
    if HELD and (held := HELD.get(os.path.abspath(path))) is not None:
        return held
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        # Files of /proc say that they are regular and empty, and some make whoever reads them wait.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:
        # A null byte in the path; a letter that the file system's encoding has not.
        raise OSError(errno.EINVAL, str(error), path) from error
    with open(descriptor, "rb") as stream:
        if os.fstat(descriptor).st_size > most:
            raise OSError(errno.EFBIG, f"larger than {most} bytes", path)
        content = stream.read(most + 1)
    if content is None or len(content) > most:
        raise OSError(errno.EFBIG, "not a file that ends", path)
    return content


def files_in(folder: str) -> dict[str, bool]:
    """The names in a folder that are no folders, each with whether it is a regular file. Raises OSError."""
    found = {}
    for entry in os.scandir(folder):
        try:
            mode = entry.stat().st_mode
        except OSError:
            # A link to nothing, or to itself.
            mode = stat.S_IFLNK
        if not stat.S_ISDIR(mode):
            found[entry.name] = stat.S_ISREG(mode)
    return found


def text_of(path: str, most: int = MOST_BYTES) -> str:
    """What a text file says, in whichever encoding of Unicode; other bytes are replaced. Raises OSError."""
    return decoded(content_of(path, most))


def decoded(content: bytes, errors: str = "replace") -> str:
    """The text, without its byte order mark. Raises ValueError where errors is "strict" and the bytes are no text."""
    return content.decode(detect_encoding(content), errors).removeprefix("\ufeff")


def in_utf_8(content: bytes) -> bytes:
    """The bytes as they would be in UTF-8; those of no encoding of Unicode as they are."""
    encoding = detect_encoding(content)
    return content if encoding == "utf-8" else content.decode(encoding, "replace").encode("utf-8", "replace")
