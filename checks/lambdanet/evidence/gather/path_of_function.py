"""Finds the way of a function's packets in the network: what is on it and where a packet stops."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lambdanet.evidence.gather.network_path import (
    REACHED,
    STOPPED,
    UNDECIDED,
    EndpointOnPath,
    GroupOnPath,
    Need,
    NetworkPath,
    SubnetOnPath,
    TableOnPath,
)
from lambdanet.kit.wording import counted, short
from lambdanet.queries.access.security_group_rules import described
from lambdanet.queries.addresses.interface_demand import demand
from lambdanet.queries.addresses.subnet_sizes import usable_addresses
from lambdanet.queries.attachment.attachment import in_vpc, subnets_of_functions
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.dependencies.private_dependencies import Dependency
from lambdanet.queries.dependencies.private_reach import outcome
from lambdanet.queries.dependencies.service_use import services_used
from lambdanet.queries.dependencies.services_of_aws import title_of
from lambdanet.queries.function_facts import private_needs
from lambdanet.queries.reachability.callers import Call
from lambdanet.queries.reachability.connections import calls_of, network_acl, service_reach, ways_from
from lambdanet.queries.reachability.way import NAT
from lambdanet.queries.routing.default_routes import default_route
from lambdanet.queries.routing.route_tables import effective_route_table
from lambdanet.settings.settings_in_force import current
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambdanet.model import Function, Network, RouteTable, SecurityGroup, SecurityGroupRule, Subnet, VpcEndpoint
    from lambdanet.queries.dependencies.service_use import ServiceUse
    from lambdanet.queries.function_facts import PrivateNeed
    from lambdanet.queries.reachability.traffic import Hop

_MOST_RULES = 6
INSIDE = "inside the VPC"
BEHIND = "behind"
OWN_NETWORK = "Lambda's own network"


def path_of(network: Network, function: Function) -> NetworkPath:
    """The path, as far as the code says it."""
    attached = in_vpc(function)
    if isinstance(attached, Unknown):
        return NetworkPath(UNDECIDED, needs=tuple(_needs_outside(network, function)), because=attached.reason)
    if not attached.value:
        return NetworkPath("no", needs=tuple(_needs_outside(network, function)))
    subnets = [network.subnets[identity] for identity in dict.fromkeys(function.subnets.known())]
    groups = [network.security_groups[identity] for identity in dict.fromkeys(function.security_groups.known())]
    tables = [table.value for table in (effective_route_table(network, s) for s in subnets) if isinstance(table, Known)]
    needs = [*_private_needs(network, function), *_service_needs(network, function)]
    return NetworkPath(
        "yes",
        _vpc(network, subnets),
        tuple(_seen_by(network, function, subnet) for subnet in subnets),
        tuple(_group(network, group.identity) for group in groups),
        tuple(dict.fromkeys(_table(network, table.identity) for table in tables)),
        tuple(_endpoints(network, needs)),
        tuple(needs),
        hidden_subnets=tuple(dict.fromkeys(unknown.reason for unknown in function.subnets.unknowns())),
        hidden_groups=tuple(dict.fromkeys(unknown.reason for unknown in function.security_groups.unknowns())),
    )


def _vpc(network: Network, subnets: list[Subnet]) -> str:
    named = [subnet.vpc.value for subnet in subnets if isinstance(subnet.vpc, Known) and subnet.vpc.value]
    if not named:
        return ""
    vpc = network.vpcs.get(named[0])
    return vpc.address if vpc is not None else short(named[0])


def _seen_by(network: Network, function: Function, subnet: Subnet) -> SubnetOnPath:
    """The subnet, with the outcome of the function's packets to the internet."""
    leads = ways_from(network, function, subnet, Call("")).answer
    outcome = UNDECIDED if isinstance(leads, Unknown) else REACHED if leads.value else STOPPED
    return dataclasses.replace(_subnet(network, subnet.identity), internet=outcome)


@once_per_key
def _subnet(network: Network, identity: str) -> SubnetOnPath:
    subnet = network.subnets[identity]
    table = effective_route_table(network, subnet)
    route = default_route(network, subnet)
    acl = network_acl(network, identity)
    size = usable_addresses(subnet)
    return SubnetOnPath(
        address=subnet.address,
        zone=str(subnet.zone.value) if isinstance(subnet.zone, Known) else "",
        cidr=_text(subnet.cidr),
        size=size.value if isinstance(size, Known) else None,
        demand=_demand(network, subnet),
        table=table.value.address if isinstance(table, Known) else "",
        acl=acl.value.address if isinstance(acl, Known) and acl.value.declared else "",
        leads_to=route.value.kind if isinstance(route, Known) else "",
        target=_target(network, route.value.target) if isinstance(route, Known) else "",
        because=route.reason if isinstance(route, Unknown) else "",
    )


def _demand(network: Network, subnet: Subnet) -> str:
    functions = subnets_of_functions(network).get(subnet.identity)
    if functions is None:
        return ""
    needed = demand(network, subnet.identity, functions, current().capacity_model == "per-execution")
    more = "+" if needed.doubts else ""
    return f"{needed.least}{more}" if needed.least == needed.most else f"{needed.least} to {needed.most}{more}"


