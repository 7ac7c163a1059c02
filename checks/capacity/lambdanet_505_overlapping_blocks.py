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

import ipaddress

from lambdanet.existence import is_there_with
from lambdanet.queries.attachment import hidden_subnets, subnets_of_functions
from lambdanet.queries.overlaps import doubts_by_vpc, overlapping, subnets_by_vpc, vpc_key
from lambdanet.queries.subnet_sizes import ipv4_block
from lambdanet.queries.subnet_verdicts import on_each_subnet
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_505",
    name="Ensure the block of a subnet of Lambda functions is the VPC's and overlaps no other",
    statements=("S9",),
    severity="MEDIUM",
    judges="subnet used by functions, or overlapping one",
    since="0.1.0",
)
def judge(network, settings):
    used = subnets_of_functions(network)
    overlaps, doubtful = _overlaps(network, used)
    for later, earlier in overlaps.values():
        users = names(used.get(later.identity, []) or used.get(earlier.identity, []))
        yield failed(
            later,
            f"{later.address} ({later.cidr.value}) overlaps {earlier.address} ({earlier.cidr.value}) in one VPC, and "
            f"{users} would use it: give it another block.",
            [earlier],
        )
    for verdict in on_each_subnet(
        network,
        lambda subnet, _: _of_block(network, subnet, doubtful.get(subnet.identity, [])),
        lambda clause: f"The block of {clause} is not known",
    ):
        if verdict.resource.identity not in overlaps:
            yield verdict


def _overlaps(network, used):
    """The proven overlaps by the later subnet, and for each subnet the reasons to doubt that there is none."""
    proven, doubtful = {}, {}
    by_vpc = subnets_by_vpc(network)
    perhaps = {one for _, unknown, _ in hidden_subnets(network) if unknown.exhaustive for one in unknown.candidates}
    asked = {*used, *(one for one in perhaps if network.subnets[one].declared)}
    for vpc in dict.fromkeys(vpc_key(network.subnets[identity]) for identity in sorted(asked)):
        found = overlapping(by_vpc.get(vpc, []), lambda one, other: one.identity in asked or other.identity in asked)
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
        vpc = network.subnets[identity].vpc
        alone = isinstance(vpc, Known) and is_there_with(network.uncertain, vpc.value or "", identity)
        if identity in network.several and not (alone and vpc.value in network.several):
            doubtful.setdefault(identity, []).append(network.uncertain[identity])
    return proven, doubtful


def _of_block(network, subnet, doubts):
    """The verdict on a subnet of which no overlap is proven."""
    if subnet.has_ipv4 == Known(False):
        return not_applicable(subnet, f"{subnet.address} has no IPv4 block.")
    block = ipv4_block(subnet)
    if isinstance(block, Unknown):
        return undecided(subnet, f"The block of {subnet.address} is not known: {reasons(block)}.")
    if isinstance(subnet.vpc, Unknown) or subnet.vpc.value not in network.vpcs:
        why = subnet.vpc if isinstance(subnet.vpc, Unknown) else Unknown("it is not in the scanned code")
        return undecided(subnet, f"The VPC of {subnet.address} ({block.value}) is not known: {reasons(why)}.")
    vpc = network.vpcs[subnet.vpc.value]
    blocks, unknowns = _blocks(vpc.cidrs)
    inside = any(block.value.subnet_of(known) for known in blocks)
    if not inside and not unknowns:
        told = names(vpc.cidrs.known())
        return failed(
            subnet,
            f"{subnet.address} ({block.value}) is not within {vpc.address} ({told}): give it a block of the VPC.",
            [vpc],
        )
    doubts = [*doubts, *doubts_by_vpc(network).get(vpc_key(subnet), []), *([] if inside else unknowns)]
    if doubts:
        return undecided(
            subnet,
            f"It is not known whether {subnet.address} ({block.value}) is within {vpc.address} and overlaps no other "
            f"subnet: {reasons(*doubts)}.",
        )
    return passed(
        subnet,
        f"{subnet.address} ({block.value}) is within {vpc.address} ({names(vpc.cidrs.known())}) and overlaps no "
        "subnet that stands before it.",
    )


def _blocks(items):
    """The blocks of a VPC; one that is none is not known."""
    found, unknowns = [], items.unknowns()
    for text in items.known():
        try:
            found.append(ipaddress.IPv4Network(text, strict=False))
        except ValueError:
            unknowns.append(Unknown(f"{text!r} is no IPv4 block"))
    return found, unknowns
