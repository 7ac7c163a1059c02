"""What the security groups of one end let through to, or from, the addresses of the other.

Groups only ever allow, and all groups of an interface count together; they are stateful, so the answers to what
they let through need no rule (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import names, short
from lambdanet.queries.access.security_group_rules import described, rules_of_groups
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.address_sets import NONE, addresses, everything, private
from lambdanet.queries.reachability.matching import covers
from lambdanet.queries.reachability.sameness import has_group
from lambdanet.queries.reachability.sieve import Sieve
from lambdanet.queries.reachability.traffic import Hop
from lambdanet.undeclared import not_in_code
from lambdanet.values import Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from lambdanet.model import Network, Peer, SecurityGroupRule
    from lambdanet.queries.reachability.traffic import Flow
    from lambdanet.values import Items

_MOST_RULES = 3
_HOLD: Value[bool] = Known(True)


def let_through(
    network: Network, groups: Items[str], direction: str, others: Items[str], flow: Flow, hold: Value[bool] = _HOLD
) -> Sieve:
    """The addresses, of an interface with the other groups, to or from which these groups let a connection.

    hold: whether rules mean that interface by its groups; they do within a VPC.
    """
    return _let_through(network, (groups, direction, others, flow, hold))


@once_per_key
def _let_through(network: Network, key: tuple[Items[str], str, Items[str], Flow, Value[bool]]) -> Sieve:
    groups, direction, others, flow, hold = key
    if groups.is_empty() == Known(True):
        return Sieve.hidden(flow.family, Unknown("the code does not say which security groups there are"))
    rules = rules_of_groups(network, groups, direction)
    certain, possible = NONE, NONE
    doubts = rules.unknowns()
    if doubts:
        possible = everything(flow.family)
    for rule in rules.known():
        matches = covers(rule.protocol, rule.ports, flow)
        if matches == Known(False):
            continue
        peers = _peers(network, rule, others, flow.family, hold)
        possible = possible | peers.possible
        if matches == Known(True) and rule.certain:
            certain = certain | peers.certain
        for doubt in (matches, peers.why, Unknown(rule.doubt) if rule.doubt else None):
            if isinstance(doubt, Unknown):
                doubts.append(doubt)
    return Sieve(certain, possible, doubts[0] if doubts else None)


def _peers(network: Network, rule: SecurityGroupRule, others: Items[str], family: int, hold: Value[bool]) -> Sieve:
    if isinstance(rule.peer, Unknown):
        return Sieve.hidden(family, rule.peer)
    peer = rule.peer.value
    if peer.kind == "cidr":
        found = addresses(peer.name, family)
        if found is None:
            return Sieve.hidden(family, Unknown(f"{peer.name} is not a block of addresses"))
        return Sieve(found, found)
    if peer.kind == "prefix list":
        return _listed(network, peer, family)
    wanted: Value[str | None] = rule.group if peer.kind == "self" else Known(peer.name)
    has: Value[bool] = wanted if isinstance(wanted, Unknown) else has_group(network, others, wanted.value or "")
    has = all_of([has, hold])
    if isinstance(has, Unknown):
        return Sieve.hidden(family, has)
    return Sieve.open(family) if has.value else Sieve(NONE, NONE)


def _listed(network: Network, peer: Peer, family: int) -> Sieve:
    prefixes = network.prefix_lists.get(peer.name)
    if prefixes is None:
        return Sieve.hidden(
            family,
            not_in_code(f"the addresses of the prefix list {short(peer.name)} are not in the code", peer.name),
        )
    certain, doubts = NONE, prefixes.entries.unknowns()
    for cidr in prefixes.entries.known():
        certain = certain | (addresses(cidr, family) or NONE)
    if not doubts:
        return Sieve(certain, certain)
    hidden = everything(family)
    return Sieve(certain, certain | (hidden - private(family) if prefixes.public else hidden), doubts[0])


def stop(network: Network, groups: Items[str], direction: str, hold: Value[bool] = _HOLD) -> Hop:
    """The groups as the hop at which a connection stops; hold as for ``let_through``."""
    found = [network.security_groups[identity] for identity in groups.known() if identity in network.security_groups]
    rules = [rule for group in found for rule in (group.egress if direction == "egress" else group.ingress).known()]
    has = " has " if len(found) == 1 else " have "
    verb = (" allows only " if len(found) == 1 else " allow only ") if direction == "egress" else None
    if not rules:
        clause = f"{has}no {direction} rule"
    else:
        shown = [described(rule, network) for rule in rules[:_MOST_RULES]]
        if len(rules) > _MOST_RULES:
            shown.append(f"{len(rules) - _MOST_RULES} more")
        by_group = [
            rule for rule in rules if isinstance(rule.peer, Known) and rule.peer.value.kind in ("group", "self")
        ]
        clause = f"{verb or (' admits only ' if len(found) == 1 else ' admit only ')}{names(shown)}"
        if hold == Known(False) and by_group:
            clause += ", and a rule that names a group does not work between these VPCs"
    return Hop(direction, f"{names(found)}{clause}", resources=(*found, *rules[:_MOST_RULES]))
