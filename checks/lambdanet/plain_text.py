"""What is scanned may be meant to be acted on: by a terminal, a log, an editor. Shown text has nothing of that kind."""

from __future__ import annotations

import re

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
