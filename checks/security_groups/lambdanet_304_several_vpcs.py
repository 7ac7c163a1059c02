"""
What it checks
    All subnets and security groups of a function are of one VPC. A security group that names no VPC belongs to the
    default VPC.

Why
    A network interface is in one subnet, and can have only security groups of the VPC of that subnet, so AWS refuses
    the function. Without this rule that shows during the deployment, often after the rest has been made.

Passes when
    The subnets and the groups all name the same VPC. Subnets that are looked up by the VPC, or that one block makes in
    it, are of this VPC, whatever their number.

Fails when
    Two of them are of different VPCs: two that the code makes, two ids, or the default VPC and one that the code
    makes.

Undecided when
    The VPC of a subnet or a group is not known from the code, two names may be one VPC (an id and a VPC that the code
    makes, two look-ups), or a group is associated with further VPCs.

Fix in Terraform
    Give the group the VPC of the subnets:

Fix in CloudFormation
    Give the group the VPC of the subnets:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.queries.attachment.vpc_of_resource import (
    Member,
    are_different,
    members,
    name_of,
    possible_members,
    without_vpc,
)
from lambdanet.queries.judged.subjects import functions_in_vpc
from lambdanet.values import Items, Known, Unknown, Value, is_true

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_304",
    name="Ensure the subnets and security groups of a Lambda function are of one VPC",
    statements=("S5",),
    severity="HIGH",
    of=functions_in_vpc,
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    subnets, groups = function.subnets, function.security_groups
    if Items() in (subnets, groups):
        missing = "subnet" if subnets == Items() else "security group"
        return not_applicable(function, f"{function.address} names no {missing}.")
    certain = _one_of_each_vpc(members(network, function))
    possible = _one_of_each_vpc(possible_members(network, function))
    doubts = [*without_vpc(network, subnets), *without_vpc(network, groups)]
    for first, second in combinations([*certain, *possible], 2):
        different = _matters(network, first, second)
        if is_true(different) and second in possible:
            doubts += [*subnets.unknowns(), *groups.unknowns()]
        elif is_true(different):
            return failed(
                function,
                f"{function.address} uses {_with_vpc(network, first)} and {_with_vpc(network, second)}, "
                "which are of different VPCs: use subnets and security groups of one VPC.",
                [first.resource, second.resource],
            )
        if isinstance(different, Unknown):
            doubts.append(different)
    if doubts:
        clause = f"whether the subnets and security groups of {function.address} are of one VPC"
        return not_known(function, clause, *doubts)
    vpcs = (certain or possible)[0].vpc
    which = f": {name_of(network, vpcs.value)}" if isinstance(vpcs, Known) else ""
    return passed(function, f"The subnets and security groups of {function.address} are of one VPC{which}.")


def _one_of_each_vpc(members: Iterable[Member]) -> list[Member]:
    """A member for each VPC that is known; of one that other groups are associated with, each such group."""
    found: dict[object, Member] = {}
    for member in members:
        found.setdefault((member.vpc, member.resource.identity if member.may_be_used_elsewhere else ""), member)
    return list(found.values())


def _matters(network: Network, first: Member, second: Member) -> Value[bool]:
    """Whether two are of different VPCs. AWS does not say whether functions may use an associated group elsewhere."""
    different = are_different(network, first.vpc, second.vpc)
    for member in (first, second):
        if is_true(different) and member.may_be_used_elsewhere:
            return Unknown(f"{member.resource.address} is, or may be, associated with further VPCs")
    return different


def _with_vpc(network: Network, member: Member) -> str:
    vpc = f" ({name_of(network, member.vpc.value)})" if isinstance(member.vpc, Known) else ""
    return f"{member.resource.address}{vpc}"
