"""Which subnets of one VPC have blocks in common."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_network
from lambdanet.queries.subnet_sizes import ipv4_block
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    import ipaddress
    from collections.abc import Callable, Iterator

    from lambdanet.model import Network, Subnet

Placed = tuple["ipaddress.IPv4Network", "Subnet"]


def vpc_key(subnet: Subnet) -> str | None:
    """The same text for subnets that are known to be of one VPC, be it not known which; None when nothing is known."""
    if isinstance(subnet.vpc, Unknown):
        return None if subnet.vpc.symbol is None else f"the unknown {subnet.vpc.symbol}"
    return subnet.vpc.value


@once_per_network
def subnets_by_vpc(network: Network) -> dict[str, list[Subnet]]:
    """The declared subnets of each VPC, in the order in which they stand in the files."""
    found: defaultdict[str, list[Subnet]] = defaultdict(list)
    for subnet in sorted(network.subnets.values(), key=_order):
        key = vpc_key(subnet)
        if subnet.declared and key is not None:
            found[key].append(subnet)
    return dict(found)


@once_per_network
def doubts_by_vpc(network: Network) -> dict[str, list[Unknown]]:
    """Why another subnet of a VPC may overlap one: it may be in that VPC, or its block is not known."""
    found: defaultdict[str, list[Unknown]] = defaultdict(list)
    for subnet in network.subnets.values():
        if isinstance(subnet.vpc, Unknown):
            for candidate in subnet.vpc.candidates:
                reason = f"{subnet.address} may be in the same VPC: {subnet.vpc.reason}"
                found[candidate].append(Unknown(reason))
        key = vpc_key(subnet)
        if key is not None and subnet.declared and isinstance(subnet.cidr, Unknown):
            found[key].append(Unknown(f"the block of {subnet.address}: {subnet.cidr.reason}"))
    return dict(found)


def overlapping(subnets: list[Subnet], matters: Callable[[Subnet, Subnet], bool]) -> Iterator[tuple[Subnet, Subnet]]:
    """The pairs of subnets with addresses in common that matter, the later one first.

    Two blocks are either apart or one within the other, so that after sorting it is enough to look at the blocks
    that are still open where another one begins.
    """
    place = {subnet.identity: number for number, subnet in enumerate(subnets)}
    blocks: list[Placed] = []
    for subnet in subnets:
        told = ipv4_block(subnet)
        if isinstance(told, Known):
            blocks.append((told.value, subnet))
    blocks.sort(key=lambda item: (int(item[0].network_address), item[0].prefixlen, place[item[1].identity]))
    around: list[Placed] = []
    for block, subnet in blocks:
        while around and around[-1][0].broadcast_address < block.network_address:
            around.pop()
        for _, other in reversed(around):
            if matters(subnet, other):
                pair = (subnet, other)
                yield pair if place[subnet.identity] > place[other.identity] else (other, subnet)
        around.append((block, subnet))


def _order(subnet: Subnet) -> tuple[str, int, str]:
    return subnet.place.file, subnet.place.line, subnet.identity
