"""Separate resources, brought to the resource that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from lambdanet.created_together import is_there_with
from lambdanet.values import Items, Known, Unknown, Value

T = TypeVar("T")


def grouped(
    items: Iterable[T],
    owner: Callable[[T], Value[str | None]],
    uncertain: Mapping[str, Unknown],
    same: Callable[[str], str],
    identity_of: Callable[[T], str] | None = None,
) -> dict[str, Items[T]]:
    """The items by the resource that they are about; an item that may be about a resource leaves it open.

    What is in doubt for the same reason as the resource itself is there whenever that is.
    """
    certain: defaultdict[str, list[T]] = defaultdict(list)
    possible: dict[str, Unknown] = {}
    for item in items:
        declared_by = identity_of(item) if identity_of else item.identity  # type: ignore[attr-defined]
        doubt = uncertain.get(declared_by)
        named = owner(item)
        if isinstance(named, Unknown):
            for candidate in named.candidates:
                possible.setdefault(same(candidate), named)
        elif named.value is not None:
            if doubt is None or is_there_with(uncertain, declared_by, same(named.value)):
                certain[same(named.value)].append(item)
            else:
                possible.setdefault(same(named.value), doubt)
    return {
        identity: Items(tuple(Known(item) for item in certain.get(identity, ())), possible.get(identity))
        for identity in {**certain, **possible}
    }
