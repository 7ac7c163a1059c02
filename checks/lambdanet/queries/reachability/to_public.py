"""Do calls from a subnet reach public addresses, as far as the function's own groups and network ACL go?

The APIs of AWS services are called by HTTPS, some also by HTTP
(https://docs.aws.amazon.com/general/latest/gr/rande.html). So calls are stopped for certain only where neither comes
about. Which public addresses a service has the code does not say: what holds for all of them holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import names, short
from lambdanet.queries.access.security_group_rules import rules_of_groups
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability import acls, groups
from lambdanet.queries.reachability.address_sets import IPV4, IPV6, everything, private
from lambdanet.queries.reachability.matching import covers
from lambdanet.queries.reachability.sieve import Sieve
from lambdanet.queries.reachability.traffic import Flow
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lambdanet.model import Network
    from lambdanet.queries.reachability.intervals import Intervals
    from lambdanet.queries.reachability.traffic import End, Hop

    Step = tuple[str, Sieve, Callable[[Intervals], Hop]]
    """What the hop is, in the plural, the public addresses that it lets through, and the hop when it stops all."""

HTTPS, HTTP = (443, 443), (80, 80)
INTERNET = "the internet"
_NOBODY: Items[str] = Items()


@dataclass(frozen=True)
class Outcome:
    """Whether requests to public addresses go out and answers come in, and every hop that stops them."""

    answer: Value[bool]
    stops: tuple[Hop, ...] = ()


def to_public_addresses(network: Network, source: End, dual_stack: Value[bool], service: str = "") -> Outcome:
    """Whether calls get out of the subnet to public addresses: to all of them, or to those of the service."""
    return _to_public_addresses(network, (source, dual_stack, service))


@once_per_key
def _to_public_addresses(network: Network, key: tuple[End, Value[bool], str]) -> Outcome:
    source, dual_stack, service = key
    outcome = through_all(_steps(network, source, Flow(HTTPS), service))
    if outcome.answer != Known(False):
        return outcome
    if through_all(_steps(network, source, Flow(HTTP), "")).answer != Known(False):
        hop = outcome.stops[0]
        return Outcome(Unknown(f"calls get out on port 80 only: {hop.because} {hop.where}".rstrip()))
    if dual_stack != Known(False):
        for ports in (HTTPS, HTTP):
            flow = Flow(ports, family=IPV6)
            if not groups.let_through(network, source.groups, "egress", _NOBODY, flow).possible.empty:
                return Outcome(Unknown("calls may go by IPv6"))
    return outcome


def through_all(steps: Iterable[Step]) -> Outcome:
    """The outcome of calls to public addresses at several hops that all look at these addresses."""
    wanted = everything(IPV4) - private(IPV4)
    left, stops, doubt = wanted, [], None
    for what, sieve, stop in steps:
        remaining = left & sieve.possible
        if (wanted & sieve.possible).empty or (remaining.empty and not left.empty):
            stops.append(stop(wanted if (wanted & sieve.possible).empty else left))
        left = remaining
        if doubt is None and not wanted.within(sieve.certain):
            doubt = Unknown(f"{what} let out some calls only") if sieve.why is None else sieve.why
    if stops:
        return Outcome(Known(False), tuple(stops))
    return Outcome(Known(True) if doubt is None else doubt)


def _steps(network: Network, source: End, flow: Flow, service: str) -> Iterator[Step]:
    """The egress of the function's groups, and its subnet's ACL out and back in."""
    sieve = groups.let_through(network, source.groups, "egress", _NOBODY, flow)
    if service and _names_its_list(network, source.groups, service):
        sieve = Sieve.open(flow.family)
    rules = f"the egress rules of {names(short(identity) for identity in source.groups.known())}"
    yield rules, sieve, lambda _: groups.stop(network, source.groups, "egress")
    yield from acl_out_and_back(network, source.subnet, flow)


def acl_out_and_back(network: Network, named: Value[str], flow: Flow) -> Iterator[Step]:
    """The network ACL of a subnet: requests out of it, and the answers into it."""
    if isinstance(named, Unknown) or named.value not in network.subnets:
        why = (
            named
            if isinstance(named, Unknown)
            else not_in_code(f"{short(named.value)} is not in the scanned code", named.value)
        )
        yield "the network ACL", Sieve.hidden(flow.family, why), _nothing_stops
        return
    subnet = network.subnets[named.value]
    yield (
        f"the entries of the network ACL of {subnet.address}",
        acls.lets(network, subnet.identity, acls.OUTBOUND, flow),
        lambda others: acls.stop(network, subnet, acls.OUTBOUND, flow, others, INTERNET),
    )
    yield (
        f"the entries of the network ACL of {subnet.address}",
        acls.answers(network, subnet.identity, acls.INBOUND, flow.family),
        lambda others: acls.stop_of_answers(network, subnet, acls.INBOUND, flow.family, others, INTERNET),
    )


def _nothing_stops(others: Intervals) -> Hop:
    raise ValueError("what is not known stops nothing")


def _names_its_list(network: Network, groups: Items[str], service: str) -> bool:
    """Whether a rule lets HTTPS out to the addresses that AWS keeps of the service."""
    for rule in rules_of_groups(network, groups, "egress").known():
        peer = rule.peer.value if isinstance(rule.peer, Known) else None
        if peer is None or peer.kind != "prefix list" or not rule.certain:
            continue
        endpoint = network.endpoints.get(peer.name.rpartition("/")[0])
        listed = network.prefix_lists.get(peer.name)
        of_endpoint = endpoint is not None and endpoint.service_code == Known(service)
        of_service = of_endpoint or (listed is not None and listed.service == service)
        if of_service and covers(rule.protocol, rule.ports, Flow(HTTPS)) == Known(True):
            return True
    return False
