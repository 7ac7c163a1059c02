"""Which functions share their network interfaces.

Functions with the same subnets and the same set of security groups share interfaces
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, "Hyperplane ENI").
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_network
from lambdanet.values import Items, Known, Unknown, Value, merged
from lambdanet.wording import names, short

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
    perhaps = _by_possible_subnet(network)
    for subnets in functions_by_subnets(network) if perhaps else ():
        for function in perhaps.get(next(iter(subnets)), ()):
            if subnets <= _possible_subnets(function) and set(function.subnets.known()) <= subnets:
                found[subnets].append(function)
    return dict(found)


def _by_possible_subnet(network: Network) -> dict[str, list[Function]]:
    """The functions whose subnets are not all known, by each that they use or may use."""
    found: defaultdict[str, list[Function]] = defaultdict(list)
    for function in network.functions.values():
        if not function.subnets.complete:
            for identity in _possible_subnets(function):
                found[identity].append(function)
    return found


def _possible_subnets(function: Function) -> set[str]:
    unknown = (one for hidden in function.subnets.unknowns() for one in hidden.candidates)
    return {*function.subnets.known(), *unknown}


def may_differ_from_itself(network: Network, function: Function) -> Unknown | None:
    """Why what stands for a number of functions that is not known may have other groups in each of them."""
    if function.identity not in network.several:
        return None
    own = [identity for identity in function.security_groups.known() if identity in network.several]
    return network.uncertain[function.identity] if own else None


def functions_that_may_share(network: Network, function: Function) -> Value[list[Function]]:
    """The other functions that have, or may have, the subnets and the groups of this one.

    Unknown when there may be some outside the scanned code: only a group that does not leave the code tells that
    there are none.
    """
    if not function.security_groups.complete:
        return merged(function.security_groups.unknowns())
    groups = function.security_groups.known()
    kept = [identity for identity in groups if _stays_in_the_code(network, identity)]
    if not kept:
        told = names(short(identity) for identity in groups)
        return Unknown(f"functions outside the scanned code may have the same subnets and security groups ({told})")
    return Known(
        [
            other
            for other in _functions_by_group(network).get(kept[0], [])
            if other is not function
            and _may_be_equal(function.security_groups, other.security_groups)
            and _may_be_equal(function.subnets, other.subnets)
        ]
    )


def _stays_in_the_code(network: Network, identity: str) -> bool:
    group = network.security_groups.get(identity)
    if group is None or not group.declared:
        return False
    return not any(use.kind in ("exported", "unresolved") for use in network.uses[identity])


@once_per_network
def _functions_by_group(network: Network) -> dict[str, list[Function]]:
    """The functions that use a group, or may use it."""
    found: defaultdict[str, list[Function]] = defaultdict(list)
    for function in network.functions.values():
        groups = dict.fromkeys(function.security_groups.known())
        for doubt in function.security_groups.unknowns():
            groups.update(dict.fromkeys(doubt.candidates))
        for identity in groups:
            found[identity].append(function)
    return dict(found)


def _may_be_equal(ours: Items[str], others: Items[str]) -> bool:
    """Whether two lists may turn out to hold the same."""
    if ours.complete and not set(others.known()) <= set(ours.known()):
        return False
    return not (others.complete and not set(ours.known()) <= set(others.known()))


def effective_rules(network: Network, groups: frozenset[str]) -> Value[Signature]:
    """What a set of groups allows together, so that two sets can be compared.

    Part of it is where other rules name a group as their peer: such a group cannot be replaced by another.
    """
    rules: list[tuple[object, ...]] = []
    for identity in sorted(groups):
        group = network.security_groups.get(identity)
        if group is None or not group.declared:
            return Unknown(f"the rules of {short(identity)} are not in the scanned code")
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
