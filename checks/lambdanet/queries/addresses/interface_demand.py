"""How many network interfaces a subnet will have: those of its functions and those of everything else.

Lambda makes one interface for each combination of a subnet and a set of security groups, and further ones where
its connections exceed what one can hold (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.aws.quotas import CONNECTIONS_OF_INTERFACE, MOST_SUBNETS, PACKING_IN_MB
from lambdanet.kit.wording import names, short
from lambdanet.queries.addresses.interface_consumers import consumers_by_subnet
from lambdanet.queries.caching import once_per_network
from lambdanet.records import dataclass
from lambdanet.values import Cause, Items, Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, Network
    from lambdanet.values import Items

# An account runs some tens of thousands of executions at once at most, by its quota
# (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html): two interfaces hold their connections.
_MOST_FURTHER = 1
MOST_TERMS = 10
"""How many terms of a sum an explanation names."""


@dataclass(frozen=True)
class Term:
    """A part of the sum: how many interfaces at least and at most, and for what."""

    least: int
    most: int
    reason: str

    def __str__(self) -> str:
        number = str(self.most) if self.least == self.most else f"{self.least} to {self.most}"
        return f"{number} for {self.reason}"


@dataclass(frozen=True)
class Demand:
    """The interfaces of a subnet, term by term. doubts: why there may be more than the terms say.

    others: how many of them certainly are of others than functions.
    """

    terms: tuple[Term, ...]
    doubts: tuple[Unknown, ...]
    others: int = 0

    def in_words(self) -> str:
        """The sum, term by term; of a long one the end is summed up."""
        terms = [term for term in self.terms if term.most]
        if len(terms) <= MOST_TERMS:
            return names(str(term) for term in terms) or "nothing"
        rest = terms[MOST_TERMS - 1 :]
        summed = Term(sum(term.least for term in rest), sum(term.most for term in rest), f"{len(rest)} others")
        return names([*(str(term) for term in terms[: MOST_TERMS - 1]), str(summed)])

    @property
    def least(self) -> int:
        """How many there certainly are."""
        return sum(term.least for term in self.terms)

    @property
    def most(self) -> int:
        """How many there can be, the doubts aside."""
        return sum(term.most for term in self.terms)


def demand(network: Network, subnet: str, functions: list[Function], per_execution: bool) -> Demand:
    """The demand of a subnet with the functions that are known to use it."""
    terms: list[Term] = []
    doubts: list[Unknown] = []
    shared = []
    for function in functions:
        if function.managed_instances == Known(False):
            shared.append(function)
        else:
            doubts.append(
                Unknown(f"how many instances {function.address} runs on is not in the code", cause=Cause.NOT_DECLARED)
            )
    if per_execution:
        for function in shared:
            found = of_executions(function)
            if isinstance(found, Unknown):
                doubts.append(found)
            else:
                terms.append(found)
    else:
        terms += _of_group_sets(network, shared)
    doubts += _of_numbers(network, subnet, shared, per_execution)
    if not per_execution and any(_may_be_kept_ready(each) and each.kept_ready_outside_alone for each in shared):
        terms.append(Term(0, _MOST_FURTHER, "executions that others may keep ready"))
    for function in _possible_users(network).get(subnet, ()):
        if per_execution:
            doubts.append(Unknown(f"{function.address} may use the subnet"))
        else:
            terms.append(Term(0, 1, f"{function.address}, which may use the subnet"))
    others = tuple(_of_others(network, subnet))
    return Demand((*terms, *others), tuple(doubts), sum(term.least for term in others))


def _of_numbers(network: Network, subnet: str, functions: list[Function], per_execution: bool) -> Iterator[Unknown]:
    """Why there may be more than the sum says, as numbers are not known.

    Functions with the same security groups share their interfaces, however many there are.
    """
    for function in functions:
        if function.identity in network.several:
            groups = function.security_groups
            shared = groups.complete and not any(identity in network.several for identity in groups.known())
            if per_execution or not shared or _declared_concurrency(function):
                yield network.uncertain[function.identity]
        bounded = function.kept_ready_outside_alone and not per_execution
        if function.provisioned_concurrency.more is not None and _may_be_kept_ready(function) and not bounded:
            yield function.provisioned_concurrency.more
    for function in _possible_users(network).get(subnet, ()):
        if function.identity in network.several:
            yield network.uncertain[function.identity]
    for consumer in consumers_by_subnet(network).get(subnet, ()):
        yield from consumer.doubts


def _of_others(network: Network, subnet: str) -> Iterator[Term]:
    """One term for all resources of a kind that have the same number of interfaces."""
    alike: defaultdict[tuple[str, int, int], list[str]] = defaultdict(list)
    for consumer in consumers_by_subnet(network).get(subnet, ()):
        alike[consumer.kind, consumer.least, consumer.most].append(consumer.name)
    for (_, least, most), found in alike.items():
        yield Term(least * len(found), most * len(found), names(found))


def _of_group_sets(network: Network, functions: list[Function]) -> Iterator[Term]:
    """One interface for each set of groups, and further ones for the concurrency that is declared."""
    sets: defaultdict[frozenset[str], list[Function]] = defaultdict(list)
    unknown = []
    for function in functions:
        if function.security_groups.complete:
            sets[frozenset(function.security_groups.known())].append(function)
        else:
            unknown.append(function)
    is_counted = False
    # An id may be that of a declared group, so only sets of declared groups are certainly different ones.
    for groups in sorted(sets, key=lambda groups: not _are_declared(network, groups)):
        users = sets[groups]
        certain = any(user.identity not in network.uncertain for user in users)
        least = int(certain and (not is_counted or _are_declared(network, groups)))
        is_counted = is_counted or least == 1
        yield Term(least, 1, f"{names(users)} ({names(_group_names(network, groups)) or 'no security group'})")
        yield from _for_connections(network, users)
    for function in unknown:
        least = int(not is_counted and function.identity not in network.uncertain)
        is_counted = True
        yield Term(least, 1, f"{function.address} (security groups that are not all known)")


def _are_declared(network: Network, groups: frozenset[str]) -> bool:
    return all(
        identity in network.security_groups and network.security_groups[identity].declared for identity in groups
    )


def _group_names(network: Network, groups: frozenset[str]) -> list[str]:
    found = []
    for identity in sorted(groups):
        group = network.security_groups.get(identity)
        found.append(short(identity) if group is None else group.address)
    return found


def _for_connections(network: Network, users: list[Function]) -> Iterator[Term]:
    """The further interfaces for one connection of each execution that the functions declare.

    All of them may be in this subnet. They certainly are where it is the only one of a function that certainly is.
    """
    declared = {user.identity: _declared_concurrency(user) for user in users}
    most = _further(sum(declared.values()))
    alone = [
        user
        for user in users
        if declared[user.identity] and _has_one(user.subnets) and user.identity not in network.uncertain
    ]
    least = _further(sum(declared[user.identity] for user in alone))
    if most:
        yield Term(least, most, f"the {sum(declared.values()):,} concurrent executions that they declare")


def _has_one(items: Items[str]) -> bool:
    """Whether a list is known and names one thing; most end at the second, which is asked for each of its elements."""
    if items.more is not None or not items.elements:
        return False
    first = items.elements[0]
    return isinstance(first, Known) and all(element == first for element in items.elements)


def _further(connections: int) -> int:
    return max(-(-connections // CONNECTIONS_OF_INTERFACE) - 1, 0)


def _may_be_kept_ready(function: Function) -> bool:
    """Whether the function may have provisioned concurrency whose amount the code does not say."""
    return function.provisioned_concurrency.more is not None and not _is_reserved(function)


def _is_reserved(function: Function) -> bool:
    reserved = function.reserved_concurrency
    return isinstance(reserved, Known) and reserved.value is not None


def _declared_concurrency(function: Function) -> int:
    reserved = function.reserved_concurrency
    if isinstance(reserved, Known) and reserved.value is not None:
        return reserved.value
    return sum(function.provisioned_concurrency.known())


def of_executions(function: Function) -> Term | Unknown:
    """The formula from the time of the document, for one of the function's subnets, over which it is spread evenly."""
    concurrency, memory = function.reserved_concurrency, function.memory
    if isinstance(concurrency, Unknown):
        return concurrency.with_reason(f"the peak of {function.address}: {concurrency.reason}")
    if concurrency.value is None:
        return Unknown(
            f"{function.address} has no reserved concurrency, so its peak is not in the code", cause=Cause.NOT_DECLARED
        )
    if isinstance(memory, Unknown):
        return memory.with_reason(f"the memory of {function.address}: {memory.reason}")
    interfaces = -(-concurrency.value * memory.value // PACKING_IN_MB)
    subnets = max(len(set(function.subnets.known())), 1)
    widest = subnets if function.subnets.complete else MOST_SUBNETS
    clause = f"{function.address} ({concurrency.value:,} executions of {memory.value:,} MB in {subnets}"
    more = " subnets)" if subnets > 1 else " subnet)"
    return Term(-(-interfaces // widest), -(-interfaces // subnets), clause + more)


@once_per_network
def _possible_users(network: Network) -> dict[str, list[Function]]:
    """The functions that may use a subnet, by the subnet."""
    found: defaultdict[str, list[Function]] = defaultdict(list)
    for function in network.functions.values():
        known = set(function.subnets.known())
        for candidate in {one for unknown in function.subnets.unknowns() for one in unknown.candidates}:
            if candidate not in known:
                found[candidate].append(function)
    return dict(found)
