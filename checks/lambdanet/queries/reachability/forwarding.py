"""Which target a route table picks for which addresses: the one answer to where packets go.

The longest prefix that matches decides, for IPv4 and IPv6 apart. Of equal ones a route to a block comes before one to
a prefix list, and of several prefix lists AWS picks one at random
(https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html). The local route leads to the blocks of
the VPC; only some targets may take over all of such a block or a part of it
(https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from lambdanet.kit.wording import names, short
from lambdanet.model import RouteTarget
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.address_sets import NONE, addresses, everything, prefix, private
from lambdanet.queries.routing.route_tables import possible_route_tables
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Cause, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Network, Route, RouteTable, Subnet
    from lambdanet.queries.reachability.intervals import Intervals

LOCAL: Final = "local"
NOWHERE: Final = "nowhere"
# Only these may be the target of a route that takes over a block of the VPC, or a part of it. A route that leads
# nowhere had one of them.
BEFORE_LOCAL = ("NAT gateway", "network interface", "instance", "VPC endpoint", LOCAL, NOWHERE)


@dataclass(frozen=True)
class Leg:
    """Addresses that go one way.

    target: where they go: of kind ``LOCAL`` to the VPC itself, of kind ``NOWHERE`` where no route matches; unknown
        where the code does not say the target, or which of several routes decides.
    cidr: the block by which the route matches; None where none does.
    routes: the route that decides, or those of which one does; none for the VPC's own local route.
    """

    addresses: Intervals
    target: Value[RouteTarget]
    cidr: str | None = None
    routes: tuple[Route, ...] = field(default=())


@dataclass(frozen=True)
class Floating:
    """A route that may take some of these addresses: it is not known which, nor by which prefix.

    public: it takes only public addresses of one service of AWS, whose list AWS keeps.
    """

    route: Route
    addresses: Intervals
    why: Unknown
    public: bool = False


@dataclass(frozen=True)
class Forwarding:
    """Where a table sends packets from subnets of its VPC.

    legs: all addresses of a family, each in one leg, as far as the known routes go.
    floating: routes that may take some of these addresses. doubts: why there may be others still.
    local_doubt: why the VPC may have blocks beside those of the legs that lead to it.
    """

    table: RouteTable
    legs: tuple[Leg, ...]
    floating: tuple[Floating, ...] = field(default=())
    doubts: tuple[Unknown, ...] = field(default=())
    local_doubt: Unknown | None = None

    def of(self, wanted: Intervals) -> list[Leg]:
        """The legs of some addresses."""
        found: list[Leg] = []
        for leg in self.legs:
            part = leg.addresses & wanted
            if not part.empty:
                found.append(Leg(part, leg.target, leg.cidr, leg.routes))
        return found


def where_to(network: Network, subnet: Subnet, family: int) -> list[Value[Forwarding]]:
    """Where a subnet's packets go, by each of the route tables of which one is the subnet's; most often one."""
    return [
        table if isinstance(table, Unknown) else Known(forwarding(network, table.value, subnet.vpc, family))
        for table in possible_route_tables(network, subnet)
    ]


def forwarding(network: Network, table: RouteTable, vpc: Value[str | None], family: int) -> Forwarding:
    """Where a table, one of the network, sends packets from a subnet of the VPC."""
    return _forwarding(network, (table.identity, vpc.value if isinstance(vpc, Known) else None, family))


@dataclass(frozen=True)
class _Entry:
    """A block by which a route matches. rank: which of equal blocks comes first."""

    cidr: str
    rank: int
    addresses: Intervals
    route: Route | None = None

    @property
    def order(self) -> tuple[int, int]:
        return (-prefix(self.cidr), self.rank)


_TAKES_OVER, _OWN, _TO_BLOCK, _BY_LIST = range(4)


@once_per_key
def _forwarding(network: Network, key: tuple[str, str | None, int]) -> Forwarding:
    identity, named, family = key
    table, vpc = network.route_tables[identity], network.vpcs.get(named or "")
    entries: list[_Entry] = []
    floating: list[Floating] = []
    own = NONE
    for block in vpc.cidrs.known() if vpc is not None else ():
        local = addresses(block, family) or NONE
        if not local.empty:
            own = own | local
            entries.append(_Entry(block, _OWN, local))
    for route in table.routes.known():
        for found in _matches(network, route, family):
            if isinstance(found, Floating):
                floating.append(found)
            else:
                entries.append(_in_its_rank(network, found, own))
    local_doubts = (
        [Unknown("the VPC is not in the code", cause=Cause.NOT_DECLARED)] if vpc is None else vpc.cidrs.unknowns()
    )
    return Forwarding(
        table,
        tuple(_legs(entries, family)),
        tuple(floating),
        tuple(table.routes.unknowns()),
        local_doubts[0] if local_doubts else None,
    )


def _matches(network: Network, route: Route, family: int) -> Iterator[_Entry | Floating]:
    """The blocks by which a route matches, and what of it is not known."""
    destination = route.destination
    if isinstance(destination, Unknown) or destination.value is None:
        reason = f"the code does not say where {route.address} leads"
        why = destination if isinstance(destination, Unknown) else Unknown(reason)
        yield Floating(route, everything(family), why)
        return
    found = addresses(destination.value, family)
    if found is not None:
        if not found.empty:
            yield _Entry(destination.value, _TO_BLOCK, found, route)
        return
    listed = network.prefix_lists.get(destination.value)
    if listed is None:
        why = not_in_code(
            f"the addresses of the prefix list {short(destination.value)} are not in the code", destination.value
        )
        yield Floating(route, everything(family), why)
        return
    for cidr in listed.entries.known():
        inside = addresses(cidr, family) or NONE
        if not inside.empty:
            yield _Entry(cidr, _BY_LIST, inside, route)
    for why in listed.entries.unknowns()[:1]:
        hidden = everything(family) - private(family) if listed.public else everything(family)
        yield Floating(route, hidden, why, listed.public)


def _in_its_rank(network: Network, entry: _Entry, own: Intervals) -> _Entry:
    """The entry of a route, beside the local route: AWS takes none to most targets that would come before that."""
    target = entry.route.target if entry.route is not None else Known(None)
    if entry.rank == _BY_LIST:
        return entry
    kind = target.value.kind if isinstance(target, Known) and target.value is not None else None
    # Before the local route is only what is for addresses of the VPC: else of two routes to one block neither is first.
    if (kind is None or kind in BEFORE_LOCAL) and entry.addresses.within(own):
        return _Entry(entry.cidr, _TAKES_OVER, entry.addresses, entry.route)
    return _Entry(entry.cidr, entry.rank, entry.addresses - own, entry.route)


def _legs(entries: list[_Entry], family: int) -> Iterator[Leg]:
    """By longest prefix: entries of one block and rank are one leg."""
    equal: dict[tuple[tuple[int, int], Intervals], list[_Entry]] = {}
    for entry in sorted(entries, key=lambda each: each.order):
        block = addresses(entry.cidr, family) or NONE
        equal.setdefault((entry.order, block), []).append(entry)
    taken = NONE
    for found in equal.values():
        left = found[0].addresses - taken
        if not left.empty:
            routes = tuple(entry.route for entry in found if entry.route is not None)
            yield Leg(left, _target(routes, found[0].cidr), found[0].cidr, routes)
            taken = taken | left
    rest = everything(family) - taken
    if not rest.empty:
        yield Leg(rest, Known(RouteTarget(NOWHERE)))


def _target(routes: tuple[Route, ...], cidr: str) -> Value[RouteTarget]:
    """The target of the one of several routes that decides."""
    if not routes:
        return Known(RouteTarget(LOCAL))
    if all(route.target == routes[0].target for route in routes):
        return routes[0].target
    return Unknown(f"{names(routes)} lead {cidr} to different targets, and which of them applies is not known")
