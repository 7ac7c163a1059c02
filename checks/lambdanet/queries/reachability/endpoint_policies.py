"""Does the policy of a VPC endpoint admit what a function calls?

A call needs both the caller's permissions and the endpoint's policy; without one of its own the endpoint admits
everything (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.identities import is_written_out
from lambdanet.kit.wording import names
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.dependencies.named_for_others import allowed_actions, hidden_permissions
from lambdanet.queries.dependencies.services_of_aws import prefixes_of, title_of
from lambdanet.queries.reachability.traffic import Hop
from lambdanet.queries.roles.arns_of_roles import is_arn_of
from lambdanet.queries.roles.conditions import holds, key_of_role
from lambdanet.queries.roles.resource_patterns import Pattern, covers, overlap, pattern_of
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import ExecutionRole, Function, Network, PolicyStatement, VpcEndpoint

EVERYONE = "*"


@dataclass(frozen=True)
class _Asked:
    """An action that the function may do, on which resources; None where the code does not say.

    caller: the function's role; None where policies cannot name it. role: the same, as conditions ask for it; None
        where the calls may be made with another one.
    """

    action: str
    resource: Pattern | None
    caller: str | None
    role: str | None


def policy_admits(
    network: Network, function: Function, endpoint: VpcEndpoint, service: str, resources: tuple[str, ...]
) -> tuple[Value[bool], Hop | None]:
    """Whether the endpoint's policy admits the calls that the function's role allows, and the hop where it does not.

    resources: what is called, where the code names it.
    """
    if isinstance(endpoint.policy, Unknown):
        return endpoint.policy, None
    if not endpoint.policy.value:
        return Known(True), None
    role = function.role.value if isinstance(function.role, Known) else None
    found = {one: _admits(network, (endpoint.identity, role, service, one)) for one in resources or ("",)}
    answer = all_of(found.values())
    if answer != Known(False):
        return answer, None
    refused = [one for one, each in found.items() if one and each == Known(False)]
    about = f" to {names(network.service_resources[one].address for one in refused)}" if refused else ""
    because = f"the policy of {endpoint.address} admits no call{about} that the function may make"
    return answer, Hop("endpoint policy", because, resources=(endpoint,))


# What of a resource its policies are about, besides the resource itself: the objects of a bucket.
_WITHIN = {"s3": "/*", "dynamodb": "/index/*"}


@once_per_key
def _admits(network: Network, key: tuple[str, str | None, str, str]) -> Value[bool]:
    """Whether the policy admits calls to the service, or to one resource of it."""
    endpoint, role, service, resource = network.endpoints[key[0]], network.roles.get(key[1] or ""), key[2], key[3]
    prefixes = prefixes_of(service)
    # The policy of a gateway endpoint names roles by conditions only
    # (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
    whose = key[1] if role is not None and not _takes_another(role) else None
    caller = whose if endpoint.kind == Known("Interface") else None
    # Whatever the role allows: what the policy does not admit at all it does not admit for the function.
    patterns = [Pattern("", resource), Pattern(_WITHIN.get(service, ""), resource)] if resource else [Pattern("*")]
    whole = [
        _admitted(network, endpoint, _Asked(f"{prefix}:*", one, caller, whose), service)
        for prefix in prefixes
        for one in patterns
    ]
    if all(answer == Known(False) for answer in whole):
        return Known(False)
    if all(answer == Known(True) for answer in whole):
        return Known(True)
    some = Unknown(f"the policy of {endpoint.address} admits only some calls to {title_of(service)}")
    if role is None:
        return some
    hidden = next(hidden_permissions(role), None)
    answers = [
        _admitted(network, endpoint, asked, service)
        for asked in dict.fromkeys(_calls(network, role, _Asked("", None, caller, whose), prefixes, resource))
    ]
    if not answers:
        return some
    if all(answer == Known(False) for answer in answers) and hidden is None:
        return Known(False)
    if Known(False) in answers:
        return Unknown(f"the policy of {endpoint.address} admits some calls of {role.address} only")
    together = all_of(answers)
    return hidden if hidden is not None and together == Known(True) else together


def _calls(
    network: Network, role: ExecutionRole, by: _Asked, prefixes: tuple[str, ...], resource: str
) -> Iterator[_Asked]:
    """What the role's own statements allow of the service, on what is called. by: who calls."""
    for statement in role.statements.known():
        if statement.effect != Known("Allow"):
            continue
        for action in statement.actions.known():
            if action.partition(":")[0] not in prefixes:
                continue
            for element in statement.resources.everything():
                pattern = pattern_of(network, element)
                if not resource:
                    yield replace(by, action=action, resource=pattern)
                elif pattern == Pattern("*"):
                    yield replace(by, action=action, resource=Pattern("*", resource))
                elif overlap(network, pattern, Pattern("*", resource)) is not False:
                    yield replace(by, action=action, resource=pattern)


