"""Which subnets of one VPC have blocks in common."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.created_together import is_there_with
from lambdanet.identities import is_written_out
from lambdanet.kit.wording import reasons
from lambdanet.queries.addresses.subnet_sizes import ipv4_block
from lambdanet.queries.attachment.attachment import hidden_subnets, subnets_of_functions
from lambdanet.queries.caching import once_per_network
from lambdanet.queries.reachability.sameness import may_be_deployed_as
from lambdanet.values import Known, Unknown, first_cause, missing_to

if TYPE_CHECKING:
    import ipaddress
    from collections.abc import Callable, Iterator, Mapping

    from lambdanet.model import Network, Subnet

Placed = tuple["ipaddress.IPv4Network", "Subnet"]


def vpc_key(subnet: Subnet) -> str | None:
    """The same text for subnets that are known to be of one VPC, be it not known which; None when nothing is known."""
    if isinstance(subnet.vpc, Unknown):
        return None if subnet.vpc.symbol is None else f"the unknown {subnet.vpc.symbol}"
    return subnet.vpc.value


@once_per_network
def subnets_by_vpc(network: Network) -> dict[str, list[Subnet]]:
    """The declared subnets of each VPC, in the order of the files."""
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
                found[candidate].append(subnet.vpc.with_reason(reason))
        key = vpc_key(subnet)
        if key is not None and subnet.declared and isinstance(subnet.cidr, Unknown):
            found[key].append(subnet.cidr.with_reason(f"the block of {subnet.address}: {subnet.cidr.reason}"))
    return dict(found)


def overlapping(subnets: list[Subnet], matters: Callable[[Subnet, Subnet], bool]) -> Iterator[tuple[Subnet, Subnet]]:
    """The pairs of subnets with addresses in common that matter, the later one first.

    Two blocks are either apart or one within the other, so that after sorting it is enough to look at the blocks
    that are still open where another one begins.
    """
    place = {subnet.identity: number for number, subnet in enumerate(subnets)}
    blocks: list[Placed] = []
    for subnet in subnets:
        known = ipv4_block(subnet)
        if isinstance(known, Known):
            blocks.append((known.value, subnet))
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


def _names_both(used: Mapping[str, object], *subnets: Subnet) -> bool:
    """Whether functions use both: nobody names what the code makes by its id, too."""
    return all(subnet.identity in used for subnet in subnets)


def _as_deployed(*subnets: Subnet) -> Unknown:
    """Why a subnet of the code may overlap none: what gets another block is made anew, and gone before that."""
    own, there = sorted(subnets, key=lambda subnet: is_written_out(subnet.identity))
    says = "an import block, or a plan, says whether it is"
    return Unknown(f"{own.address} overlaps {there.address}, and may be deployed as that already: {says}")


def overlaps_of_functions(network: Network) -> tuple[dict[str, tuple[Subnet, Subnet]], dict[str, list[Unknown]]]:
    """The overlaps of subnets that functions use: the proven ones by the later subnet, and for each why there may be.

    Of two subnets that overlap functions use, or may use, at least one.
    """
    used = subnets_of_functions(network)
    proven: dict[str, tuple[Subnet, Subnet]] = {}
    doubtful: dict[str, list[Unknown]] = {}
    by_vpc = subnets_by_vpc(network)
    perhaps = {one for _, unknown, _ in hidden_subnets(network) if unknown.exhaustive for one in unknown.candidates}
    asked = {*used, *(one for one in perhaps if network.subnets[one].declared)}
    for vpc in dict.fromkeys(vpc_key(network.subnets[identity]) for identity in sorted(asked)):
        subnets = by_vpc.get(vpc, []) if vpc is not None else []
        found = overlapping(subnets, lambda one, other: one.identity in asked or other.identity in asked)
        for later, earlier in found:
            doubts = [network.uncertain[s.identity] for s in (later, earlier) if s.identity in network.uncertain]
            if later.identity not in used and earlier.identity not in used:
                reason = f"{later.address} and {earlier.address} overlap, and functions may use one of them"
                for subnet in (later, earlier):
                    doubtful.setdefault(subnet.identity, []).append(Unknown(reason))
            elif may_be_deployed_as(later.identity, earlier.identity) and not _names_both(used, later, earlier):
                for subnet in (later, earlier):
                    doubtful.setdefault(subnet.identity, []).append(_as_deployed(later, earlier))
            elif doubts:
                reason = f"{later.address} and {earlier.address} overlap if both are made, and {reasons(*doubts)}"
                doubtful.setdefault(later.identity, []).append(
                    Unknown(reason, cause=first_cause(doubts), waits_for=missing_to(doubts))
                )
            else:
                proven.setdefault(later.identity, (later, earlier))
    for identity in used:
        # Of several subnets with one block all but the first would overlap, unless each has a VPC of its own.
        own = network.subnets[identity].vpc
        alone = isinstance(own, Known) and is_there_with(network.uncertain, own.value or "", identity)
        each_its_own = alone and isinstance(own, Known) and own.value in network.several
        if identity in network.several and not each_its_own:
            doubtful.setdefault(identity, []).append(network.uncertain[identity])
    return proven, doubtful
