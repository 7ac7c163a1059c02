"""JSON documents, such as policies: what is in them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from lambdanet.readers.conversions import short
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.json_texts import Json
from lambdanet.readers.withheld import current
from lambdanet.undeclared import missing
from lambdanet.values import Cause, Unknown

_PART = re.compile("\ue000(\\d+)\ue001")


def decoded(document: Datum, where: str = "the document") -> Datum:
    """The value of a JSON document: a ``Json``, a string, or a ``Text`` whose unknown parts are in the result.

    A text that is no JSON gives an ``Unknown``. What is in a text that is withheld is withheld too.
    where: what is said of it, for people.
    """
    value = _decoded(document, where)
    place = current().place_of(document) if isinstance(document, (str, Text)) else None
    if place is not None:
        current().add(value, place, derived=True)
    return value


def _decoded(document: Datum, where: str) -> Datum:
    if isinstance(document, Json):
        return document.value
    if isinstance(document, str):
        return _loaded(document, (), where)
    if isinstance(document, Text):
        return _loaded(_with_marks(document.parts), document.parts, where)
    if isinstance(document, Unknown):
        return document
    if isinstance(document, Reference):
        return Unknown(
            f"{short(document.symbol or document.identity)} is known only after apply",
            cause=Cause.WHEN_IT_RUNS,
            waits_for=missing(document.identity),
        )
    return Unknown(f"{where} is not a string")


def _with_marks(parts: tuple[Datum, ...]) -> str:
    """The text with a mark for each part that is not known, in quotes where it is not in a string."""
    written: list[str] = []
    in_string = False
    for number, part in enumerate(parts):
        if isinstance(part, str):
            written.append(part)
            quotes = re.sub(r"\\.", "", part, flags=re.DOTALL).count('"')
            in_string = in_string != bool(quotes % 2)
        else:
            mark = f"\ue000{number}\ue001"
            written.append(mark if in_string else f'"{mark}"')
    return "".join(written)


def _loaded(text: str, parts: tuple[Datum, ...], where: str) -> Datum:
    try:
        return _as_datum(
            json.loads(text, strict=False, parse_float=_finite, parse_constant=_finite),
            lambda string: _restored(string, parts),
        )
    except (ValueError, RecursionError):
        return Unknown(f"{where} is not JSON")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is not a number in JSON")
    return value


def _as_datum(value: Any, restore: Callable[[str], Datum]) -> Datum:
    if isinstance(value, str):
        return restore(value)
    if isinstance(value, list):
        return Listing(tuple(_as_datum(element, restore) for element in value))
    if isinstance(value, dict):
        entries = {restore(key): _as_datum(element, restore) for key, element in value.items()}
        if not all(isinstance(key, str) for key in entries):
            return Unknown("the names in a document are not known")
        return entries
    return value


def _restored(string: str, parts: tuple[Datum, ...]) -> Datum:
    """The string with its marks replaced by the parts they stand for."""
    if "\ue000" not in string or not parts:
        return string
    whole = _PART.fullmatch(string)
    if whole is not None:
        part = parts[int(whole.group(1))]
        return part.value if isinstance(part, Json) else part
    pieces = _PART.split(string)
    restored = tuple(parts[int(piece)] if number % 2 else piece for number, piece in enumerate(pieces))
    return Text(tuple(piece for piece in restored if piece != ""))
