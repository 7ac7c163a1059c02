"""Terraform's functions with regular expressions, for the expressions on which RE2 and Python agree.

Python's engine goes back where RE2 never does: an expression is run only where the length of the text, the number
of its unbounded repetitions and its choices (alternatives, what may be left out, counted repetitions) bound the work.
"""

from __future__ import annotations

import re

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.functions.function_table import function
from lambdanet.readers.terraform.values.certainty import Refused, Undecided, spend
from lambdanet.readers.terraform.values.type_conversion import text
from lambdanet.values import Unknown

MOST_WORK = 2_000_000
_CLASS = r"\[\^?(?:[^\[\]\\]|\\[dws.\-/\\\]\[^$*+?(){}|:_])+\]"
_ATOM = re.compile(
    rf"(?P<atom>[^\\\[\](){{}}*+?|^$]|\\[dwsDWS.\-/\\\]\[^$*+?(){{}}|:_]|{_CLASS})"
    r"|(?P<open>\((?:\?:|\?P<[A-Za-z_]\w*>)?(?!\?))|(?P<close>\))|(?P<edge>[\^|]|\\b)|(?P<end>\$)"
)
_REPEAT = re.compile(r"(?:(?P<free>[*+]|\{\d{1,2},\})|(?P<maybe>\?)|\{(?P<least>\d{1,2})(?:,(?P<most>\d{1,2}))?\})\??")
# How many steps back of Python's engine are one step of an evaluation.
_BACK_PER_STEP = 5_000


def _translated(written: str, searched: str) -> re.Pattern[str]:
    """The expression in Python's words; ``Undecided`` where it may mean something else or cost too much."""
    unsure = Undecided(Unknown(f"the regular expression {written} is not evaluated"))
    if not written.isascii() or not searched.isascii() or "\v" in searched:
        raise unsure
    parts: list[str] = []
    position = free = 0
    choices = 1
    while position < len(written):
        found = _ATOM.match(written, position)
        if found is None:
            raise unsure
        position = found.end()
        parts.append(r"\Z" if found["end"] else found.group())
        choices *= 2 if found["edge"] == "|" else 1
        repeat = _REPEAT.match(written, position)
        if repeat is not None:
            # A repeated group could multiply the work; the edge of a word cannot be repeated everywhere.
            if not (found["atom"] or (found["close"] and repeat["maybe"])):
                raise unsure
            free += repeat["free"] is not None
            choices *= 2 if repeat["maybe"] else 1 + max(0, int(repeat["most"] or 0) - int(repeat["least"] or 0))
            parts.append(repeat.group())
            position = repeat.end()
    work = (len(searched) + 2) ** (free + 1) * choices
    if work > MOST_WORK or len(written) > 500:
        raise unsure
    spend(1 + len(searched) * (free + 1) // 10 + work // _BACK_PER_STEP)
    try:
        return re.compile("".join(parts), re.ASCII)
    except (re.error, OverflowError):
        raise unsure from None


def _found_by(match: re.Match[str]) -> Datum:
    """What a match gives: the text, the groups in order, or the groups by name."""
    names = match.re.groupindex
    if not match.re.groups:
        return match.group()
    if not names:
        return Listing(match.groups())
    if len(names) < match.re.groups:
        raise Refused("groups with and without a name are mixed")
    return dict(sorted(match.groupdict().items()))


def _matches(expression: Datum, string: Datum) -> list[re.Match[str]]:
    written, searched = text(expression), text(string)
    pattern = _translated(written, searched)
    if pattern.match("") is not None or any(not match.group() for match in pattern.finditer(searched)):
        raise Undecided(Unknown(f"matches of {written} that are empty are not evaluated"))
    return list(pattern.finditer(searched))


@function("regex")
def first_match(expression: Datum, string: Datum) -> Datum:
    """The first match of a regular expression in a string."""
    searched = text(string)
    match = _translated(text(expression), searched).search(searched)
    if match is None:
        raise Refused("the string does not match")
    return _found_by(match)


@function("regexall")
def all_matches(expression: Datum, string: Datum) -> Datum:
    """All matches of a regular expression in a string."""
    return Listing(tuple(_found_by(match) for match in _matches(expression, string)))


def replaced_matches(string: str, expression: str, replacement: str) -> str:
    """The string with all matches replaced."""
    if "$" in replacement:
        raise Undecided(Unknown("replace() with groups is not evaluated"))
    matches = _matches(expression, string)
    pieces: list[str] = []
    position = 0
    for match in matches:
        pieces += [string[position : match.start()], replacement]
        position = match.end()
    return "".join([*pieces, string[position:]])
