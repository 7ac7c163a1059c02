"""Which AWS services a function calls, on which evidence.

A service counts as used when the function's code must call it: its environment holds the name, ARN or URL of a
resource of the service, or its role, which it shares with nothing, allows an action that nothing else explains. What
Lambda does itself with the role explains actions: it polls event sources, sends on results and failed events, writes
logs and traces, manages network interfaces, mounts file systems
(https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html).
"""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.aws.iam_actions import (
    CALLING_NOTHING,
    FOR_EVENT_SOURCES,
    INTERFACE_ACTIONS,
    LAMBDAS_OWN,
    PASSING_ON,
    POLLING,
)
from lambdanet.aws.managed_policies import OF_LAMBDA, OF_ONE_SERVICE
from lambdanet.aws.service_endpoints import (
    ASKED_BY_DOMAINS,
    ASKED_BY_PEERS,
    ENDPOINTS,
    NAMED_BY_RESOURCES,
    NAMED_FOR_OTHERS,
    NEEDED_BY_OTHERS,
    OF_OPERATIONS,
)
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.dependencies.carried_mentions import mentions_of
from lambdanet.queries.dependencies.named_for_others import (
    allowed_actions,
    called_at,
    meant_for_another,
    meet,
    taken_over,
)
from lambdanet.queries.dependencies.regions import same_region
from lambdanet.queries.dependencies.services_of_aws import endpoint_at, endpoint_of, may_be_of
from lambdanet.queries.dependencies.services_of_aws import title_of as title_of
from lambdanet.queries.roles.resource_patterns import pattern_of
from lambdanet.queries.schedules.triggers_of_functions import triggers_of
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value, any_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from lambdanet.model import ExecutionRole, Function, Mention, NamedService, Network, PolicyStatement

APIS, SMTP, STS = "execute-api", "email-smtp", "sts"
URL_INVOKED = "lambda:invokefunctionurl"
_OF_REGION = re.compile(r"arn:[^:]*:[^:]+:([a-z]{2,4}(?:-[a-z]+)+-\d{1,2}):")


@dataclass(frozen=True)
class ServiceUse:
    """A service that a function calls, by the name of its endpoint; ``evidence`` is a clause.

    resources: identities of what of it the environment names. regions: those of ARNs and URLs written out in it. Of
    what a role allows they are said where that is in another Region alone.
    answers_only: it is called for nothing but the answers to custom resources.
    """

    service: str
    evidence: str
    resources: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    answers_only: bool = False


def services_used(network: Network, function: Function) -> Items[ServiceUse]:
    """The services that the function certainly calls, each with its first evidence; unknown where it may call more."""
    return _used(network, function.identity)


@once_per_key
def _used(network: Network, identity: str) -> Items[ServiceUse]:
    found = _found(network, identity)
    # A service that it certainly calls is not asked about again.
    certain = {use.service for use in found.uses if not use.answers_only}
    more = next((hidden.why for hidden in found.hidden if hidden.service not in certain), None)
    return Items.of(found.uses) + Items(more=more)


def may_use(network: Network, function: Function, services: Collection[str]) -> Unknown | None:
    """Why the function may call one of these services although the code does not say so; None when it calls none."""
    for hidden in _found(network, function.identity).hidden:
        if hidden.service is None or any(_may_be(hidden.service, service) for service in services):
            return hidden.why
    for use in _found(network, function.identity).uses:
        if any(may_be_of(service, use.service) for service in services):
            return Unknown(f"{function.address} calls {title_of(use.service)}, and not certainly by this endpoint")
    return None


def _may_be(used: str, service: str) -> bool:
    return used == service or may_be_of(service, used)


@dataclass(frozen=True)
class _Hidden:
    """Why a function may call a service.

    service: which, by the name of its endpoint; None where it may be any.
    """

    why: Unknown
    service: str | None = None


@dataclass(frozen=True)
class _Found:
    uses: tuple[ServiceUse, ...]
    hidden: tuple[_Hidden, ...]


@once_per_key
def _found(network: Network, identity: str) -> _Found:
    function = network.functions[identity]
    uses: dict[str, ServiceUse] = {}
    hidden: dict[str | None, _Hidden] = {}
    for found in (
        *_in_environment(network, function),
        *_in_role(network, function),
        *_answers(network).get(identity, ()),
    ):
        if isinstance(found, ServiceUse):
            known = uses.setdefault(found.service, found)
            if found is not known and (found.resources or found.regions):
                resources = tuple(dict.fromkeys((*known.resources, *found.resources)))
                regions = tuple(dict.fromkeys((*known.regions, *found.regions)))
                uses[found.service] = ServiceUse(known.service, known.evidence, resources, regions)
        else:
            hidden.setdefault(found.service, found)
    return _Found(tuple(uses.values()), tuple(hidden.values()))


