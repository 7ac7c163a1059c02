"""Does a connection between two ends succeed, and if not, which hop stops it?

A request passes the egress of the function's groups, the network ACL out of its subnet, the route, the ACL into
the other subnet and the ingress of the other groups; the answer passes both ACLs and the route back. Within one
subnet there is neither an ACL nor a route but the local one.

Some hops look at the other end's address only, the others at the function's only. So it is exact to keep, for
either end, the addresses with which a connection comes through all hops so far: where none is left it stops,
also when another hop is not known.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambdanet.kit.wording import short
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability import acls, groups
from lambdanet.queries.reachability import routes_of_packets as routes
from lambdanet.queries.reachability.address_sets import IPV4, NONE, addresses, everything
from lambdanet.queries.reachability.references import references_hold
from lambdanet.queries.reachability.routes_of_packets import Way
from lambdanet.queries.reachability.sameness import same_subnet
from lambdanet.queries.reachability.sieve import Sieve
from lambdanet.queries.reachability.traffic import End, Flow, Hop, Passage
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambdanet.model import Network, Subnet
    from lambdanet.queries.reachability.intervals import Intervals

    Step = tuple[str, str, Sieve, Callable[[Intervals], Hop]]
    """Whose address the hop looks at, what the hop is, what it lets through, and the hop when it stops all."""

SOURCE, TARGET = "source", "target"


def passage(network: Network, source: End, target: End, flow: Flow) -> Passage:
    """The outcome of a connection from one end to the other."""
    return _passage(network, (source, target, flow))


@once_per_key
def _passage(network: Network, key: tuple[End, End, Flow]) -> Passage:
    source, target, flow = key
    wanted: dict[str, Intervals] = {}
    for name, end in ((SOURCE, source), (TARGET, target)):
        found = addresses_in(network, end.subnet, flow.family)
        if isinstance(found, Known) and found.value.empty:
            return Passage(Known(False), (Hop("address", f"{_name(network, end)} has no IPv{flow.family} addresses"),))
        wanted[name] = everything(flow.family) if isinstance(found, Unknown) else found.value
    left = dict(wanted)
    doubt: Unknown | None = None
    stops: list[Hop] = []
    for name, what, sieve, stop in _steps(network, source, target, flow):
        remaining = left[name] & sieve.possible
        if remaining.empty:
            stops.append(stop(left[name]))
            # What one hop stops is asked of those behind it, too: each of them has to be opened.
            continue
        left[name] = remaining
        if doubt is None and not wanted[name].within(sieve.certain):
            place = _name(network, source if name == SOURCE else target)
            by_address = Unknown(f"it depends on the address that AWS gives in {place}")
            why = by_address if sieve.why is None else sieve.why
            doubt = why.with_reason(f"{what}: {why.reason}")
    if stops:
        return Passage(Known(False), tuple(dict.fromkeys(stops)))
    return Passage(Known(True) if doubt is None else doubt)


def _steps(network: Network, source: End, target: End, flow: Flow) -> Iterator[Step]:
    """The hops in the order in which a connection meets them, each with the end whose address it looks at."""
    same = same_subnet(network, source.subnet, target.subnet)
    here, there = _vpc(network, source), _vpc(network, target)
    hold, outbound = references_hold(network, here, there), references_hold(network, here, there, outbound=True)
    yield (
        TARGET,
        "the egress rules",
        groups.let_through(network, source.groups, "egress", target.groups, flow, outbound),
        lambda _: groups.stop(network, source.groups, "egress", outbound),
    )
    if same != Known(True):
        yield from _leaving(network, source, target, flow, same)
        yield from _entering(network, source, target, flow, same)
    yield (
        SOURCE,
        "the ingress rules",
        groups.let_through(network, target.groups, "ingress", source.groups, flow, hold),
        lambda _: groups.stop(network, target.groups, "ingress", hold),
    )
    if same != Known(True):
        yield from _answering(network, source, target, flow, same)


def _leaving(network: Network, source: End, target: End, flow: Flow, same: Value[bool]) -> Iterator[Step]:
    """Requests out of the function's subnet."""
    subnet = _subnet(network, source)
    if isinstance(subnet, Unknown):
        yield TARGET, "the function's subnet", Sieve.hidden(flow.family, subnet), _nothing_stops
        return
    here, there = subnet.value, _name(network, target)
    way = Way(here.identity, _vpc(network, target), flow.family)
    yield (
        TARGET,
        f"the network ACL out of {here.address}",
        _if_apart(acls.lets(network, here.identity, acls.OUTBOUND, flow), same, flow),
        lambda others: acls.stop(network, here, acls.OUTBOUND, flow, others, there),
    )
    yield (
        TARGET,
        f"the route out of {here.address}",
        _if_apart(routes.leads(network, way), same, flow),
        lambda others: routes.stop(network, way, others, there),
    )


