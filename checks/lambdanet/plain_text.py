"""What is scanned may be meant to be acted on: by a terminal, a log, an editor. Shown text has nothing of that kind."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from functools import lru_cache
from operator import is_
from typing import Any, TypeVar

T = TypeVar("T")
_WITHOUT_TEXTS = frozenset((int, bool, float, type(None)))
# It only keeps words together.
_HARMLESS = "\N{NO-BREAK SPACE}"
_COMMAND_AT_BEGIN = re.compile(r"^(\W*?)::(?=\w)")
_COMMAND_ANYWHERE = re.compile(r"##(?=\w*\[)")


def plain(text: str) -> str:
    """The text on one line, with what is not printable written as its code.

    That is what moves a cursor, changes colours or titles, turns the direction of writing, hides letters, or is half a
    character. Nor does a CI system find a command in it, which some do anywhere in a line.
    """
    if "##" in text:
        text = _COMMAND_ANYWHERE.sub("# #", text)
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in _HARMLESS else _written(each) for each in text)


def without_commands(line: str) -> str:
    """A line of a report or a log, with nothing in it that a CI system would carry out.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands and
    https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
    """
    return _COMMAND_AT_BEGIN.sub(r"\1: :", _COMMAND_ANYWHERE.sub("# #", line))


def _written(character: str) -> str:
    if character in "\t\n\v\f\r":
        return " "
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def escaped_json(text: str) -> str:
    """JSON that says the same, with nothing but printable characters in its strings and no command of a CI system."""
    lines = re.sub("#(?=#)", r"\\u0023", text).split("\n")
    return "\n".join(line if line.isprintable() else "".join(map(_escaped, line)) for line in lines)


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def with_texts(value: T, change: Callable[[str], str]) -> T:
    """Plain data, such as findings, with each text in it changed; what has no such text is the same object."""
    # Most texts stand in many findings: names, files, reasons. And a finding stands in several lists.
    changed: Any = _with_texts(value, lru_cache(maxsize=None)(change), {})
    return changed  # type: ignore[no-any-return]


def _with_texts(value: Any, change: Callable[[str], str], records: dict[int, Any]) -> Any:
    """``records`` has what became of each record, by the id of what it was: all of them live as long as the value."""
    kind = type(value)
    if kind is str:
        return change(value)
    if kind is tuple or kind is list:
        if not value:
            return value
        new = [_with_texts(each, change, records) for each in value]
        return value if all(map(is_, new, value)) else kind(new)
    if kind is dict:
        made = {_with_texts(key, change, records): _with_texts(each, change, records) for key, each in value.items()}
        return value if made == value else made
    if kind in _WITHOUT_TEXTS or not dataclasses.is_dataclass(kind):
        return value
    if id(value) not in records:
        records[id(value)] = _record_with_texts(value, change, records)
    return records[id(value)]


def _record_with_texts(value: Any, change: Callable[[str], str], records: dict[int, Any]) -> Any:
    different = {}
    for name, each in vars(value).items():
        new = _with_texts(each, change, records)
        if new is not each and new != each:
            different[name] = new
    return dataclasses.replace(value, **different) if different else value
