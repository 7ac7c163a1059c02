"""
What it checks
    A function in a VPC can open at least one connection: its security groups together have a usable egress rule.

Why
    A function without egress reaches nothing, not even in its own VPC: every call hangs. In Terraform this happens
    easily, because the provider removes the rule of AWS that allows all egress from the groups that it makes. Rules to
    addresses such as 127.0.0.1/32 also allow nothing.

Passes when
    One of its security groups has an egress rule for TCP or UDP to an address block, a security group or a prefix list
    to which the function can send.

Fails when
    All rules of all its security groups are known, and none is usable: there are none, or all are for addresses where
    nothing answers, for an empty prefix list, or for IPv6 addresses although the function has no IPv6 address.

Undecided when
    A security group or one of its rules is not known from the code, and no other rule is usable. Or the only one is for
    TCP port 25, which Lambda blocks. Or a CloudFormation group has separate egress rules, and none of them is usable:
    AWS does not say whether they replace the rule that allows everything.

Fix in Terraform
    Add the egress that the function needs:

Fix in CloudFormation
    Add the egress that the function needs:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    https://aws.amazon.com/lambda/faqs/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.access.security_group_rules import described, is_for_ipv6, usable_egress
from lambdanet.queries.attachment.attachment import known_security_groups
from lambdanet.queries.judged.subjects import functions_in_vpc
from lambdanet.values import Known, is_true

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_303",
    name="Ensure a Lambda function in a VPC has security groups that let it open a connection",
    statements=("S5", "S10"),
    severity="HIGH",
    of=functions_in_vpc,
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    if is_true(function.security_groups.is_empty()):
        return not_applicable(function, f"{function.address} has no security group.")
    groups = known_security_groups(network, function)
    usable, doubts = usable_egress(network, function)
    if usable:
        shown = names(described(found) for found in usable[:3])
        return passed(function, f"{function.address} can connect: {shown}.", usable[:3])
    if doubts:
        return not_known(function, f"whether {function.address} can open a connection", *doubts, related=groups)
    rules = [found for group in groups for found in group.egress.known()]
    has = names(described(found, network) for found in rules)
    shown = f"have only {has}" if has else "have no egress rule with a destination"
    if function.dual_stack == Known(False) and any(is_for_ipv6(found) for found in rules):
        shown = f"{shown}, and without dual stack it has no IPv6 address"
    return failed(
        function,
        f"{function.address} cannot open a connection: its security groups ({names(groups)}) {shown}. "
        "Add an egress rule for what it needs.",
        groups,
    )
