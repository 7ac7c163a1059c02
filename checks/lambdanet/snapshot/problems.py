"""What goes wrong: one call, or all of a snapshot."""

from __future__ import annotations


class NotAnswered(Exception):
    """A call has no answer, and the snapshot goes on without it; the text says why."""


class CannotSnapshot(Exception):
    """There can be no snapshot; the text says what to do."""