def _admitted(network: Network, endpoint: VpcEndpoint, asked: _Asked, service: str) -> Value[bool]:
    """Whether the policy admits an action: all of it certainly, or certainly none of it."""
    statements = endpoint.statements
    doubt: Unknown | None = statements.more
    certain = False
    unknown = Unknown(f"the policy of {endpoint.address} admits only some calls to {title_of(service)}")
    for element in statements.elements:
        if isinstance(element, Unknown):
            doubt = element
            continue
        is_about = _is_about(network, element.value, asked)
        if is_about == Known(False):
            continue
        if element.value.effect == Known("Deny"):
            if is_about == Known(True):
                return Known(False)
            doubt = unknown
        elif is_about == Known(True) and element.value.effect == Known("Allow"):
            certain = True
        else:
            doubt = doubt or unknown if doubt is None else doubt
    if certain and doubt is None:
        return Known(True)
    return doubt if doubt is not None else Known(False)


def _is_about(network: Network, statement: PolicyStatement, asked: _Asked) -> Value[bool]:
    """Whether a statement is about all of an action, or about nothing of it."""
    about_action = _about_action(statement, asked.action)
    about_caller = _about_caller(network, statement, asked.caller)
    if about_action is False or about_caller is False:
        return Known(False)
    patterns = [pattern_of(network, element) for element in statement.resources.everything()]
    certain = about_action is True
    if statement.not_resources is not None:
        left_out = [pattern_of(network, element) for element in statement.not_resources.everything()]
        if any(covers(network, pattern, asked.resource) for pattern in left_out):
            return Known(False)
        certain = certain and all(overlap(network, pattern, asked.resource) is False for pattern in left_out)
    elif not any(covers(network, pattern, asked.resource) for pattern in patterns):
        if all(overlap(network, pattern, asked.resource) is False for pattern in patterns):
            return Known(False)
        certain = False
    met = _is_met(statement, asked.role)
    if met == Known(False):
        return met
    return Known(True) if certain and about_caller is True and met == Known(True) else Unknown("it depends")


def _is_met(statement: PolicyStatement, role: str | None) -> Value[bool]:
    """Whether the conditions of a statement hold for all calls with a role."""
    if statement.conditional == Known(False):
        return Known(True)
    if role is None:
        return Unknown("it depends on the call")
    return holds(statement, lambda name: key_of_role(name, Known(None), role))


def _takes_another(role: ExecutionRole) -> bool:
    """Whether calls may be made with another role."""
    if next(hidden_permissions(role), None) is not None:
        return True
    return any(fnmatchcase("sts:assumerole", action) for action in allowed_actions(role)) or any(
        statement.not_actions is not None for statement in role.statements.known()
    )


def _about_caller(network: Network, statement: PolicyStatement, caller: str | None) -> bool | None:
    """Whether a statement is about who calls; None where it may, such as by the account of the role."""
    if statement.not_principals:
        return None
    if EVERYONE in statement.principals.known():
        return True
    found = [_is_caller(network, element, caller) for element in statement.principals.everything()]
    if True in found:
        return True
    return None if not found or None in found else False


def _is_caller(network: Network, principal: Value[str], caller: str | None) -> bool | None:
    """Whether a principal is a role of the code, plainly named by its ARN; a service is none."""
    if isinstance(principal, Known):
        return False if principal.value.endswith(".amazonaws.com") else None
    role = next(iter(principal.candidates)) if len(principal.candidates) == 1 else ""
    plain = role in network.roles and is_arn_of(principal, role)
    if not plain or caller is None or role == caller:
        return True if plain and caller is not None else None
    # A role that is looked up, or whose ARN is written out, may be any of those that the code makes.
    return False if caller in network.roles and is_written_out(caller) == is_written_out(role) else None


def _about_action(statement: PolicyStatement, action: str) -> bool | None:
    """Whether a statement is about an action with or without wildcards; None where it may be, or about some of it."""
    if statement.not_actions is not None:
        left_out = [element.value for element in statement.not_actions.elements if isinstance(element, Known)]
        if any(fnmatchcase(action, pattern) for pattern in left_out):
            return False
        apart = not any(_meet_in_front(action, pattern) for pattern in left_out)
        return True if apart and statement.not_actions.complete else None
    patterns = statement.actions.known()
    if any(fnmatchcase(action, pattern) for pattern in patterns):
        return True
    if statement.actions.complete and not any(_meet_in_front(action, pattern) for pattern in patterns):
        return False
    return None


def _meet_in_front(first: str, second: str) -> bool:
    """Whether two actions with wildcards may be one: what comes before the first wildcards decides."""
    one, other = first.partition("*")[0].partition("?")[0], second.partition("*")[0].partition("?")[0]
    if one == first and other == second:
        return first == second
    return one.startswith(other) or other.startswith(one)
