"""A VPC endpoint with what separate resources associate with it, and the default group that AWS gives it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from lambdanet.model import VpcEndpoint
from lambdanet.readers.conversions import made_with
from lambdanet.readers.resources.collection import EndpointAddition
from lambdanet.values import Cause, Items, Known, Unknown, Value, any_of

_WITH_SECURITY_GROUPS = ("Interface", "Resource", "ServiceNetwork")


def completed(
    endpoint: VpcEndpoint, additions: Items[EndpointAddition], same: Callable[[Items[str]], Items[str]]
) -> VpcEndpoint:
    """The endpoint with everything that is associated with it."""
    found = additions.known()
    groups = endpoint.security_groups + _default_group(endpoint, additions)
    doubt: Items[str] = Items(more=additions.more)
    route_tables, subnets = endpoint.route_tables, endpoint.subnets
    for addition in found:
        groups = groups + addition.security_groups
        route_tables = route_tables + addition.route_tables
        subnets = subnets + addition.subnets
    statements = endpoint.statements
    for addition in found:
        statements = statements + addition.statements
    if additions.more is not None:
        statements = statements + Items(more=additions.more)
    policies: list[Value[bool]] = [endpoint.policy, *(addition.policy for addition in found)]
    named = [addition.private_dns for addition in found if addition.private_dns is not None]
    return dataclasses.replace(
        endpoint,
        security_groups=same(groups + doubt),
        route_tables=same(route_tables + doubt),
        subnets=subnets + doubt,
        statements=statements,
        private_dns=_private_dns(endpoint, named, additions.more),
        policy=any_of([*policies, additions.more] if additions.more is not None else policies),
    )


def _private_dns(endpoint: VpcEndpoint, named: list[Value[bool]], more: Unknown | None) -> Value[bool]:
    """Whether it has private DNS, also by a resource of its own; one that may be of another endpoint leaves it open."""
    if named:
        return named[0] if len(set(named)) == 1 else Unknown(f"{endpoint.address} has private DNS in two ways")
    return more if more is not None and endpoint.private_dns == Known(False) else endpoint.private_dns


def _default_group(endpoint: VpcEndpoint, additions: Items[EndpointAddition]) -> Items[str]:
    """The VPC's default group, which AWS takes when the endpoint is made without a group."""
    if endpoint.security_groups.elements:
        return Items()
    if isinstance(endpoint.kind, Known) and endpoint.kind.value not in _WITH_SECURITY_GROUPS:
        return Items()
    replaced = any_of(addition.replaces_default_group for addition in additions.known())
    if replaced == Known(True):
        return Items()
    for doubt in (endpoint.kind, endpoint.security_groups.more, replaced):
        if isinstance(doubt, Unknown):
            return Items(more=doubt.of_another())
    if isinstance(endpoint.vpc, Unknown) or endpoint.vpc.value is None:
        return Items(
            more=Unknown(
                f"the VPC of {endpoint.address}, whose default group it has, is not in the code",
                cause=Cause.NOT_DECLARED,
            )
        )
    return Items.of([made_with(endpoint.vpc.value, "default security group")])
