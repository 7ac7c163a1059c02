"""What a value is when a condition that is not known picks it from two."""

from __future__ import annotations

from lambdanet.readers.cloudformation.declarations.partial_texts import resources_in
from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.possible_resources import one_of
from lambdanet.values import Unknown


class Absence:
    """No value at all: ``AWS::NoValue``. There is one instance, ``ABSENT``."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absence()


class Perhaps:
    """A value that a condition may leave out. ``unknown`` is what it is for whoever needs a value."""

    __slots__ = ("unknown",)

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown


def settled(outcome: object) -> Datum:
    """The outcome of an evaluation as a datum: what is absent is None."""
    if outcome is ABSENT:
        return None
    return outcome.unknown if isinstance(outcome, Perhaps) else outcome


def either(why: Unknown, first: object, second: object) -> object:
    """What is certain of a value that is ``first`` or ``second``."""
    if isinstance(first, Perhaps) or isinstance(second, Perhaps):
        return Perhaps(why.of_another(resources_in(settled(first), settled(second))))
    if first is ABSENT or second is ABSENT:
        if first is ABSENT and second is ABSENT:
            return ABSENT
        return Perhaps(why.of_another(resources_in(settled(first), settled(second))))
    if type(first) is type(second) and first == second:
        return first
    if isinstance(first, dict) and isinstance(second, dict):
        keys = dict.fromkeys([*first, *second])
        return {key: settled(either(why, first.get(key, ABSENT), second.get(key, ABSENT))) for key in keys}
    if isinstance(first, Listing) and isinstance(second, Listing):
        return _either_list(why, first, second)
    return one_of(why, (first, second), resources_in(first, second))


def _either_list(why: Unknown, first: Listing, second: Listing) -> Listing:
    """Element by element when the lists are of one length, so that places keep their meaning; else what both hold."""
    one, other = list(first.elements), list(second.elements)
    if len(one) == len(other) and first.more is None and second.more is None:
        return Listing(tuple(settled(either(why, a, b)) for a, b in zip(one, other)))
    certain: list[Datum] = []
    for element in first.elements:
        if element in other:
            other.remove(element)
            one.remove(element)
            certain.append(element)
    paired = [one_of(why, (a, b), resources_in(a, b)) for a, b in zip(one, other)]
    rest = [*one[len(paired) :], *other[len(paired) :]]
    rest += [more for more in (first.more, second.more) if more is not None]
    return Listing((*certain, *paired), one_of(why, rest, resources_in(*rest)))
