"""
What it checks
    A function that may use IPv6 (``ipv6_allowed_for_dual_stack``) has subnets that all have an IPv6 and an IPv4
    block.

Why
    AWS accepts the option only with dual-stack subnets: it refuses the function where a subnet has no IPv6 block, or
    only an IPv6 block.

Passes when
    Every subnet has a block of either kind, even if its value is not known: one computed from the block of the VPC, one
    of an address pool, or one that a separate resource associates.

Fails when
    A subnet has no IPv6 block, or no IPv4 block.

Undecided when
    The option, a subnet or its blocks are not known from the code.

Fix in Terraform
    Give each subnet an IPv6 block of the VPC:

Fix in CloudFormation
    Give each subnet an IPv6 block of the VPC:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.attachment.attachment import known_subnets
from lambdanet.queries.judged.subjects import functions, is_in_vpc
from lambdanet.queries.lists.lists_in_part import choices, which
from lambdanet.values import Unknown, negation

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_404",
    name="Ensure a Lambda function with IPv6 has subnets with IPv6 and IPv4 blocks",
    statements=("S8",),
    severity="MEDIUM",
    of=functions("function in a VPC that may use IPv6", is_in_vpc),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    if isinstance(function.dual_stack, Unknown):
        return not_known(function, f"whether {function.address} may use IPv6", function.dual_stack)
    if not function.dual_stack.value:
        return not_applicable(function, f"{function.address} does not use IPv6.")
    subnets = known_subnets(network, function)
    without_ipv6, doubts = which(function.subnets, lambda one: negation(network.subnets[one].has_ipv6))
    without_ipv4, others = which(function.subnets, lambda one: negation(network.subnets[one].has_ipv4))
    missing = [f"{network.subnets[one].address} has no IPv6 block" for one in without_ipv6]
    missing += [f"{network.subnets[one].address} has no IPv4 block" for one in without_ipv4]
    if missing:
        return failed(
            function,
            f"{function.address} may use IPv6, but {names(missing)}: give all its subnets both.",
            subnets,
        )
    if doubts or others:
        clause = f"whether all subnets of {function.address} have IPv6 and IPv4 blocks"
        return not_known(function, clause, *doubts, *others, related=subnets)
    named = names([*subnets, *(network.subnets[one] for one in choices(function.subnets))])
    return passed(function, f"Every subnet of {function.address} has IPv6 and IPv4 blocks: {named}.")
