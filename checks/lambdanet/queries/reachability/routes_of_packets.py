"""Where the route table of a subnet sends what is meant for another.

The local route carries everything within a VPC. Elsewhere the longest prefix that matches decides, for IPv4 and
IPv6 apart (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.aws.quotas import WIDEST_BLOCK_OF_VPC
from lambdanet.kit.wording import names, short, with_article
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability import transit_gateways
from lambdanet.queries.reachability.address_sets import NONE, everything, prefix, private
from lambdanet.queries.reachability.forwarding import BEFORE_LOCAL, LOCAL, NOWHERE, forwarding
from lambdanet.queries.reachability.sameness import same_vpc
from lambdanet.queries.reachability.sieve import Sieve
from lambdanet.queries.reachability.traffic import Hop
from lambdanet.queries.reachability.transit_gateways import Crossing
from lambdanet.queries.routing.route_tables import effective_route_table
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Known, Unknown, Value, all_of, any_of

if TYPE_CHECKING:
    from lambdanet.model import Network, Route, RouteTable, RouteTarget, Vpc, VpcPeering
    from lambdanet.queries.reachability.forwarding import Leg
    from lambdanet.queries.reachability.intervals import Intervals

_TO_THE_INTERNET = ("internet gateway", "egress-only internet gateway")
_NAT = "NAT gateway"
_PEERING = "VPC peering connection"
_TRANSIT_GATEWAY = "transit gateway"


@dataclass(frozen=True)
class Way:
    """From the table of a subnet to a VPC."""

    subnet: str
    vpc: Value[str | None]
    family: int


def leads(network: Network, way: Way) -> Sieve:
    """The addresses, of the VPC, to which the subnet's table leads."""
    return _leads(network, way)


@once_per_key
def _leads(network: Network, way: Way) -> Sieve:
    family = way.family
    subnet = network.subnets.get(way.subnet)
    if subnet is None:
        return Sieve.hidden(family, not_in_code(f"{short(way.subnet)} is not in the scanned code", way.subnet))
    same = same_vpc(network, subnet.vpc, way.vpc)
    table = effective_route_table(network, subnet)
    if isinstance(table, Unknown):
        return Sieve.hidden(family, table)
    if isinstance(same, Unknown):
        return Sieve.hidden(family, same)
    vpc = network.vpcs.get(subnet.vpc.value or "") if isinstance(subnet.vpc, Known) else None
    if same.value:
        return _within(network, table.value, vpc, family)
    return _between(network, table.value, vpc, way)


def _within(network: Network, table: RouteTable, vpc: Vpc | None, family: int) -> Sieve:
    """The local route, but for what a route that comes before it may send through an appliance in between."""
    way = forwarding(network, table, Known(None if vpc is None else vpc.identity), family)
    # Whoever may add routes from outside the scan is assumed to put no appliance in between.
    certain, doubts = everything(family), [doubt for doubt in table.routes.unknowns() if doubt is not table.more]
    dropped = NONE
    if doubts:
        certain = NONE
    for leg in way.legs:
        kind = leg.target.value.kind if isinstance(leg.target, Known) else None
        if kind == LOCAL or leg.cidr is None or prefix(leg.cidr) < WIDEST_BLOCK_OF_VPC[family]:
            continue
        if kind == NOWHERE:
            dropped = dropped | leg.addresses
            continue
        # Where a block of the VPC is not known, a route may be more specific than the local one.
        if kind is None or kind in BEFORE_LOCAL or any(_by_list(network, route) for route in leg.routes):
            certain = certain - leg.addresses
            through = with_article(kind or "target that is not known")
            doubts.append(Unknown(f"{names(leg.routes)} may send it through {through}"))
    for floating in way.floating:
        target = floating.route.target
        kind = target.value.kind if isinstance(target, Known) else None
        if kind is None or kind in BEFORE_LOCAL or _by_list(network, floating.route):
            certain = certain - floating.addresses
            through = with_article(kind or "target that is not known")
            doubts.append(Unknown(f"{floating.route.address} may send it through {through}"))
    return Sieve(certain - dropped, everything(family) - dropped, doubts[0] if doubts else None)


def _by_list(network: Network, route: Route) -> bool:
    return isinstance(route.destination, Known) and route.destination.value in network.prefix_lists


def _between(network: Network, table: RouteTable, vpc: Vpc | None, way: Way) -> Sieve:
    """By longest prefix, to another VPC."""
    family = way.family
    forward = forwarding(network, table, Known(None if vpc is None else vpc.identity), family)
    doubts = list(forward.doubts)
    if forward.local_doubt is not None:
        # What is the VPC's own goes nowhere else.
        doubts.append(forward.local_doubt)
    open_end = bool(doubts)
    certain, possible = NONE, everything(family) if forward.doubts else NONE
    for leg in forward.legs:
        arrives = _by_leg(network, leg, way)
        certain = certain | (leg.addresses & arrives.certain)
        possible = possible | (leg.addresses & arrives.possible)
        if arrives.why is not None:
            doubts.append(arrives.why)
    for floating in forward.floating:
        arrives = _arrives(network, floating.route.target, way, 0)
        certain = certain - (floating.addresses - arrives.certain)
        possible = possible | (floating.addresses & arrives.possible)
        doubts.append(floating.why)
    return Sieve(NONE if open_end else certain, possible, doubts[0] if doubts else None)


