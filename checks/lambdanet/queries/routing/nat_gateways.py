"""Which NAT gateways functions send their traffic through, and whether a NAT gateway works.

AWS: a public NAT gateway is in a subnet that leads to an internet gateway and has an elastic IP; what a private
one sends to an internet gateway is dropped (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html).
A regional one is in no subnet (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import short, with_article
from lambdanet.queries.attachment.attachment import hidden_subnets, subnets_of_functions
from lambdanet.queries.caching import once_per_network
from lambdanet.queries.lists.candidates import agreed
from lambdanet.queries.routing.default_routes import INTERNET_GATEWAY, NAT_GATEWAY, NOWHERE, default_route
from lambdanet.queries.routing.internet_gateways import fault_at_gateway
from lambdanet.undeclared import not_in_code
from lambdanet.values import Cause, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import NatGateway, Network, Route, Subnet
    from lambdanet.queries.routing.default_routes import DefaultRoute

_CHAIN = "its subnet leads to another NAT gateway, and AWS does not say that this works"

Fault = Value["str | None"]
"""Why a NAT gateway does not work, as a clause; ``Known(None)`` when it can."""


@once_per_network
def nat_gateways_of_functions(network: Network) -> dict[str, list[Subnet]]:
    """By NAT gateway: the declared subnets of functions whose default route leads to it."""
    used: dict[str, list[Subnet]] = {}
    for identity in subnets_of_functions(network):
        subnet = network.subnets[identity]
        route = default_route(network, subnet)
        if isinstance(route, Known) and route.value.kind == NAT_GATEWAY and route.value.target is not None:
            used.setdefault(route.value.target, []).append(subnet)
    for _, unknown, is_certain in hidden_subnets(network):
        # Whichever of several subnets it is, its traffic goes through the one gateway to which all of them lead.
        target = agreed(unknown, lambda identity: gateway_of(network, identity)) if is_certain else unknown
        if isinstance(target, Known) and target.value is not None:
            users = used.setdefault(target.value, [])
            users += [network.subnets[one] for one in sorted(unknown.candidates) if network.subnets[one] not in users]
    return used


def nat_gateways_perhaps_of(network: Network, subnets: Iterable[str]) -> Value[dict[str, list[Subnet]]]:
    """By NAT gateway: those of the subnets whose default route may lead to it."""
    found: dict[str, list[Subnet]] = {}
    for identity in subnets:
        subnet = network.subnets.get(identity)
        if subnet is None:
            return not_in_code(f"{short(identity)} is not declared in the scanned code", identity)
        route = default_route(network, subnet)
        if isinstance(route, Unknown):
            return route
        if route.value.kind == NAT_GATEWAY and not route.value.targets:
            return Unknown(f"the code does not say which NAT gateway {subnet.address} uses")
        for target in sorted(route.value.targets) if route.value.kind == NAT_GATEWAY else ():
            found.setdefault(target, []).append(subnet)
    return Known(found)


def gateway_of(network: Network, subnet: str) -> Value[str | None]:
    """The NAT gateway to which a subnet's default route leads."""
    if subnet not in network.subnets:
        return not_in_code(f"{short(subnet)} is not declared in the scanned code", subnet)
    route = default_route(network, network.subnets[subnet])
    if isinstance(route, Unknown):
        return route
    if route.value.kind != NAT_GATEWAY:
        return Known(None)
    unknown = Unknown(f"the code does not say which NAT gateway {short(subnet)} uses")
    return unknown if route.value.target is None else Known(route.value.target)


def fault_of(network: Network, gateway: NatGateway) -> Fault:
    """Why the NAT gateway cannot forward traffic."""
    if gateway.regional == Known(True):
        # AWS makes no private one that is regional.
        return Known(None)
    fault = _fault_of_zonal(network, gateway)
    if isinstance(gateway.regional, Unknown) and fault != Known(None):
        return gateway.regional
    return fault


def _fault_of_zonal(network: Network, gateway: NatGateway) -> Fault:
    connectivity = gateway.connectivity
    if isinstance(connectivity, Unknown):
        as_public, as_private = _fault_of_public(network, gateway), _fault_of_private(network, gateway)
        # The same answer for either kind is an answer; a clause about one kind would not be true of the other.
        return as_public if as_public == as_private else connectivity
    return (_fault_of_private if connectivity.value == "private" else _fault_of_public)(network, gateway)


