"""What the network ACL of a subnet lets in and out.

Entries are tried in the order of their numbers, the first that matches decides, and what none matches is denied.
ACLs are stateless: answers need entries of their own
(https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from lambdanet.aws.ports import EPHEMERAL_PORTS
from lambdanet.aws.quotas import MOST_ENTRIES_OF_ACL
from lambdanet.kit.wording import short
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.reachability.address_sets import NONE, addresses, everything
from lambdanet.queries.reachability.intervals import Intervals
from lambdanet.queries.reachability.matching import covers
from lambdanet.queries.reachability.sieve import Entry, Sieve, first_match
from lambdanet.queries.reachability.traffic import Flow, Hop
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Network, NetworkAcl, NetworkAclAssociation, NetworkAclRule, Subnet
    from lambdanet.values import Items

INBOUND, OUTBOUND = "ingress", "egress"


@dataclass(frozen=True)
class _Associations:
    certain: dict[str, list[NetworkAclAssociation]]
    possible: dict[str, Unknown]


@once_per_network
def _associations(network: Network) -> _Associations:
    certain: defaultdict[str, list[NetworkAclAssociation]] = defaultdict(list)
    possible: dict[str, Unknown] = {}
    for association in network.network_acl_associations:
        if isinstance(association.subnet, Unknown):
            for candidate in association.subnet.candidates:
                possible.setdefault(candidate, association.subnet)
        elif association.subnet.value is not None:
            certain[association.subnet.value].append(association)
    return _Associations(certain, possible)


@once_per_key
def network_acl(network: Network, subnet: str) -> Value[NetworkAcl]:
    """The ACL that guards a subnet: the one associated with it, else the default one of its VPC."""
    associations = _associations(network)
    named = {association.acl for association in associations.certain.get(subnet, [])}
    if len(named) > 1:
        return Unknown(f"{short(subnet)} is associated with several network ACLs")
    if named:
        return _found(network, named.pop())
    if subnet in associations.possible:
        why = associations.possible[subnet]
        reason = f"{short(subnet)} may be associated with a network ACL: {why.reason}"
        return why.with_reason(reason)
    known = network.subnets.get(subnet)
    if known is not None and known.more is not None:
        return known.more
    if known is None or isinstance(known.vpc, Unknown):
        return not_in_code(f"the network ACL of {short(subnet)} is not in the code", subnet)
    vpc = network.vpcs.get(known.vpc.value or "")
    return (
        not_in_code(f"the VPC of {short(subnet)} is not in the code", known.vpc.value)
        if vpc is None
        else _found(network, vpc.default_network_acl)
    )


def _found(network: Network, identity: Value[str | None] | Value[str]) -> Value[NetworkAcl]:
    if isinstance(identity, Unknown):
        return identity
    acl = network.network_acls.get(identity.value or "")
    if acl is None:
        return not_in_code(
            f"the network ACL {short(identity.value or '')} is not in the scanned code", identity.value or ""
        )
    too_many = more_than_allowed(acl)
    return Known(acl) if too_many is None else too_many


def more_than_allowed(acl: NetworkAcl) -> Unknown | None:
    """That the ACL has more entries than AWS allows, if so: the work on it grows with the cube of their number."""
    most = 2 * MOST_ENTRIES_OF_ACL
    for direction, rules in ((INBOUND, acl.ingress), (OUTBOUND, acl.egress)):
        if (number := len(rules.elements)) > most:
            counted = f"{acl.address} has {number} {direction} entries, and AWS allows {most} at most"
            return Unknown(f"{counted}: {MOST_ENTRIES_OF_ACL} for IPv4 and as many for IPv6")
    return None


def lets(network: Network, subnet: str, direction: str, flow: Flow) -> Sieve:
    """The addresses for which the subnet's ACL lets requests pass in a direction."""
    return _lets(network, (subnet, direction, flow))


@once_per_key
def _lets(network: Network, key: tuple[str, str, Flow]) -> Sieve:
    subnet, direction, flow = key
    acl = network_acl(network, subnet)
    if isinstance(acl, Unknown):
        return Sieve.hidden(flow.family, acl)
    return of_acl(acl.value, direction, flow)


def of_acl(acl: NetworkAcl, direction: str, flow: Flow) -> Sieve:
    """The addresses for which an ACL lets a connection's packets pass in a direction."""
    rules = acl.ingress if direction == INBOUND else acl.egress
    family = flow.family
    doubts: list[Unknown] = rules.unknowns()
    entries = [Entry(NONE, everything(family), lets=True, holds=True, floating=True)] if doubts else []
    numbers = Counter(rule.number for rule in rules.known())
    for rule in sorted(rules.known(), key=_number):
        certain, possible, why = _matched(rule, flow)
        action = rule.action.value if isinstance(rule.action, Known) else None
        floating = isinstance(rule.number, Unknown) or rule.number.value is None or numbers[rule.number] > 1
        entries.append(Entry(certain, possible, action != "deny", action != "allow", floating))
        doubts += [each for each in (why, rule.number, rule.action) if isinstance(each, Unknown)]
    return first_match(entries, family, doubts[0] if doubts else None)


