"""What is left of a name that leads somewhere, such as the host of a database, in a text that is made of it.

Encoded, in other letters or without the port a host leads where it led. A label of it, or some of its letters, does
not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lambdanet.readers.datum import HOST_AND_PORT, PART, WHOLE, Datum, Derived, Reference, Text

_OF_A_HOST = re.compile(r"[\w.-]", re.ASCII)
_AROUND_A_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://|[^\w-]*|:\d*)", re.ASCII)
# Functions that may take letters out of a text, by the place of the argument that says which.
_TAKING_OUT = {"replace": 1, "trim": 1, "trimprefix": 1, "trimsuffix": 1}
_TAKING_SOME = ("substr", "regex")


def cut_by(function: str, arguments: Sequence[Datum]) -> str | None:
    """What a function leaves of its arguments, where that is not all they have; None where it leaves a port alone."""
    if function == "split" and len(arguments) == 2:
        return pieces_between(arguments[0], arguments[1])
    if function == "element" and len(arguments) == 2 and isinstance(arguments[0], Derived):
        return piece_at(arguments[0], arguments[1])
    if function in _TAKING_SOME or _takes_of_a_host(function, arguments):
        return PART
    return PART if any(isinstance(each, Derived) and each.cut == HOST_AND_PORT for each in arguments) else WHOLE


def pieces_between(separator: Datum, text: Datum) -> str:
    """What the pieces of a text between separators have of what the text is made of."""
    if isinstance(separator, str) and separator and not _OF_A_HOST.search(separator):
        if ":" not in separator or separator.startswith(":/"):
            return WHOLE
        if separator == ":" and _is_host_and_port(text):
            return HOST_AND_PORT
    return PART


def piece_at(pieces: Derived, place: Datum) -> str | None:
    """What one of several pieces has; None where it is a port."""
    if pieces.cut != HOST_AND_PORT:
        return pieces.cut
    if not isinstance(place, int):
        return PART
    return WHOLE if place == 0 else None


def _is_host_and_port(text: Datum) -> bool:
    """Whether a text is what an attribute says, which may have a port after the host, and nothing before it."""
    if isinstance(text, Derived):
        return text.cut == WHOLE and all(isinstance(each, (Reference, str, int)) for each in text.of)
    return isinstance(text, Reference)


def _takes_of_a_host(function: str, arguments: Sequence[Datum]) -> bool:
    place = _TAKING_OUT.get(function)
    if place is None or len(arguments) <= place or isinstance(arguments[0], str):
        return False  # what is written out has no host that could be cut
    taken = arguments[place]
    first = taken.parts[0] if isinstance(taken, Text) else taken
    if isinstance(taken, Text) and isinstance(first, str):
        return not first.startswith(":")
    if not isinstance(taken, str) or (function == "replace" and taken == "."):
        return True
    return _AROUND_A_HOST.fullmatch(taken) is None
