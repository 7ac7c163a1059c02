"""Which route table a subnet uses and where its default route leads.

AWS: a subnet without an explicit association uses the main route table of its VPC
(https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Network, Route, RouteTable, RouteTableAssociation, Subnet

IPV4_EVERYWHERE = "0.0.0.0/0"
IPV6_EVERYWHERE = "::/0"
NOWHERE = "nowhere"
INTERNET_GATEWAY = "internet gateway"
NAT_GATEWAY = "NAT gateway"


@dataclass(frozen=True)
class DefaultRoute:
    """Where packets to the internet go: ``kind`` in AWS's words, "nowhere" without a default route.

    table: whose route it is. route, target: None without a default route, or one that AWS makes.
    """

    kind: str
    table: RouteTable | None = None
    route: Route | None = None
    target: str | None = None


@dataclass(frozen=True)
class _Associations:
    certain: dict[str, list[RouteTableAssociation]]
    possible: dict[str, Unknown]


@once_per_network
def _associations(network: Network) -> _Associations:
    certain: defaultdict[str, list[RouteTableAssociation]] = defaultdict(list)
    possible: dict[str, Unknown] = {}
    for association in network.route_table_associations:
        if association.main:
            continue
        if isinstance(association.subnet, Unknown):
            for candidate in association.subnet.candidates:
                possible.setdefault(candidate, association.subnet)
        elif association.subnet.value is not None:
            certain[association.subnet.value].append(association)
    return _Associations(certain, possible)


def explicit_association(network: Network, subnet: Subnet) -> Value[RouteTableAssociation | None]:
    """The association that names the subnet, None when none does."""
    associations = _associations(network)
    explicit = associations.certain.get(subnet.identity, [])
    if explicit:
        return Known(explicit[0])
    return associations.possible.get(subnet.identity, Known(None))


def effective_route_table(network: Network, subnet: Subnet) -> Value[RouteTable]:
    """The table that decides where the subnet's packets go."""
    associations = _associations(network)
    explicit = associations.certain.get(subnet.identity, [])
    tables = {association.table for association in explicit}
    if len(tables) == 1:
        return _table(network, tables.pop())
    if tables:
        return Unknown(f"{subnet.address} is associated with several route tables")
    if subnet.identity in associations.possible:
        doubt = associations.possible[subnet.identity]
        return Unknown(f"{subnet.address} may be associated with a route table: {doubt.reason}")
    if isinstance(subnet.vpc, Unknown):
        return subnet.vpc
    vpc = network.vpcs.get(subnet.vpc.value or "")
    if vpc is None:
        return Unknown(f"the VPC of {subnet.address} is not in the code")
    main = vpc.main_route_table
    return main if isinstance(main, Unknown) else _table(network, main)


def _table(network: Network, identity: Value[str | None] | Value[str]) -> Value[RouteTable]:
    if isinstance(identity, Unknown):
        return identity
    table = network.route_tables.get(identity.value or "")
    if table is None:
        return Unknown(f"the route table {(identity.value or '').rsplit('|', 1)[-1]} is not in the scanned code")
    return Known(table)


def default_route(network: Network, subnet: Subnet, destination: str = IPV4_EVERYWHERE) -> Value[DefaultRoute]:
    """Where the subnet, one of the network, sends packets that no more specific route takes."""
    return _default_route(network, (subnet.identity, destination))


@once_per_key
def _default_route(network: Network, subnet_and_destination: tuple[str, str]) -> Value[DefaultRoute]:
    identity, destination = subnet_and_destination
    subnet = network.subnets[identity]
    table = effective_route_table(network, subnet)
    if subnet.default == Known(True) and (isinstance(table, Unknown) or not table.value.declared):
        # A default subnet uses the default VPC's main table, which leads to an internet gateway.
        return Known(DefaultRoute(INTERNET_GATEWAY))
    if isinstance(table, Unknown):
        return table
    doubt: Unknown | None = table.value.routes.more
    for element in table.value.routes.elements:
        if isinstance(element, Unknown):
            doubt = element
            continue
        route = element.value
        if isinstance(route.destination, Unknown):
            doubt = route.destination
        elif route.destination.value == destination:
            if isinstance(route.target, Unknown):
                return route.target
            target = route.target.value
            return Known(DefaultRoute(target.kind, table.value, route, target.identity))
    return doubt if doubt is not None else Known(DefaultRoute(NOWHERE, table.value))
