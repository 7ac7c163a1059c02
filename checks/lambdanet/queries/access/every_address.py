"""Blocks that have every IPv4 or every IPv6 address between them, as 0.0.0.0/1 and 128.0.0.0/1 have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from lambdanet.queries.reachability.address_sets import IPV4, IPV6, NONE, addresses, everything
from lambdanet.queries.reachability.intervals import Intervals

Holder = TypeVar("Holder")


def have_every_address(blocks: Iterable[str]) -> bool:
    """Whether the blocks have every address of a family."""
    listed = list(blocks)
    return any(everything(family).within(_addresses_of(listed, family)) for family in (IPV4, IPV6))


def those_with_every_address(held: Iterable[tuple[Holder, list[str]]]) -> list[Holder]:
    """Those that have every address of a family together; none that adds nothing to the larger ones."""
    holders = list(held)
    for family in (IPV4, IPV6):
        whole = NONE
        adding: list[Holder] = []
        found = [(_addresses_of(blocks, family), holder) for holder, blocks in holders]
        for each, holder in sorted(found, key=lambda one: -_size(one[0])):
            if not each.within(whole):
                whole, adding = whole | each, [*adding, holder]
        if everything(family).within(whole):
            return adding
    return []


def _addresses_of(blocks: Iterable[str], family: int) -> Intervals:
    found = NONE
    for cidr in blocks:
        found = found | (addresses(cidr, family) or NONE)
    return found


def _size(found: Intervals) -> int:
    return sum(last - first + 1 for first, last in found.ranges)
