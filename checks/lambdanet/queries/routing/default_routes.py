"""Where the default route of a subnet leads.

AWS: the longest prefix that matches decides (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html).
So 0.0.0.0/0 is a default route, and so are routes that have all addresses of the internet between them, as 0.0.0.0/1
and 128.0.0.0/1, or a prefix list with such blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lambdanet.aws.address_ranges import IPV4_EVERYWHERE
from lambdanet.kit.wording import names
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.routing.route_tables import explicit_association, possible_route_tables
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Network, Route, RouteTable, RouteTarget, Subnet, TargetKind
    from lambdanet.queries.reachability.forwarding import Forwarding, Leg
    from lambdanet.queries.reachability.intervals import Intervals

NOWHERE: Final = "nowhere"
INTERNET_GATEWAY: Final = "internet gateway"
NAT_GATEWAY: Final = "NAT gateway"
PEERING: Final = "VPC peering connection"
NO_WAY_TO_INTERNET = (NOWHERE, INTERNET_GATEWAY, PEERING, "local")
"""Kinds of targets through which no traffic of a function reaches the internet over IPv4: its interfaces have no public
address, and a peering connection carries only what is for the blocks of the VPC behind it
(https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html)."""


@dataclass(frozen=True)
class DefaultRoute:
    """Where packets to the internet go: ``kind`` in AWS's words, "nowhere" without a default route.

    table: whose route it is; None where it may be one of several, see ``possible_route_tables``. route, target: None
    without a default route, or one that AWS makes, or where several tables differ; the first of several routes that
    make the default route together. one_of: of which resources the target is one where it is not known; empty where it
    can be another. parts: without a default route, the kinds of targets to which parts of the internet lead.
    """

    kind: TargetKind
    table: RouteTable | None = None
    route: Route | None = None
    target: str | None = None
    one_of: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()

    @property
    def is_gone(self) -> bool:
        """Whether there is a default route, and its target is gone: it drops what it takes."""
        return self.kind == NOWHERE and self.route is not None

    @property
    def targets(self) -> frozenset[str]:
        """The resources of which the target is one; empty where that is not known."""
        return self.one_of if self.target is None else frozenset({self.target})


def default_route(network: Network, subnet: Subnet, destination: str = IPV4_EVERYWHERE) -> Value[DefaultRoute]:
    """Where the subnet, one of the network, sends packets that no more specific route takes."""
    return _default_route(network, (subnet.identity, destination))


@once_per_key
def _default_route(network: Network, subnet_and_destination: tuple[str, str]) -> Value[DefaultRoute]:
    identity, destination = subnet_and_destination
    subnet = network.subnets[identity]
    tables = possible_route_tables(network, subnet)
    if _has_table_of_aws(network, subnet, tables):
        return Known(DefaultRoute(INTERNET_GATEWAY))
    found: list[DefaultRoute] = []
    for table in tables:
        route = table if isinstance(table, Unknown) else _route_in(network, subnet, table.value, destination)
        if isinstance(route, Unknown):
            return route
        found.append(route.value)
    return _common(subnet, found)


def _has_table_of_aws(network: Network, subnet: Subnet, tables: list[Value[RouteTable]]) -> bool:
    """Whether it is a default subnet with the main table that AWS makes: that one leads to an internet gateway."""
    in_account = subnet.interfaces_of_functions is not None
    if subnet.default != Known(True) or in_account or explicit_association(network, subnet) != Known(None):
        return False
    vpc = network.vpcs.get(subnet.vpc.value or "") if isinstance(subnet.vpc, Known) else None
    if vpc is None and _default_vpc_may_have_other_main_table(network):
        return False
    if vpc is not None and isinstance(vpc.main_route_table, Unknown):
        return False
    return all(isinstance(one, Unknown) or not one.value.declared for one in tables)


@once_per_network
def _default_vpc_may_have_other_main_table(network: Network) -> bool:
    """Whether the code has a main table for a VPC that may be the default one."""
    for vpc in network.vpcs.values():
        main = vpc.main_route_table
        table = network.route_tables.get(main.value) if isinstance(main, Known) else None
        if vpc.default != Known(False) and (isinstance(main, Unknown) or (table is not None and table.declared)):
            return True
    return False


def _common(subnet: Subnet, found: list[DefaultRoute]) -> Value[DefaultRoute]:
    """What is the same of the default routes of several tables, one of which is the subnet's."""
    first = found[0]
    if len(found) == 1:
        return Known(first)
    if any(route.kind != first.kind or route.parts != first.parts for route in found):
        reason = f"{subnet.address} is associated with one of several route tables"
        return Unknown(f"{reason}, which lead to different places")
    return Known(_united(first, found))


