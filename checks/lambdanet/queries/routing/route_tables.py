"""Which route table a subnet uses.

AWS: a subnet without an explicit association uses the main route table of its VPC
(https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.kit.wording import short
from lambdanet.queries.caching import once_per_network
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Network, RouteTable, RouteTableAssociation, Subnet


@dataclass(frozen=True)
class _Associations:
    """By subnet. covering: those of which one is certainly the subnet's, though it is not known which."""

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
    if subnet.identity in associations.possible:
        return associations.possible[subnet.identity]
    return Known(None) if subnet.more is None else subnet.more


def effective_route_table(network: Network, subnet: Subnet) -> Value[RouteTable]:
    """The table that decides where the subnet's packets go."""
    associations = _associations(network)
    explicit = associations.certain.get(subnet.identity) or associations.covering.get(subnet.identity, [])
    tables = {association.table for association in explicit}
    if len(tables) == 1:
        return _table(network, tables.pop())
    if subnet.identity in associations.possible:
        doubt = associations.possible[subnet.identity]
        return doubt.with_reason(f"{subnet.address} may be associated with a route table: {doubt.reason}")
    if tables:
        return Unknown(f"{subnet.address} is associated with several route tables")
    if subnet.more is not None:
        return subnet.more
    if isinstance(subnet.vpc, Unknown):
        return subnet.vpc
    vpc = network.vpcs.get(subnet.vpc.value or "")
    if vpc is None:
        return not_in_code(f"the VPC of {subnet.address} is not in the code", subnet.vpc.value)
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
        return not_in_code(
            f"the route table {short(identity.value or '')} is not in the scanned code", identity.value or ""
        )
    return Known(table)
