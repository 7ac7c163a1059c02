"""How much a datum holds, where what it holds more than once counts each time.

Code can name a value twice in another, that one twice in a third, and so on: sixty lines are a value of more parts
than anyone can walk over, although few of them are different. Whoever looks at all of a value walks over them.
"""

from __future__ import annotations

from typing import Any

from lambdanet.readers.datum import Datum, Derived, Listing, Text
from lambdanet.readers.json_texts import Json

MOST_PARTS = 50_000
# What holds fewer parts is quickly counted again.
_FEW = 100


class Sizes:
    """The sizes of data that have been counted before."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Datum, int]] = {}  # holds the data, so that no other gets its id

    def are_too_many(self, datum: Datum) -> bool:
        """Whether it holds more parts than anyone should walk over."""
        if (known := self._known.get(id(datum))) is not None:
            return known[1] > MOST_PARTS
        parts = _parts_of(datum)
        return bool(parts) and self._counted(datum, parts) > MOST_PARTS

    def _counted(self, datum: Datum, parts: tuple[Datum, ...]) -> int:
        """How many parts there are, itself included; where these are too many, that they are."""
        sizes: dict[int, int] = {}
        under_way: set[int] = {id(datum)}
        open_now: list[tuple[Any, list[Datum], tuple[Datum, ...]]] = [(datum, list(parts), parts)]
        while open_now:
            whole, left, held = open_now[-1]
            if left:
                part = left.pop()
                within = _parts_of(part)
                if not within or id(part) in sizes:
                    continue
                if (known := self._known.get(id(part))) is not None:
                    sizes[id(part)] = known[1]
                elif id(part) not in under_way:
                    under_way.add(id(part))
                    open_now.append((part, list(within), within))
                continue
            size = min(1 + sum(sizes.get(id(part), 1) for part in held), MOST_PARTS + 1)
            sizes[id(whole)] = size
            if size > _FEW:
                self._known[id(whole)] = (whole, size)
            open_now.pop()
        return sizes[id(datum)]


def _parts_of(datum: Datum) -> tuple[Datum, ...]:
    if isinstance(datum, Listing):
        return datum.elements if datum.more is None else (*datum.elements, datum.more)
    if isinstance(datum, dict):
        return tuple(datum.values())
    if isinstance(datum, Text):
        return datum.parts
    if isinstance(datum, Derived):
        return datum.of
    return (datum.value,) if isinstance(datum, Json) else ()
