"""Prefix lists with the entries from everywhere, and those that AWS keeps for gateway endpoints."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from lambdanet.model import Place, PrefixList, VpcEndpoint
from lambdanet.readers.conversions import made_with
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.resources.collection import Collection, PrefixListEntry
from lambdanet.values import Items, Unknown


def prefix_lists(
    collection: Collection, endpoints: Iterable[VpcEndpoint], same: Callable[[str], str]
) -> dict[str, PrefixList]:
    """The lists by identity."""
    found = {each.identity: each for each in collection.prefix_lists}
    for endpoint in endpoints:
        made = _of_service(endpoint)
        found[made.identity] = made
    entries = grouped(
        collection.prefix_list_entries,
        lambda entry: entry.prefix_list,
        collection.uncertain,
        same,
        lambda entry: entry.declared_by,
    )
    for identity, added in entries.items():
        if identity in found:
            more = found[identity].entries + _cidrs(added)
            found[identity] = dataclasses.replace(found[identity], entries=more)
    return found


def _of_service(endpoint: VpcEndpoint) -> PrefixList:
    """The public addresses of the service of a gateway endpoint."""
    name = f"the prefix list of {endpoint.address}"
    hidden = Unknown(f"AWS sets the addresses in {name}, and no code has them")
    place = Place(name, endpoint.place.file, endpoint.place.line)
    identity = made_with(endpoint.identity, "prefix list")
    return PrefixList(identity, place, declared=False, entries=Items(more=hidden), public=True)


def _cidrs(entries: Items[PrefixListEntry]) -> Items[str]:
    cidrs: Items[str] = Items(more=entries.more)
    for entry in entries.known():
        if isinstance(entry.cidr, Unknown):
            cidrs = cidrs + Items((entry.cidr,))
        elif entry.cidr.value is not None:
            cidrs = cidrs + Items.of([entry.cidr.value])
    return cidrs
