"""How many network interfaces Lambda makes in a VPC: one for each pair of a subnet and a set of security groups."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from lambdanet.aws.quotas import MOST_SUBNETS
from lambdanet.identities import kind_of_id
from lambdanet.kit.verdicts import UNDECIDED
from lambdanet.queries.addresses.overlaps import vpc_key
from lambdanet.queries.attachment.attachment import functions_in_vpc
from lambdanet.queries.lists.lists_in_part import choices
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.model import Function, Network


@dataclass(frozen=True)
class Pairs:
    """The pairs of a VPC: how many there certainly are, and how many there can be.

    functions: which make them.
    doubts: why there may be more, as it is not known how many functions there are.
    """

    functions: tuple[Function, ...]
    least: int
    most: int
    doubts: tuple[Unknown, ...] = ()


def pairs_by_vpc(network: Network) -> tuple[dict[str, Pairs], list[Function]]:
    """The pairs of each VPC, and the functions of which it is not known in which VPC they are."""
    by_vpc: defaultdict[str, list[Function]] = defaultdict(list)
    homeless = []
    for function, settled in functions_in_vpc(network):
        if settled is None and function.managed_instances == Known(False):
            vpc = _vpc_of(network, function)
            if vpc is None:
                homeless.append(function)
            else:
                by_vpc[vpc].append(function)
    pairs = {vpc: _counted(network, functions) for vpc, functions in by_vpc.items()}
    for vpc, doubts in _possible_members(network, homeless).items():
        if vpc in pairs:
            pairs[vpc] = replace(pairs[vpc], doubts=(*pairs[vpc].doubts, *doubts))
    return pairs, homeless


def _possible_members(network: Network, homeless: list[Function]) -> dict[str, list[Unknown]]:
    """By VPC, why functions may be in it of which it is not known in which VPC they are, if in any."""
    doubts: defaultdict[str, list[Unknown]] = defaultdict(list)
    undecided = [function for function, settled in functions_in_vpc(network) if settled and settled.kind == UNDECIDED]
    for function in (*homeless, *undecided):
        subnets = {one for unknown in function.subnets.unknowns() for one in unknown.candidates}
        for identity in (*function.subnets.known(), *subnets):
            subnet = network.subnets.get(identity)
            if subnet is not None:
                named = subnet.vpc.candidates if isinstance(subnet.vpc, Unknown) else frozenset()
                for each in named | {vpc_key(subnet) or ""}:
                    doubts[each].append(Unknown(f"{function.address} may be in it"))
    return doubts


def _vpc_of(network: Network, function: Function) -> str | None:
    """The VPC of the first subnet that names one: all are of the same, also those of which it uses some."""
    for identity in function.subnets.known():
        key = vpc_key(network.subnets[identity])
        if key is not None:
            return key
    possible = {vpc_key(network.subnets[identity]) for identity in choices(function.subnets)}
    return possible.pop() if len(possible) == 1 else None


def _counted(network: Network, functions: list[Function]) -> Pairs:
    declared, named, all_known = set(), set(), set()
    open_ended = 0
    for function in functions:
        groups = frozenset(function.security_groups.known())
        subnets = set(function.subnets.known())
        if function.subnets.more is not None:
            open_ended += MOST_SUBNETS
        elif not function.security_groups.complete:
            open_ended += len(function.subnets.elements)
        else:
            open_ended += len(function.subnets.elements) - len(function.subnets.known())
        if not function.security_groups.complete:
            continue
        pairs = {(subnet, groups) for subnet in subnets}
        all_known |= pairs
        if function.identity in network.uncertain:
            continue
        declared |= {pair for pair in pairs if _are_declared(network, *pair)}
        named |= {
            pair for pair in pairs if all(kind_of_id(identity) in ("subnet", "sg") for identity in (pair[0], *groups))
        }
    # An id may be that of something declared, so only pairs of one sort are certainly different ones.
    doubts = tuple(network.uncertain[one.identity] for one in functions if _may_have_pairs_of_their_own(network, one))
    return Pairs(tuple(functions), max(len(declared), len(named)), len(all_known) + open_ended, doubts)


def _may_have_pairs_of_their_own(network: Network, function: Function) -> bool:
    """Whether the function stands for a number of functions that is not known, and these may not share a pair."""
    if function.identity not in network.several:
        return False
    subnets, groups = function.subnets, function.security_groups
    if not (subnets.complete and groups.complete):
        return True
    return any(identity in network.several for identity in (*subnets.known(), *groups.known()))


def _are_declared(network: Network, subnet: str, groups: frozenset[str]) -> bool:
    found = [network.subnets.get(subnet), *(network.security_groups.get(group) for group in groups)]
    return all(one is not None and one.declared for one in found)
