"""Do packets from a subnet reach the internet: by a NAT gateway, or not at all?

AWS: a function in a VPC has no public address, so an internet gateway is no way for it
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html). A public NAT gateway forwards what its
own subnet's network ACL lets in and out (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.aws.address_ranges import IPV6_EVERYWHERE
from lambdanet.kit.wording import with_article
from lambdanet.queries.reachability.acls_of_nat import through_acls
from lambdanet.queries.reachability.address_sets import IPV4, internet
from lambdanet.queries.reachability.forwarding import forwarding, where_to
from lambdanet.queries.reachability.sameness import same_vpc
from lambdanet.queries.reachability.to_public import to_public_addresses
from lambdanet.queries.reachability.traffic import Hop
from lambdanet.queries.reachability.way import NAT, NO_WAY, Way
from lambdanet.queries.routing.default_routes import (
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    NO_WAY_TO_INTERNET,
    NOWHERE,
    PEERING,
    default_route,
)
from lambdanet.queries.routing.nat_outlets import leads_to_internet
from lambdanet.queries.routing.route_tables import possible_route_tables
from lambdanet.values import Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import NatGateway, Network, RouteTable, Subnet
    from lambdanet.queries.reachability.callers import Caller
    from lambdanet.queries.reachability.forwarding import Forwarding
    from lambdanet.queries.routing.default_routes import DefaultRoute

_NO_WAY = (INTERNET_GATEWAY, "egress-only internet gateway", "local", NOWHERE)


def out_of_vpc(network: Network, caller: Caller) -> Way:
    """The outcome of packets to public addresses that no endpoint takes."""
    subnet = network.subnets[caller.subnet]
    route = default_route(network, subnet)
    if isinstance(route, Unknown):
        return Way(NO_WAY, None, route)
    kind = route.value.kind
    if kind == NAT_GATEWAY:
        return _by_nat(network, caller, subnet, route.value)
    if kind not in NO_WAY_TO_INTERNET:
        why = f"{subnet.address} leads to {with_article(kind)}, and the code does not show everything behind it"
        return Way(NO_WAY, None, Unknown(why))
    if kind == INTERNET_GATEWAY and caller.managed != Known(False):
        why = f"{caller.owner} runs on managed instances, which may have public addresses"
        return Way(NO_WAY, None, Unknown(why))
    for doubt in _other_ways(network, subnet):
        return Way(NO_WAY, None, doubt)
    ipv6 = default_route(network, subnet, IPV6_EVERYWHERE)
    if caller.dual_stack != Known(False) and (isinstance(ipv6, Unknown) or ipv6.value.kind != NOWHERE):
        return Way(NO_WAY, None, Unknown(f"{caller.owner} may reach the service by IPv6"))
    if kind not in (NOWHERE, INTERNET_GATEWAY):
        reason = f"{subnet.address} leads to {with_article(kind)}, which carries nothing to the internet"
    elif kind == INTERNET_GATEWAY:
        reason = f"{subnet.address} leads to an internet gateway, which drops what a function sends"
    else:
        reason = f"{subnet.address} has no usable route out of the VPC"
    return Way(NO_WAY, None, Known(False), (Hop("route", reason, resources=(subnet,)),))


def _by_nat(network: Network, caller: Caller, subnet: Subnet, default: DefaultRoute) -> Way:
    """By the NAT gateway to which the subnet leads, or by one of several."""
    targets = sorted(default.targets)
    own = to_public_addresses(network, caller.end, caller.dual_stack)
    gateways = [network.nat_gateways.get(target) for target in targets]
    first = gateways[0] if len(gateways) == 1 else None
    behind = [_behind(network, caller, subnet, gateway) for gateway in gateways] or [
        _behind(network, caller, subnet, None)
    ]
    if len({answer for answer, _ in behind}) > 1:
        beyond: Value[bool] = Unknown(f"it depends on which NAT gateway {subnet.address} uses")
        stops: tuple[Hop, ...] = ()
    else:
        beyond, stops = behind[0]
    doubt = _elsewhere(network, subnet, default, beyond)
    if doubt is not None:
        beyond, stops = doubt, ()
    return Way(NAT, first, all_of([own.answer, beyond]), (*own.stops, *stops))


def _behind(
    network: Network, caller: Caller, subnet: Subnet, gateway: NatGateway | None
) -> tuple[Value[bool], tuple[Hop, ...]]:
    """Whether the NAT gateway gets what the subnet sends, and forwards it."""
    if gateway is None or not gateway.declared:
        # One that the code only names is assumed to work, as everything that is looked up is.
        return Known(True), ()
    own_subnet = network.subnets.get(gateway.subnet.value or "") if isinstance(gateway.subnet, Known) else None
    if own_subnet is not None and same_vpc(network, own_subnet.vpc, subnet.vpc) == Known(False):
        because = f"{gateway.address} is in another VPC than {subnet.address}"
        return Known(False), (Hop("NAT gateway", because, resources=(gateway,)),)
    outlet = leads_to_internet(network, gateway, subnet)
    stops: tuple[Hop, ...] = ()
    if outlet.leads == Known(False):
        because = f"{gateway.address} cannot forward traffic: {outlet.because}"
        stops = (Hop("NAT gateway", because, resources=(gateway, *outlet.resources)),)
    leads = outlet.leads
    doubt = _elsewhere_behind(network, gateway, leads)
    if doubt is not None:
        leads, stops = doubt, ()
    acl, more = through_acls(network, subnet, gateway)
    return all_of([leads, acl]), (*stops, *more)


def _elsewhere_behind(network: Network, gateway: NatGateway, leads: Value[bool]) -> Unknown | None:
    """Why some of what the gateway sends may not take the default route of its own subnet."""
    own_subnet = gateway.subnet if gateway.regional == Known(False) else Known(None)
    subnet = network.subnets.get(own_subnet.value or "") if isinstance(own_subnet, Known) else None
    route = default_route(network, subnet) if subnet is not None else None
    if subnet is None or not isinstance(route, Known):
        return None
    return _elsewhere(network, subnet, route.value, leads)


def _elsewhere(network: Network, subnet: Subnet, default: DefaultRoute, answer: Value[bool]) -> Unknown | None:
    """Why calls may go another way than the default route: a more specific one takes some addresses of the internet.

    It does not matter where neither way leads out. answer: the outcome of calls by the default route.
    """
    if isinstance(answer, Unknown):
        return None
    for way in where_to(network, subnet, IPV4):
        if isinstance(way, Unknown):
            continue
        for leg in way.value.of(internet(IPV4)):
            if not leg.routes:
                continue
            if isinstance(leg.target, Unknown):
                return leg.target
            kind, identity = leg.target.value.kind, leg.target.value.identity
            if kind == default.kind and (identity is None or not default.targets or identity in default.targets):
                continue
            if answer.value or kind != PEERING:
                why = f"{leg.routes[0].address} leads some addresses of the internet to {with_article(kind)}"
                return Unknown(f"{why}, and the service's addresses are not in the code")
    return None


def _other_ways(network: Network, subnet: Subnet) -> Iterator[Unknown]:
    """Routes that may lead to an endpoint elsewhere, or to an appliance that forwards traffic."""
    for table in possible_route_tables(network, subnet):
        if isinstance(table, Unknown):
            yield table
        else:
            yield from _others_in(network, table.value, forwarding(network, table.value, subnet.vpc, IPV4))


def _others_in(network: Network, table: RouteTable, way: Forwarding) -> Iterator[Unknown]:
    yield from table.routes.unknowns()
    public = {route for leg in way.of(internet(IPV4)) for route in leg.routes}
    public.update(floating.route for floating in way.floating)
    for route in table.routes.known():
        if isinstance(route.target, Unknown):
            yield route.target
            continue
        kind = route.target.value.kind
        # Behind a virtual private gateway is the customer's own network, in which AWS has no endpoint
        # (https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html).
        if kind in _NO_WAY or (kind == "virtual private gateway" and route not in public):
            continue
        # A public NAT gateway forwards to the internet, which has no private addresses.
        if kind == NAT_GATEWAY and route not in public and _is_public(network, route.target.value.identity):
            continue
        yield Unknown(f"{route.address} leads to {with_article(kind)}")


def _is_public(network: Network, gateway: str | None) -> bool:
    found = network.nat_gateways.get(gateway or "")
    return found is not None and found.connectivity == Known("public")
