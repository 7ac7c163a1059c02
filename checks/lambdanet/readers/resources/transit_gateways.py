"""Transit gateways: what is attached to them, and their route tables."""

from __future__ import annotations

from lambdanet.model import (
    TransitGateway,
    TransitGatewayAttachment,
    TransitGatewayRoute,
    TransitGatewayRouteTable,
)
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, TransitGatewayLink, reads
from lambdanet.values import Items, Known, Unknown, Value, all_of

_REFERENCES = "security_group_referencing_support"


@reads("aws_ec2_transit_gateway", "AWS::EC2::TransitGateway")
def transit_gateway(block: Block, collection: Collection) -> None:
    """A transit gateway; CloudFormation may make another of its tables the default one."""
    replaced = [
        named
        for named in (block.datum("AssociationDefaultRouteTableId"), block.datum("PropagationDefaultRouteTableId"))
        if named is not None
    ]
    doubt = Unknown(f"{block.place.address} names another default route table") if replaced else None
    collection.transit_gateways.append(
        TransitGateway(
            block.identity,
            block.place,
            default_association=_enabled(block, "default_route_table_association") if doubt is None else doubt,
            default_propagation=_enabled(block, "default_route_table_propagation") if doubt is None else doubt,
            group_references=_enabled(block, _REFERENCES, "disable"),
        )
    )


def _enabled(block: Block, name: str, default: str = "enable") -> Value[bool]:
    text = block.text(name)
    return text if isinstance(text, Unknown) else Known((text.value or default) == "enable")


@reads(
    "aws_ec2_transit_gateway_vpc_attachment",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::TransitGatewayVpcAttachment",
)
def attachment(block: Block, collection: Collection) -> None:
    """A VPC's attachment."""
    collection.transit_gateway_attachments.append(
        TransitGatewayAttachment(
            block.identity,
            block.place,
            gateway=block.resource("transit_gateway_id"),
            vpc=block.resource("vpc_id"),
            subnets=block.resources("subnet_ids"),
            group_references=_references(block),
            default_association=block.flag("transit_gateway_default_route_table_association", True),
            default_propagation=block.flag("transit_gateway_default_route_table_propagation", True),
        )
    )


def _references(block: Block) -> Value[bool]:
    """Whether rules of groups may name those of other VPCs: unless it is switched off.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayVpcAttachmentRequestOptions.html
    """
    options = block.nested("options") if block.language != "terraform" else Items[Block]()
    said = [_enabled(each, _REFERENCES) for each in (block, *options.known())]
    return all_of([*said, *options.unknowns()])


@reads("aws_ec2_transit_gateway_vpc_attachment_accepter")
def accepted_attachment(block: Block, collection: Collection) -> None:
    """The side of the gateway's account: another name of the attachment."""
    named = block.resource("transit_gateway_attachment_id")
    if isinstance(named, Known) and named.value:
        collection.same_as[block.identity] = named.value


@reads("aws_ec2_transit_gateway_route_table", "AWS::EC2::TransitGatewayRouteTable")
def route_table(block: Block, collection: Collection) -> None:
    """A route table of its own."""
    collection.transit_gateway_route_tables.append(
        TransitGatewayRouteTable(block.identity, block.place, gateway=block.resource("transit_gateway_id"))
    )


@reads("aws_ec2_transit_gateway_route", "AWS::EC2::TransitGatewayRoute")
def route(block: Block, collection: Collection) -> None:
    """A static route."""
    collection.transit_gateway_routes.append(
        TransitGatewayRoute(
            block.identity,
            block.place,
            table=block.resource("transit_gateway_route_table_id"),
            destination=block.text("destination_cidr_block"),
            attachment=block.resource("transit_gateway_attachment_id"),
            blackhole=block.flag("blackhole", False),
        )
    )


@reads("aws_ec2_transit_gateway_prefix_list_reference")
def route_to_list(block: Block, collection: Collection) -> None:
    """A static route to the blocks of a prefix list."""
    collection.transit_gateway_routes.append(
        TransitGatewayRoute(
            block.identity,
            block.place,
            table=block.resource("transit_gateway_route_table_id"),
            destination=block.resource("prefix_list_id"),
            attachment=block.resource("transit_gateway_attachment_id"),
            blackhole=block.flag("blackhole", False),
        )
    )


@reads("aws_ec2_transit_gateway_route_table_association", "AWS::EC2::TransitGatewayRouteTableAssociation")
def association(block: Block, collection: Collection) -> None:
    """The table that decides about what comes from an attachment."""
    collection.transit_gateway_links.append(_link(block, "association"))


@reads("aws_ec2_transit_gateway_route_table_propagation", "AWS::EC2::TransitGatewayRouteTablePropagation")
def propagation(block: Block, collection: Collection) -> None:
    """A table that has routes to the blocks of what is attached."""
    collection.transit_gateway_links.append(_link(block, "propagation"))


def _link(block: Block, kind: str) -> TransitGatewayLink:
    table = block.resource("transit_gateway_route_table_id")
    return TransitGatewayLink(kind, table, block.resource("transit_gateway_attachment_id"), block.identity)