@once_per_network
def _answers(network: Network) -> dict[str, list[ServiceUse | _Hidden]]:
    """By function: the custom resources that wait for its answers.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html
    """
    found: dict[str, list[ServiceUse | _Hidden]] = {}
    for resource in network.custom_resources:
        named = resource.function
        evidence = f"{resource.address} waits for its answer, which it puts to a URL of Amazon S3"
        for identity in named.candidates if isinstance(named, Unknown) else {named.value or ""}:
            use = _Hidden(named, "s3") if isinstance(named, Unknown) else ServiceUse("s3", evidence, answers_only=True)
            found.setdefault(network.aliases.get(identity, identity), []).append(use)
    return found


def _in_environment(network: Network, function: Function) -> Iterator[ServiceUse | _Hidden]:
    role = network.roles.get(function.role.value or "") if isinstance(function.role, Known) else None
    for found in _named(network, function):
        if not isinstance(found, ServiceUse) or found.service in (APIS, SMTP):
            yield found
            continue
        doubt = meant_for_another(function, role, found.service)
        service = called_at(role, found.service)
        if doubt is not None:
            yield _Hidden(doubt, service)
        elif role is not None and service in OF_OPERATIONS.values():
            yield replace(found, service=service, evidence=f"{found.evidence}, and {role.address} allows no other call")
        else:
            yield replace(found, service=service)


def _named(network: Network, function: Function) -> Iterator[ServiceUse | _Hidden]:
    for mention in mentions_of(network, function).known():
        found = _by_mention(network, mention)
        if found is not None:
            yield found
    for named in function.named_services:
        yield from _by_text(named)
    more = function.environment.more
    # The name of an endpoint says where calls go, not that there are others.
    if more is not None and not (more.candidates and more.candidates <= network.endpoints.keys()):
        yield _Hidden(more)


def _by_mention(network: Network, mention: Mention) -> ServiceUse | _Hidden | None:
    """What it says that a variable names a resource; None where nothing is called by that."""
    resource = network.service_resources.get(mention.resource)
    called = resource if resource is not None else network.functions.get(mention.resource)
    if called is None:
        return None
    by = f"{mention.carrier}, which names " if mention.carrier else ""
    evidence = f"the environment variable {mention.variable} names {by}{called.address}"
    if resource is not None and not resource.called:
        return _Hidden(Unknown(f"{evidence}, which the function may call"), resource.service)
    service = resource.service if resource is not None else "lambda"
    # The id of an API calls nothing.
    if mention.calls == Known(False) or (service == APIS) != (mention.attribute == "invoke URL"):
        return None
    if isinstance(mention.calls, Unknown):
        return _Hidden(mention.calls, service)
    return ServiceUse(service, evidence, (called.identity,) if resource is not None else ())


def _by_text(named: NamedService) -> Iterator[ServiceUse | _Hidden]:
    """What an ARN, a URL or a host says that is written out."""
    evidence = f"the environment variable {named.variable} holds"
    if named.host and named.service.endswith(f".{APIS}"):
        yield _Hidden(Unknown(f"{evidence} the URL of an API that is not declared in the scanned code"), APIS)
        return
    service = endpoint_at(named.service) if named.host else ENDPOINTS.get(named.service)
    if service is not None and named.service not in NAMED_FOR_OTHERS:
        plain = named.host and service not in NAMED_BY_RESOURCES
        what = f"a host of {title_of(service)}" if plain else f"the ARN or the URL of a resource of {title_of(service)}"
        yield ServiceUse(service, f"{evidence} {what}", regions=(named.region,) if named.region else ())


@once_per_key
def _is_for_others(network: Network, role: str) -> bool:
    """Whether anything other than functions has the role, or may."""
    users = network.users[role]
    return users.more is not None or any(use.kind != "function" for use in users.known())


