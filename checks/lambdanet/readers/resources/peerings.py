"""VPC peering connections and whether they are accepted."""

from __future__ import annotations

from lambdanet.model import VpcPeering
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, PeeringAcceptance, reads
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
        )
    )


def _active(block: Block) -> Value[bool]:
    """Terraform accepts when told to; CloudFormation does within an account, and across with a role for it."""
    open_question = Unknown(f"the code does not tell whether {block.place.address} is accepted by the other side")
    if block.language == "terraform":
        accepted = block.flag("auto_accept", False)
        return accepted if accepted == Known(True) else open_question
    owner, role = block.datum("peer_owner_id"), block.datum("peer_role_arn")
    return Known(True) if owner is None or role is not None else open_question


@reads("data.aws_vpc_peering_connection")
def known_peering(block: Block, collection: Collection) -> None:
    """A connection that exists elsewhere: what the look-up asks for is what is known."""
    unknown = Unknown(f"{block.place.address} is looked up when Terraform runs")
    sides = [block.resource(name) for name in ("vpc_id", "peer_vpc_id")]
    requester, accepter = (unknown if side == Known(None) else side for side in sides)
    collection.peerings.append(
        VpcPeering(block.identity, block.place, declared=False, requester=requester, accepter=accepter, active=unknown)
    )


@reads("aws_vpc_peering_connection_accepter")
def acceptance(block: Block, collection: Collection) -> None:
    """The other side's part; it accepts the connection when told to."""
    collection.accepted_peerings.append(
        PeeringAcceptance(block.resource("vpc_peering_connection_id"), block.flag("auto_accept", False), block.identity)
    )
