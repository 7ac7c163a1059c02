"""Internet gateways, with what they are attached to, and NAT gateways."""

from __future__ import annotations

from lambdanet.model import InternetGateway, NatGateway, Zone
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, GatewayAttachment, reads
from lambdanet.readers.resources.subnets import zone_of
from lambdanet.undeclared import looked_up
from lambdanet.values import Items, Known, Unknown, Value


@reads("aws_internet_gateway", "AWS::EC2::InternetGateway")
def internet_gateway(block: Block, collection: Collection) -> None:
    """An internet gateway; Terraform may name the VPC to which it is attached."""
    vpc: Value[str | None] = block.resource("vpc_id") if block.language == "terraform" else Known(None)
    collection.internet_gateways.append(InternetGateway(block.identity, block.place, vpc=vpc))


@reads("aws_egress_only_internet_gateway", "AWS::EC2::EgressOnlyInternetGateway")
def egress_only_gateway(block: Block, collection: Collection) -> None:
    """An egress-only internet gateway."""
    gateway = InternetGateway(block.identity, block.place, vpc=block.resource("vpc_id"), egress_only=True)
    collection.internet_gateways.append(gateway)


@reads("data.aws_internet_gateway")
def known_internet_gateway(block: Block, collection: Collection) -> None:
    """An internet gateway that exists elsewhere."""
    unknown = looked_up(block.identity, block.place.address)
    collection.internet_gateways.append(InternetGateway(block.identity, block.place, declared=False, vpc=unknown))


@reads("aws_internet_gateway_attachment", "AWS::EC2::VPCGatewayAttachment")
def attachment(block: Block, collection: Collection) -> None:
    """What attaches an internet gateway to a VPC; CloudFormation attaches VPN gateways so, too."""
    gateway = block.resource("internet_gateway_id")
    if gateway != Known(None):
        collection.gateway_attachments.append(GatewayAttachment(gateway, block.resource("vpc_id"), block.identity))


@reads("aws_nat_gateway", "AWS::EC2::NatGateway")
def nat_gateway(block: Block, collection: Collection) -> None:
    """A NAT gateway; a regional one (since 2025) is in no subnet."""
    mode = block.text("availability_mode")
    regional = mode if isinstance(mode, Unknown) else Known(mode.value == "regional")
    connectivity = block.text("connectivity_type")
    allocation = block.datum("allocation_id")
    zones = _zones_by_hand(block)
    collection.nat_gateways.append(
        NatGateway(
            block.identity,
            block.place,
            subnet=block.resource("subnet_id"),
            connectivity=Known("public") if connectivity == Known(None) else connectivity,
            regional=regional,
            elastic_ip=allocation if isinstance(allocation, Unknown) else Known(allocation is not None),
            zones=None if zones == Items() else zones,
        )
    )


def _zones_by_hand(block: Block) -> Items[Zone]:
    named = "availability_zone_address" if block.language == "terraform" else "AvailabilityZoneAddresses"
    listed = block.nested(named)
    zones = tuple(entry if isinstance(entry, Unknown) else zone_of(entry.value) for entry in listed.elements)
    return Items(zones, listed.more)


@reads("data.aws_nat_gateway")
def known_nat_gateway(block: Block, collection: Collection) -> None:
    """A NAT gateway that exists elsewhere."""
    unknown = looked_up(block.identity, block.place.address)
    collection.nat_gateways.append(
        NatGateway(
            block.identity,
            block.place,
            declared=False,
            subnet=unknown,
            connectivity=unknown,
            regional=unknown,
            elastic_ip=unknown,
        )
    )
