"""
What it checks
    A security group that only functions use has no ingress rule, whether inline or as a resource of its own.

Why
    A function is run through the Invoke API; nothing can open a connection to its network interfaces. An ingress
    rule on its group admits nobody and misleads whoever reads it. Answers to the function's own connections need
    no rule, because security groups are stateful.

Passes when
    Only functions use the group and it has no ingress rule.

Fails when
    Only functions use the group and it has an ingress rule.

Undecided when
    The group is exported or given to a module outside the scan, so that something else may use it, or its rules are not
    known from the code. Outputs of a root module and exports of a stack count as exported. Or a function has the group
    in its environment: its code may start a task or an instance with it.

Fix in Terraform
    Remove the ``ingress`` blocks and the separate ingress rules:

Fix in CloudFormation
    Remove ``SecurityGroupIngress`` and the separate ingress resources:

References
    https://aws.amazon.com/lambda/faqs/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.access.security_group_rules import described
from lambdanet.queries.judged.subjects import security_groups_with_functions
from lambdanet.values import Unknown, is_true

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import UsedGroup
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_101",
    name="Ensure a security group used only by Lambda functions has no ingress rule",
    statements=("S1",),
    severity="LOW",
    of=security_groups_with_functions("security group used only by functions"),
    since="0.1.0",
)
def judge(used: UsedGroup, network: Network, settings: Settings) -> Verdict:
    group, functions = used
    users = network.users[group.identity]
    others = [user.address for user in users.known() if user.kind == "other"]
    rules = [found for found in group.ingress.known() if found.certain]
    if others:
        return not_applicable(group, f"{group.address} is used by {names(others)} too.")
    if is_true(group.default):
        return not_applicable(group, f"{group.address} is the default group of its VPC, which others may use.")
    if any(is_true(function.managed_instances) for function in functions):
        return not_applicable(
            group, f"{group.address} is used on managed instances, for which AWS documents other rules."
        )
    if is_true(group.ingress.is_empty()):
        return passed(group, f"{group.address} has no ingress rule.")
    if users.more is not None:
        return doubted(group, f"{group.address} may be used elsewhere", users.more, related=rules)
    if not rules:
        peers = [found.peer for found in group.ingress.known() if isinstance(found.peer, Unknown)]
        removed = [Unknown(found.doubt) for found in group.ingress.known() if found.doubt]
        doubts = [*group.ingress.unknowns(), *peers, *removed]
        return not_known(group, f"whether {group.address} has an ingress rule", *doubts)
    shown = names(described(found) for found in rules)
    return failed(
        group,
        f"{group.address} has an ingress rule without effect ({shown}): it is used only by "
        f"{names(functions)}, and nothing can connect to a function. Remove the rule.",
        rules,
    )
