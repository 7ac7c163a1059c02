"""What else than functions has network interfaces in a subnet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.aws.quotas import ADDRESSES_OF_LOAD_BALANCER
from lambdanet.identities import is_written_out
from lambdanet.queries.caching import once_per_network
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Network, PrivateResource, Resource

_WITH_INTERFACES = ("Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork")
_IN_EACH_SUBNET = ("load balancer", "classic load balancer")


@dataclass(frozen=True)
class Consumer:
    """How many interfaces a resource has in a subnet, at least and at most.

    doubts: why there may be more: it stands for a number of resources that is not known, each of which has as many,
    or how many nodes it has is not known.
    """

    name: str
    kind: str
    least: int
    most: int
    doubts: tuple[Unknown, ...] = ()


@once_per_network
def consumers_by_subnet(network: Network) -> dict[str, list[Consumer]]:
    """The declared resources with interfaces in a subnet, by the subnet."""
    found: defaultdict[str, dict[str, Consumer]] = defaultdict(dict)
    for resource, kind, subnets, in_each, most in _declared(network):
        # What is in an account already has its addresses: AWS does not count them as free.
        counted = is_written_out(resource.identity)
        certain = resource.identity not in network.uncertain
        doubts = (network.uncertain[resource.identity],) if resource.identity in network.several else ()
        if isinstance(most, Unknown):
            doubts, most = (*doubts, most), 1
        known = list(dict.fromkeys(subnets.known()))
        alone = len(known) == 1 and subnets.complete
        for identity in known:
            subnet = network.subnets.get(identity)
            if counted and subnet is not None and subnet.free_addresses is not None:
                continue
            # A cluster is in the network by its instances, which may be declared too.
            least = int(certain and (in_each or (alone and "cluster" not in kind)))
            found[identity][resource.identity] = Consumer(resource.address, kind, least, most, doubts)
        for candidate in {one for unknown in subnets.unknowns() for one in unknown.candidates}:
            found[candidate].setdefault(resource.identity, Consumer(resource.address, kind, 0, most, doubts))
    return {identity: list(consumers.values()) for identity, consumers in found.items()}


def _declared(network: Network) -> Iterator[tuple[Resource, str, Items[str], bool, int | Unknown]]:
    """Each resource with its kind and subnets, whether it has an interface in each, and how many there at most."""
    for gateway in network.nat_gateways.values():
        if gateway.regional != Known(True):
            yield gateway, "NAT gateway", _one(gateway.subnet), True, 1
    for endpoint in network.endpoints.values():
        if isinstance(endpoint.kind, Unknown) or endpoint.kind.value in _WITH_INTERFACES:
            yield endpoint, "VPC endpoint", endpoint.subnets, isinstance(endpoint.kind, Known), 1
    for target in network.mount_targets:
        yield target, "mount target", _one(target.subnet), True, 1
    for resource in network.private_resources.values():
        if resource.declared:
            yield resource, resource.kind, resource.subnets, resource.kind in _IN_EACH_SUBNET, _most(resource)


def _most(resource: PrivateResource) -> int | Unknown:
    if resource.kind in _IN_EACH_SUBNET:
        return ADDRESSES_OF_LOAD_BALANCER
    return resource.interfaces if isinstance(resource.interfaces, Unknown) else resource.interfaces.value


def _one(subnet: Value[str | None]) -> Items[str]:
    if isinstance(subnet, Unknown):
        return Items((subnet,))
    return Items() if subnet.value is None else Items.of([subnet.value])
