"""What holds in a list of which some elements, or the rest, are not known.

An element may be known, be one of several, or be anything; and the list may hold more. ``slots`` distinguishes these,
the other functions answer from them, so that no rule counts by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from lambdanet.queries.lists.candidates import agreed
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


@dataclass(frozen=True)
class Slot(Generic[T]):
    """An element of a list, with a fact about it.

    can_be: the resources that it is one of; none where it may be anything.
    fact: known where it is the same whichever of them it is.
    besides: why the list may hold this besides its elements; None for an element, which is certainly there.
    """

    can_be: tuple[str, ...]
    fact: Value[T]
    besides: Unknown | None = None

    @property
    def certain(self) -> bool:
        """Whether there certainly is such an element."""
        return self.besides is None

    def doubts(self) -> list[Unknown]:
        """Why it is not known which fact the list has here."""
        if isinstance(self.fact, Unknown):
            return [self.fact]
        return [] if self.besides is None else [self.besides]


def slots(items: Items[str], fact: Callable[[str], Value[T]]) -> list[Slot[T]]:
    """The elements of a list, and last what it may hold besides, if anything; each with the fact about it.

    Elements that are known to be the same are one.
    """
    found = [_slot(element, fact) for element in _different(items.elements)]
    if items.more is not None:
        found.append(_slot(items.more, fact, items.more))
    return found


def _slot(element: Value[str], fact: Callable[[str], Value[T]], besides: Unknown | None = None) -> Slot[T]:
    if isinstance(element, Known):
        return Slot((element.value,), fact(element.value), besides)
    can_be = tuple(sorted(element.candidates)) if element.exhaustive else ()
    return Slot(can_be, agreed(element, fact), besides)


def _different(elements: Iterable[Value[str]]) -> list[Value[str]]:
    """The elements without those that are the same as one before: the same resource, or the same unknown value."""
    found: list[Value[str]] = []
    seen: set[Value[str]] = set()
    for element in elements:
        same = isinstance(element, Known) or element.symbol is not None
        if not (same and element in seen):
            found.append(element)
        seen.add(element)
    return found


def which(items: Items[str], fact: Callable[[str], Value[bool]]) -> tuple[list[str], list[Unknown]]:
    """What makes the fact true of elements of a list: the resources, and why there may be others.

    Of an element that is one of several, of all of which it is true, all are named.
    """
    true: dict[str, None] = {}
    doubts: list[Unknown] = []
    for slot in slots(items, fact):
        if isinstance(slot.fact, Known) and slot.fact.value and slot.certain:
            true.update(dict.fromkeys(slot.can_be))
        elif slot.fact != Known(False):
            doubts += slot.doubts()
    return list(true), doubts


def holding(items: Items[T], fact: Callable[[T], Value[bool]]) -> tuple[list[T], list[Unknown]]:
    """The known elements of which a fact is true, and why there may be others."""
    facts = [(element, fact(element)) for element in items.known()]
    true = [element for element, answer in facts if isinstance(answer, Known) and answer.value]
    return true, [*items.unknowns(), *(answer for _, answer in facts if isinstance(answer, Unknown))]


def choices(items: Items[str]) -> list[str]:
    """What the elements that are not known are some of, for those that can be nothing else."""
    return sorted({one for unknown in items.unknowns() if unknown.exhaustive for one in unknown.candidates})


def open_ends(items: Items[str]) -> list[Unknown]:
    """The elements that are not known and may be anything."""
    return [unknown for unknown in items.unknowns() if not unknown.exhaustive]


def least_different(slots: Iterable[Slot[T]], are_different: Callable[[T, T], Value[bool]]) -> int:
    """How many different values there are at least among the facts about a list."""
    chosen: list[T] = []
    certain = [slot.fact for slot in slots if slot.certain]
    for fact in certain:
        if isinstance(fact, Known) and all(are_different(fact.value, other) == Known(True) for other in chosen):
            chosen.append(fact.value)
    return max(len(chosen), 1) if certain else 0


def most_different(slots: Iterable[Slot[T]], fact: Callable[[str], Value[T]]) -> int | None:
    """How many different values there are at most; None where the list may hold anything besides.

    An element has one value, whatever it turns out to be. What a list holds nothing but, gives no other values.
    """
    listed = list(slots)
    known = {slot.fact.value for slot in listed if isinstance(slot.fact, Known)}
    unknown = [slot for slot in listed if isinstance(slot.fact, Unknown)]
    bounds = []
    if all(slot.can_be for slot in listed):
        facts = [fact(one) for one in sorted({one for slot in listed for one in slot.can_be})]
        values = {one.value for one in facts if isinstance(one, Known)}
        bounds.append(len(values) + sum(isinstance(one, Unknown) for one in facts))
    if all(slot.certain for slot in unknown):
        bounds.append(len(known) + len(unknown))
    return min(bounds) if bounds else None
