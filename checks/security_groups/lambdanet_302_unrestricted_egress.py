"""
What it checks
    A security group that functions use does not allow all ports to 0.0.0.0/0 or ::/0. Inline rules are read, rules that
    are resources of their own, and those that AWS adds.

Why
    The security group of a function limits where the function may connect. Without that limit, a function that runs
    foreign or broken code can send data to anyone.

Passes when
    All egress rules are known and none allows all ports to everywhere. Note: Terraform removes the rule of AWS that
    allows all egress from a group that it makes; CloudFormation leaves it in a group without egress rules.

Fails when
    A rule allows all protocols, or all ports of TCP or of UDP, to every IPv4 or IPv6 address, or several rules do so
    together, such as those to 0.0.0.0/1 and 128.0.0.0/1, or for the ports 0-32767 and 32768-65535. The entries of a
    prefix list that the code declares count as well. Or a CloudFormation group declares no egress rule, neither inline
    nor as a resource of its own.

Undecided when
    A rule's ports, protocol or peer are not known from the code, or there may be further rules. A CloudFormation
    group whose egress rules are all resources of their own is undecided: AWS does not say whether they replace
    the rule that allows everything.

Fix in Terraform
    Allow what the function needs:

Fix in CloudFormation
    Allow what the function needs:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.access.security_group_rules import described, open_to_all
from lambdanet.queries.judged.subjects import security_groups_with_functions

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import UsedGroup
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_302",
    name="Ensure a security group of Lambda functions does not allow all egress to everywhere",
    statements=("S5", "S10"),
    severity="MEDIUM",
    of=security_groups_with_functions(),
    since="0.1.0",
)
def judge(used: UsedGroup, network: Network, settings: Settings) -> Verdict:
    group, functions = used
    open_rules, doubts = open_to_all(network, group.egress)
    if open_rules and open_rules[0].implicit:
        return failed(
            group,
            f"{group.address}, used by {names(functions)}, declares no egress rule, "
            "so AWS allows all egress to everywhere: allow only the ports and destinations that they need.",
        )
    if open_rules:
        shown = names(described(found) for found in open_rules)
        return failed(
            group,
            f"{group.address}, used by {names(functions)}, allows {shown}: "
            "allow only the ports and destinations that they need.",
            open_rules,
        )
    if doubts:
        return doubted(group, f"Not all egress of {group.address} is known", *doubts)
    rules = group.egress.known()
    shown = names(described(found) for found in rules) or "nothing"
    return passed(group, f"{group.address} allows {shown}.", rules)
