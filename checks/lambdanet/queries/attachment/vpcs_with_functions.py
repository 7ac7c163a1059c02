"""Which VPCs hold functions, and in which subnets."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from lambdanet.kit.wording import short
from lambdanet.queries.attachment.attachment import subnets_of_functions
from lambdanet.queries.caching import once_per_network
from lambdanet.queries.lists.candidates import facts_of
from lambdanet.queries.lists.lists_in_part import slots
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, Subnet


@once_per_network
def subnets_by_vpc(network: Network) -> dict[str, list[tuple[Subnet, list[Function]]]]:
    """By VPC: the declared subnets that functions use, with the functions."""
    found: defaultdict[str, list[tuple[Subnet, list[Function]]]] = defaultdict(list)
    for identity, functions in subnets_of_functions(network).items():
        subnet = network.subnets[identity]
        if isinstance(subnet.vpc, Known) and subnet.vpc.value is not None and subnet.vpc.value in network.vpcs:
            found[subnet.vpc.value].append((subnet, functions))
    return dict(found)


@once_per_network
def vpcs_with_functions(network: Network) -> frozenset[str]:
    """The VPCs of the subnets that functions use, also of those that the code only looks up."""
    found = set()
    for function in network.functions.values():
        vpcs = facts_of(Items(function.subnets.elements), lambda identity: _vpc_of(network, identity))
        found |= {vpc.value for vpc in vpcs if isinstance(vpc, Known) and vpc.value is not None}
    return frozenset(found)


def vpc_in_code(network: Network, subnet: str) -> Value[str]:
    """The VPC of a subnet, both in the code."""
    found = network.subnets.get(subnet)
    vpc = found.vpc if found is not None and found.declared else None
    if isinstance(vpc, Known) and vpc.value is not None and vpc.value in network.vpcs:
        return Known(vpc.value)
    return not_in_code(
        f"the VPC of {short(subnet)} is not in the code", vpc.value if isinstance(vpc, Known) else subnet
    )


def _vpc_of(network: Network, subnet: str) -> Value[str | None]:
    unknown = not_in_code(f"{short(subnet)} is not declared in the scanned code", subnet)
    return network.subnets[subnet].vpc if subnet in network.subnets else unknown


@once_per_network
def _doubts(network: Network) -> tuple[dict[str, Unknown], Unknown | None]:
    """The VPCs of subnets that functions may turn out to use, and why functions may be in any other.

    The subnets of a function are of one VPC: where it is known of one of them, the function is in no other.
    """
    named: dict[str, Unknown] = {}
    anywhere: Unknown | None = None
    for function in network.functions.values():
        if function.subnets.complete:
            continue
        found = slots(function.subnets, partial(vpc_in_code, network))
        if any(slot.certain and isinstance(slot.fact, Known) for slot in found):
            continue
        for unknown in function.subnets.unknowns():
            if not unknown.candidates and anywhere is None:
                anywhere = unknown
            for candidate in unknown.candidates:
                subnet = network.subnets.get(candidate)
                if subnet is not None and isinstance(subnet.vpc, Known) and subnet.vpc.value is not None:
                    named.setdefault(subnet.vpc.value, unknown)
    return named, anywhere


def may_hold_functions(network: Network, vpc: str) -> Unknown | None:
    """Why functions may be in a VPC in which none is known to be; None when none is."""
    named, anywhere = _doubts(network)
    return named.get(vpc, anywhere)
