"""Where in a text the block of a resource is, and within it the attribute that is to be changed.

Indentation shows it, in all languages: what belongs to a block is further to the right. A text that is laid out
otherwise has its resource marked by the line on which it begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lambdanet.readers.property_names import property_name
from lambdanet.records import dataclass
from lambdanet.server.attributes_to_change import ATTRIBUTES

_COMMENTS = ("#", "//")
_CLOSING = ("}", "]", ")")
# A key with its value, or one that a resource has.
_KEY_WITHIN = re.compile(r"\s+(?:[A-Za-z]+:\s+\S|(?:Properties|Metadata):\s*$)")


@dataclass(frozen=True)
class Span:
    """A part of a line; everything is counted from 0, the end is behind the last character."""

    line: int
    start: int
    end: int


def lines_of_block(lines: Sequence[str], line: int) -> range:
    """The lines of the block that begins on a line; nothing where the text has no such line.

    Of a resource in YAML a line may be named that is the first below its name.
    """
    if not 0 <= line < len(lines) or not lines[line].strip():
        return range(line, line)
    if _KEY_WITHIN.match(lines[line]):
        line = _line_around(lines, line)
    indent = _indent(lines[line])
    last = line
    for number in range(line + 1, len(lines)):
        text = lines[number].strip()
        if not text:
            continue
        if _indent(lines[number]) <= indent:
            return range(line, number + 1 if text.startswith(_CLOSING) else last + 1)
        last = number
    return range(line, last + 1)


def span_to_change(lines: Sequence[str], line: int, rule: str) -> Span | None:
    """The attribute that a rule asks to be changed in the block that begins on a line, or the block's first line.

    None where the text has no such line.
    """
    block = lines_of_block(lines, line)
    if not block:
        return None
    for name in ATTRIBUTES.get(rule, ()):
        wanted = re.compile(rf"(?<![\w.$-])[\"']?(?:{name}|{property_name(name)})[\"']?\s*[=:{{]")
        for number in block:
            found = wanted.search(lines[number])
            if found is not None and not lines[number].lstrip().startswith(_COMMENTS):
                return Span(number, found.start(), len(lines[number].rstrip()))
    return whole_line(lines, block[0])


def _line_around(lines: Sequence[str], line: int) -> int:
    """The line above that is less far to the right; the line itself where there is none."""
    for number in range(line - 1, -1, -1):
        text = lines[number].strip()
        if text and not text.startswith(_COMMENTS) and _indent(lines[number]) < _indent(lines[line]):
            return number
    return line


def whole_line(lines: Sequence[str], line: int) -> Span:
    """What is on a line, without the blanks around it; a line that is not there is empty."""
    text = lines[line] if 0 <= line < len(lines) else ""
    return Span(line, _indent(text), len(text.rstrip()))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
