"""Whether an execution role may do something, and whether it may manage network interfaces.

AWS asks for these actions when a function is attached to a VPC
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html). Assigning addresses and describing
subnets are asked for on the same page, but AWS's own managed policies differ in them, so they are advice.

What a role may do is what its policies and its permissions boundary both allow
(https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html).
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Union

from lambdanet.aws.iam_actions import INTERFACE_ACTIONS, RESOURCE_TYPES
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.roles.conditions import Context, holds, of_lambda
from lambdanet.queries.roles.managed_policy_actions import lets
from lambdanet.values import Items, Known, Unknown, Value, all_of, any_of, merged

if TYPE_CHECKING:
    from lambdanet.model import Boundary, ExecutionRole, Network, PolicyStatement

    # What has policies of its own: a role, and its boundary.
    Holder = Union[ExecutionRole, Boundary]

Region = Value[Union[str, None]]


@once_per_key
def may_manage_interfaces(network: Network, key: tuple[str, Region]) -> Value[bool]:
    """Whether a role, by its identity, may create, describe and delete network interfaces in a Region."""
    role, region = key
    return all_of([may(network.roles[role], action, region) for action in INTERFACE_ACTIONS])


@once_per_key
def missing_actions(network: Network, key: tuple[str, Region]) -> list[str]:
    """The actions on interfaces that a role's policies provably do not let it do."""
    role, region = key
    return _missing(network.roles[role], region)


@once_per_key
def missing_in_boundary(network: Network, key: tuple[str, Region]) -> list[str]:
    """The actions on interfaces that the role's boundary provably does not let it do."""
    role, region = key
    boundary = network.roles[role].boundary
    return _missing(boundary.value, region) if isinstance(boundary, Known) and boundary.value is not None else []


def _missing(holder: Holder, region: Region) -> list[str]:
    return [
        action for action in INTERFACE_ACTIONS if _lets(holder, action, region, _calls(holder, region)) == Known(False)
    ]


@once_per_key
def denied_actions(network: Network, key: tuple[str, Region]) -> list[str]:
    """The actions on interfaces that one of a role's policies denies for certain, whatever the others allow."""
    role, region = network.roles[key[0]], key[1]
    return [
        action
        for action in INTERFACE_ACTIONS
        if any(_denied(role, action, one, region, _calls(role, region)) == Known(True) for one in _types(action))
    ]


def may(role: ExecutionRole, action: str, region: Region, context: Context | None = None) -> Value[bool]:
    """Whether the role may do an action in a Region, on all resources that Lambda needs; a denial wins.

    context: of the call; of one of Lambda's own where there is none.
    """
    calls = _calls(role, region) if context is None else context
    boundary = role.boundary
    if isinstance(boundary, Unknown):
        return all_of([_lets(role, action, region, calls), boundary])
    return all_of([_lets(holder, action, region, calls) for holder in (role, boundary.value) if holder is not None])


def _calls(holder: Holder, region: Region) -> Context:
    """What is known of Lambda's own calls; a boundary does not say of which role it is."""
    return of_lambda(region, getattr(holder, "identity", ""))


def _lets(holder: Holder, action: str, region: Region, context: Context) -> Value[bool]:
    return all_of([_lets_on(holder, action, one, region, context) for one in _types(action)])


def _types(action: str) -> tuple[str, ...]:
    """The types of resources on which the action must be allowed; "" for one that takes all resources only."""
    return RESOURCE_TYPES.get(action.lower(), ("",))


def _lets_on(holder: Holder, action: str, resources: str, region: Region, context: Context) -> Value[bool]:
    denied = _denied(holder, action, resources, region, context)
    if denied == Known(True):
        return Known(False)
    allowed = any_of(
        [
            *(_says(element, action, "Allow", resources, region, context) for element in holder.statements.elements),
            *(_managed(element, action) for element in holder.managed_policies.elements),
            *_open(holder.statements),
            *_open(holder.managed_policies),
        ]
    )
    if allowed == Known(True) and isinstance(denied, Unknown):
        return denied
    return allowed


