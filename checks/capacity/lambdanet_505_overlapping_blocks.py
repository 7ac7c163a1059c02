"""
What it checks
    The IPv4 block of a subnet that functions use is within a block of its VPC, secondary blocks included, and overlaps
    no other subnet of that VPC.

Why
    AWS refuses a subnet whose block is outside the VPC, or overlaps another subnet. When blocks are computed or come
    from variables, this shows only during the deployment, and functions have fewer addresses than the code suggests.

Passes when
    The block is within a block of the VPC, and overlaps no subnet that the code declares earlier in the same VPC.

Fails when
    The block is outside all blocks of the VPC, or overlaps another subnet. Of two overlapping subnets the rule reports
    the one declared later, even if only the other one has functions.

Undecided when
    The block, the VPC, its blocks or the block of another subnet is not known from the code. Or it is not known whether
    both of two overlapping subnets are created, or how many instances a subnet has. A subnet of an account that
    overlaps one of the code may be that one, deployed before: an import block, or a plan, says whether it is.

Fix in Terraform
    Take the blocks from the block of the VPC, each with its own number:

Fix in CloudFormation
    Take the blocks from the block of the VPC, each with its own number:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.addresses.overlaps import doubts_by_vpc, overlaps_of_functions, vpc_key
from lambdanet.queries.addresses.subnet_sizes import blocks_in, ipv4_block
from lambdanet.queries.attachment.attachment import subnets_of_functions
from lambdanet.queries.judged.subnet_verdicts import on_each_subnet
from lambdanet.values import Cause, Known, Unknown, is_false

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network, Subnet, Vpc
    from lambdanet.settings.known_settings import Settings


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
    overlaps, doubtful = overlaps_of_functions(network)
    for later, earlier in overlaps.values():
        users = names(used.get(later.identity, []) or used.get(earlier.identity, []))
        yield failed(
            later,
            f"{_with_block(later)} overlaps {_with_block(earlier)} in the same VPC, and {users} would use it: "
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


def _of_block(network: Network, subnet: Subnet, doubts: list[Unknown]) -> Verdict:
    """The verdict on a subnet of which no overlap is proven."""
    if is_false(subnet.has_ipv4):
        return not_applicable(subnet, f"{subnet.address} has no IPv4 block.")
    block = ipv4_block(subnet)
    if isinstance(block, Unknown):
        return doubted(subnet, f"The block of {subnet.address} is not known", block)
    vpc = subnet.vpc if isinstance(subnet.vpc, Unknown) else network.vpcs.get(subnet.vpc.value or "")
    if vpc is None or isinstance(vpc, Unknown):
        why = Unknown("it is not in the scanned code", cause=Cause.NOT_DECLARED) if vpc is None else vpc
        return doubted(subnet, f"The VPC of {subnet.address} ({block.value}) is not known", why)
    blocks, unknowns = blocks_in(vpc.cidrs)
    inside = any(block.value.subnet_of(known) for known in blocks)
    its = names(vpc.cidrs.known())
    if not inside and _is_of_account(subnet, vpc):
        why = Unknown(
            f"AWS allows a subnet only in a block of its VPC, and the files list only {its} for {vpc.address}"
        )
        return doubted(subnet, f"It is not known in which block of its VPC {subnet.address} ({block.value}) is", why)
    if not inside and not unknowns:
        return failed(
            subnet,
            f"{subnet.address} ({block.value}) is not within {vpc.address} ({its}): give it a block of the VPC.",
            [vpc],
        )
    doubts = [*doubts, *doubts_by_vpc(network).get(vpc_key(subnet) or "", []), *([] if inside else unknowns)]
    if doubts:
        clause = f"whether {subnet.address} ({block.value}) is within {vpc.address} and overlaps no other subnet"
        return not_known(subnet, clause, *doubts)
    return passed(
        subnet,
        f"{subnet.address} ({block.value}) is within {vpc.address} ({its}) and overlaps no subnet declared before it.",
    )


def _is_of_account(subnet: Subnet, vpc: Vpc) -> bool:
    """Whether AWS has made both already."""
    return subnet.interfaces_of_functions is not None and vpc.interfaces_of_functions is not None


def _with_block(subnet: Subnet) -> str:
    return f"{subnet.address} ({subnet.cidr.value if isinstance(subnet.cidr, Known) else ''})"
