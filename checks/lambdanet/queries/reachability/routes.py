"""Where the route table of a subnet sends what is meant for another.

The local route carries everything within a VPC. Elsewhere the longest prefix that matches decides, for IPv4 and
IPv6 apart (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.aws.quotas import WIDEST_BLOCK_OF_VPC
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.addresses import NONE, addresses, everything, prefix, private
from lambdanet.queries.reachability.sameness import same_vpc
from lambdanet.queries.reachability.sieve import Entry, Sieve, first_match
from lambdanet.queries.reachability.traffic import Hop
from lambdanet.queries.routes import effective_route_table
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value, all_of, any_of
from lambdanet.wording import short, with_article

if TYPE_CHECKING:
    from lambdanet.model import Network, Route, RouteTable, RouteTarget, Vpc, VpcPeering
    from lambdanet.queries.reachability.intervals import Intervals

# Only these may be the target of a route that is more specific than the local one.
_BEFORE_LOCAL = ("NAT gateway", "network interface", "instance", "VPC endpoint")
_TO_THE_INTERNET = ("internet gateway", "egress-only internet gateway")
_NAT = "NAT gateway"
_PEERING = "VPC peering connection"


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
        return Sieve.hidden(family, Unknown(f"{short(way.subnet)} is not in the scanned code"))
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
    """The local route, but for what a more specific one may send through something in the middle."""
    certain, doubts = everything(family), table.routes.unknowns()
    if doubts:
        certain = NONE
    for route in table.routes.known():
        kind = route.target.value.kind if isinstance(route.target, Known) else None
        for cidr, taken in _destinations(network, route, family):
            if kind is not None and kind not in _BEFORE_LOCAL and not _by_list(network, route):
                continue
            diverted = taken - _not_narrower(vpc, cidr, family)
            certain = certain - diverted
            if not diverted.empty:
                doubts.append(
                    Unknown(f"{route.address} may send it through {with_article(kind or 'target that is not known')}")
                )
    return Sieve(certain, everything(family), doubts[0] if doubts else None)


def _by_list(network: Network, route: Route) -> bool:
    return isinstance(route.destination, Known) and route.destination.value in network.prefix_lists


def _not_narrower(vpc: Vpc | None, cidr: str | None, family: int) -> Intervals:
    """The addresses for which the local route is at least as specific as a route to a block."""
    if cidr is None:
        return NONE
    if prefix(cidr) < WIDEST_BLOCK_OF_VPC[family]:
        return everything(family)
    found = NONE
    for block in vpc.cidrs.known() if vpc is not None else ():
        if prefix(block) >= prefix(cidr):
            found = found | (addresses(block, family) or NONE)
    return found


def _between(network: Network, table: RouteTable, vpc: Vpc | None, way: Way) -> Sieve:
    """By longest prefix, to another VPC."""
    family = way.family
    entries: list[tuple[int, Entry]] = []
    doubts = [*table.routes.unknowns(), *_elsewhere(network, table)]
    if doubts:
        entries.append((0, Entry(NONE, everything(family), lets=True, holds=True, floating=True)))
    for block in vpc.cidrs.known() if vpc is not None else ():
        local = addresses(block, family) or NONE
        entries.append((prefix(block), Entry(local, local, lets=False, holds=True)))
    if vpc is None or vpc.cidrs.unknowns():
        entries.append((0, Entry(NONE, everything(family), lets=False, holds=True, floating=True)))
        doubts += vpc.cidrs.unknowns() if vpc is not None else [Unknown("the VPC is not in the code")]
    for route in table.routes.known():
        arrives = _arrives(network, route.target, way, 0)
        if isinstance(arrives.why, Unknown):
            doubts.append(arrives.why)
        for cidr, taken in _destinations(network, route, family):
            floating = cidr is None
            if floating:
                doubts.append(Unknown(f"the code does not tell where {route.address} leads"))
            length = 0 if cidr is None else prefix(cidr)
            for part, lets, holds in (
                (arrives.certain, True, False),
                (arrives.possible - arrives.certain, True, True),
                (everything(family) - arrives.possible, False, True),
            ):
                found = taken & part
                if not found.empty:
                    entries.append((length, Entry(NONE if floating else found, found, lets, holds, floating)))
    ordered = [entry for _, entry in sorted(entries, key=lambda each: -each[0])]
    return first_match(ordered, family, doubts[0] if doubts else None)


def _elsewhere(network: Network, table: RouteTable) -> list[Unknown]:
    """Why the table may get routes that the code does not show: who is handed it may add some."""
    return [
        Unknown(f"{use.address} hands {table.address} on, which may get routes elsewhere")
        for use in network.uses[table.identity]
        if use.kind in ("exported", "unresolved")
    ][:1]


def _destinations(network: Network, route: Route, family: int) -> list[tuple[str | None, Intervals]]:
    """The blocks that a route is for, with their addresses; a block of None is not known."""
    hidden: list[tuple[str | None, Intervals]] = [(None, everything(family))]
    if isinstance(route.destination, Unknown) or route.destination.value is None:
        return hidden
    text = route.destination.value
    found = addresses(text, family)
    if found is not None:
        return [] if found.empty else [(text, found)]
    prefixes = network.prefix_lists.get(text)
    if prefixes is None:
        return hidden
    listed: list[tuple[str | None, Intervals]] = []
    for cidr in prefixes.entries.known():
        inside = addresses(cidr, family)
        if inside is not None and not inside.empty:
            listed.append((cidr, inside))
    if not prefixes.entries.complete:
        listed.append((None, everything(family) - private(family) if prefixes.public else everything(family)))
    return listed


def _arrives(network: Network, target: Value[RouteTarget], way: Way, depth: int) -> Sieve:
    """The addresses of the VPC to which a route's target brings packets."""
    family = way.family
    if isinstance(target, Unknown):
        return Sieve.hidden(family, target)
    kind, identity = target.value.kind, target.value.identity
    if kind == "local":
        return Sieve(NONE, NONE)
    if kind in _TO_THE_INTERNET:
        return Sieve(NONE, everything(family) - private(family), Unknown(f"{with_article(kind)} leads to the internet"))
    if kind == _PEERING:
        connection = network.peerings.get(identity or "")
        if connection is None:
            return Sieve.hidden(family, Unknown("the VPC peering connection is not in the code"))
        joins = _joins(network, connection, way)
        if isinstance(joins, Unknown):
            return Sieve.hidden(family, joins)
        return Sieve.open(family) if joins.value else Sieve(NONE, NONE)
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
    """What a NAT gateway sends on, the table of its own subnet sends on."""
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
    for route in table.value.routes.known():
        on = _arrives(network, route.target, Way(subnet, way.vpc, family), 1)
        for _, taken in _destinations(network, route, family):
            if not (taken & on.possible & private(family)).empty:
                return hidden
    return Sieve(NONE, everything(family) - private(family), hidden.why)


