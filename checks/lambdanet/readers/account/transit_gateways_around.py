"""Transit gateways of an account: their attachments, route tables and routes, where the files hold all of them.

A gateway that is shared is another account's, whose files alone list every attachment.
https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.given.account import Account, Item
from lambdanet.readers.account.shapes_of_networks import is_gone
from lambdanet.records import dataclass

_ANSWERS = ("Routes", "Associations", "TransitGatewayRouteTablePropagations")
_IN_USE = ("available", "modifying")
"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayAttachment.html"""
_ON = ("associated", "enabled", "active")


@dataclass(frozen=True)
class Part:
    """A part of a gateway, as a resource of Terraform's. identity: "" where it is the id of the item."""

    type: str
    item: Item
    data: dict[str, Any]
    identity: str = ""


def why_not_all(account: Account, gateway: str) -> str:
    """Why not everything about a gateway is in the files; "" where it is."""
    held = account.lists.get("TransitGateways", {}).get(gateway)
    if held is None or held.data.get("OwnerId", account.number) != account.number:
        return f"{gateway} is another account's, which alone knows what is attached to it"
    for key in ("TransitGatewayAttachments", "TransitGatewayVpcAttachments", "TransitGatewayRouteTables"):
        if why := account.why_more_in(key, held):
            return why
    for item in _of(account, "TransitGatewayAttachments", gateway):
        if item.data.get("ResourceType") != "vpc":
            return f"{item.id} attaches to {gateway} what is no VPC"
        state = item.data.get("State", "available")
        if state not in _IN_USE:
            return f"{item.id} is in the state {state}"
        if item.id not in account.lists["TransitGatewayVpcAttachments"]:
            return f"no file says in which subnets {item.id} is"
    for table in _of(account, "TransitGatewayRouteTables", gateway):
        for key in _ANSWERS:
            if why := account.why_more_about(key, table.id):
                return why
            if account.about[key][table.id].data.get("AdditionalRoutesAvailable"):
                return f"no file holds all {key} of {table.id}"
    return ""


def parts_of(account: Account, gateway: str) -> Iterator[Part]:
    """The gateway and all that belongs to it. Which table an attachment has is said of each, never by default."""
    held = account.lists["TransitGateways"][gateway]
    options = held.data.get("Options")
    options = options if isinstance(options, dict) else {}
    off = {"default_route_table_association": "disable", "default_route_table_propagation": "disable"}
    references = options.get("SecurityGroupReferencingSupport")
    yield Part("aws_ec2_transit_gateway", held, {**off, "security_group_referencing_support": references})
    for item in _of(account, "TransitGatewayVpcAttachments", gateway):
        yield Part(
            "aws_ec2_transit_gateway_vpc_attachment",
            item,
            {"transit_gateway_id": gateway, "vpc_id": item.data.get("VpcId"), "subnet_ids": item.data.get("SubnetIds")},
        )
    for table in _of(account, "TransitGatewayRouteTables", gateway):
        yield Part("aws_ec2_transit_gateway_route_table", table, {"transit_gateway_id": gateway})
        yield from _of_table(account, table)


def _of_table(account: Account, table: Item) -> Iterator[Part]:
    for key, kind in ((_ANSWERS[1], "association"), (_ANSWERS[2], "propagation")):
        for each in _listed(account, key, table.id):
            attachment = each.get("TransitGatewayAttachmentId")
            if each.get("State", "enabled") in _ON and isinstance(attachment, str):
                named = {"transit_gateway_route_table_id": table.id, "transit_gateway_attachment_id": attachment}
                identity = f"{table.id}/{kind}/{attachment}"
                yield Part(f"aws_ec2_transit_gateway_route_table_{kind}", table, named, identity)
    for route in _listed(account, "Routes", table.id):
        if route.get("Type") != "static":
            continue  # what is propagated, the propagations say
        attached = route.get("TransitGatewayAttachments")
        first = attached[0] if isinstance(attached, list) and attached and isinstance(attached[0], dict) else {}
        destination = route.get("DestinationCidrBlock")
        data = {
            "transit_gateway_route_table_id": table.id,
            "destination_cidr_block": destination,
            "transit_gateway_attachment_id": first.get("TransitGatewayAttachmentId"),
            "blackhole": route.get("State") == "blackhole",
        }
        yield Part("aws_ec2_transit_gateway_route", table, data, f"{table.id}/{destination}")


def _listed(account: Account, key: str, table: str) -> list[dict[str, Any]]:
    listed = account.about[key][table].data.get(key)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _of(account: Account, key: str, gateway: str) -> list[Item]:
    items = account.items(key)
    return [each for each in items if each.data.get("TransitGatewayId") == gateway and not is_gone(each.data)]
