"""Whether what a subnet sends to a NAT gateway reaches the internet.

AWS: a private NAT gateway has no public address, and an internet gateway drops what it sends
(https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.kit.wording import with_article
from lambdanet.queries.attachment.zones import are_apart
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.dependencies.endpoints_of_vpc import doubts_of_vpc
from lambdanet.queries.lists.candidates import agreed
from lambdanet.queries.routing.default_routes import NOWHERE, default_route
from lambdanet.queries.routing.internet_gateways import is_attached_to
from lambdanet.queries.routing.nat_gateways import fault_of, way_of
from lambdanet.queries.routing.ways_cut_by_account import Way, cuts
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code, undeclared
from lambdanet.values import Cause, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import NatGateway, Network, Resource, Subnet, Zone
    from lambdanet.queries.routing.nat_gateways import Fault


@dataclass(frozen=True)
class Outlet:
    """Whether what a subnet sends to a NAT gateway reaches the internet.

    because: why it provably does not, as a clause about the gateway. resources: what is on the way behind the
    gateway, or what the clause rests on.
    """

    leads: Value[bool]
    because: str = ""
    resources: tuple[Resource, ...] = field(default=())


def leads_to_internet(network: Network, gateway: NatGateway, source: Subnet) -> Outlet:
    """Whether what the subnet sends to the NAT gateway reaches the internet: by its subnet, elastic IP and gateways.

    Network ACLs are not asked here.
    """
    return _leads_to_internet(network, (gateway.identity, source.identity))


@once_per_key
def _leads_to_internet(network: Network, gateway_and_source: tuple[str, str]) -> Outlet:
    gateway, source = network.nat_gateways[gateway_and_source[0]], network.subnets[gateway_and_source[1]]
    if not gateway.declared:
        return Outlet(undeclared(gateway.identity, gateway.address))
    fault = fault_of(network, gateway)
    private = Known(False) if gateway.regional == Known(True) else _is_private(gateway)
    if fault == Known(None) and private != Known(False):
        fault = private if isinstance(private, Unknown) else _nothing_behind_private(network, gateway)
    if isinstance(fault, Unknown):
        return Outlet(fault)
    if fault.value is not None:
        return Outlet(Known(False), fault.value, (gateway,))
    if gateway.regional == Known(True):
        missing = _nothing_behind_regional(network, source)
        if isinstance(missing, Unknown):
            return Outlet(missing)
        if missing.value is not None:
            return Outlet(Known(False), missing.value, (gateway,))
    doubt = zone_doubt(gateway, [source])
    if doubt is not None:
        return Outlet(doubt)
    return _past_block(network, gateway, source)


def _is_private(gateway: NatGateway) -> Value[bool]:
    connectivity = gateway.connectivity
    return connectivity if isinstance(connectivity, Unknown) else Known(connectivity.value == "private")


def _nothing_behind_private(network: Network, gateway: NatGateway) -> Fault:
    """Why a private NAT gateway is no way to the internet; a network behind it may be one."""
    found = way_of(network, gateway)
    if isinstance(found, Unknown):
        return found
    subnet, way = found.value
    if way.kind == NOWHERE and not way.parts:
        return Known(
            f"it is a private NAT gateway, and its subnet {subnet.address} leads to other networks, not to the internet"
        )
    them = "it" if way.kind != NOWHERE or len(way.parts) == 1 else "them"
    kinds = with_article(way.kind) if way.kind != NOWHERE else " and ".join(map(with_article, sorted(way.parts)))
    return Unknown(
        f"its subnet {subnet.address} leads to {kinds}, and the code does not show what is behind {them}",
        cause=Cause.NOT_DECLARED,
    )


def _nothing_behind_regional(network: Network, source: Subnet) -> Fault:
    """Why a regional NAT gateway is no way to the internet: its own table leads to the VPC's internet gateway.

    Without one no NAT gateway reaches the internet
    (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
    """
    if doubts_of_vpc(network, source):
        # A VPC that is not wholly in the scan is assumed to have what it needs.
        return Known(None)
    doubt: Unknown | None = None
    for gateway in network.internet_gateways.values():
        if gateway.egress_only:
            continue
        attached = is_attached_to(network, gateway, source.vpc)
        if attached == Known(True):
            return Known(None)
        if isinstance(attached, Unknown):
            doubt = attached
    if doubt is not None:
        return doubt
    return Known(f"it is a regional NAT gateway, and the VPC of {source.address} has no internet gateway")


def _past_block(network: Network, gateway: NatGateway, source: Subnet) -> Outlet:
    """Whether VPC Block Public Access lets it through, with what is on the way."""
    own_subnet = gateway.subnet if gateway.regional != Known(True) else Known(None)
    subnet = network.subnets.get(own_subnet.value or "") if isinstance(own_subnet, Known) else None
    route = default_route(network, subnet) if subnet is not None else None
    related: list[Resource | None] = [subnet]
    if isinstance(route, Known):
        related += [route.value.table, route.value.route, network.internet_gateways.get(route.value.target or "")]
    passed = tuple(resource for resource in related if resource is not None)
    vpc = network.vpcs.get(source.vpc.value or "") if isinstance(source.vpc, Known) else None
    if not network.block_public_access:
        return Outlet(Known(True), resources=passed)
    if vpc is None:
        return Outlet(Unknown(f"whether VPC Block Public Access is about the VPC of {source.address}"))
    cut = cuts(network, vpc, Way(source, gateway.address, own_subnet))
    if isinstance(cut, Unknown):
        return Outlet(cut)
    clause = f"VPC Block Public Access cuts its way out of {vpc.address}"
    return Outlet(Known(False), clause, network.block_public_access) if cut.value else Outlet(Known(True), "", passed)


def zone_doubt(gateway: NatGateway, subnets: Iterable[Subnet]) -> Unknown | None:
    """Why a regional NAT gateway may not serve subnets: it has addresses in some zones, and theirs is not among them.

    AWS does not say what happens to traffic from other zones
    (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
    """
    if gateway.regional != Known(True) or gateway.zones is None:
        return None
    for subnet in subnets:
        if not any(are_apart(zone, subnet.zone) == Known(False) for zone in gateway.zones.elements):
            reason = f"{gateway.address} is given addresses zone by zone, and none is known to be for {subnet.address}"
            return Unknown(reason)
    return None


def zone_of(network: Network, gateway: NatGateway) -> Value[Zone]:
    """The zone of a zonal NAT gateway."""

    def zone(identity: str | None) -> Value[Zone]:
        subnet = network.subnets.get(identity or "")
        elsewhere = not_in_code(f"the subnet of {gateway.address} is not declared in the scanned code", identity)
        return elsewhere if subnet is None else subnet.zone

    named = gateway.subnet
    return agreed(named, zone) if isinstance(named, Unknown) else zone(named.value)


def is_in_another_zone(network: Network, gateway: NatGateway, subnet: Subnet) -> Value[bool]:
    """Whether a NAT gateway is in another zone than a subnet, and in one only."""
    if gateway.subnet == Known(subnet.identity):
        return Known(False)
    apart = are_apart(subnet.zone, zone_of(network, gateway))
    return gateway.regional if apart == Known(True) and isinstance(gateway.regional, Unknown) else apart