def _fault_of_public(network: Network, gateway: NatGateway) -> Fault:
    if gateway.elastic_ip == Known(False):
        return Known("it has no Elastic IP, so this public NAT gateway has no public address")
    found = way_of(network, gateway)
    if isinstance(found, Unknown):
        return found
    subnet, way = found.value
    if way.kind == INTERNET_GATEWAY:
        # One whose elastic IP is not known has one: AWS makes no public NAT gateway without.
        return _fault_at_gateway(network, gateway, subnet)
    if way.kind == NAT_GATEWAY:
        return _fault_behind(network, gateway)
    if way.kind == NOWHERE:
        if _has_other_routes(way):
            return Unknown(f"{subnet.address} has other routes but no default route, and their use is not known")
        if way.is_gone:
            return Known(f"its subnet {subnet.address} has a default route whose target is gone")
        return Known(f"its subnet {subnet.address} has no route to an internet gateway")
    return Unknown(
        f"its subnet {subnet.address} leads to {with_article(way.kind)}, and the code does not show what is behind it",
        cause=Cause.NOT_DECLARED,
    )


def _fault_at_gateway(network: Network, gateway: NatGateway, subnet: Subnet) -> Fault:
    """Why the internet gateway to which its subnet leads carries nothing, whichever of several subnets it is."""

    def fault(identity: str) -> Fault:
        own_subnet = network.subnets[identity]
        way = default_route(network, own_subnet)
        found = way if isinstance(way, Unknown) else fault_at_gateway(network, own_subnet, way.value)
        if isinstance(found, Unknown) or found.value is None:
            return found
        return Known(f"its subnet {own_subnet.address} leads to {found.value}")

    named = gateway.subnet
    return agreed(named, fault) if isinstance(named, Unknown) else fault(subnet.identity)


def _fault_of_private(network: Network, gateway: NatGateway) -> Fault:
    found = way_of(network, gateway)
    if isinstance(found, Unknown):
        return found
    subnet, way = found.value
    if way.kind == INTERNET_GATEWAY:
        return Known(
            f"it is a private NAT gateway, and its subnet {subnet.address} leads to an internet gateway, which drops "
            "what a private NAT gateway sends"
        )
    if way.kind == NAT_GATEWAY:
        return _fault_behind(network, gateway)
    if way.kind == NOWHERE and not _has_other_routes(way):
        return Known(f"its subnet {subnet.address} has no route out of the VPC")
    return Known(None)


def way_of(network: Network, gateway: NatGateway) -> Value[tuple[Subnet, DefaultRoute]]:
    """The subnet of the gateway, and where that sends what goes to the internet.

    One of several subnets that all lead to an internet gateway is as good as the first of them.
    """
    named = gateway.subnet
    if isinstance(named, Unknown):
        kind = agreed(named, lambda identity: _kind_of(network, identity))
        if kind != Known(INTERNET_GATEWAY):
            return named
        named = Known(min(named.candidates))
    if named.value is None:
        return Unknown(f"{gateway.address} names no subnet")
    subnet = network.subnets.get(named.value)
    if subnet is None:
        return not_in_code(f"its subnet {short(named.value)} is not declared in the scanned code", named.value)
    route = default_route(network, subnet)
    return route if isinstance(route, Unknown) else Known((subnet, route.value))


def _kind_of(network: Network, subnet: str) -> Value[str]:
    if subnet not in network.subnets:
        return not_in_code(f"{short(subnet)} is not declared in the scanned code", subnet)
    route = default_route(network, network.subnets[subnet])
    return route if isinstance(route, Unknown) else Known(route.value.kind)


def _fault_behind(network: Network, gateway: NatGateway) -> Fault:
    """The fault of a gateway whose own subnet leads to a NAT gateway: a loop, or a chain of them."""
    passed = [gateway]
    while True:
        found = way_of(network, passed[-1])
        if isinstance(found, Unknown):
            return found
        subnet, way = found.value
        if way.kind != NAT_GATEWAY:
            return Unknown(_CHAIN)
        behind = network.nat_gateways.get(way.target or "")
        if behind is None:
            return Unknown(f"its subnet {subnet.address} leads to a NAT gateway that the code does not declare")
        if behind.regional != Known(False):
            return Unknown(_CHAIN)
        if any(behind.identity == other.identity for other in passed):
            return Known(_loop(passed, subnet, behind))
        passed.append(behind)


def _loop(passed: list[NatGateway], subnet: Subnet, behind: NatGateway) -> str:
    if behind.identity == passed[0].identity and len(passed) == 1:
        return f"it is in {subnet.address}, whose own default route leads back to it"
    chain = " to ".join(item.address for item in [*passed, behind])
    return f"its traffic goes round in a loop, from {chain}"


def _has_other_routes(way: DefaultRoute) -> bool:
    """Whether its table has other routes that lead anywhere, or the code does not say which of several tables it is."""
    if way.table is None:
        return True
    routes = way.table.routes.elements
    return any(isinstance(each, Unknown) or not _is_gone(each.value) for each in routes)


def _is_gone(route: Route) -> bool:
    return isinstance(route.target, Known) and route.target.value.kind == NOWHERE
