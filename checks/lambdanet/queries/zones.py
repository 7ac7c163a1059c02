"""Whether availability zones are the same or different, as far as the code tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.candidates import facts_of
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambdanet.model import Function, Network, Zone


def are_different(first: Zone, second: Zone) -> Value[bool]:
    """Whether two zones are different ones."""
    if first == second:
        return Known(False)
    unknown = Unknown(f"{first} and {second} may be one availability zone")
    if first.kind == second.kind:
        if first.kind in ("name", "id"):
            return Known(first.name != second.name)
        # One list or one region: another index or another letter is another zone.
        return Known(True) if first.kind != "symbol" and first.list_symbol == second.list_symbol else unknown
    kinds = {first.kind: first, second.kind: second}
    if set(kinds) == {"name", "templated"} and not kinds["name"].name.endswith(kinds["templated"].name):
        return Known(True)
    return unknown


def least_number(zones: Sequence[Value[Zone]]) -> int:
    """How many different zones there are at least."""
    chosen: list[Zone] = []
    for zone in zones:
        if isinstance(zone, Known) and all(are_different(zone.value, other) == Known(True) for other in chosen):
            chosen.append(zone.value)
    return max(len(chosen), 1) if zones else 0


def greatest_number(zones: Sequence[Value[Zone]]) -> int:
    """How many different zones there can be at most: one for each zone that is not told."""
    return len({zone.value for zone in zones if isinstance(zone, Known)}) + sum(
        isinstance(zone, Unknown) for zone in zones
    )


def zones_of(network: Network, function: Function) -> list[Value[Zone]]:
    """The zones of the subnets that the function certainly uses."""
    return facts_of(Items(function.subnets.elements), lambda identity: network.subnets[identity].zone)


def greatest_number_of(network: Network, function: Function) -> int | None:
    """In how many zones the function is at most; None when it may have subnets that are not in the code."""
    unknowns = function.subnets.unknowns()
    zones = [network.subnets[identity].zone for identity in dict.fromkeys(function.subnets.known())]
    if all(unknown.exhaustive for unknown in unknowns):
        candidates = {identity for unknown in unknowns for identity in unknown.candidates}
        return greatest_number([*zones, *(network.subnets[identity].zone for identity in sorted(candidates))])
    if function.subnets.more is not None:
        return None
    return greatest_number([*zones, *unknowns])
