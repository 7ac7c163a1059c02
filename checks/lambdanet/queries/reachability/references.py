"""Whether a rule that names a security group holds for interfaces in another VPC that have it.

AWS: across a peering connection it does within a Region only
(https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html); across a transit gateway where that
is switched on, which it is not by default, and not switched off for an attachment
(https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html). When AWS announced that, it was for inbound rules
only (https://aws.amazon.com/blogs/networking-and-content-delivery/introducing-security-group-referencing-for-aws-transit-gateway).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.sameness import same_vpc
from lambdanet.values import Known, Unknown, Value, all_of, any_of, negation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Network, VpcPeering


_OUTBOUND = Unknown("AWS has said that references across a transit gateway work in inbound rules only")


def references_hold(
    network: Network, first: Value[str | None], second: Value[str | None], *, outbound: bool = False
) -> Value[bool]:
    """Whether rules of groups in one VPC may mean interfaces in the other by their groups."""
    return _references_hold(network, (first, second, outbound))


@once_per_key
def _references_hold(network: Network, key: tuple[Value[str | None], Value[str | None], bool]) -> Value[bool]:
    first, second, outbound = key
    pair = (first, second)
    if same_vpc(network, *pair) != Known(False):
        return Known(True)
    by_gateways = _by_transit_gateways(network, pair)
    joins = [*_by_peerings(network, pair), *(all_of([each, *([_OUTBOUND] * outbound)]) for each in by_gateways)]
    # Where nothing known joins them, the route decides.
    return any_of(joins) if joins else Known(True)


def _by_peerings(network: Network, pair: tuple[Value[str | None], Value[str | None]]) -> Iterator[Value[bool]]:
    for peering in network.peerings.values():
        sides = ((peering.requester, peering.accepter), (peering.accepter, peering.requester))
        joined = any_of(
            all_of([same_vpc(network, one, pair[0]), same_vpc(network, other, pair[1])]) for one, other in sides
        )
        if joined != Known(False):
            yield all_of([joined, negation(_between_regions(network, peering))])


def _between_regions(network: Network, peering: VpcPeering) -> Value[bool]:
    regions = [_region(network, side) for side in (peering.requester, peering.accepter)]
    if all(regions):
        return Known(regions[0] != regions[1])
    if peering.declared or isinstance(peering.between_regions, Known):
        return peering.between_regions
    return Unknown(f"the code does not name the Regions of {peering.address}")


def _region(network: Network, side: Value[str | None]) -> str | None:
    """The Region that a VPC names."""
    vpc = network.vpcs.get(side.value or "") if isinstance(side, Known) else None
    return vpc.region.value if vpc is not None and isinstance(vpc.region, Known) else None


def _by_transit_gateways(network: Network, pair: tuple[Value[str | None], Value[str | None]]) -> Iterator[Value[bool]]:
    for gateway in network.transit_gateways.values():
        attached = [
            each for each in network.transit_gateway_attachments.values() if each.gateway == Known(gateway.identity)
        ]
        joined = all_of(any_of(same_vpc(network, each.vpc, vpc) for each in attached) for vpc in pair)
        if joined != Known(False):
            own = [each for each in attached if any(same_vpc(network, each.vpc, vpc) == Known(True) for vpc in pair)]
            yield all_of([joined, gateway.group_references, *(each.group_references for each in own)])
