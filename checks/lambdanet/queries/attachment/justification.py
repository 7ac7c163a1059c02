"""Why a function is in a VPC, as far as the code shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import with_article
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.dependencies.private_dependencies import (
    private_dependencies,
    relations_by_security_group,
    targets_by_security_group,
)
from lambdanet.queries.dependencies.private_reach import is_closed_by_rule
from lambdanet.queries.routing.default_routes import INTERNET_GATEWAY, NAT_GATEWAY
from lambdanet.queries.routing.route_tables import effective_route_table
from lambdanet.undeclared import not_in_code, undeclared
from lambdanet.values import Cause, Known, Unknown, is_true

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, SecurityGroup, Subnet

_HARMLESS_TARGETS = (INTERNET_GATEWAY, NAT_GATEWAY, "egress-only internet gateway", "local")


def reason_for_vpc(network: Network, function: Function, tag: str) -> str | None:
    """A clause that says why the function is in a VPC, or None when the code shows no reason."""
    for key, value in function.tags.known():
        if key == tag and value:
            return f"its tag {tag} says: {value}"
    if function.file_systems.elements:
        return "it mounts a file system, which only a VPC reaches"
    for dependency in private_dependencies(network, function).known():
        return f"{dependency.evidence} of {dependency.resource.address} ({dependency.resource.kind})".replace(
            "its endpoint of", "the endpoint of"
        )
    for resource, group in relations_by_security_group(network, function):
        return f"{resource.address} ({resource.kind}) admits its security group {group}"
    for resource, group in targets_by_security_group(network, function):
        closed = is_closed_by_rule(network, function, resource)
        lets = "has a rule for connections" if closed else "lets it connect"
        return f"its security group {group} {lets} to {resource.address} ({resource.kind})"
    return None


def doubts_of_reach(network: Network, function: Function, elastic_ip_is_a_reason: bool) -> list[Unknown]:
    """Why a private resource may be in the function's reach although the code shows no dependency."""
    doubts = [
        *function.subnets.unknowns(),
        *function.security_groups.unknowns(),
        *private_dependencies(network, function).unknowns(),
        *function.tags.unknowns(),
    ]
    if function.file_systems.more is not None:
        doubts.append(function.file_systems.more)
    for identity in function.subnets.known():
        doubts.extend(_doubts_of_subnet(network, (identity, elastic_ip_is_a_reason)))
    for identity in function.security_groups.known():
        doubts.extend(_doubts_of_group(network, identity))
        if is_true(function.subnets.is_empty()):  # then only its groups show which VPC it is
            doubts.extend(_doubts_of_vpc_of_group(network, identity))
    return doubts


@once_per_key
def _doubts_of_group(network: Network, identity: str) -> list[Unknown]:
    group = network.security_groups.get(identity)
    if group is None or not group.declared:
        return [undeclared(identity, group.address if group else "")]
    return _doubts_of_users(network, identity, group.address)


@once_per_key
def _doubts_of_vpc_of_group(network: Network, identity: str) -> list[Unknown]:
    group = network.security_groups.get(identity)
    return [] if group is None or not group.declared else _doubts_of_vpc(network, group)[0]


def _doubts_of_vpc(network: Network, within: Subnet | SecurityGroup) -> tuple[list[Unknown], bool]:
    """What is in the VPC of a subnet or a group, and who else has its id; and whether the VPC is declared."""
    if isinstance(within.vpc, Unknown):
        return [within.vpc], False
    vpc = network.vpcs.get(within.vpc.value or "")
    if vpc is None or not vpc.declared or is_true(vpc.default):
        reason = f"the VPC of {within.address} is not declared in the scanned code"
        return [not_in_code(reason, within.vpc.value)], False
    return list(_doubts_by_vpc(network).get(vpc.identity, ())), True


@once_per_key
def _doubts_of_subnet(network: Network, subnet_and_setting: tuple[str, bool]) -> list[Unknown]:
    identity, elastic_ip_is_a_reason = subnet_and_setting
    subnet = network.subnets[identity]
    if not subnet.declared:
        return [undeclared(identity, subnet.address)]
    doubts, is_in_view = _doubts_of_vpc(network, subnet)
    if not is_in_view:
        return doubts
    table = effective_route_table(network, subnet)
    if isinstance(table, Unknown):
        return [*doubts, table]
    doubts.extend(table.value.routes.unknowns())
    for route in table.value.routes.known():
        if isinstance(route.target, Unknown):
            doubts.append(route.target)
            continue
        target = route.target.value
        if target.kind not in _HARMLESS_TARGETS:
            doubts.append(Unknown(f"{route.address} leads to {with_article(target.kind)}"))
        if target.kind == NAT_GATEWAY and elastic_ip_is_a_reason:
            gateway = network.nat_gateways.get(target.identity or "")
            if gateway is None or gateway.elastic_ip != Known(False):
                named = gateway.address if gateway is not None else f"the NAT gateway of {route.address}"
                doubts.append(Unknown(f"{named} may be there for its fixed address", cause=Cause.FIXED_ADDRESS))
    return doubts


@once_per_network
def _doubts_by_vpc(network: Network) -> dict[str, list[Unknown]]:
    """What is in each declared VPC and its subnets, and who else has their ids."""
    doubts = {
        vpc.identity: _doubts_of_users(network, vpc.identity, vpc.address)
        for vpc in network.vpcs.values()
        if vpc.declared
    }
    for subnet in network.subnets.values():
        if isinstance(subnet.vpc, Known) and subnet.vpc.value in doubts:
            doubts[subnet.vpc.value].extend(_doubts_of_users(network, subnet.identity, subnet.address))
    return doubts


def _doubts_of_users(network: Network, identity: str, address: str) -> list[Unknown]:
    users = network.users[identity]
    doubts = [Unknown(f"{use.address} refers to {address}") for use in users.known() if use.kind != "function"]
    return doubts if users.more is None else [*doubts, users.more]