def _in_role(network: Network, function: Function) -> Iterator[ServiceUse | _Hidden]:
    if isinstance(function.role, Unknown):
        yield _Hidden(function.role)
        return
    role = network.roles.get(function.role.value or "")
    if role is None:
        yield _Hidden(
            not_in_code(
                f"the execution role of {function.address} is not declared in the scanned code", function.role.value
            )
        )
        return
    sharing = _is_for_others(network, role.identity) or _sharing(network).get(role.identity, 0) > 1
    explained = _explained(network, function)
    for found in _together(_allowed(network, role, function.region, explained)):
        yield _of_role(network, role, found, sharing) if isinstance(found, ServiceUse) else found
    for policy in role.managed_policies.elements:
        if isinstance(policy, Unknown):
            yield _Hidden(policy)
        elif policy.value in OF_ONE_SERVICE:
            service = OF_ONE_SERVICE[policy.value]
            why = Unknown(f"{role.address} has the managed policy {policy.value}")
            yield _Hidden(why, service)
        elif policy.value not in OF_LAMBDA:
            yield _Hidden(Unknown(f"{role.address} has the managed policy {policy.value}"))
    for more in (role.managed_policies.more, role.statements.more):
        if more is not None:
            yield _Hidden(more)


def _of_role(network: Network, role: ExecutionRole, found: ServiceUse, sharing: bool) -> ServiceUse | _Hidden:
    """A service that a role allows to call, as far as that shows that the function does."""
    if sharing:
        evidence = f"{role.address}, which is not the function's alone, allows {found.evidence}"
        return _Hidden(Unknown(evidence), found.service)
    if found.service == STS and _is_in_the_network(network, STS):
        evidence = f"{role.address} allows {found.evidence}, and an SDK may call the global host of AWS STS"
        return _Hidden(Unknown(evidence), STS)
    return replace(found, evidence=f"its role {role.address} allows {found.evidence}")


def _is_in_the_network(network: Network, service: str) -> bool:
    """Whether any VPC has an endpoint for a service, which calls to its global host do not take.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
    """
    return any(endpoint.service_code == Known(service) for endpoint in network.endpoints.values())


@once_per_network
def _sharing(network: Network) -> dict[str, int]:
    """How many functions have each role, or may have it."""
    counted: dict[str, int] = {}
    for function in network.functions.values():
        roles = function.role.candidates if isinstance(function.role, Unknown) else {function.role.value or ""}
        for role in roles:
            counted[role] = counted.get(role, 0) + 1
    return counted


def _explained(network: Network, function: Function) -> tuple[str, ...]:
    """The actions that Lambda itself may need for this function, whether the code needs them or not."""
    polled = any(t.kind == "event source" and t.active != Known(False) for t in triggers_of(network, function))
    passes_on = any_of([function.has_dead_letters, Known(function.identity in _with_destinations(network))])
    if polled:
        return (*POLLING, *FOR_EVENT_SOURCES, *PASSING_ON)
    return PASSING_ON if passes_on != Known(False) else ()


@once_per_network
def _with_destinations(network: Network) -> frozenset[str]:
    found: set[str] = set()
    for destination in network.destinations:
        named = destination.function
        identities = named.candidates if isinstance(named, Unknown) else {named.value or ""}
        found |= {network.aliases.get(identity, identity) for identity in identities}
    return frozenset(found)


def _together(allowed: Iterable[ServiceUse | _Hidden]) -> Iterator[ServiceUse | _Hidden]:
    """Each service once; where it is in other Regions is said if no statement is for the function's own."""
    uses: dict[str, list[ServiceUse]] = {}
    for found in allowed:
        if isinstance(found, ServiceUse):
            uses.setdefault(found.service, []).append(found)
        else:
            yield found
    for first, *others in uses.values():
        every = (first, *others)
        if all(each.resources or each.regions for each in every):
            resources = dict.fromkeys(one for each in every for one in each.resources)
            yield replace(
                first, resources=(*resources,), regions=(*{one: 0 for each in every for one in each.regions},)
            )
        else:
            yield replace(first, resources=(), regions=())


