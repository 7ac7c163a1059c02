"""What is known about a datum: why it is not known, what it may be, and whether two data are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.json_texts import Json
from lambdanet.readers.possible_resources import one_of
from lambdanet.readers.sets import InSomeOrder, SetListing, Unordered, in_some_order
from lambdanet.readers.terraform.values.names_in_scope import UncertainInstances
from lambdanet.readers.terraform.values.or_more import OrMore, is_equal
from lambdanet.readers.terraform.values.stand_ins import hidden_in
from lambdanet.records import dataclass
from lambdanet.undeclared import missing
from lambdanet.values import Cause, Unknown, merged


@dataclass(frozen=True)
class EvaluationError(Unknown):
    """Terraform itself refuses the expression; ``try`` and ``can`` act on that, as they do not on an unknown."""


class Undecided(Exception):
    """Raised within functions and operators: the result is not known."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


class Refused(Exception):
    """Raised within functions and operators: Terraform refuses these operands."""


class OutOfWork(Exception):
    """Raised within an evaluation that takes more steps than any real configuration."""


_steps_left: ContextVar[list[int] | None] = ContextVar("steps_left", default=None)


def spend(steps: int = 1) -> None:
    """Count work against the allowance of the evaluation that is under way, if any."""
    left = _steps_left.get()
    if left is not None:
        left[0] -= steps
        if left[0] < 0:
            raise OutOfWork


class Allowance:
    """The work that one evaluation may do; evaluations within it have their own."""

    def __init__(self, steps: int) -> None:
        self._steps = steps

    def __enter__(self) -> None:
        self._token = _steps_left.set([self._steps])

    def __exit__(self, *_: object) -> None:
        _steps_left.reset(self._token)


def is_instance(datum: Datum) -> bool:
    """Whether the datum is an ``Instance``: of a resource, a data source or a module."""
    return not isinstance(datum, Reference) and callable(getattr(datum, "attribute", None))


def is_number(datum: Datum) -> bool:
    """Whether the datum is a known number."""
    return isinstance(datum, (int, float)) and not isinstance(datum, bool)


def doubts(*data: Datum) -> Iterator[Unknown]:
    """Everything in the data that is not known, each with what it may be."""
    seen: dict[int, Any] = {}  # holds the data, or another one could take the place in memory of one that is gone
    pending: list[Any] = list(reversed(data))
    while pending:
        datum = pending.pop()
        if isinstance(datum, (str, int, float, bool, type(None))) or id(datum) in seen:
            continue
        seen[id(datum)] = datum
        spend()
        if isinstance(datum, Unknown):
            yield datum
        elif isinstance(datum, Reference):
            written = datum.symbol or f"{datum.identity}.{datum.attribute}".rstrip(".")
            yield Unknown(
                f"{written} is known only after apply",
                frozenset({datum.identity}),
                cause=Cause.WHEN_IT_RUNS,
                waits_for=missing(datum.identity),
            )
        elif isinstance(datum, Listing):
            pending += [datum.more] if datum.more is not None else []
            pending += reversed(datum.elements)
        elif isinstance(datum, dict):
            pending += reversed(datum.values())
        elif isinstance(datum, Text):
            pending += reversed(datum.parts)
        elif isinstance(datum, Json):
            pending.append(datum.value)
        elif isinstance(datum, UncertainInstances):
            yield datum.reason
        elif is_instance(datum):
            pending.append(datum.attribute("id"))


def candidates_of(*data: Datum) -> frozenset[str]:
    """The identities of the declared resources that the data are, hold or may turn out to be."""
    return frozenset().union(*(doubt.candidates for doubt in doubts(*data)))


def unknown_because(*data: Datum) -> Unknown:
    """An unknown for something made of these data."""
    found = merged(doubts(*data))
    return found if found.reason else replace(found, reason="the value is not known")


def doubtful(why: Unknown, *data: Datum) -> Unknown:
    """An unknown for another reason than theirs that may be, or hold, what the data are."""
    return why.of_another(candidates_of(*data))


def either(why: Unknown, one: Datum, other: Datum) -> Datum:
    """What is one of two data, it is not known which.

    Two lists of one length are so element by element, and two maps with the same keys entry by entry. Of two lists that
    have elements the result has one too.
    """
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys() and hidden_in(one) is None:
        spend(len(one))
        return {name: _either_element(why, value, other[name]) for name, value in one.items()}
    if type(one) in _LISTS and type(other) in _LISTS and _are_alike(one, other):
        elements = tuple(_either_element(why, *pair) for pair in zip(one.elements, other.elements))
        held = in_some_order(one)
        return InSomeOrder(elements, None, held) if _are_the_same(held, other) else Listing(elements)
    hidden = [each for side in (one, other) for each in _unknown_parts(side)]
    # Whichever is picked has to be known too.
    why = why if not hidden else merged((why, *hidden)).of_another()
    may_be = one_of(why, (one, other), candidates_of(one, other))
    if may_be.exhaustive and all(isinstance(datum, Listing) and datum.elements for datum in (one, other)):
        return Listing((may_be,), may_be)
    return may_be


def _unknown_parts(datum: Datum) -> Iterator[Unknown]:
    """What is not known of a value, or of the parts of a text, for one reason, and may name something."""
    for each in datum.parts if isinstance(datum, Text) else (datum,):
        # Reasons of several would grow with each condition around them.
        if isinstance(each, Unknown) and not each.plain and "; " not in each.reason:
            yield each


