"""Which functions call the service of an endpoint from the endpoint's VPC."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_network
from lambdanet.queries.candidates import each_with
from lambdanet.queries.service_use import services_used
from lambdanet.queries.vpcs_with_functions import may_hold_functions, vpc_in_code
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, Subnet


@dataclass(frozen=True)
class User:
    """A function that calls a service, and its places in one VPC: subnets, or several of which it uses one."""

    function: Function
    places: tuple[tuple[Subnet, ...], ...]


@dataclass(frozen=True)
class _Users:
    certain: dict[tuple[str, str], list[User]]
    possible: dict[str, Unknown]
    perhaps: dict[str, list[User]]


def users_of_service(network: Network, vpc: str, service: str) -> list[User]:
    """The functions that certainly call the service from the VPC."""
    return _users(network).certain.get((vpc, service), [])


def perhaps_users(network: Network, vpc: str, service: str) -> list[User]:
    """The functions that may call the service from the VPC too: it is not known what they call, or from where."""
    users = _users(network)
    certain = {user.function.identity for user in users.certain.get((vpc, service), [])}
    return [
        user
        for user in users.perhaps.get(vpc, [])
        if user.function.identity not in certain and _may_call(network, user.function, service)
    ]


def _may_call(network: Network, function: Function, service: str) -> bool:
    services = services_used(network, function)
    return services.more is not None or any(use.service == service for use in services.known())


def may_have_users(network: Network, vpc: str) -> Unknown | None:
    """Why functions may call any service from the VPC; None when none may."""
    found = _users(network).possible.get(vpc)
    return may_hold_functions(network, vpc) if found is None else found


@once_per_network
def _users(network: Network) -> _Users:
    certain: defaultdict[tuple[str, str], list[User]] = defaultdict(list)
    possible: dict[str, Unknown] = {}
    perhaps: defaultdict[str, list[User]] = defaultdict(list)
    for function in network.functions.values():
        places: defaultdict[str, list[tuple[Subnet, ...]]] = defaultdict(list)
        for identities, told in each_with(function.subnets, partial(vpc_in_code, network)):
            if isinstance(told, Known):
                places[told.value].append(tuple(network.subnets[identity] for identity in identities))
        for identity in {one for unknown in function.subnets.unknowns() for one in unknown.candidates}:
            told = vpc_in_code(network, identity)
            if isinstance(told, Known) and told.value not in places:
                perhaps[told.value].append(User(function, ((network.subnets[identity],),)))
        if not places:
            continue
        services = services_used(network, function)
        for vpc, found in places.items():
            for use in services.known():
                certain[vpc, use.service].append(User(function, tuple(found)))
            if services.more is not None:
                possible.setdefault(vpc, services.more)
                perhaps[vpc].append(User(function, tuple(found)))
    return _Users(dict(certain), possible, dict(perhaps))
