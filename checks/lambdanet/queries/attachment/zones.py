"""Whether availability zones are the same or different, as far as the code says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lambdanet.aws.zones import NO_AVAILABILITY_ZONE
from lambdanet.kit.wording import names
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.lists.lists_in_part import Slot, least_different, most_different, slots
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value, merged

if TYPE_CHECKING:
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


def are_apart(first: Value[Zone], second: Value[Zone]) -> Value[bool]:
    """Whether what is in two zones, as far as these are known, is in different ones."""
    if isinstance(first, Unknown):
        return first
    return second if isinstance(second, Unknown) else are_different(first.value, second.value)


@dataclass(frozen=True)
class Zones:
    """In which zones a function is. least, most: how many; most is None where it may have subnets of anywhere.

    subnets: the elements of its list of subnets, each with its zone; without those in zones that are no Availability
    Zones. others: the names of these zones.
    """

    subnets: tuple[Slot[Zone], ...]
    least: int
    most: int | None
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The zones that are known."""
        return names(sorted({str(slot.fact.value) for slot in self._certain() if isinstance(slot.fact, Known)}))

    @property
    def of_one_subnet(self) -> bool:
        """Whether the function has one subnet, whichever that is."""
        return len(self.subnets) == 1 and self.subnets[0].certain and not self.others

    def reach(self, wanted: int) -> Value[bool]:
        """Whether there are as many different zones as wanted."""
        if self.least >= wanted:
            return Known(True)
        if self.most is not None and self.most < wanted:
            return Known(False)
        doubts = [doubt for slot in self.subnets for doubt in slot.doubts()]
        known = [str(slot.fact.value) for slot in self._certain() if isinstance(slot.fact, Known)]
        return merged(doubts).of_another() if doubts else Unknown(f"{names(known)} may be one zone")

    def _certain(self) -> list[Slot[Zone]]:
        return [slot for slot in self.subnets if slot.certain]


def zones_of(network: Network, function: Function) -> Zones:
    """The zones of a function's subnets."""
    return _zones(network, function.subnets)


@once_per_key
def _zones(network: Network, subnets: Items[str]) -> Zones:
    """Many functions have the same subnets."""

    def zone_of(subnet: str) -> Value[Zone]:
        other = _other_zone(network, subnet)
        return Unknown(f"{other} is no Availability Zone") if other else network.subnets[subnet].zone

    others = {subnet: other for subnet in subnets.known() if (other := _other_zone(network, subnet))}
    kept = tuple(each for each in subnets.elements if isinstance(each, Unknown) or each.value not in others)
    found = slots(Items(kept, subnets.more), zone_of)
    named = tuple(sorted(set(others.values())))
    return Zones(tuple(found), least_different(found, are_different), most_different(found, zone_of), named)


def _other_zone(network: Network, subnet: str) -> str:
    """The Local Zone or Wavelength Zone of a subnet; "" where it is in none, as far as is known."""
    zone = network.subnets[subnet].zone
    if isinstance(zone, Unknown) or zone.value.kind not in ("name", "id"):
        return ""
    return zone.value.name if re.fullmatch(NO_AVAILABILITY_ZONE, zone.value.name) else ""
