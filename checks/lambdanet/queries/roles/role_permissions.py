"""Whether an execution role may do something, and whether it may manage network interfaces.

AWS asks for these actions on every resource when a function is attached to a VPC
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html). Assigning addresses and describing
subnets are asked for on the same page, but AWS's own managed policies differ in them, so they are advice.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.aws.iam_actions import INTERFACE_ACTIONS
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.roles.managed_policy_actions import lets
from lambdanet.values import Items, Known, Unknown, Value, all_of, any_of, merged

if TYPE_CHECKING:
    from lambdanet.model import ExecutionRole, Network, PolicyStatement


@once_per_key
def may_manage_interfaces(network: Network, role: str) -> Value[bool]:
    """Whether the role with this identity may create, describe and delete network interfaces."""
    return all_of([may(network.roles[role], action) for action in INTERFACE_ACTIONS])


def missing_actions(role: ExecutionRole) -> list[str]:
    """The actions on interfaces that the role provably may not do."""
    return [action for action in INTERFACE_ACTIONS if may(role, action) == Known(False)]


def denied_actions(role: ExecutionRole) -> list[str]:
    """The actions on interfaces that a policy of the role denies for certain, whatever the others allow."""
    return [
        action
        for action in INTERFACE_ACTIONS
        if any_of(_says(element, action, "Deny") for element in role.statements.elements) == Known(True)
    ]


def may(role: ExecutionRole, action: str) -> Value[bool]:
    """Whether the role's policies allow an action on every resource; a denial wins."""
    denied = any_of(_says(element, action, "Deny") for element in role.statements.elements)
    if denied == Known(True):
        return Known(False)
    allowed = any_of(
        [
            *(_says(element, action, "Allow") for element in role.statements.elements),
            *(_managed(element, action) for element in role.managed_policies.elements),
            *_open(role.statements),
            *_open(role.managed_policies),
        ]
    )
    if allowed == Known(True) and isinstance(denied, Unknown):
        return denied
    return allowed


def _open(items: Items[object] | Items[str] | Items[PolicyStatement]) -> list[Value[bool]]:
    return [items.more] if items.more is not None else []


def _managed(policy: Value[str], action: str) -> Value[bool]:
    return policy if isinstance(policy, Unknown) else lets(policy.value, action)


def _says(element: Value[PolicyStatement], action: str, effect: str) -> Value[bool]:
    """Whether a statement allows, or denies, the action for certain."""
    if isinstance(element, Unknown):
        # What a hidden statement denies cannot be told either; only what it may allow keeps the question open.
        return element if effect == "Allow" else Known(False)
    statement = element.value
    matched = matches(statement, action)
    if matched == Known(False):
        return matched
    if isinstance(statement.effect, Unknown):
        return statement.effect
    if statement.effect.value != effect:
        return Known(False)
    if statement.conditional != Known(False):
        # A denial under a condition is how AWS advises to keep the function's code from using the permission.
        return Known(False) if effect == "Deny" else Unknown(f"{action} is allowed under a condition")
    if "*" not in statement.resources.known():
        if effect == "Deny":
            return Known(False)
        if statement.resources.complete or statement.resources.elements:
            return Unknown(f"{action} is allowed on some resources only")
        return merged(statement.resources.unknowns())
    return matched


def matches(statement: PolicyStatement, action: str) -> Value[bool]:
    """Whether a statement speaks of the action."""
    wanted = action.lower()
    if statement.not_actions is not None:
        left_out = _any_pattern(statement.not_actions, wanted)
        return left_out if isinstance(left_out, Unknown) else Known(not left_out.value)
    return _any_pattern(statement.actions, wanted)


def _any_pattern(patterns: Items[str], wanted: str) -> Value[bool]:
    found: list[Value[bool]] = [
        element if isinstance(element, Unknown) else Known(fnmatchcase(wanted, element.value))
        for element in patterns.elements
    ]
    return any_of([*found, *_open(patterns)])
