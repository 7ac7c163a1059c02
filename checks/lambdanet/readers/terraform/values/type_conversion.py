"""Terraform's conversions between strings, numbers and booleans, and its exact arithmetic.

Each function raises ``Undecided`` where the datum is not known and ``Refused`` where Terraform refuses it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.json_texts import Json, digits_certain
from lambdanet.readers.terraform.values.certainty import (
    EvaluationError,
    Refused,
    Undecided,
    is_instance,
    is_number,
    spend,
    unknown_because,
)
from lambdanet.readers.terraform.values.names_in_scope import UncertainInstances
from lambdanet.readers.terraform.values.or_more import NOT_KNOWN, OrMore
from lambdanet.values import Unknown

_NUMBER = re.compile(r"-?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,2})?", re.ASCII)
LONGEST_STRING = 1_000_000
LARGEST_NUMBER = 10**300
SMALLEST_NUMBER = Fraction(1, LARGEST_NUMBER)


def number_text(number: int | float) -> str:
    """A number as Terraform prints it: in full, without an exponent."""
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return format(Decimal(repr(number)), "f")


def string_part(datum: Datum) -> Datum:
    """The datum as a part of a string: a ``str``, or as it is where it is a string that is not known."""
    if isinstance(datum, str):
        return datum
    if isinstance(datum, bool):
        return "true" if datum else "false"
    if isinstance(datum, OrMore):
        raise Undecided(NOT_KNOWN)
    if is_number(datum):
        if not digits_certain(datum):
            raise Undecided(Unknown("the digits of a fraction without an end are not evaluated"))
        return number_text(datum)
    if isinstance(datum, Json):
        text = datum.text()
        return datum if text is None else text
    if isinstance(datum, (Reference, Text, Unknown)):
        return datum
    if datum is None:
        raise Refused("null cannot become part of a string")
    if isinstance(datum, UncertainInstances):
        raise Undecided(datum.reason)
    if is_instance(datum):
        raise Undecided(unknown_because(datum))
    raise Refused("a list or a map cannot become part of a string")


def joined_parts(data: list[Datum]) -> Datum:
    """The string that the data form together: a ``str``, or a ``Text`` where parts are not known."""
    flat: list[Datum] = []
    length = 0
    for datum in data:
        part = string_part(datum)
        if isinstance(part, EvaluationError):
            return part
        for piece in part.parts if isinstance(part, Text) else (part,):
            spend()
            if isinstance(piece, str):
                length += len(piece)
                if length > LONGEST_STRING:
                    return Unknown("the string is too long")
                if flat and isinstance(flat[-1], list):
                    flat[-1].append(piece)
                elif piece:
                    flat.append([piece])
            else:
                flat.append(piece)
    parts = tuple("".join(piece) if isinstance(piece, list) else piece for piece in flat)
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else Text(parts)


def text(datum: Datum) -> str:
    """The datum as a known string."""
    part = string_part(datum)
    if isinstance(part, str):
        return part
    raise Undecided(unknown_because(part))


def number(datum: Datum) -> int | float:
    """The datum as a known number."""
    if isinstance(datum, OrMore):
        raise Undecided(NOT_KNOWN)
    if is_number(datum):
        return datum  # type: ignore[no-any-return]
    if isinstance(datum, str):
        if _NUMBER.fullmatch(datum):
            return as_number(Fraction(datum))
        raise Refused(f'"{datum}" is not a number')
    if isinstance(datum, (Unknown, Reference, Text)):
        raise Undecided(unknown_because(datum))
    raise Refused("a number is required")


def whole_number_or_more(datum: Datum) -> int:
    """The datum as a whole number of which the least is known; what is made of it stands for what greater ones make."""
    return datum if isinstance(datum, OrMore) else whole_number(datum)


def whole_number(datum: Datum) -> int:
    """The datum as a known whole number."""
    value = number(datum)
    if isinstance(value, float):
        if not value.is_integer():
            raise Refused(f"{number_text(value)} is not a whole number")
        return int(value)
    return value


def truth(datum: Datum) -> bool:
    """The datum as a known boolean."""
    if isinstance(datum, bool):
        return datum
    if isinstance(datum, str) and datum in ("true", "false", "1", "0"):
        return datum in ("true", "1")
    if isinstance(datum, (Unknown, Reference, Text)):
        raise Undecided(unknown_because(datum))
    if isinstance(datum, UncertainInstances):
        raise Undecided(datum.reason)
    raise Refused("a boolean is required")


def exact(value: int | float) -> Fraction:
    """The number as written: Terraform's numbers are precise where binary fractions are not."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def as_number(value: Fraction) -> int | float:
    """The number as a datum; raises ``Undecided`` for one that no datum holds."""
    if abs(value) > LARGEST_NUMBER:
        raise Undecided(Unknown("the number is too large"))
    if value.denominator == 1:
        return value.numerator
    if abs(value) < SMALLEST_NUMBER:
        raise Undecided(Unknown("the number is too small"))
    return float(value)


def collection(datum: Datum) -> Listing:
    """The datum as a list or a set, as far as it is known; a map or a scalar is refused."""
    if isinstance(datum, Listing):
        return datum
    if isinstance(datum, EvaluationError):
        raise Undecided(datum)
    if isinstance(datum, (Unknown, Reference)):
        more = unknown_because(datum)
        return Listing((), more=replace(more, alike=datum.alike) if isinstance(datum, Unknown) else more)
    if isinstance(datum, UncertainInstances):
        return Listing((), more=datum.reason)
    raise Refused("a list is required")
