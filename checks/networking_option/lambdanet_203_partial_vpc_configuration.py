"""
What it checks
    The VPC configuration of a function is complete: it names subnets and security groups, or neither. It stays
    within the limits of Lambda: 16 subnets and 5 security groups.

Why
    There are two networking options, default and VPC. A function with subnets but no security group, or the
    reverse, has neither: Lambda refuses it, or puts it in another network than its author expects.

Passes when
    The function has subnets and security groups within the limits, or no VPC configuration. Empty lists, an empty
    ``vpc_config`` in a plan, dynamic blocks over nothing and ``AWS::NoValue`` count as no VPC configuration.

Fails when
    One of the two lists is empty and the other is not, or a list is longer than the limit.

Undecided when
    One list is not known, so it may be empty, or it is not known whether the function runs on a capacity provider.

Fix in Terraform
    Name both, or drop the block:

Fix in CloudFormation
    Name both, or drop the property:

References
    https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.aws.quotas import MOST_SECURITY_GROUPS, MOST_SUBNETS
from lambdanet.kit.rule_kit import failed, not_known, passed, rule
from lambdanet.queries.judged.subjects import functions, is_on_demand
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_203",
    name="Ensure a Lambda function has subnets and security groups or neither",
    statements=("S2", "S4"),
    severity="HIGH",
    of=functions("function", is_on_demand("{} runs on a capacity provider, which holds the VPC configuration.")),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    subnets, groups = function.subnets, function.security_groups
    for word, items, most in (("subnets", subnets, MOST_SUBNETS), ("security groups", groups, MOST_SECURITY_GROUPS)):
        number = len(set(items.known()))
        if number > most:
            return failed(
                function, f"{function.address} names {number} {word}, but Lambda accepts at most {most}: remove some."
            )
    no_subnets, no_groups = subnets.is_empty(), groups.is_empty()
    if isinstance(no_subnets, Unknown) or isinstance(no_groups, Unknown):
        unknown = [item for item in (no_subnets, no_groups) if isinstance(item, Unknown)]
        return not_known(function, f"whether the VPC configuration of {function.address} is complete", *unknown)
    if no_subnets.value and no_groups.value:
        return passed(function, f"{function.address} has no VPC configuration.")
    if no_subnets.value or no_groups.value:
        has, lacks = ("security groups", "subnet") if no_subnets.value else ("subnets", "security group")
        return failed(function, f"{function.address} names {has} but no {lacks}: name both, or neither.")
    return passed(function, f"{function.address} names subnets and security groups.")
