"""Which route table a subnet uses and where its default route leads.

AWS: a subnet without an explicit association uses the main route table of its VPC
(https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.aws.address_ranges import IPV4_EVERYWHERE
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value
from lambdanet.wording import short

if TYPE_CHECKING:
    from lambdanet.model import Network, Route, RouteTable, RouteTableAssociation, Subnet

NOWHERE = "nowhere"
INTERNET_GATEWAY = "internet gateway"
NAT_GATEWAY = "NAT gateway"


@dataclass(frozen=True)
class DefaultRoute:
    """Where packets to the internet go: ``kind`` in AWS's words, "nowhere" without a default route.

    table: whose route it is; None where it may be one of several, see ``possible_route_tables``. route, target: None
    without a default route, or one that AWS makes, or where several tables differ. one_of: of which resources the
    target is one where it is not told; empty where it can be another.
    """

    kind: str
    table: RouteTable | None = None
    route: Route | None = None
    target: str | None = None
    one_of: frozenset[str] = frozenset()

    @property
    def targets(self) -> frozenset[str]:
        """The resources of which the target is one; empty where that is not told."""
        return self.one_of if self.target is None else frozenset({self.target})


@dataclass(frozen=True)
class _Associations:
    """By subnet. covering: those of which one is certainly the subnet's, it is not told which."""

    certain: dict[str, list[RouteTableAssociation]]
    possible: dict[str, Unknown]
    covering: dict[str, list[RouteTableAssociation]]


@once_per_network
def _associations(network: Network) -> _Associations:
    certain: defaultdict[str, list[RouteTableAssociation]] = defaultdict(list)
    possible: dict[str, Unknown] = {}
    shared: defaultdict[frozenset[str], list[RouteTableAssociation]] = defaultdict(list)
    for association in network.route_table_associations:
        if association.main:
            continue
        if isinstance(association.subnet, Unknown):
            for candidate in association.subnet.candidates:
                possible.setdefault(candidate, association.subnet)
            if association.subnet.exhaustive and association.identity not in network.uncertain:
                shared[association.subnet.candidates].append(association)
        elif association.subnet.value is not None:
            certain[association.subnet.value].append(association)
    covering: dict[str, list[RouteTableAssociation]] = {}
    taken = {subnet for subnet, found in certain.items() if any(a.identity not in network.uncertain for a in found)}
    for candidates, associations in shared.items():
        # AWS associates a subnet with one table at a time: as many associations as there are subnets that have
        # none yet are one for each of them, whichever goes with which.
        free = candidates - taken
        if len(associations) == len(free):
            covering.update(dict.fromkeys(free, associations))
    return _Associations(certain, possible, covering)


def explicit_association(network: Network, subnet: Subnet) -> Value[RouteTableAssociation | None]:
    """The association that names the subnet, or one of several that do; None when none does."""
    associations = _associations(network)
    explicit = associations.certain.get(subnet.identity) or associations.covering.get(subnet.identity)
    if explicit:
        return Known(explicit[0])
    return associations.possible.get(subnet.identity, Known(None))


def effective_route_table(network: Network, subnet: Subnet) -> Value[RouteTable]:
    """The table that decides where the subnet's packets go."""
    associations = _associations(network)
    explicit = associations.certain.get(subnet.identity) or associations.covering.get(subnet.identity, [])
    tables = {association.table for association in explicit}
    if len(tables) == 1:
        return _table(network, tables.pop())
    if subnet.identity in associations.possible:
        doubt = associations.possible[subnet.identity]
        return Unknown(f"{subnet.address} may be associated with a route table: {doubt.reason}")
    if tables:
        return Unknown(f"{subnet.address} is associated with several route tables")
    if isinstance(subnet.vpc, Unknown):
        return subnet.vpc
    vpc = network.vpcs.get(subnet.vpc.value or "")
    if vpc is None:
        return Unknown(f"the VPC of {subnet.address} is not in the code")
    main = vpc.main_route_table
    return main if isinstance(main, Unknown) else _table(network, main)


def possible_route_tables(network: Network, subnet: Subnet) -> list[Value[RouteTable]]:
    """The tables of which one is the subnet's."""
    associations = _associations(network)
    certain = associations.certain.get(subnet.identity, [])
    explicit = certain or associations.covering.get(subnet.identity, [])
    if not explicit or len(certain) > 1:
        return [effective_route_table(network, subnet)]
    found: dict[str, Value[RouteTable]] = {}
    for association in explicit:
        table = association.table
        if isinstance(table, Known):
            found[table.value or ""] = _table(network, table)
        elif table.exhaustive:
            found.update({candidate: _table(network, Known(candidate)) for candidate in sorted(table.candidates)})
        else:
            return [table]
    return list(found.values())


def _table(network: Network, identity: Value[str | None] | Value[str]) -> Value[RouteTable]:
    if isinstance(identity, Unknown):
        return identity
    table = network.route_tables.get(identity.value or "")
    if table is None:
        return Unknown(f"the route table {short(identity.value or '')} is not in the scanned code")
    return Known(table)


def default_route(network: Network, subnet: Subnet, destination: str = IPV4_EVERYWHERE) -> Value[DefaultRoute]:
    """Where the subnet, one of the network, sends packets that no more specific route takes."""
    return _default_route(network, (subnet.identity, destination))


@once_per_key
def _default_route(network: Network, subnet_and_destination: tuple[str, str]) -> Value[DefaultRoute]:
    identity, destination = subnet_and_destination
    subnet = network.subnets[identity]
    tables = possible_route_tables(network, subnet)
    if subnet.default == Known(True) and any(isinstance(one, Unknown) or not one.value.declared for one in tables):
        # A default subnet uses the default VPC's main table, which leads to an internet gateway.
        return Known(DefaultRoute(INTERNET_GATEWAY))
    found: list[DefaultRoute] = []
    for table in tables:
        route = table if isinstance(table, Unknown) else _route_in(network, table.value, destination)
        if isinstance(route, Unknown):
            return route
        found.append(route.value)
    return _common(subnet, found)


def _common(subnet: Subnet, found: list[DefaultRoute]) -> Value[DefaultRoute]:
    """What is the same of the default routes of several tables, one of which is the subnet's."""
    first = found[0]
    if len(found) == 1:
        return Known(first)
    if any(route.kind != first.kind for route in found):
        told = f"{subnet.address} is associated with one of several route tables"
        return Unknown(f"{told}, which lead to different places")
    same_target = all(route.target == first.target for route in found)
    named = [route.targets for route in found]
    one_of: frozenset[str] = frozenset().union(*named) if all(named) else frozenset()
    return Known(DefaultRoute(first.kind, target=first.target if same_target else None, one_of=one_of))


def _route_in(network: Network, table: RouteTable, destination: str) -> Value[DefaultRoute]:
    """A table's route to a destination that is everywhere."""
    doubt: Unknown | None = table.routes.more
    for element in table.routes.elements:
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
            return Known(DefaultRoute(target.kind, table, route, target.identity, target.one_of))
    return doubt if doubt is not None else Known(DefaultRoute(NOWHERE, table))
