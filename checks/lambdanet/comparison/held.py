"""A value of a JSON file with the way to it, so that what is wrong in the file is reported with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.plain_text import plain

_LONGEST = 60


class ReportProblem(Exception):
    """A file is no report: the file, the key, and what was expected there."""


class Held:
    """One value. Each question about it has an answer of the kind that is asked for, or raises ReportProblem."""

    __slots__ = ("_file", "_value", "_way")

    def __init__(self, value: Any, file: str, way: str = "") -> None:
        self._value = value
        self._file = file
        self._way = way

    def at(self, key: str) -> Held:
        """What an object has under the key; nothing, which is no text and no list, where it has no such key."""
        return Held(self._object().get(key, _NOTHING), self._file, f"{self._way}.{key}" if self._way else key)

    def has(self, key: str) -> bool:
        """Whether an object has the key."""
        return key in self._object()

    def is_null(self) -> bool:
        """Whether it is null."""
        return self._value is None

    def names(self) -> list[str]:
        """The keys of an object."""
        return list(self._object())

    def each(self) -> Iterator[Held]:
        """The elements of a list."""
        if not isinstance(self._value, list):
            raise self.problem("a list")
        for number, value in enumerate(self._value):
            yield Held(value, self._file, f"{self._way}[{number}]")

    def text(self) -> str:
        """A text."""
        if not isinstance(self._value, str):
            raise self.problem("a text")
        return self._value

    def text_or_null(self) -> str | None:
        """A text, or None."""
        if self._value is not None and not isinstance(self._value, str):
            raise self.problem("a text or null")
        return self._value

    def number(self) -> int:
        """A whole number; true and false are none."""
        if type(self._value) is not int:
            raise self.problem("a whole number")
        return self._value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self._value, bool):
            raise self.problem("true or false")
        return self._value

    def plainly(self) -> str:
        """Whatever it is, in a few words."""
        return _shown(self._value)

    def problem(self, expected: str) -> ReportProblem:
        """What to raise where it is something else."""
        place = f"{self._way}: " if self._way else ""
        return ReportProblem(plain(f"{self._file}: {place}expected {expected}, found {_shown(self._value)}"))

    def _object(self) -> dict[str, Any]:
        if not isinstance(self._value, dict):
            raise self.problem("an object")
        return self._value


_NOTHING = object()


def _shown(value: Any) -> str:
    if value is _NOTHING:
        return "nothing"
    if isinstance(value, str):
        return f'"{value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."}"'
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)
