"""Terraform's functions on numbers, and its conversions between types."""

from __future__ import annotations

import math

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.functions.function_table import function
from lambdanet.readers.terraform.values.certainty import Refused, Undecided, spend, unknown_because
from lambdanet.readers.terraform.values.or_more import NOT_KNOWN, OrMore, places
from lambdanet.readers.terraform.values.type_conversion import (
    as_number,
    collection,
    exact,
    number,
    string_part,
    text,
    truth,
    whole_number,
)
from lambdanet.values import Unknown

LARGEST_EXPONENT = 900
LONGEST_RANGE = 1024  # Terraform's own limit


@function("abs")
def absolute(value: Datum) -> Datum:
    """The number without its sign."""
    return abs(number(value))


@function("ceil")
def ceiling(value: Datum) -> Datum:
    """The next whole number upwards."""
    return math.ceil(exact(number(value)))


@function("floor")
def floor(value: Datum) -> Datum:
    """The next whole number downwards."""
    return math.floor(exact(number(value)))


@function("signum")
def signum(value: Datum) -> Datum:
    """The sign of a number: -1, 0 or 1."""
    known = number(value)
    return (known > 0) - (known < 0)


@function("pow")
def power(base: Datum, exponent: Datum) -> Datum:
    """A number to the power of a whole number."""
    known, times = exact(number(base)), exact(number(exponent))
    if times.denominator != 1 or abs(times) > LARGEST_EXPONENT or (known == 0 and times < 0) or abs(known) > 10**9:
        raise Undecided(Unknown("this power is not evaluated"))
    return as_number(known ** int(times))


@function("log")
def logarithm(value: Datum, base: Datum) -> Datum:
    """The logarithm of a number in a base; only whole ones are certain to the last digit."""
    known, root = number(value), number(base)
    if known <= 0 or root <= 0 or root == 1:
        raise Undecided(Unknown("this logarithm is not evaluated"))
    found = math.log(known) / math.log(root)
    if abs(found - round(found)) < 1e-9 and found != round(found):
        raise Undecided(Unknown("the logarithm is not certain to the last digit"))
    return as_number(exact(found))


@function("max")
def largest(first: Datum, *others: Datum) -> Datum:
    """The largest of the numbers."""
    numbers = [value if isinstance(value, OrMore) else number(value) for value in (first, *others)]
    found = max(numbers, key=exact)
    return OrMore(found) if any(isinstance(each, OrMore) for each in numbers) else found


@function("min")
def smallest(first: Datum, *others: Datum) -> Datum:
    """The smallest of the numbers."""
    numbers = [value if isinstance(value, OrMore) else number(value) for value in (first, *others)]
    found = min(numbers, key=exact)
    least_known = min((each for each in numbers if not isinstance(each, OrMore)), key=exact, default=found)
    if least_known > found:
        raise Undecided(NOT_KNOWN)
    return least_known


@function("sum")
def total(values: Datum) -> Datum:
    """The sum of a list of numbers."""
    listing = collection(values)
    if listing.more is not None:
        raise Undecided(unknown_because(listing))
    if not listing.elements:
        raise Refused("the list is empty")
    spend(len(listing.elements))
    return as_number(sum((exact(number(value)) for value in listing.elements), start=exact(0)))


@function("range")
def progression(first: Datum, limit: Datum = None, step: Datum = None) -> Datum:
    """The numbers from a start to a limit, which is left out."""
    if isinstance(first, OrMore) and limit is None:
        return Listing(tuple(places(first)))
    start = exact(number(first)) if limit is not None else exact(0)
    end = exact(number(limit if limit is not None else first))
    by = exact(number(step)) if step is not None else exact(1 if end >= start else -1)
    if end == start:
        return Listing()
    if by == 0 or (end > start) != (by > 0):
        raise Refused("the step does not lead from the start to the limit")
    numbers: list[Datum] = []
    current = start
    while (current < end) if by > 0 else (current > end):
        if len(numbers) >= LONGEST_RANGE:
            raise Refused(f"more than {LONGEST_RANGE} numbers")
        spend()
        numbers.append(as_number(current))
        current += by
    return Listing(tuple(numbers))


@function("parseint")
def parsed_integer(digits: Datum, base: Datum) -> Datum:
    """The whole number that a string writes in a base from 2 to 62."""
    written, radix = text(digits), whole_number(base)
    if not 2 <= radix <= 62:
        raise Refused("the base is not between 2 and 62")
    if radix > 36:
        raise Undecided(Unknown("parseint() with a base above 36 is not evaluated"))
    if not written[written[:1] in ("-", "+") :].isalnum() or not written.isascii() or len(written) > 300:
        raise Refused(f'"{written}" is not a whole number')
    try:
        return int(written, radix)
    except ValueError:
        raise Refused(f'"{written}" is not a whole number in base {radix}') from None


@function("tostring")
def to_string(value: Datum) -> Datum:
    """The value as a string; null stays null."""
    if value is None:
        return None
    part = string_part(value)
    if isinstance(part, Unknown):
        raise Undecided(part)
    return part


@function("tonumber")
def to_number(value: Datum) -> Datum:
    """The value as a number; null stays null."""
    if isinstance(value, (bool, Listing, dict)):
        raise Refused("the value is not a number")
    return None if value is None else number(value)


@function("tobool")
def to_bool(value: Datum) -> Datum:
    """The value as a boolean; null stays null."""
    return None if value is None else truth(value)


@function("sensitive")
def sensitive(value: Datum) -> Datum:
    """The value itself: what is shown to people does not matter to what it is."""
    return value


@function("nonsensitive")
def nonsensitive(value: Datum) -> Datum:
    """The value itself."""
    return value
