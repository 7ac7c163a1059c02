"""Which VPCs hold functions, and in which subnets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.queries.attachment import subnets_of_functions
from lambdanet.queries.caching import once_per_network
from lambdanet.values import Known

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, Subnet


@once_per_network
def subnets_by_vpc(network: Network) -> dict[str, list[tuple[Subnet, list[Function]]]]:
    """By VPC: the declared subnets that functions use, with the functions."""
    found: defaultdict[str, list[tuple[Subnet, list[Function]]]] = defaultdict(list)
    for identity, functions in subnets_of_functions(network).items():
        subnet = network.subnets[identity]
        if isinstance(subnet.vpc, Known) and subnet.vpc.value in network.vpcs:
            found[subnet.vpc.value].append((subnet, functions))
    return dict(found)


@once_per_network
def vpcs_with_functions(network: Network) -> frozenset[str]:
    """The VPCs of the subnets that functions use, also of those that the code only looks up."""
    found = set()
    for function in network.functions.values():
        for identity in function.subnets.known():
            vpc = network.subnets[identity].vpc
            if isinstance(vpc, Known) and vpc.value is not None:
                found.add(vpc.value)
    return frozenset(found)
