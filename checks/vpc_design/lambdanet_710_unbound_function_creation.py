"""
What it checks
    A policy that allows ``lambda:CreateFunction`` or ``lambda:UpdateFunctionConfiguration``, by name or by wildcard,
    binds them to networks by the condition keys ``lambda:VpcIds``, ``lambda:SubnetIds`` or
    ``lambda:SecurityGroupIds``. Managed and inline policies of roles, users, groups and permission sets are judged.

Why
    Whoever may create or configure a function also chooses its network: the default one with its way to the internet,
    or any subnet and security group of the account. With the condition keys an organisation decides that before a
    function exists, not afterwards.

    The rule is strict: it is for organisations with approved networks for functions. Elsewhere most policies of
    developers and pipelines would fail. A service control policy (SCP) can bind everyone in the same way, but is not in
    this code: if you have one, leave the rule off.

Passes when
    Each of the two actions is allowed only under such a condition, or is denied under one. A denial when there is no
    VPC (``Null`` on ``lambda:VpcIds``) counts, and so does a denial in another policy of all who have this one.

Fails when
    One of the actions is allowed without such a condition, and nothing in the code denies it to those who have the
    policy. A pattern that everything matches is no condition.

Undecided when
    The document is not known from the code. Or a holder of the policy has a permissions boundary or unknown policies,
    which may deny the actions. Or the actions are denied only for some of the functions for which they are allowed.

Fix in Terraform
    Deny what is not in the approved VPC, and what is in none:

Fix in CloudFormation
    Deny what is not in the approved VPC, and what is in none:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.judged.subjects import each_of
from lambdanet.queries.roles.function_creation import allowed_actions, unbound_actions
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import IdentityPolicy, Network
    from lambdanet.settings.known_settings import Settings


def policies(network: Network) -> Iterator[IdentityPolicy]:
    """The policies that may let someone create or update functions; a boundary by itself lets nobody."""
    for policy in network.identity_policies:
        if allowed_actions(policy.statements).elements and (not policy.boundary or policy.principals.elements):
            yield policy


@rule(
    id="LAMBDANET_710",
    name="Ensure a policy that lets people create or update Lambda functions binds them to networks",
    statements=("S10",),
    severity="LOW",
    of=each_of("IAM policy that lets people create or update functions", policies),
    since="0.1.0",
    persona="strict",
)
def judge(policy: IdentityPolicy, network: Network, settings: Settings) -> Verdict:
    unbound = unbound_actions(policy.statements)
    if not unbound.elements:
        actions = names(allowed_actions(policy.statements).known()) or "what it may allow"
        return passed(policy, f"{policy.address} binds {actions} to networks.")
    if not unbound.known():
        return not_known(policy, f"whether {policy.address} binds functions to networks", unbound)
    return _by_its_holders(network, policy, unbound.known())


def _by_its_holders(network: Network, policy: IdentityPolicy, actions: list[str]) -> Verdict:
    """An unbound policy is bound when all who have it have another one that denies."""
    holders = [network.identities.get(holder.value) for holder in policy.principals if isinstance(holder, Known)]
    doubts, free = policy.principals.unknowns(), not policy.principals.elements
    for holder in holders:
        if holder is None:
            free = True
            continue
        still = unbound_actions(holder.statements)
        if not holder.managed_policies.complete:
            doubts += holder.managed_policies.unknowns()
        elif holder.boundary != Known(None):
            doubts.append(Unknown(f"{holder.address} has a permissions boundary"))
        elif still.known():
            free = True
        else:
            doubts += still.unknowns()
    allows = f"{policy.address} allows {names(actions)} in any network"
    if free:
        return failed(
            policy,
            f"{allows}: add a condition on lambda:VpcIds, lambda:SubnetIds or lambda:SecurityGroupIds.",
        )
    having = names(holder for holder in holders if holder is not None)
    if doubts:
        return doubted(policy, f"{allows}, but another policy may deny it to {having}", *doubts)
    return passed(policy, f"What {policy.address} allows is bound to networks by other policies of {having}.")
