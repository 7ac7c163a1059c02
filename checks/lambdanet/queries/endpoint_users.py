"""Which functions call the service of an endpoint from the endpoint's VPC."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_network
from lambdanet.queries.service_use import services_used
from lambdanet.queries.vpcs_with_functions import may_hold_functions, subnets_by_vpc
from lambdanet.records import dataclass
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, Subnet


@dataclass(frozen=True)
class User:
    """A function that calls a service, and from which subnets of one VPC."""

    function: Function
    subnets: tuple[Subnet, ...]


@dataclass(frozen=True)
class _Users:
    certain: dict[tuple[str, str], list[User]]
    possible: dict[str, Unknown]
    perhaps: dict[str, list[User]]


def users_of_service(network: Network, vpc: str, service: str) -> list[User]:
    """The functions that certainly call the service from the VPC."""
    return _users(network).certain.get((vpc, service), [])


def perhaps_users(network: Network, vpc: str, service: str) -> list[User]:
    """The functions that may call the service from the VPC too, as it is not known what they call."""
    users = _users(network)
    certain = {user.function.identity for user in users.certain.get((vpc, service), [])}
    return [user for user in users.perhaps.get(vpc, []) if user.function.identity not in certain]


def may_have_users(network: Network, vpc: str) -> Unknown | None:
    """Why functions may call any service from the VPC; None when none may."""
    found = _users(network).possible.get(vpc)
    return may_hold_functions(network, vpc) if found is None else found


@once_per_network
def _users(network: Network) -> _Users:
    certain: defaultdict[tuple[str, str], list[User]] = defaultdict(list)
    possible: dict[str, Unknown] = {}
    perhaps: defaultdict[str, list[User]] = defaultdict(list)
    for vpc, used in subnets_by_vpc(network).items():
        subnets: defaultdict[str, list[Subnet]] = defaultdict(list)
        for subnet, functions in used:
            for function in functions:
                subnets[function.identity].append(subnet)
        for identity, found in subnets.items():
            function = network.functions[identity]
            services = services_used(network, function)
            for use in services.known():
                certain[vpc, use.service].append(User(function, tuple(found)))
            if services.more is not None:
                possible.setdefault(vpc, services.more)
                perhaps[vpc].append(User(function, tuple(found)))
    return _Users(dict(certain), possible, dict(perhaps))
