"""Which functions share their network interfaces.

Functions with the same subnets and the same set of security groups share interfaces
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, "Hyperplane ENI").
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_network
from lambdanet.values import Items, Known, Unknown, Value, merged

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, SecurityGroupRule

Signature = frozenset[tuple[object, ...]]


@once_per_network
def functions_by_subnets(network: Network) -> dict[frozenset[str], list[Function]]:
    """The functions whose subnets and security groups are wholly known, by their subnets."""
    found: defaultdict[frozenset[str], list[Function]] = defaultdict(list)
    for function in network.functions.values():
        if function.subnets.complete and function.security_groups.complete and function.subnets.elements:
            found[frozenset(function.subnets.known())].append(function)
    return dict(found)


def functions_with_unknown_groups(network: Network, subnets: frozenset[str]) -> list[Function]:
    """The functions that are on the same subnets, or may be, with security groups that are not all known."""
    return _doubtful(network).get(subnets, [])


@once_per_network
def _doubtful(network: Network) -> dict[frozenset[str], list[Function]]:
    found: defaultdict[frozenset[str], list[Function]] = defaultdict(list)
    for function in network.functions.values():
        if function.subnets.complete and function.subnets.elements and not function.security_groups.complete:
            found[frozenset(function.subnets.known())].append(function)
    return dict(found)


def effective_rules(network: Network, groups: frozenset[str]) -> Value[Signature]:
    """What a set of groups allows together, so that two sets can be compared.

    Part of it is where other rules name a group as their peer: such a group cannot be replaced by another.
    """
    rules: list[tuple[object, ...]] = []
    for identity in sorted(groups):
        group = network.security_groups.get(identity)
        if group is None or not group.declared:
            return Unknown(f"the rules of {identity.rsplit('|', 1)[-1]} are not in the scanned code")
        unknowns = [*group.ingress.unknowns(), *group.egress.unknowns()]
        if unknowns:
            return merged(unknowns)
        for rule in [*group.ingress.known(), *group.egress.known()]:
            described = _described(rule)
            if isinstance(described, Unknown):
                return described
            rules.append(described.value)
    named = _named_as_peer(network)
    for identity in groups:
        rules.extend(("named by", user) for user in named.get(identity, ()))
    return Known(frozenset(rules))


def _described(rule: SecurityGroupRule) -> Value[tuple[object, ...]]:
    parts: list[object] = []
    for part in (rule.direction, rule.protocol, rule.ports, rule.peer):
        if isinstance(part, Unknown):
            return part
        parts.append(part.value)
    return Known(tuple(parts))


@once_per_network
def _named_as_peer(network: Network) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for group in network.security_groups.values():
        listed: Items[SecurityGroupRule] = group.ingress + group.egress
        for rule in listed.known():
            if isinstance(rule.peer, Known) and rule.peer.value.kind == "group":
                found[rule.peer.value.name].append(f"{group.identity} {rule.protocol} {rule.ports} {rule.direction}")
    return dict(found)
