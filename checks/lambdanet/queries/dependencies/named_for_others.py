"""Whether a function has the name of a resource only to pass it to another service, which then uses the resource.

An alarm has a topic, a schedule a target, an export a bucket, a cache a table: the function names them in calls to
these services, and calls the resource's own API not at all.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.aws.iam_actions import LAMBDAS_OWN
from lambdanet.aws.managed_policies import OF_LAMBDA, OF_ONE_SERVICE
from lambdanet.aws.service_endpoints import (
    ENDPOINTS,
    NEEDED_BY_OTHERS,
    OFTEN_TAKEN,
    POLICIES_TAKING_HOSTS,
    TAKING_HOSTS,
    TAKING_OVER,
)
from lambdanet.queries.dependencies.services_of_aws import endpoint_of, prefixes_of, title_of
from lambdanet.queries.roles.denials import is_denied
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import ExecutionRole, Function


def meant_for_another(function: Function, role: ExecutionRole | None, service: str) -> Unknown | None:
    """Why the function may have a name only to give it to another service, which then calls this one."""
    if role is None:
        reason = f"what the execution role of {function.address} allows is not known"
        return Unknown(reason) if service in OFTEN_TAKEN else None
    taken = taken_over(role, service)
    if taken is not None:
        return taken
    # What may not be created hides what it allows; if it is there, that is all.
    seen = _is_seen(role, service) if role.perhaps_allowed else True
    if _permits(role, service) != Known(False) and seen:
        return None
    other = next(
        (action for action in _own_actions(role) if action.partition(":")[0] not in prefixes_of(service)), None
    )
    if other is None:
        return None
    reason = (
        f"{role.address} allows {other} and nothing of {title_of(service)}, so that the name may be for another service"
    )
    return Unknown(reason)


def called_at(role: ExecutionRole | None, service: str) -> str:
    """The endpoint at which a function calls what it names of a service: what its role allows may have its own."""
    prefix = prefixes_of(service)[0]
    whole = endpoint_of(f"{prefix}:*")
    if service != ENDPOINTS.get(prefix) or whole is None or whole == service:
        return service
    if role is None or next(hidden_permissions(role), None) is not None:
        return whole
    if any(statement.not_actions is not None for statement in role.statements.known()):
        return whole
    calls = [one for one in allowed_actions(role) if meet(one.partition(":")[0], prefix)]
    endpoints = {endpoint_of(one if one.startswith(f"{prefix}:") else f"{prefix}:*") or whole for one in calls}
    return endpoints.pop() if len(endpoints) == 1 else whole


def taken_over(role: ExecutionRole, service: str) -> Unknown | None:
    """Why another service may do with the resource what the permissions allow, where one may."""
    patterns = TAKING_OVER.get(service)
    if patterns is None:
        return None
    for action in allowed_actions(role):
        if any(fnmatchcase(action, pattern) for pattern in patterns):
            return Unknown(
                f"{role.address} allows {action}, which may make AWS use {title_of(service)} for the function"
            )
    return next(hidden_permissions(role), None) if service in OFTEN_TAKEN else None


def handed_on(role: ExecutionRole) -> Unknown | None:
    """Why a function may have a host only to hand it on: as a target, in a record, in a connection."""
    for action in allowed_actions(role):
        # Who may do anything need not do this.
        if ":" in action and any(meet(action, other) for other in TAKING_HOSTS):
            return Unknown(f"{role.address} allows {action}, so that the host may be for another service")
    for policy in role.managed_policies.known():
        if policy in POLICIES_TAKING_HOSTS:
            return Unknown(f"{role.address} has the managed policy {policy}: the host may be for another service")
    return None


def allowed_actions(role: ExecutionRole) -> Iterator[str]:
    """The actions that the role allows, or may allow, as they are written, and does not deny."""
    for statement in (*role.statements.known(), *role.perhaps_allowed):
        if statement.effect == Known("Allow"):
            yield from (action for action in statement.actions.known() if not is_denied(role, action))


def _own_actions(role: ExecutionRole) -> Iterator[str]:
    """The actions that the role allows for certain, and that are not Lambda's own."""
    others = (*LAMBDAS_OWN, *NEEDED_BY_OTHERS)
    return (action for action in allowed_actions(role) if not any(meet(action, other) for other in others))


def _permits(role: ExecutionRole, service: str) -> Value[bool]:
    """Whether the role allows anything of a service."""
    hidden = next(hidden_permissions(role), None)
    if hidden is not None or any(statement.not_actions is not None for statement in role.statements.known()):
        return Unknown("what the role allows is not known") if hidden is None else hidden
    if any(OF_ONE_SERVICE.get(policy) == service for policy in role.managed_policies.known()):
        return Known(True)
    return Known(_is_seen(role, service))


def _is_seen(role: ExecutionRole, service: str) -> bool:
    """Whether an action of a service is among those that the role allows, or may allow."""
    wanted = [f"{prefix}:" for prefix in prefixes_of(service)]
    allowed = [action.partition(":")[0] + ":" for action in allowed_actions(role)]
    return any(fnmatchcase(one, action) or action == "*:" for one in wanted for action in allowed)


def meet(action: str, other: str) -> bool:
    """Whether one of two actions with wildcards is, or holds, the other."""
    return fnmatchcase(other, action) or fnmatchcase(action, other)


def hidden_permissions(role: ExecutionRole) -> Iterator[Unknown]:
    """What may let other services work for the function, which the code does not say."""
    yield from role.statements.unknowns()
    yield from role.managed_policies.unknowns()
    for policy in role.managed_policies.known():
        if policy not in OF_LAMBDA and policy not in OF_ONE_SERVICE:
            yield Unknown(f"{role.address} has the managed policy {policy}")
    for statement in role.statements.known():
        if statement.effect != Known("Deny"):
            yield from statement.actions.unknowns()