def _number(rule: NetworkAclRule) -> int:
    return (rule.number.value or 0) if isinstance(rule.number, Known) else 0


def _matched(rule: NetworkAclRule, flow: Flow) -> tuple[Intervals, Intervals, Unknown | None]:
    """The addresses of which the entry certainly, and possibly, takes the packets."""
    about = covers(rule.protocol, rule.ports, flow)
    if about == Known(False):
        return NONE, NONE, None
    cidr = rule.cidr
    if isinstance(cidr, Unknown):
        return NONE, everything(flow.family), cidr
    found = addresses(cidr.value or "", flow.family)
    if found is None:
        return NONE, everything(flow.family), Unknown(f"{rule.address} has no block of addresses")
    return (
        (found, found, None) if about == Known(True) else (NONE, found, about if isinstance(about, Unknown) else None)
    )


def answers(network: Network, subnet: str, direction: str, family: int) -> Sieve:
    """The addresses for which the subnet's ACL lets all answers pass, to whichever port a function connects from."""
    return _answers(network, (subnet, direction, family))


@once_per_key
def _answers(network: Network, key: tuple[str, str, int]) -> Sieve:
    subnet, direction, family = key
    acl = network_acl(network, subnet)
    if isinstance(acl, Unknown):
        return Sieve.hidden(family, acl)
    sieves = [sieve for _, sieve in answers_by_ports(acl.value, direction, family)]
    together = sieves[0]
    for sieve in sieves[1:]:
        together = together & sieve
    return together


def answers_by_ports(
    acl: NetworkAcl, direction: str, family: int, protocol: str = "tcp"
) -> list[tuple[tuple[int, int], Sieve]]:
    """The ports from which functions connect, cut where an entry begins or ends, each with what comes through."""
    rules = acl.ingress if direction == INBOUND else acl.egress
    return [(ports, of_acl(acl, direction, Flow(ports, protocol, family))) for ports in pieces(rules, EPHEMERAL_PORTS)]


def pieces(rules: Items[NetworkAclRule], ports: tuple[int, int]) -> list[tuple[int, int]]:
    """A range of ports, cut where an entry begins or ends."""
    starts = {ports[0]}
    for rule in rules.known():
        if isinstance(rule.ports, Known):
            starts |= {rule.ports.value[0], rule.ports.value[1] + 1}
    cuts = sorted(start for start in starts if ports[0] <= start <= ports[1])
    return [(first, following - 1) for first, following in zip(cuts, [*cuts[1:], ports[1] + 1])]


def stop(network: Network, subnet: Subnet, direction: str, flow: Flow, others: Intervals, where: str) -> Hop:
    """The subnet's ACL as the hop at which requests stop. ``others``: the addresses of the other end, ``where``."""
    acl = _guard(network, subnet)
    return _hop(acl, _denying(acl, direction, flow, others), f"{flow} {_way(subnet, direction)}", where)


def stop_of_answers(
    network: Network, subnet: Subnet, direction: str, family: int, others: Intervals, where: str
) -> Hop:
    """The subnet's ACL as the hop at which answers stop."""
    acl = _guard(network, subnet)
    stopped = [ports for ports, sieve in answers_by_ports(acl, direction, family) if (others & sieve.possible).empty]
    stopped = stopped or [EPHEMERAL_PORTS]
    denying = {_denying(acl, direction, Flow(ports, family=family), others) for ports in stopped}
    what = f"answers to tcp {ports_in_words(stopped)} {_way(subnet, direction)}"
    hop = _hop(acl, denying.pop() if len(denying) == 1 else None, what, where)
    return hop if Intervals.of(stopped).ranges == (EPHEMERAL_PORTS,) else replace(hop, partly=True)


def ports_in_words(ranges: list[tuple[int, int]]) -> str:
    """Ranges of ports, for people."""
    joined = Intervals.of(ranges).ranges
    return " and ".join(str(first) if first == last else f"{first}-{last}" for first, last in joined)


def _guard(network: Network, subnet: Subnet) -> NetworkAcl:
    acl = network_acl(network, subnet.identity)
    if isinstance(acl, Unknown):
        raise ValueError(f"what is not known stops nothing: {subnet.address}")
    return acl.value


def _way(subnet: Subnet, direction: str) -> str:
    return f"into {subnet.address} from" if direction == INBOUND else f"out of {subnet.address} to"


def _hop(acl: NetworkAcl, denying: NetworkAclRule | None, what: str, where: str) -> Hop:
    if denying is None:
        return Hop("network ACL", f"no entry of {acl.address} lets {what}", where, (acl,))
    number = denying.number.value if isinstance(denying.number, Known) else "?"
    return Hop("network ACL", f"entry {number} of {acl.address} denies {what}", where, (acl, denying))


def _denying(acl: NetworkAcl, direction: str, flow: Flow, others: Intervals) -> NetworkAclRule | None:
    """The first entry that denies all of the packets by itself."""
    rules = acl.ingress if direction == INBOUND else acl.egress
    for rule in sorted(rules.known(), key=_number):
        certain, _, _ = _matched(rule, flow)
        if rule.action == Known("deny") and others.within(certain):
            return rule
    return None
