"""Which functions call the service of an endpoint from the endpoint's VPC."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from lambdanet.queries.attachment.vpcs_with_functions import may_hold_functions, vpc_in_code
from lambdanet.queries.caching import once_per_network
from lambdanet.queries.dependencies.service_use import may_use, services_used
from lambdanet.queries.lists.lists_in_part import slots
from lambdanet.queries.reachability.connections import calls_of, ways_from
from lambdanet.queries.reachability.endpoint_policies import policy_admits
from lambdanet.queries.reachability.traffic import DNS
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, Network, Subnet, VpcEndpoint
    from lambdanet.queries.reachability.callers import Call
    from lambdanet.queries.reachability.way import Way


@dataclass(frozen=True)
class User:
    """A function that calls a service, and its places in one VPC: subnets, or several of which it uses one."""

    function: Function
    places: tuple[tuple[Subnet, ...], ...]


@dataclass(frozen=True)
class _Users:
    certain: dict[tuple[str, str], list[User]]
    functions: dict[str, list[Function]]
    perhaps: dict[str, list[User]]


def users_of(network: Network, endpoint: VpcEndpoint) -> list[User]:
    """The functions that certainly call the service from the VPC, and whose calls may go by the endpoint."""
    return [user for user in _callers(network, endpoint) if any(_calls_by(network, user, endpoint))]


def _callers(network: Network, endpoint: VpcEndpoint) -> list[User]:
    return _users(network).certain.get(_vpc_and_service(endpoint), [])


def _calls_by(network: Network, user: User, endpoint: VpcEndpoint) -> Iterator[Way]:
    for place in user.places:
        for subnet in place:
            yield from calls_by(network, user, subnet, endpoint)


def calls_by(network: Network, user: User, subnet: Subnet, endpoint: VpcEndpoint) -> list[Way]:
    """The outcome of the user's calls from one of its subnets, of those that go, or may go, by the endpoint."""
    found = [ways_from(network, user.function, subnet, call) for call in _calls_to(network, user, endpoint)]
    # Where no name resolves, calls go nowhere, not even to the endpoint that should get them.
    return [
        way for ways in found for way in ways.ways if way.by is endpoint or any(hop.kind == DNS for hop in way.stops)
    ]


def why_perhaps_refused(network: Network, user: User, endpoint: VpcEndpoint) -> list[Unknown]:
    """Why it is not known whether the endpoint's policy admits the user's calls."""
    answers = [
        policy_admits(network, user.function, endpoint, call.service, call.resources)[0]
        for call in _calls_to(network, user, endpoint)
    ]
    return [answer for answer in answers if isinstance(answer, Unknown)]


def _calls_to(network: Network, user: User, endpoint: VpcEndpoint) -> list[Call]:
    service = _vpc_and_service(endpoint)[1]
    calls = [call for use in services_used(network, user.function).known() for call in calls_of(network, use)]
    return [call for call in calls if call.service == service]


def perhaps_users_of(network: Network, endpoint: VpcEndpoint) -> list[User]:
    """The functions that may call the service from the VPC too: it is not known what they call, or from where."""
    vpc, service = _vpc_and_service(endpoint)
    certain = {user.function.identity for user in _callers(network, endpoint)}
    return [
        user
        for user in _users(network).perhaps.get(vpc, [])
        if user.function.identity not in certain and _may_call(network, user.function, service)
    ]


def _vpc_and_service(endpoint: VpcEndpoint) -> tuple[str, str]:
    """Both known, and "" where there is none."""
    vpc, service = endpoint.vpc, endpoint.service_code
    return (
        vpc.value or "" if isinstance(vpc, Known) else "",
        service.value or "" if isinstance(service, Known) else "",
    )


def _may_call(network: Network, function: Function, service: str) -> bool:
    if may_use(network, function, (service,)) is not None:
        return True
    return any(use.service == service for use in services_used(network, function).known())


def may_have_users(network: Network, endpoint: VpcEndpoint) -> Unknown | None:
    """Why functions may call the service from the VPC; None when none may."""
    vpc, service = _vpc_and_service(endpoint)
    if not service:
        return None
    for function in _users(network).functions.get(vpc, ()):
        found = may_use(network, function, (service,))
        if found is None and _may_call(network, function, service):
            found = function.through_proxy
        if found is not None:
            return found
    return may_hold_functions(network, vpc)


@once_per_network
def _users(network: Network) -> _Users:
    certain: defaultdict[tuple[str, str], list[User]] = defaultdict(list)
    in_vpc: dict[str, list[Function]] = {}
    perhaps: defaultdict[str, list[User]] = defaultdict(list)
    for function in network.functions.values():
        places: defaultdict[str, list[tuple[Subnet, ...]]] = defaultdict(list)
        for slot in slots(function.subnets, partial(vpc_in_code, network)):
            if slot.certain and isinstance(slot.fact, Known):
                places[slot.fact.value].append(tuple(network.subnets[identity] for identity in slot.can_be))
        for identity in {one for unknown in function.subnets.unknowns() for one in unknown.candidates}:
            known = vpc_in_code(network, identity)
            if isinstance(known, Known) and known.value not in places:
                perhaps[known.value].append(User(function, ((network.subnets[identity],),)))
        if not places:
            continue
        for vpc, found in places.items():
            in_vpc.setdefault(vpc, []).append(function)
            perhaps[vpc].append(User(function, tuple(found)))
            for use in services_used(network, function).known() if function.through_proxy is None else ():
                certain[vpc, use.service].append(User(function, tuple(found)))
    return _Users(dict(certain), in_vpc, dict(perhaps))