def _by_leg(network: Network, leg: Leg, way: Way) -> Sieve:
    """What arrives by whichever route of a leg decides."""
    found = [_arrives(network, target, way, 0) for target in {route.target: None for route in leg.routes}]
    if len(found) < 2:
        return _arrives(network, leg.target, way, 0)
    certain, possible = found[0].certain, found[0].possible
    for other in found[1:]:
        certain, possible = certain & other.certain, possible | other.possible
    return Sieve(certain, possible, leg.target if isinstance(leg.target, Unknown) else None)


def _arrives(network: Network, target: Value[RouteTarget], way: Way, depth: int) -> Sieve:
    """The addresses of the VPC to which a route's target brings packets."""
    family = way.family
    if isinstance(target, Unknown):
        return Sieve.hidden(family, target)
    kind, identity = target.value.kind, target.value.identity
    if kind in (LOCAL, NOWHERE):
        return Sieve(NONE, NONE)
    if kind in _TO_THE_INTERNET:
        return Sieve(NONE, everything(family) - private(family), Unknown(f"{with_article(kind)} leads to the internet"))
    if kind == _PEERING:
        connection = network.peerings.get(identity or "")
        if connection is None:
            return Sieve.hidden(family, not_in_code("the VPC peering connection is not in the code", identity))
        joins = _joins(network, connection, way)
        if isinstance(joins, Unknown):
            return Sieve.hidden(family, joins)
        return Sieve.open(family) if joins.value else Sieve(NONE, NONE)
    if kind == _TRANSIT_GATEWAY and identity is not None:
        crossing = Crossing(identity, way.subnet, way.vpc, family)
        brought = transit_gateways.brings(network, crossing)
        for landing in transit_gateways.landing_subnets(network, crossing):
            if not brought.certain.empty:
                brought = brought & leads(network, Way(landing, way.vpc, family))
        return brought
    if kind == _NAT and depth == 0:
        return _by_nat(network, identity, way)
    return Sieve.hidden(family, Unknown(f"{with_article(kind)} decides where it leads"))


def _joins(network: Network, connection: VpcPeering, way: Way) -> Value[bool]:
    """Whether a peering connection joins the subnet's VPC to the other; what lies behind that is out of reach."""
    here = network.subnets[way.subnet].vpc
    ways = (
        all_of([same_vpc(network, connection.requester, here), same_vpc(network, connection.accepter, way.vpc)]),
        all_of([same_vpc(network, connection.accepter, here), same_vpc(network, connection.requester, way.vpc)]),
    )
    joins = any_of(ways)
    return joins if joins == Known(False) else all_of([joins, _or_unknown(connection)])


def _or_unknown(connection: VpcPeering) -> Value[bool]:
    if connection.active == Known(False):
        return Unknown(f"{connection.address} has yet to be accepted")
    return connection.active


def _by_nat(network: Network, identity: str | None, way: Way) -> Sieve:
    """The table of a NAT gateway's own subnet decides where the gateway forwards traffic."""
    family = way.family
    hidden = Sieve.hidden(family, Unknown("a NAT gateway sends it on"))
    gateway = network.nat_gateways.get(identity or "")
    subnet = gateway.subnet.value if gateway is not None and isinstance(gateway.subnet, Known) else None
    if subnet is None or subnet not in network.subnets:
        return hidden
    if same_vpc(network, network.subnets[subnet].vpc, network.subnets[way.subnet].vpc) != Known(True):
        return hidden
    table = effective_route_table(network, network.subnets[subnet])
    if isinstance(table, Unknown) or table.value.routes.unknowns():
        return hidden
    on = forwarding(network, table.value, network.subnets[subnet].vpc, family)
    legs = [(leg.target, leg.addresses) for leg in on.legs]
    for target, taken in [*legs, *((floating.route.target, floating.addresses) for floating in on.floating)]:
        arrives = _arrives(network, target, Way(subnet, way.vpc, family), 1)
        if not (taken & arrives.possible & private(family)).empty:
            return hidden
    return Sieve(NONE, everything(family) - private(family), hidden.why)


def stop(network: Network, way: Way, others: Intervals, where: str) -> Hop:
    """The subnet's table as the hop at which packets to the other addresses stop."""
    subnet = network.subnets[way.subnet]
    table = effective_route_table(network, subnet)
    if not isinstance(table, Known):
        raise ValueError(f"what is not known stops nothing: {way.subnet}")
    route = _deciding(network, table.value, others, way)
    by = f"{table.value.address}, which {subnet.address} uses,"
    if route is None or not isinstance(route.target, Known):
        return Hop("route", f"no route of {by} leads to", where, (table.value,))
    target = route.target.value
    if target.kind == NOWHERE:
        return Hop(
            "route",
            f"a route of {by} is a blackhole, as its target is gone: it drops what is for",
            where,
            (table.value, route),
        )
    named = with_article(target.kind) if target.identity is None else f"the {target.kind} {short(target.identity)}"
    to = f" for {route.destination.value}" if isinstance(route.destination, Known) else ""
    fault = "which does not lead to"
    if target.kind == _TRANSIT_GATEWAY and target.identity is not None:
        crossing = Crossing(target.identity, way.subnet, way.vpc, way.family)
        fault = f"{transit_gateways.why_not(network, crossing, others)}: it does not lead to"
    because = f"the route of {by}{to} leads to {named}, {fault}"
    return Hop("route", because, where, (table.value, route))


def _deciding(network: Network, table: RouteTable, others: Intervals, way: Way) -> Route | None:
    """The route with the longest prefix for some of the addresses."""
    legs = forwarding(network, table, network.subnets[way.subnet].vpc, way.family).of(others)
    found = [leg for leg in legs if leg.routes]
    return max(found, key=lambda leg: prefix(leg.cidr or "")).routes[0] if found else None