def _denied(holder: Holder, action: str, resources: str, region: Region, context: Context) -> Value[bool]:
    return any_of(_says(element, action, "Deny", resources, region, context) for element in holder.statements.elements)


def _open(items: Items[object] | Items[str] | Items[PolicyStatement]) -> list[Value[bool]]:
    return [items.more] if items.more is not None else []


def _managed(policy: Value[str], action: str) -> Value[bool]:
    return policy if isinstance(policy, Unknown) else lets(policy.value, action)


def _says(
    element: Value[PolicyStatement], action: str, effect: str, resources: str, region: Region, context: Context
) -> Value[bool]:
    """Whether a statement allows, or denies, the action for certain."""
    if isinstance(element, Unknown):
        # What a hidden statement denies cannot be known either; only what it may allow keeps the question open.
        return element if effect == "Allow" else Known(False)
    statement = element.value
    matched = matches(statement, action)
    if matched == Known(False):
        return matched
    if isinstance(statement.effect, Unknown):
        return statement.effect
    if statement.effect.value != effect:
        return Known(False)
    met = Known(True) if statement.conditional == Known(False) else holds(statement, context)
    if met == Known(False):
        return met
    covered = _covers(statement, action, effect, resources, region)
    if covered == Known(False):
        return covered
    if isinstance(met, Unknown) and effect == "Allow":
        return met.with_reason(f"{action} is allowed under a condition")
    return all_of([met, covered, matched])


_ARN = re.compile(r"arn:[^:]*:ec2:(?P<region>[^:]*):[^:]*:(?P<type>[^:/]*)(?P<which>/.*)?")
_INSERTED = re.compile(r"\$\{[^{}]*\}")


def _covers(statement: PolicyStatement, action: str, effect: str, resources: str, region: Region) -> Value[bool]:
    """Whether a statement is about all resources of a type, or about all that there are."""
    does = "allowed" if effect == "Allow" else "denied"
    partly = Unknown(f"{action} is {does} on some resources only")
    listed = statement.resources if statement.not_resources is None else statement.not_resources
    if "*" in listed.known():
        return Known(statement.not_resources is None)
    describes = action.lower().startswith("ec2:describe")
    found = {_names_all(element, resources, region, describes) for element in listed.everything()}
    if statement.not_resources is not None:
        # What is asked for all resources is for none of those that are left out.
        return Known(True not in found) if not resources or None not in found else partly
    if True in found:
        return Known(True)
    if effect == "Deny":
        # Of the descriptions AWS knows no smaller part, so one is of nothing.
        return partly if resources and None in found else Known(False)
    if not listed.elements and listed.more is not None:
        return merged(listed.unknowns())
    # Whether a group must be allowed too depends on the call.
    named = describes or resources not in ("", "security-group")
    return Known(False) if named and None not in found else partly


def _names_all(element: Value[str], resources: str, region: Region, describes: bool) -> bool | None:
    """Whether a resource of a statement is all those of a type in a Region; None where it may be some of them."""
    text = element.value if isinstance(element, Known) else _INSERTED.sub("?", element.symbol or "")
    if describes and text.startswith("arn:"):
        return False  # AWS knows no smaller part of what is described than everything
    match = _ARN.fullmatch(text)
    if match is None:
        return False if isinstance(element, Known) and text.startswith("arn:") and ":ec2:" not in text else None
    if not fnmatchcase(resources, match["type"]):
        return False
    if match["which"] not in ("/*", None) or (match["which"] is None and match["type"] != "*"):
        return None
    if match["region"] == "*":
        return True
    if match["region"] == "?" or not isinstance(region, Known) or region.value is None:
        return None
    return region.value == match["region"]


def matches(statement: PolicyStatement, action: str) -> Value[bool]:
    """Whether a statement is about the action."""
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
