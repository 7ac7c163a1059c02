"""Reads files of a scanned repository, which may be pipes or links to devices: no reading of them waits or goes on."""

from __future__ import annotations

import errno
import os
import stat

MOST_BYTES = 500_000_000


def content_of(path: str, most: int = MOST_BYTES) -> bytes:
    """What a regular file holds. Raises OSError for anything else, for more bytes, and for a path that can be none."""
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
