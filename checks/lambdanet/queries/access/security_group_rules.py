"""What the rules of security groups allow."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from lambdanet.aws.ports import ALL_PORTS
from lambdanet.identities import DEFAULT_GROUP, in_words, vpc_that_made
from lambdanet.kit.wording import short
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.lists.lists_in_part import holding
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value, all_of, any_of

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, Peer, SecurityGroupRule

# A function's outbound connections are TCP or UDP (AWS Lambda FAQs).
_CONNECTING = ("-1", "tcp", "udp")
# To port 0 nobody connects.
_FIRST_PORT = 1


def is_default_group(network: Network, identity: str) -> Value[bool]:
    """Whether a group is the default group of its VPC."""
    group = network.security_groups.get(identity)
    return not_in_code(f"{short(identity)} is not in the scanned code", identity) if group is None else group.default


def is_made_with_vpc(identity: str) -> bool:
    """Whether it is the default group of a VPC of the code, which has no name but that."""
    return vpc_that_made(identity, DEFAULT_GROUP) is not None


def is_everywhere(network: Network, peer: Peer) -> Value[bool]:
    """Whether the peer is every IPv4 or every IPv6 address; those of a prefix list count together."""
    if peer.kind == "prefix list":
        return _lists_everything(network, peer.name)
    if peer.kind != "cidr":
        return Known(False)
    block = _network(peer.name)
    return Known(block is not None and block.prefixlen == 0)


@once_per_key
def _lists_everything(network: Network, identity: str) -> Value[bool]:
    listed = network.prefix_lists.get(identity)
    if listed is None or listed.public:
        # Most lists that are not in the code are those that AWS keeps for one service.
        return Known(False)
    from lambdanet.queries.access.every_address import have_every_address

    if have_every_address(listed.entries.known()):
        return Known(True)
    doubts = listed.entries.unknowns() if listed.declared else []
    return doubts[0] if doubts else Known(False)


def covers_all_ports(rule: SecurityGroupRule) -> Value[bool]:
    """Whether the rule is for all protocols, or for every port of TCP or of UDP."""
    if isinstance(rule.protocol, Unknown):
        return rule.protocol
    if rule.protocol.value == "-1":
        return Known(True)
    if rule.protocol.value not in _CONNECTING:
        return Known(False)
    if isinstance(rule.ports, Unknown):
        return rule.ports
    first, last = rule.ports.value
    return Known(first <= 1 and last >= 65535)


def open_to_all(network: Network, rules: Items[SecurityGroupRule]) -> tuple[list[SecurityGroupRule], list[Unknown]]:
    """The rules that allow all ports to or from everywhere, each or between them, and why there may be others."""
    found, doubts = holding(rules, lambda rule: _is_open_to_all(network, rule))
    if found:
        return found, doubts
    judged = [(rule, Unknown(rule.doubt) if rule.doubt else covers_all_ports(rule)) for rule in rules.known()]
    together = _open_between_them(network, [rule for rule, all_ports in judged if isinstance(all_ports, Known)])
    if together:
        return together, doubts
    # Ports or a protocol that are not known may be all of them.
    perhaps = {id(rule): why for rule, why in judged if isinstance(why, Unknown)}
    needed = _open_between_them(network, [rule for rule, _ in judged]) if perhaps else []
    return [], [*doubts, *(perhaps[id(rule)] for rule in needed if id(rule) in perhaps)]


def _open_between_them(network: Network, rules: list[SecurityGroupRule]) -> list[SecurityGroupRule]:
    """The rules of TCP, or of UDP, that are for every port and every address of a family only together."""
    for protocol in ("tcp", "udp"):
        found = _for_every_port(
            network,
            [rule for rule in rules if isinstance(rule.protocol, Unknown) or rule.protocol.value in ("-1", protocol)],
        )
        if found:
            return found
    return []


def _for_every_port(network: Network, rules: list[SecurityGroupRule]) -> list[SecurityGroupRule]:
    """The rules that have every address at each port; none where they leave one out."""
    from lambdanet.queries.access.every_address import those_with_every_address
    from lambdanet.queries.reachability.intervals import Intervals

    ranges = [(rule, *_ports_of(rule)) for rule in rules]
    every_port = Intervals.of([(_FIRST_PORT, ALL_PORTS[1])])
    if not every_port.within(Intervals.of([(first, last) for _, first, last in ranges])):
        return []
    starts = {_FIRST_PORT, *(first for _, first, _ in ranges), *(last + 1 for _, _, last in ranges)}
    needed: dict[int, SecurityGroupRule] = {}
    # Between two of these ports the same rules count.
    for start in sorted(port for port in starts if _FIRST_PORT <= port <= ALL_PORTS[1]):
        here = [rule for rule, first, last in ranges if first <= start <= last]
        found = those_with_every_address((rule, _blocks_of(network, rule)) for rule in here)
        if not found:
            return []
        needed.update((id(rule), rule) for rule in found)
    return list(needed.values())


def _ports_of(rule: SecurityGroupRule) -> tuple[int, int]:
    """The ports of a rule, all of them where they are not known or the rule is for all protocols."""
    every = isinstance(rule.protocol, Unknown) or rule.protocol.value == "-1" or isinstance(rule.ports, Unknown)
    return ALL_PORTS if every or isinstance(rule.ports, Unknown) else rule.ports.value


def _blocks_of(network: Network, rule: SecurityGroupRule) -> list[str]:
    """The blocks that are certainly among the peers of a rule."""
    if rule.within_a_vpc or isinstance(rule.peer, Unknown):
        return []
    peer = rule.peer.value
    if peer.kind == "cidr":
        return [peer.name]
    listed = network.prefix_lists.get(peer.name) if peer.kind == "prefix list" else None
    return [] if listed is None or listed.public else listed.entries.known()


def _is_open_to_all(network: Network, rule: SecurityGroupRule) -> Value[bool]:
    """Whether the rule alone allows all ports to or from everywhere."""
    if rule.within_a_vpc:
        return Known(False)
    everywhere = rule.peer if isinstance(rule.peer, Unknown) else is_everywhere(network, rule.peer.value)
    return all_of([everywhere, covers_all_ports(rule), Unknown(rule.doubt) if rule.doubt else Known(True)])


_MAIL = (25, 25)
"""TCP port 25, on which functions send nothing: https://aws.amazon.com/lambda/faqs/ (which networks they can reach)."""


