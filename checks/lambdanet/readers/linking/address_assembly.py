"""What separate resources add to VPCs, subnets and security groups: blocks of addresses, and VPCs."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lambdanet.readers.linking.grouping import grouped
from lambdanet.values import Items, Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import SecurityGroup, Subnet, Vpc
    from lambdanet.readers.resources.collection import Addition, Collection


def with_secondary_blocks(vpcs: dict[str, Vpc], collection: Collection) -> dict[str, Vpc]:
    """The VPCs with their further IPv4 blocks."""
    added = _by_owner(collection.vpc_blocks, collection)
    return {
        identity: dataclasses.replace(vpc, cidrs=vpc.cidrs + added[identity]) if identity in added else vpc
        for identity, vpc in vpcs.items()
    }


def with_separate_ipv6_blocks(subnets: dict[str, Subnet], collection: Collection) -> dict[str, Subnet]:
    """The subnets with the IPv6 blocks that they have from elsewhere."""
    found = dict(subnets)
    for identity, added in _by_owner(collection.ipv6_blocks_of_subnets, collection).items():
        subnet = found.get(identity)
        if subnet is None or subnet.has_ipv6 == Known(True):
            continue
        if added.elements:
            found[identity] = dataclasses.replace(subnet, ipv6_cidr=added.elements[0], has_ipv6=Known(True))
        elif added.more is not None:
            found[identity] = dataclasses.replace(subnet, ipv6_cidr=added.more, has_ipv6=added.more)
    return found


def with_associated_vpcs(groups: dict[str, SecurityGroup], collection: Collection) -> dict[str, SecurityGroup]:
    """The security groups with the VPCs that they are associated with besides their own."""
    added = _by_owner(collection.vpcs_of_groups, collection)
    return {
        identity: dataclasses.replace(group, associated_vpcs=added[identity]) if identity in added else group
        for identity, group in groups.items()
    }


def _by_owner(additions: Iterable[Addition], collection: Collection) -> dict[str, Items[str]]:
    found = grouped(
        additions, lambda addition: addition.owner, collection.uncertain, str, lambda addition: addition.declared_by
    )
    return {identity: _values(items) for identity, items in found.items()}


def _values(items: Items[Addition]) -> Items[str]:
    more: Unknown | None = items.more
    return Items(tuple(addition.value for addition in items.known()), more)