def _entering(network: Network, source: End, target: End, flow: Flow, same: Value[bool]) -> Iterator[Step]:
    """Requests into the target's subnet."""
    subnet = _subnet(network, target)
    if isinstance(subnet, Unknown):
        yield SOURCE, "its subnet", Sieve.hidden(flow.family, subnet), _nothing_stops
        return
    here, there = subnet.value, _name(network, source)
    yield (
        SOURCE,
        f"the network ACL into {here.address}",
        _if_apart(acls.lets(network, here.identity, acls.INBOUND, flow), same, flow),
        lambda others: acls.stop(network, here, acls.INBOUND, flow, others, there),
    )


def _answering(network: Network, source: End, target: End, flow: Flow, same: Value[bool]) -> Iterator[Step]:
    """Answers out of the target's subnet, back, and into the function's."""
    family = flow.family
    for subnet, other, name, direction in (
        (_subnet(network, target), source, SOURCE, acls.OUTBOUND),
        (_subnet(network, source), target, TARGET, acls.INBOUND),
    ):
        if isinstance(subnet, Unknown):
            continue  # the requests' hops have said so
        here, where = subnet.value, _name(network, other)
        yield (
            name,
            f"the network ACL for answers {'out of' if direction == acls.OUTBOUND else 'into'} {here.address}",
            _if_apart(acls.answers(network, here.identity, direction, family), same, flow),
            partial(_stop_of_answers, network, here, direction, family, where),
        )
        if direction == acls.OUTBOUND:
            back = Way(here.identity, _vpc(network, source), family)
            yield (
                SOURCE,
                f"the route back out of {here.address}",
                _if_apart(routes.leads(network, back), same, flow),
                partial(_stop_of_route, network, back, where),
            )


def _stop_of_answers(
    network: Network, subnet: Subnet, direction: str, family: int, where: str, others: Intervals
) -> Hop:
    return acls.stop_of_answers(network, subnet, direction, family, others, where)


def _stop_of_route(network: Network, way: Way, where: str, others: Intervals) -> Hop:
    return routes.stop(network, way, others, where)


def _if_apart(sieve: Sieve, same: Value[bool], flow: Flow) -> Sieve:
    """What guards a subnet stops nothing when the two ends may be in one subnet."""
    return sieve.or_all(flow.family) if isinstance(same, Unknown) else sieve


def _nothing_stops(others: Intervals) -> Hop:
    raise ValueError("what is not known stops nothing")


def _subnet(network: Network, end: End) -> Value[Subnet]:
    if isinstance(end.subnet, Unknown):
        return end.subnet
    found = network.subnets.get(end.subnet.value)
    return (
        not_in_code(f"{short(end.subnet.value)} is not in the scanned code", end.subnet.value)
        if found is None
        else Known(found)
    )


def _vpc(network: Network, end: End) -> Value[str | None]:
    subnet = _subnet(network, end)
    return subnet if isinstance(subnet, Unknown) else subnet.value.vpc


def addresses_in(network: Network, subnet: Value[str], family: int) -> Value[Intervals]:
    """The addresses that an interface in a subnet may have."""
    found = _subnet(network, End(subnet, Items()))
    if isinstance(found, Unknown):
        return found
    cidr, has = found.value.cidr, found.value.has_ipv4
    if family != IPV4:
        cidr, has = found.value.ipv6_cidr, found.value.has_ipv6
    if has == Known(False):
        return Known(NONE)
    if isinstance(cidr, Unknown):
        return cidr
    block = None if cidr.value is None else addresses(cidr.value, family)
    return Unknown(f"{found.value.address} has no block of addresses") if block is None else Known(block)


def _name(network: Network, end: End) -> str:
    subnet = _subnet(network, end)
    return "an unknown subnet" if isinstance(subnet, Unknown) else subnet.value.address
