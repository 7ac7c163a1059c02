"""Which functions share their network interfaces.

Functions with the same subnets and the same set of security groups share interfaces
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, "Hyperplane ENI").
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from lambdanet.kit.wording import names, short
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value, merged

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, SecurityGroupRule

Signature = frozenset[tuple[object, ...]]


@dataclass(frozen=True)
class Place:
    """Where a function is: the subnets that it certainly uses, and all that it may use."""

    certain: frozenset[str]
    possible: frozenset[str]

    @property
    def is_known(self) -> bool:
        """Whether it is known which subnets the function uses."""
        return self.certain == self.possible

    def may_be(self, other: Place) -> bool:
        """Whether the two functions may turn out to use the same subnets."""
        return self.certain <= other.possible and other.certain <= self.possible


def place_of(function: Function) -> Place | None:
    """Where a function is; None where it may use subnets that the code does not name, or uses none."""
    certain, unknowns = frozenset(function.subnets.known()), function.subnets.unknowns()
    if not function.subnets.elements or not all(unknown.exhaustive for unknown in unknowns):
        return None
    return Place(certain, certain.union(*(unknown.candidates for unknown in unknowns)))


def _possible_place(function: Function) -> Place | None:
    """Where a function may be, of the subnets in the code, when it may use others too."""
    hidden = (unknown.candidates for unknown in function.subnets.unknowns())
    candidates: frozenset[str] = frozenset().union(*hidden)
    certain = frozenset(function.subnets.known())
    return Place(certain, certain | candidates) if candidates - certain else None


class Neighbours:
    """Functions in one place, by their security groups and by the rules of these."""

    def __init__(self, network: Network) -> None:
        self.by_groups: dict[frozenset[str], list[Function]] = {}
        self.doubts: list[Unknown] = []
        self._network = network
        self._without_groups: list[Unknown] = []

    def add(self, function: Function) -> None:
        """Put a function there."""
        self.doubts += [] if self.doubts else function.subnets.unknowns()
        if function.security_groups.complete:
            self.by_groups.setdefault(frozenset(function.security_groups.known()), []).append(function)
        else:
            self._without_groups += function.security_groups.unknowns()

    def with_other_groups(self, groups: frozenset[str]) -> bool:
        """Whether some have, or may have, other groups than these."""
        return bool(self._without_groups) or bool(self.by_groups.keys() - {groups})

    def with_rules(self, rules: Signature, groups: frozenset[str]) -> list[frozenset[str]]:
        """The other sets of groups that have these rules."""
        return [found for found in self._rules[0].get(rules, []) if found != groups]

    @property
    def hidden(self) -> list[Unknown]:
        """Why the rules of some are not known."""
        return [*self._rules[1], *self._without_groups]

    @cached_property
    def _rules(self) -> tuple[dict[Signature, list[frozenset[str]]], list[Unknown]]:
        by_signature: dict[Signature, list[frozenset[str]]] = {}
        hidden: list[Unknown] = []
        for groups in self.by_groups:
            answer = effective_rules(self._network, groups)
            if isinstance(answer, Unknown):
                hidden.append(answer)
            else:
                by_signature.setdefault(answer.value, []).append(groups)
        # In an order of their own: that of the files differs from run to run.
        return {rules: sorted(sets, key=sorted) for rules, sets in by_signature.items()}, hidden


@once_per_network
def _by_place(network: Network) -> dict[Place, Neighbours]:
    found: dict[Place, Neighbours] = {}
    for function in network.functions.values():
        place = place_of(function) or _possible_place(function)
        if place is not None:
            found.setdefault(place, Neighbours(network)).add(function)
    return found


@once_per_network
def _open_places(network: Network) -> list[Place]:
    return [place for place in _by_place(network) if not place.is_known]


@once_per_key
def neighbours(network: Network, place: Place) -> tuple[list[Neighbours], list[Neighbours]]:
    """The functions that are certainly on the subnets of a place, and those that may be.

    Where subnets are not known, it is not known either whether two functions use the same.
    """
    found = _by_place(network)
    others = _open_places(network) if place.is_known else found
    perhaps = [found[other] for other in others if other != place and place.may_be(other)]
    return ([found[place]], perhaps) if place.is_known else ([], [found[place], *perhaps])


def may_differ_from_itself(network: Network, function: Function) -> Unknown | None:
    """Why what stands for a number of functions that is not known may have other groups in each of them."""
    if function.identity not in network.several:
        return None
    own = [identity for identity in function.security_groups.known() if identity in network.several]
    return network.uncertain[function.identity] if own else None


def functions_that_may_share(network: Network, function: Function) -> Value[list[Function]]:
    """The other functions that have, or may have, the subnets and the groups of this one.

    Unknown when there may be some outside the scanned code: only a group that does not leave the code shows that
    there are none.
    """
    if not function.security_groups.complete:
        return merged(function.security_groups.unknowns())
    groups = function.security_groups.known()
    kept = [identity for identity in groups if _stays_in_the_code(network, identity)]
    if not kept:
        groups_shown = names(short(identity) for identity in groups)
        return Unknown(
            f"functions outside the scanned code may have the same subnets and security groups ({groups_shown})"
        )
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
    return network.users[identity].more is None


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
            return not_in_code(f"the rules of {short(identity)} are not in the scanned code", identity)
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
