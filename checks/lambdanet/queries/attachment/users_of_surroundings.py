"""Whose trouble it is when something that stands in an account is not as it should be: the functions that use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.model import ExecutionRole, NatGateway, SecurityGroup, Subnet, Vpc, VpcEndpoint
from lambdanet.values import Known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import Function, Network, Resource
    from lambdanet.values import Items


def functions_that_use(network: Network, resource: Resource, rests_on: Iterable[Resource]) -> list[Function]:
    """The functions of the code that use a resource of the account, directly or on the way to something.

    rests_on: what the verdict on the resource rests on; of a NAT gateway these are the subnets that lead to it.
    """
    functions = list(network.functions.values())
    if isinstance(resource, Subnet):
        return [each for each in functions if _has(each.subnets, resource.identity)]
    if isinstance(resource, SecurityGroup):
        return [each for each in functions if _has(each.security_groups, resource.identity)]
    if isinstance(resource, Vpc):
        inside = {each.identity for each in network.subnets.values() if each.vpc == Known(resource.identity)}
        return [each for each in functions if inside & set(each.subnets.known())]
    if isinstance(resource, ExecutionRole):
        return [each for each in functions if each.role == Known(resource.identity)]
    if isinstance(resource, NatGateway):
        subnets = {each.identity for each in rests_on if isinstance(each, Subnet)}
        return [each for each in functions if subnets & set(each.subnets.known())]
    if isinstance(resource, VpcEndpoint):
        from lambdanet.queries.dependencies.endpoint_users import users_of

        return list({user.function.identity: user.function for user in users_of(network, resource)}.values())
    return []


def _has(items: Items[str], identity: str) -> bool:
    """Whether a list holds the resource, or one of several of which it is one."""
    return identity in items.known() or any(one.exhaustive and identity in one.candidates for one in items.unknowns())