def one_among(why: Unknown, data: Sequence[Datum]) -> Datum:
    """What is one of several data, it is not known which."""
    if not data or len(data) > _MOST_PAIRED:
        return one_of(why, data, candidates_of(*data))
    found = data[0]
    for other in data[1:]:
        found = _either_element(why, found, other)
    return found


_LISTS = (Listing, InSomeOrder)
# Each further one is compared with all that those before it may be.
_MOST_PAIRED = 50


def _are_the_same(held: tuple[Datum, ...], other: Listing) -> bool:
    """Whether the other list has these elements, in whatever order."""
    known = (*held, *in_some_order(other))
    return all(isinstance(each, (str, Reference)) for each in known) and Counter(held) == Counter(known[len(held) :])


def _are_alike(one: Listing, other: Listing) -> bool:
    """Whether two lists have one length; what is null may be left out, so that it may be none of them."""
    complete = one.more is None and other.more is None and None not in (*one.elements, *other.elements)
    return complete and len(one.elements) == len(other.elements)


def _either_element(why: Unknown, one: Datum, other: Datum) -> Datum:
    # What converts, such as a number, may be something else in the type that both lists have in common.
    if isinstance(one, (str, Reference)) and type(one) is type(other) and equal(one, other) is True:
        return one
    return either(why, one, other)


def equal(left: Datum, right: Datum) -> bool | Unknown:
    """Whether Terraform finds two data equal."""
    spend()
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Unknown):
            return _equal_to_unknown(one, other)
        if is_instance(one) or isinstance(one, UncertainInstances):
            return True if left is right else unknown_because(left, right)
    if left is None or right is None:
        return left is right  # what AWS decides about a resource is never null
    for one, other in ((left, right), (right, left)):
        if isinstance(one, (Reference, Text, Json)):
            return _equal_text(one, other)
    if isinstance(left, Listing) and isinstance(right, Listing):
        return _equal_listings(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            hidden = hidden_in(left.keys() ^ right.keys())
            return False if hidden is None or len(left) != len(right) else hidden
        return _all(equal(left[key], right[key]) for key in left)
    if is_number(left) and is_number(right):
        if isinstance(left, OrMore) or isinstance(right, OrMore):
            return is_equal(left, right)
        return bool(left == right)
    return type(left) is type(right) and bool(left == right)


def _equal_to_unknown(one: Unknown, other: Datum) -> bool | Unknown:
    if other is None and one.never_null:
        return False
    if not isinstance(other, Unknown):
        return unknown_because(one, other)
    if one.distinct and other.distinct and one.list_symbol is not None and one.list_symbol == other.list_symbol:
        # In such a list each element is there once.
        return one.index == other.index
    return True if one.symbol is not None and one.symbol == other.symbol else unknown_because(one, other)


def _equal_text(left: Datum, right: Datum) -> bool | Unknown:
    """Whether two data are equal of which the left is a reference or a string with unknown parts."""
    if isinstance(left, Reference) and isinstance(right, Reference):
        same = (left.identity, left.attribute) == (right.identity, right.attribute)
        return True if same else unknown_because(left, right)
    if isinstance(left, Reference) and right == "":
        return False
    if isinstance(left, Text) and isinstance(right, Text) and len(left.parts) == len(right.parts):
        pairs = zip(left.parts, right.parts)
        if all(equal(one, other) is True for one, other in pairs):
            return True
    if isinstance(left, Text) and isinstance(right, (bool, int, float, Listing, dict)):
        return False
    if isinstance(left, Text) and isinstance(right, str) and not _may_become(left, right):
        return False
    if isinstance(left, Json) and isinstance(right, Json):
        return equal(left.value, right.value)
    if isinstance(left, Json) and isinstance(right, str) and (text := left.text()) is not None:
        return text == right
    return unknown_because(left, right)


def _may_become(text: Text, string: str) -> bool:
    """Whether the known parts of ``text`` occur in ``string`` in their order, the outer ones at its ends."""
    first, last = text.parts[0], text.parts[-1]
    if isinstance(first, str) and not string.startswith(first):
        return False
    if isinstance(last, str) and not string.endswith(last):
        return False
    position = 0
    for part in text.parts:
        if isinstance(part, str):
            position = string.find(part, position)
            if position < 0:
                return False
            position += len(part)
    return True


def _equal_listings(left: Listing, right: Listing) -> bool | Unknown:
    if left.more is not None or right.more is not None:
        return unknown_because(left, right)
    if isinstance(left, Unordered) or isinstance(right, Unordered):
        both_sets = isinstance(left, SetListing) and isinstance(right, SetListing)
        if both_sets and all(_holds(right, item) for item in left.elements):
            return True if all(_holds(left, item) for item in right.elements) else unknown_because(left, right)
        return unknown_because(left, right)
    if len(left.elements) != len(right.elements):
        return False
    return _all(equal(one, other) for one, other in zip(left.elements, right.elements))


def _holds(listing: Listing, item: Datum) -> bool:
    return any(equal(item, element) is True for element in listing.elements)


def _all(answers: Iterable[bool | Unknown]) -> bool | Unknown:
    unknown: Unknown | None = None
    for answer in answers:
        if isinstance(answer, Unknown):
            unknown = answer
        elif not answer:
            return False
    return True if unknown is None else unknown