def stop(network: Network, way: Way, others: Intervals, where: str) -> Hop:
    """The subnet's table as the hop at which packets to the other addresses stop."""
    subnet = network.subnets[way.subnet]
    table = effective_route_table(network, subnet)
    if not isinstance(table, Known):
        raise ValueError(f"what is not known stops nothing: {way.subnet}")
    route = _deciding(network, table.value, others, way.family)
    by = f"{table.value.address}, which {subnet.address} uses,"
    if route is None or not isinstance(route.target, Known):
        return Hop("route", f"no route of {by} leads to", where, (table.value,))
    target = route.target.value
    named = with_article(target.kind) if target.identity is None else f"the {target.kind} {short(target.identity)}"
    to = f" for {route.destination.value}" if isinstance(route.destination, Known) else ""
    because = f"the route of {by}{to} leads to {named}, which does not lead to"
    return Hop("route", because, where, (table.value, route))


def _deciding(network: Network, table: RouteTable, others: Intervals, family: int) -> Route | None:
    """The route with the longest prefix for some of the addresses."""
    best: tuple[int, Route] | None = None
    for route in table.routes.known():
        for cidr, taken in _destinations(network, route, family):
            if cidr is not None and not (taken & others).empty and (best is None or prefix(cidr) > best[0]):
                best = (prefix(cidr), route)
    return None if best is None else best[1]
