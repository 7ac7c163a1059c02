"""
What it checks
    A function in a VPC does not use the default security group of the VPC, whether the code names it as a resource, an
    attribute of the VPC, a data source or by ``GetAtt``.

Why
    The members of the default security group may all talk to each other and out to everywhere, and every resource
    that names no group is a member. A group of its own allows only what the function needs.

Passes when
    All security groups of the function are known, and none is a default one.

Fails when
    One of its security groups is the default security group of a VPC.

Undecided when
    A security group is an id or is declared elsewhere, so the code does not show which group it is.

Fix in Terraform
    Give the function a group of its own:

Fix in CloudFormation
    Give the function a group of its own:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.access.security_group_rules import is_default_group, is_made_with_vpc
from lambdanet.queries.attachment.attachment import known_security_groups
from lambdanet.queries.judged.subjects import functions_in_vpc
from lambdanet.queries.lists.lists_in_part import which

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_301",
    name="Ensure a Lambda function does not use the default security group of its VPC",
    statements=("S5",),
    severity="MEDIUM",
    of=functions_in_vpc,
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    groups = known_security_groups(network, function)
    found, doubts = which(function.security_groups, partial(is_default_group, network))
    if found:
        default = [network.security_groups[identity] for identity in found]
        what = names(default) if all(map(is_made_with_vpc, found)) else f"{names(default)}, the default group of a VPC"
        return failed(function, f"{function.address} uses {what}: give it a group of its own.", default)
    if doubts:
        return not_known(function, f"which security groups {function.address} uses", *doubts, related=groups)
    return passed(function, f"{function.address} uses {names(groups) or 'no security group'}.", groups)
