"""
What it checks
    The IPv4 block of a subnet that functions use lies within one of its VPC's blocks, further ones included, and has
    no address in common with another subnet of that VPC.

Why
    AWS refuses a subnet whose block is not the VPC's or overlaps that of another one. With blocks that are computed
    or given by variables this is found when the code is deployed, and what the functions have of addresses is not
    what the code seems to say.

Passes when
    The block is within a block of the VPC, and no subnet that the code makes earlier in the same VPC has part of it.

Fails when
    The block is outside of all blocks of the VPC, or overlaps that of another subnet. Of two overlapping subnets the
    one that stands later in the files is blamed, also when only the other one has functions.

Undecided when
    The block, the VPC, its blocks or another subnet's block is not told by the code, or it is not known whether both
    of two overlapping subnets are made, or how many there are of a subnet.

Fix in Terraform
    Take the blocks from the VPC's, each with a number of its own:

Fix in CloudFormation
    Take the blocks from the VPC's, each with a number of its own:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from lambdanet.existence import is_there_with
from lambdanet.queries.attachment import hidden_subnets, subnets_of_functions
from lambdanet.queries.overlaps import doubts_by_vpc, overlapping, subnets_by_vpc, vpc_key
from lambdanet.queries.subnet_sizes import ipv4_block
from lambdanet.queries.subnet_verdicts import on_each_subnet
from lambdanet.rule_kit import failed, not_applicable, not_known, passed, rule, undecided
from lambdanet.values import Items, Known, Unknown, is_false
from lambdanet.wording import names, reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, Network, Subnet
    from lambdanet.settings import Settings
    from lambdanet.verdicts import Verdict


@rule(
    id="LAMBDANET_505",
    name="Ensure the block of a subnet of Lambda functions is the VPC's and overlaps no other",
    statements=("S9",),
    severity="MEDIUM",
    judges="subnet used by functions, or overlapping one",
    since="0.1.0",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    used = subnets_of_functions(network)
    overlaps, doubtful = _overlaps(network, used)
    for later, earlier in overlaps.values():
        users = names(used.get(later.identity, []) or used.get(earlier.identity, []))
        yield failed(
            later,
            f"{_with_block(later)} overlaps {_with_block(earlier)} in one VPC, and {users} would use it: "
            "give it another block.",
            [earlier],
        )
    for verdict in on_each_subnet(
        network,
        lambda subnet, _: _of_block(network, subnet, doubtful.get(subnet.identity, [])),
        lambda clause: f"The block of {clause} is not known",
    ):
        if verdict.resource.identity not in overlaps:
            yield verdict


def _overlaps(
    network: Network, used: dict[str, list[Function]]
) -> tuple[dict[str, tuple[Subnet, Subnet]], dict[str, list[Unknown]]]:
    """The proven overlaps by the later subnet, and for each subnet the reasons to doubt that there is none."""
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
            elif doubts:
                reason = f"{later.address} and {earlier.address} overlap if both are made, and {reasons(*doubts)}"
                doubtful.setdefault(later.identity, []).append(Unknown(reason))
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


def _of_block(network: Network, subnet: Subnet, doubts: list[Unknown]) -> Verdict:
    """The verdict on a subnet of which no overlap is proven."""
    if is_false(subnet.has_ipv4):
        return not_applicable(subnet, f"{subnet.address} has no IPv4 block.")
    block = ipv4_block(subnet)
    if isinstance(block, Unknown):
        return undecided(subnet, f"The block of {subnet.address} is not known: {reasons(block)}.")
    vpc = subnet.vpc if isinstance(subnet.vpc, Unknown) else network.vpcs.get(subnet.vpc.value or "")
    if vpc is None or isinstance(vpc, Unknown):
        why = "it is not in the scanned code" if vpc is None else reasons(vpc)
        return undecided(subnet, f"The VPC of {subnet.address} ({block.value}) is not known: {why}.")
    blocks, unknowns = _blocks(vpc.cidrs)
    inside = any(block.value.subnet_of(known) for known in blocks)
    told = names(vpc.cidrs.known())
    if not inside and not unknowns:
        return failed(
            subnet,
            f"{subnet.address} ({block.value}) is not within {vpc.address} ({told}): give it a block of the VPC.",
            [vpc],
        )
    doubts = [*doubts, *doubts_by_vpc(network).get(vpc_key(subnet) or "", []), *([] if inside else unknowns)]
    if doubts:
        clause = f"whether {subnet.address} ({block.value}) is within {vpc.address} and overlaps no other subnet"
        return not_known(subnet, clause, *doubts)
    return passed(
        subnet,
        f"{subnet.address} ({block.value}) is within {vpc.address} ({told}) and overlaps no subnet that stands before "
        "it.",
    )


def _with_block(subnet: Subnet) -> str:
    return f"{subnet.address} ({subnet.cidr.value if isinstance(subnet.cidr, Known) else ''})"


def _blocks(items: Items[str]) -> tuple[list[ipaddress.IPv4Network], list[Unknown]]:
    """The blocks of a VPC; one that is none is not known."""
    found, unknowns = [], items.unknowns()
    for text in items.known():
        try:
            found.append(ipaddress.IPv4Network(text, strict=False))
        except ValueError:
            unknowns.append(Unknown(f"{text!r} is no IPv4 block"))
    return found, unknowns