def _target(network: Network, identity: str | None) -> str:
    if not identity:
        return ""
    for listed in (network.nat_gateways, network.internet_gateways, network.peerings, network.endpoints):
        if identity in listed:
            return listed[identity].address
    return short(identity)


@once_per_key
def _group(network: Network, identity: str) -> GroupOnPath:
    group: SecurityGroup = network.security_groups[identity]
    return GroupOnPath(group.address, _rules(network, group.egress), _rules(network, group.ingress))


def _rules(network: Network, rules: Items[SecurityGroupRule]) -> tuple[str, ...]:
    known = list(dict.fromkeys(described(rule) for rule in rules.known()))
    shown = known[:_MOST_RULES]
    if len(known) > _MOST_RULES:
        shown.append(counted(len(known) - _MOST_RULES, "further rule"))
    if rules.unknowns():
        shown.append(f"perhaps others: {rules.unknowns()[0].reason}")
    return tuple(shown)


@once_per_key
def _table(network: Network, identity: str) -> TableOnPath:
    table: RouteTable = network.route_tables[identity]
    routes: list[tuple[str, str, str]] = []
    for route in table.routes.known():
        destination = _text(route.destination) or "a destination that is not known"
        if isinstance(route.target, Known):
            target = route.target.value
            routes.append((destination, target.kind, _target(network, target.identity)))
        else:
            routes.append((destination, "not known", route.target.reason))
    routes += [("perhaps others", "not known", unknown.reason) for unknown in table.routes.unknowns()[:1]]
    return TableOnPath(table.address, tuple(routes))


def _text(value: Value[str | None] | Value[str]) -> str:
    return (value.value or "") if isinstance(value, Known) else ""


def _needs_outside(network: Network, function: Function) -> Iterator[Need]:
    """What a function that is not known to be in a VPC needs: services are there, private resources are not."""
    outside = in_vpc(function) == Known(False)
    for need in private_needs(network, function):
        clause = "a function in no VPC has no way to a private resource"
        yield Need(
            need.resource.address,
            need.resource.kind,
            need.port,
            need.evidence,
            STOPPED if outside else UNDECIDED,
            stops=(("network", OWN_NETWORK, clause),) if outside else (),
            because="" if outside else "it is not known whether the function is in a VPC",
        )
    for use in services_used(network, function).known():
        way = OWN_NETWORK if outside else ""
        outcome = REACHED if outside else UNDECIDED
        yield Need(title_of(use.service), "AWS service", None, use.evidence, outcome, way)


def _private_needs(network: Network, function: Function) -> Iterator[Need]:
    for need in private_needs(network, function):
        yield _private_need(network, function, need)


def _private_need(network: Network, function: Function, need: PrivateNeed) -> Need:
    resource = need.resource
    named = (resource.address, resource.kind, need.port, need.evidence)
    way = outcome(network, function, Dependency(resource, need.evidence, need.not_followed))
    if isinstance(way.answer, Unknown):
        return Need(*named, UNDECIDED, because=way.answer.reason)
    if way.answer.value:
        return Need(*named, REACHED, way=INSIDE)
    hops = dict.fromkeys(hop for part in way.blocked for hop in part.hops)
    if way.behind is not None:
        # It stops behind the proxy, so nothing in the function's own network stops it.
        clause = f"it cannot reach {way.behind.address}"
        stops = tuple((BEHIND, way.behind.address, f"{clause}: {hop.clause}") for hop in hops)
        return Need(*named, STOPPED, stops=stops)
    return Need(*named, STOPPED, stops=_stops(hops))


def _service_needs(network: Network, function: Function) -> Iterator[Need]:
    for use in services_used(network, function).known():
        yield _service_need(network, function, use)


def _service_need(network: Network, function: Function, use: ServiceUse) -> Need:
    named = (title_of(use.service), "AWS service", None, use.evidence)
    found = [service_reach(network, function, call) for call in calls_of(network, use)]
    for reached in found:
        if reached.answer == Known(False):
            return Need(*named, STOPPED, stops=_stops(reached.stops))
    doubts = [reached.answer.reason for reached in found if isinstance(reached.answer, Unknown)]
    ways = [way for reached in found for place in reached.places for way in place.ways.ways]
    if doubts or not ways:
        return Need(*named, UNDECIDED, because=doubts[0] if doubts else "its subnets are not known")
    by = ways[0].by.address if ways[0].by is not None else ""
    return Need(*named, REACHED, way="a NAT gateway" if ways[0].kind == NAT else "a VPC endpoint", by=by)


def _stops(hops: Iterable[Hop]) -> tuple[tuple[str, str, str], ...]:
    return tuple((hop.kind, hop.resources[0].address if hop.resources else "", hop.clause) for hop in hops)


def _endpoints(network: Network, needs: list[Need]) -> Iterator[EndpointOnPath]:
    """The endpoints by which needs are met."""
    by_address = _endpoints_by_address(network)
    for name in dict.fromkeys(need.by for need in needs):
        endpoint = by_address.get(name)
        if endpoint is not None:
            yield EndpointOnPath(name, _text(endpoint.service_code), _text(endpoint.kind))


@once_per_network
def _endpoints_by_address(network: Network) -> dict[str, VpcEndpoint]:
    return {endpoint.address: endpoint for endpoint in network.endpoints.values()}
