"""What holds for a resource of which the code says only that it is one of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from lambdanet.values import Items, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def agreed(unknown: Unknown, fact: Callable[[str], Value[T]]) -> Value[T]:
    """The fact about each of the resources that it may be, where it is the same for all; else the unknown."""
    if not unknown.exhaustive or not unknown.candidates:
        return unknown
    found: Value[T] | None = None
    for candidate in sorted(unknown.candidates):
        value = fact(candidate)
        if isinstance(value, Unknown):
            return value
        if found is not None and found != value:
            return unknown
        found = value
    return unknown if found is None else found


def facts_of(items: Items[str], fact: Callable[[str], Value[T]]) -> list[Value[T]]:
    """The fact about each element of a list, and why others may differ.

    What else may be in the list adds nothing where it is like one of the elements.
    """
    found = [
        agreed(element, fact) if isinstance(element, Unknown) else fact(element.value)
        for element in dict.fromkeys(items.elements)
    ]
    if items.more is not None:
        others = agreed(items.more, fact)
        if others not in found:
            found.append(others if isinstance(others, Unknown) else items.more)
    return found