def usable_egress(network: Network, function: Function) -> tuple[list[SecurityGroupRule], list[Unknown]]:
    """The egress rules by which the function can open a connection, and why there may be others.

    Rules to a loopback or broadcast address are how people write "no egress" where AWS wants a rule. Without dual
    stack a function has no IPv6 address (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
    """
    return _usable_egress(network, (function.security_groups, function.dual_stack))


@once_per_key
def _usable_egress(
    network: Network, groups_and_dual_stack: tuple[Items[str], Value[bool]]
) -> tuple[list[SecurityGroupRule], list[Unknown]]:
    groups, dual_stack = groups_and_dual_stack
    egress = rules_of_groups(network, groups, "egress")
    judged = [(rule, _is_usable(network, rule, dual_stack)) for rule in egress.known()]
    usable = [rule for rule, answer in judged if answer == Known(True)]
    return usable, [*egress.unknowns(), *(answer for _, answer in judged if isinstance(answer, Unknown))]


def _is_usable(network: Network, rule: SecurityGroupRule, dual_stack: Value[bool]) -> Value[bool]:
    """Whether a function can open at least one connection by this egress rule."""
    there: Value[bool] = Unknown(rule.doubt) if rule.doubt else Known(True)
    protocol = rule.protocol
    if protocol == Known("tcp") and rule.ports == Known(_MAIL):
        return Unknown(f"{described(rule)} is for mail, which Lambda blocks as a measure against spam")
    connecting = protocol if isinstance(protocol, Unknown) else Known(protocol.value in _CONNECTING)
    if rule.within_a_vpc:
        return all_of([connecting, there])
    reachable = rule.peer if isinstance(rule.peer, Unknown) else _is_somewhere(network, rule.peer.value, dual_stack)
    return all_of([connecting, reachable, there])


def _is_somewhere(network: Network, peer: Peer, dual_stack: Value[bool]) -> Value[bool]:
    """Whether the peer has anything that the function can send to."""
    if peer.kind == "cidr":
        return _has_addresses(peer.name, dual_stack)
    listed = network.prefix_lists.get(peer.name) if peer.kind == "prefix list" else None
    if listed is None or not listed.declared or listed.public:
        return Known(True)
    entries = listed.entries
    return any_of([*(_has_addresses(cidr, dual_stack) for cidr in entries.known()), *entries.unknowns()])


def _has_addresses(cidr: str, dual_stack: Value[bool]) -> Value[bool]:
    """Whether the function can send to some of the block's addresses."""
    block = _network(cidr)
    if block is None:
        return Known(True)
    if block.is_loopback or cidr.startswith("255.255.255.255") or cidr == "0.0.0.0/32":
        return Known(False)
    return dual_stack if block.version == 6 else Known(True)


def is_for_ipv6(rule: SecurityGroupRule) -> bool:
    """Whether the peer of the rule is a known block of IPv6 addresses."""
    if isinstance(rule.peer, Unknown) or rule.peer.value.kind != "cidr":
        return False
    block = _network(rule.peer.value.name)
    return block is not None and block.version == 6


def _network(cidr: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return None


def rules_of_groups(network: Network, groups: Items[str], direction: str) -> Items[SecurityGroupRule]:
    """The rules of all groups of a set together, in one direction ("ingress" or "egress")."""
    rules: Items[SecurityGroupRule] = Items(more=groups.more)
    for element in groups.elements:
        if isinstance(element, Unknown):
            rules = rules + Items(more=element)
            continue
        group = network.security_groups.get(element.value)
        if group is None:
            rules = rules + Items(more=not_in_code(f"{short(element.value)} is not in the scanned code", element.value))
        else:
            rules = rules + (group.ingress if direction == "ingress" else group.egress)
    return rules


def described(rule: SecurityGroupRule, network: Network | None = None) -> str:
    """A rule in a few words: "tcp 443 to 0.0.0.0/0". network: where it matters that a prefix list is empty."""
    protocol = rule.protocol.value if isinstance(rule.protocol, Known) else "an unknown protocol"
    allowed = "all protocols" if protocol == "-1" else protocol
    if isinstance(rule.ports, Known) and protocol in ("tcp", "udp"):
        first, last = rule.ports.value
        allowed += f" {first}" if first == last else " all ports" if (first, last) == ALL_PORTS else f" {first}-{last}"
    towards = "from" if rule.direction == Known("ingress") else "to"
    peer = "the addresses of a VPC" if rule.within_a_vpc else "an unknown peer"
    if isinstance(rule.peer, Known):
        peer = in_words(str(rule.peer.value))
        listed = network.prefix_lists.get(rule.peer.value.name) if network is not None else None
        if listed is not None and listed.entries == Items():
            peer = f"the empty prefix list {peer}"
    return f"{allowed} {towards} {peer}"
