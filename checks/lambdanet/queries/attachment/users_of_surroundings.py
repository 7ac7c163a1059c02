"""Who is concerned when something in an account is not as it should be: the functions that use it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.model import NatGateway, Subnet, VpcEndpoint
from lambdanet.queries.caching import once_per_network
from lambdanet.values import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambdanet.model import Function, Network, Resource
    from lambdanet.values import Items


def functions_that_use(network: Network, resource: Resource, rests_on: Iterable[Resource]) -> list[Function]:
    """The functions of the code that use a resource of the account, directly or on the way to something.

    rests_on: what the verdict on the resource rests on; of a NAT gateway these are the subnets that lead to it.
    """
    by_resource = _functions_by_resource(network)
    if isinstance(resource, NatGateway):
        found = [by_resource.get(each.identity, ()) for each in rests_on if isinstance(each, Subnet)]
        return list({each.identity: each for functions in found for each in functions}.values())
    if isinstance(resource, VpcEndpoint):
        from lambdanet.queries.dependencies.endpoint_users import users_of

        return list({user.function.identity: user.function for user in users_of(network, resource)}.values())
    return list(by_resource.get(resource.identity, ()))


@once_per_network
def _functions_by_resource(network: Network) -> dict[str, list[Function]]:
    """By subnet, VPC, security group and role: the functions that have it, or one of several of which it is one."""
    found: defaultdict[str, dict[str, Function]] = defaultdict(dict)
    for function in network.functions.values():
        for identity in (*_had(function.subnets), *_had(function.security_groups)):
            found[identity][function.identity] = function
            subnet = network.subnets.get(identity)
            if subnet is not None and isinstance(subnet.vpc, Known) and subnet.vpc.value:
                found[subnet.vpc.value][function.identity] = function
        if isinstance(function.role, Known) and function.role.value:
            found[function.role.value][function.identity] = function
    return {identity: list(functions.values()) for identity, functions in found.items()}


def _had(items: Items[str]) -> Iterator[str]:
    yield from items.known()
    for unknown in items.unknowns():
        yield from unknown.candidates if unknown.exhaustive else ()
