"""VPC peering connections and whether they are accepted."""

from __future__ import annotations

from lambdanet.model import VpcPeering
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, PeeringAcceptance, reads
from lambdanet.undeclared import looked_up
from lambdanet.values import Known, Unknown, Value


@reads("aws_vpc_peering_connection", "AWS::EC2::VPCPeeringConnection")
def peering(block: Block, collection: Collection) -> None:
    """A connection as its requester declares it."""
    collection.peerings.append(
        VpcPeering(
            block.identity,
            block.place,
            requester=block.resource("vpc_id"),
            accepter=block.resource("peer_vpc_id"),
            active=_active(block),
            between_regions=_between_regions(block),
        )
    )


def _between_regions(block: Block) -> Value[bool]:
    """CloudFormation is given the Region where it is another one, Terraform may be given it in any case."""
    region = block.text("peer_region")
    if isinstance(region, Unknown) or not region.value:
        return region if isinstance(region, Unknown) else Known(False)
    reason = f"the code does not say whether {region.value} is the Region of both sides of {block.place.address}"
    return Unknown(reason) if block.language == "terraform" else Known(True)


def _active(block: Block) -> Value[bool]:
    """Terraform accepts when the code says so; CloudFormation does within an account, and across with a role for it."""
    open_question = Unknown(f"the code does not say whether {block.place.address} is accepted by the other side")
    if block.language == "terraform":
        accepted = block.flag("auto_accept", False)
        return open_question if accepted == Known(False) else accepted
    owner, role = block.datum("peer_owner_id"), block.datum("peer_role_arn")
    return Known(True) if owner is None or role is not None else open_question


@reads("data.aws_vpc_peering_connection")
def known_peering(block: Block, collection: Collection) -> None:
    """A connection that exists elsewhere: what the look-up asks for is what is known."""
    unknown = looked_up(block.identity, block.place.address)
    sides = [block.resource(name) for name in ("vpc_id", "peer_vpc_id")]
    requester, accepter = (unknown if side == Known(None) else side for side in sides)
    collection.peerings.append(
        VpcPeering(block.identity, block.place, declared=False, requester=requester, accepter=accepter, active=unknown)
    )


@reads("aws_vpc_peering_connection_accepter")
def acceptance(block: Block, collection: Collection) -> None:
    """The other side's part, another name of the connection; it accepts the connection when the code says so."""
    named = block.resource("vpc_peering_connection_id")
    if isinstance(named, Known) and named.value:
        collection.same_as[block.identity] = named.value
    collection.accepted_peerings.append(PeeringAcceptance(named, block.flag("auto_accept", False), block.identity))
