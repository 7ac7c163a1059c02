"""Texts with unknown parts: how they are put together, printed and searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lambdanet.identities import short
from lambdanet.readers.conversions import kind_of
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.json_texts import Json
from lambdanet.readers.parts_of_data import every_part
from lambdanet.values import Unknown

# Python refuses to print whole numbers of thousands of digits.
_LARGEST_NUMBER = 1000
_MOST_PARTS = 500
_LONGEST_TEXT = 200_000


def scalar_text(value: Any) -> str | None:
    """How CloudFormation writes a string, number or boolean; None for anything else."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value) if isinstance(value, float) or value.bit_length() < _LARGEST_NUMBER else None
    return None


def joined(pieces: Iterable[Datum]) -> Datum:
    """The pieces one after the other: a string when all are known, else a ``Text``."""
    parts: list[Datum] = []
    length = 0
    for piece in _flat(pieces):
        text = scalar_text(piece)
        if text is None:
            parts.append(piece if isinstance(piece, (Reference, Unknown, Json)) else _not_a_text(piece))
        elif parts and isinstance(parts[-1], str):
            parts[-1] += text
        elif text:
            parts.append(text)
        length += len(text or "")
        if len(parts) > _MOST_PARTS or length > _LONGEST_TEXT:
            return Unknown("the text is too long to be read")
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], (str, Reference, Unknown)):
        return parts[0]
    return Text(tuple(parts))


def printed(datum: Datum) -> str | None:
    """A name for the value: equal names mean equal values. None when some part has no name."""
    text = scalar_text(datum)
    if text is not None:
        return text
    if isinstance(datum, Unknown):
        return None if datum.symbol is None else f"${{{datum.symbol}}}"
    if isinstance(datum, Reference):
        return f"${{{datum.identity}.{datum.attribute}}}" if datum.attribute else f"${{{datum.identity}}}"
    if isinstance(datum, (Text, Listing)):
        if isinstance(datum, Listing) and datum.more is not None:
            return None
        members = datum.parts if isinstance(datum, Text) else datum.elements
        names = [printed(member) for member in members]
        if any(name is None for name in names):
            return None
        return ("" if isinstance(datum, Text) else ",").join(name for name in names if name is not None)
    return None


def shown(datum: Datum) -> str:
    """The value for people, as the template would write it."""
    text = scalar_text(datum)
    if text is not None:
        return text
    if isinstance(datum, Unknown):
        return "${" + short(datum.symbol or "?") + "}"
    if isinstance(datum, Reference):
        return "${" + (datum.symbol or datum.identity) + "}"
    if isinstance(datum, Text):
        return "".join(shown(part) for part in datum.parts)
    if isinstance(datum, Listing):
        return ",".join(shown(element) for element in datum.elements)
    return kind_of(datum)


def resources_in(*data: Datum) -> frozenset[str]:
    """The identities of all resources that the data refer to or may turn out to be."""
    found: set[str] = set()
    for datum in every_part(*data):
        if isinstance(datum, Reference):
            found.add(datum.identity)
        elif isinstance(datum, Unknown):
            found |= datum.candidates
    return frozenset(found)


def unknowns_in(*data: Datum) -> Iterator[Unknown]:
    """What is not known in the data."""
    return (datum for datum in every_part(*data) if isinstance(datum, Unknown))


def _flat(pieces: Iterable[Datum]) -> Iterator[Datum]:
    for piece in pieces:
        if isinstance(piece, Text):
            yield from piece.parts
        elif piece is not None:
            yield piece


def _not_a_text(piece: Datum) -> Unknown:
    return Unknown(f"{kind_of(piece)} is there, where a text is expected", resources_in(piece))