@once_per_key
def _elsewhere(
    network: Network, statement_and_region: tuple[PolicyStatement, Value[str | None]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The declared resources and the Regions of ARNs of a statement that is for one Region, and not the function's."""
    statement, own = statement_and_region
    if statement.not_resources is not None or statement.resources.more is not None:
        return (), ()
    resources: dict[str, Value[str | None]] = {}
    regions: dict[str, None] = {}
    for written in statement.resources.elements:
        pattern = pattern_of(network, written)
        if pattern is None:
            return (), ()
        if pattern.resource:
            resources[pattern.resource] = network.service_resources[pattern.resource].region
        elif (named := _OF_REGION.match(pattern.text)) is not None:
            regions[named[1]] = None
        else:
            return (), ()
    found = {*resources.values(), *(Known(each) for each in regions)}
    if len(found) != 1 or same_region(next(iter(found)), own) == Known(True):
        return (), ()
    return (*resources,), (*regions,)


def _allowed(
    network: Network, role: ExecutionRole, own: Value[str | None], explained: tuple[str, ...]
) -> Iterator[ServiceUse | _Hidden]:
    """The services of the actions that the role allows, each with the action as its evidence. own: its Region."""
    denials = [s for s in role.statements.known() if s.effect != Known("Allow")]
    for element in role.statements.elements:
        if isinstance(element, Unknown):
            yield _Hidden(element)
            continue
        if element.value.effect != Known("Allow"):
            continue
        for action in element.value.actions.elements:
            if isinstance(action, Unknown):
                yield _Hidden(action)
            else:
                for found in _by_action(role, element.value, action.value, explained, denials):
                    if isinstance(found, ServiceUse):
                        resources, regions = _elsewhere(network, (element.value, own))
                        found = replace(found, resources=resources, regions=regions)
                    yield found
        if element.value.actions.more is not None:
            yield _Hidden(element.value.actions.more)
        if element.value.not_actions is not None:
            yield _Hidden(Unknown(f"{role.address} allows all actions but some"))


def _by_action(
    role: ExecutionRole,
    statement: PolicyStatement,
    action: str,
    explained: tuple[str, ...],
    denials: list[PolicyStatement],
) -> Iterator[ServiceUse | _Hidden]:
    named = action.partition(":")[0]
    service = endpoint_of(action)
    if action == "*" or "*" in named or "?" in named:
        yield _Hidden(Unknown(f"{role.address} allows {action}"))
        return
    if action in LAMBDAS_OWN or action in CALLING_NOTHING or any(fnmatchcase(action, one) for one in ASKED_BY_PEERS):
        return
    if action.startswith("sts:assumerole"):
        yield _Hidden(Unknown(f"{role.address} allows {action}, and another role may allow more"))
    if any(fnmatchcase(action, asked) for asked in ASKED_BY_DOMAINS):
        yield _Hidden(Unknown(f"{role.address} allows {action}, which a domain answers, in a VPC or in public"), named)
    elif service is None:
        yield _Hidden(Unknown(f"{role.address} allows {action}, of a service whose endpoints are not known"), named)
    elif action.endswith(":*"):
        # Whoever allows all of a service has not thought of a call.
        yield _Hidden(Unknown(f"{role.address} allows {action}, which shows no particular call"), service)
    elif any(meet(action, other) for other in (*LAMBDAS_OWN, *CALLING_NOTHING, *NEEDED_BY_OTHERS)):
        yield _Hidden(
            Unknown(f"{role.address} allows {action}, but something other than the code may need it"), service
        )
    else:
        certainty = _certainty(role, statement, action, service, explained, denials)
        yield _Hidden(certainty, service) if isinstance(certainty, Unknown) else ServiceUse(service, action)


def _certainty(
    role: ExecutionRole,
    statement: PolicyStatement,
    action: str,
    service: str,
    explained: tuple[str, ...],
    denials: list[PolicyStatement],
) -> Value[str]:
    """The service, unless something else may explain the permission or keep the code from using it."""
    taken = taken_over(role, service)
    if taken is not None:
        return taken
    if action.startswith("ec2:describe") and _attaches(statement):
        return Unknown(f"{role.address} allows {action} beside the interfaces of Lambda, for which it may be meant")
    if action == "lambda:invokefunction" and any(one == URL_INVOKED for one in allowed_actions(role)):
        return Unknown(f"{role.address} allows {action}, which callers of a function's URL need too")
    if action in POLLING or any(fnmatchcase(known, action) for known in explained):
        return Unknown(f"{role.address} allows {action}, but Lambda itself may need it")
    if statement.conditional != Known(False):
        return Unknown(f"{role.address} allows {action} under a condition")
    for denial in denials:
        if denial.not_actions is not None or not denial.actions.complete:
            return Unknown(f"{role.address} has a denial whose actions are not known")
        if any(fnmatchcase(action, denied) or fnmatchcase(denied, action) for denied in denial.actions.known()):
            return Unknown(f"{role.address} allows {action} and denies it")
    return Known(service)


def _attaches(statement: PolicyStatement) -> bool:
    """Whether a statement lets Lambda attach a function to its VPC: what it describes too is often meant for that.

    A list of five actions that goes round as what Lambda asks for holds ``ec2:DescribeInstances``.
    """
    return any(fnmatchcase(INTERFACE_ACTIONS[0].lower(), allowed) for allowed in statement.actions.known())