def _united(first: DefaultRoute, found: list[DefaultRoute]) -> DefaultRoute:
    same_target = all(route.target == first.target for route in found)
    named = [route.targets for route in found]
    one_of: frozenset[str] = frozenset().union(*named) if all(named) else frozenset()
    target = first.target if same_target else None
    return DefaultRoute(first.kind, target=target, one_of=one_of, parts=first.parts)


def _route_in(network: Network, subnet: Subnet, table: RouteTable, destination: str) -> Value[DefaultRoute]:
    """What a table makes of the addresses of the internet."""
    from lambdanet.queries.reachability.address_sets import IPV4, IPV6, internet
    from lambdanet.queries.reachability.forwarding import forwarding

    family = IPV4 if destination == IPV4_EVERYWHERE else IPV6
    way = forwarding(network, table, subnet.vpc, family)
    legs = _that_cover(way, internet(family), family)
    doubts = [*way.doubts, *(floating.why for floating in way.floating if not floating.public)]
    if legs is not None and not (doubts and (_by_list(legs) or _fit_in_one_block(legs, internet(family)))):
        return _together(table, legs)
    for doubt in doubts:
        return doubt
    return Known(DefaultRoute(NOWHERE, table, parts=_parts(way, internet(family))))


def _that_cover(way: Forwarding, wanted: Intervals, family: int) -> list[Leg] | None:
    """The legs that take what no more specific one takes; None where some of the addresses go nowhere.

    Those are the widest that have all the addresses between them, among those that decide about some.
    """
    from lambdanet.queries.reachability.address_sets import NONE, addresses, prefix

    found: list[Leg] = []
    left = wanted
    legs = [leg for leg in way.of(wanted) if leg.routes]
    for leg in sorted(legs, key=lambda leg: prefix(leg.cidr or "")):
        block = addresses(leg.cidr or "", family) or NONE
        if not (left & block).empty:
            found.append(leg)
            left = left - block
        if left.empty:
            return found
    return None


def _by_list(legs: list[Leg]) -> bool:
    """Whether a prefix list decides: what is not known may be a route to the same block, which comes before it.

    Of a block a table has one route, so nothing takes all that a route to a block has.
    """
    return any(route.destination != Known(leg.cidr) for leg in legs for route in leg.routes)


def _fit_in_one_block(legs: list[Leg], wanted: Intervals) -> bool:
    """Whether one more specific route could take all that the legs have left: others take a half of everything."""
    left = [number for leg in legs for each in (leg.addresses & wanted).ranges for number in each]
    whole = [number for each in wanted.ranges for number in each]
    return (min(left) ^ max(left)).bit_length() < (min(whole) ^ max(whole)).bit_length()


def _together(table: RouteTable, legs: list[Leg]) -> Value[DefaultRoute]:
    """The default route that some legs make between them."""
    found: list[DefaultRoute] = []
    for leg in legs:
        if isinstance(leg.target, Unknown):
            return leg.target
        found.append(_by(table, leg.routes[0], leg.target.value))
    first = found[0]
    if len(found) == 1:
        return Known(first)
    if any(route.kind != first.kind for route in found):
        listed = names(route for leg in legs for route in leg.routes)
        return Unknown(f"{listed} lead parts of the internet to different places")
    whole = _united(first, found)
    return Known(DefaultRoute(first.kind, table, first.route, whole.target, whole.one_of))


def _by(table: RouteTable, route: Route, target: RouteTarget) -> DefaultRoute:
    return DefaultRoute(target.kind, table, route, target.identity, target.one_of)


def _parts(way: Forwarding, wanted: Intervals) -> frozenset[str]:
    """The kinds of targets to which parts of the internet lead."""
    return frozenset(leg.target.value.kind for leg in way.of(wanted) if leg.routes and isinstance(leg.target, Known))
