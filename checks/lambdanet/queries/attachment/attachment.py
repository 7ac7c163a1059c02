"""Which functions are in a VPC, and which functions use a resource."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.kit.verdicts import UNDECIDED, Verdict, not_applicable, not_known
from lambdanet.queries.caching import once_per_network
from lambdanet.undeclared import undeclared
from lambdanet.values import Unknown, Value, any_of, is_false, negation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambdanet.model import Function, Network, Resource, SecurityGroup, Subnet


def not_in_view(identity: str) -> Unknown:
    """Why nothing is known of what functions use, in a sentence that has named it."""
    return undeclared(identity, "it")


def in_vpc(function: Function) -> Value[bool]:
    """Whether the function has a VPC configuration, its own or its capacity provider's."""
    return any_of([negation(function.subnets.is_empty()), negation(function.security_groups.is_empty())])


@once_per_network
def nobody_in_vpc(network: Network) -> bool:
    """Whether no function is in a VPC, whatever is not known."""
    return all(is_false(in_vpc(function)) for function in network.functions.values())


@once_per_network
def functions_in_vpc(network: Network) -> list[tuple[Function, Verdict | None]]:
    """Every function, with the verdict on it already where it is not known to be in a VPC."""
    return [(function, _settled(function)) for function in network.functions.values()]


@once_per_network
def settled_by_network(network: Network) -> dict[str, Verdict | None]:
    """By function: the verdict on it already where it is not known to be in a VPC."""
    return {function.identity: settled for function, settled in functions_in_vpc(network)}


def perhaps_in_vpc(network: Network) -> Iterator[Verdict]:
    """The verdict on each function that may or may not be in a VPC."""
    for _, settled in functions_in_vpc(network):
        if settled is not None and settled.kind == UNDECIDED:
            yield settled


def _settled(function: Function) -> Verdict | None:
    attached = in_vpc(function)
    if isinstance(attached, Unknown):
        return not_known(function, f"whether {function.address} is in a VPC", attached)
    return None if attached.value else not_applicable(function, f"{function.address} is in no VPC.")


@once_per_network
def subnets_of_functions(network: Network) -> dict[str, list[Function]]:
    """The declared subnets that functions are known to use, each with its functions."""
    used: defaultdict[str, list[Function]] = defaultdict(list)
    for function in network.functions.values():
        for identity in dict.fromkeys(function.subnets.known()):
            used[identity].append(function)
    return {identity: functions for identity, functions in used.items() if _declared(network.subnets.get(identity))}


def undeclared_subnets(network: Network) -> Iterator[tuple[Resource, str, Unknown]]:
    """The subnets that functions use but the code does not name, and what is judged for each.

    That is the data block that looks the subnet up, or else each function that names it. The text is a clause that
    says who uses it.
    """
    yield from subnets_elsewhere(network)
    for function, unknown, _ in hidden_subnets(network):
        yield function, f"a subnet of {function.address}", unknown


def subnets_elsewhere(
    network: Network, functions: Iterable[Function] | None = None
) -> Iterable[tuple[Resource, str, Unknown]]:
    """The known ones of the subnets that are not in the code, as ``undeclared_subnets``."""
    return _all_elsewhere(network) if functions is None else _elsewhere(network, functions)


def hidden_subnets(
    network: Network, functions: Iterable[Function] | None = None
) -> Iterable[tuple[Function, Unknown, bool]]:
    """The subnets of functions of which it is not known which they are, and whether there certainly is one."""
    return _all_hidden(network) if functions is None else _hidden(functions)


@once_per_network
def _all_elsewhere(network: Network) -> list[tuple[Resource, str, Unknown]]:
    return list(_elsewhere(network, network.functions.values()))


def _elsewhere(network: Network, functions: Iterable[Function]) -> Iterator[tuple[Resource, str, Unknown]]:
    for function in functions:
        for identity in dict.fromkeys(function.subnets.known()):
            subnet = network.subnets[identity]
            if not subnet.declared:
                judged: Resource = subnet if subnet.place.file else function
                yield judged, f"{subnet.address}, which {function.address} uses,", not_in_view(identity)


@once_per_network
def _all_hidden(network: Network) -> list[tuple[Function, Unknown, bool]]:
    return list(_hidden(network.functions.values()))


def _hidden(functions: Iterable[Function]) -> Iterator[tuple[Function, Unknown, bool]]:
    for function in functions:
        subnets = function.subnets
        if subnets.complete:
            continue
        seen = set()
        for element in subnets.elements:
            if isinstance(element, Unknown):
                seen.add(element.candidates if element.exhaustive else None)
                yield function, element, True
        more = subnets.more
        # What is one of the same several says nothing more.
        if more is not None and (not more.exhaustive or more.candidates not in seen):
            yield function, more, False


@once_per_network
def security_groups_of_functions(network: Network) -> dict[str, list[Function]]:
    """The declared security groups that functions are known to use, each with its functions."""
    used: defaultdict[str, list[Function]] = defaultdict(list)
    for function in network.functions.values():
        for identity in dict.fromkeys(function.security_groups.known()):
            used[identity].append(function)
    return {
        identity: functions for identity, functions in used.items() if _declared(network.security_groups.get(identity))
    }


def known_subnets(network: Network, function: Function) -> list[Subnet]:
    """The subnets that a function is known to use, each once."""
    return [network.subnets[identity] for identity in dict.fromkeys(function.subnets.known())]


def known_security_groups(network: Network, function: Function) -> list[SecurityGroup]:
    """The security groups that a function is known to use."""
    return [network.security_groups[identity] for identity in function.security_groups.known()]


def _declared(resource: Subnet | SecurityGroup | None) -> bool:
    return resource is not None and resource.declared
