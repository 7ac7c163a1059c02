"""What readers know while they read belongs to one scan: what is read later is read as at that time."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from lambdanet.given import notes
from lambdanet.given.in_force import environment, read_for
from lambdanet.readers import imported_ids, withheld
from lambdanet.readers.account import hosts
from lambdanet.readers.terraform.functions import files_read

T = TypeVar("T")


def later(read: Callable[[], T]) -> Callable[[], T]:
    """Read something once, when it is first asked for, with what is known of the scan that is under way now.

    Other scans may have begun in the meantime: they see nothing of it.
    """
    known = _known()
    name = environment()

    @functools.cache
    def read_then() -> T:
        with _restored(), read_for(name):
            _know(known)
            return read()

    return read_then


def _known() -> tuple[Callable[[], None], ...]:
    """What restores each of the things that readers know of the scan that they are reading."""
    return (
        functools.partial(withheld.resume, withheld.current()),
        functools.partial(notes.resume, notes.notes()),
        functools.partial(imported_ids.resume, imported_ids.known()),
        functools.partial(hosts.know, hosts.known()),
        functools.partial(files_read.read_below, files_read.scanned()),
    )


def _know(known: tuple[Callable[[], None], ...]) -> None:
    for restore in known:
        restore()


@contextmanager
def _restored() -> Iterator[None]:
    before = _known()
    try:
        yield
    finally:
        _know(before)
