"""Transit gateways of an account: their attachments, route tables and routes, where the files hold all of them.

A gateway that is shared is another account's, whose files alone list every attachment.
https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.given.account import Account, Item
from lambdanet.readers.account.shapes_of_networks import further_blocks, is_gone
from lambdanet.records import dataclass

_ANSWERS = ("Routes", "Associations", "TransitGatewayRouteTablePropagations")
_LISTS = ("TransitGatewayAttachments", "TransitGatewayVpcAttachments", "TransitGatewayRouteTables")
_IN_USE = ("available", "modifying")
"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayAttachment.html"""
_ON, _OFF = ("associated", "enabled"), ("disassociated", "disabled")


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
    for key in _LISTS:
        if why := account.why_more_in(key, held):
            return why
        for item in account.items(key):
            if not is_gone(item.data) and not isinstance(item.data.get("TransitGatewayId"), str):
                return f"the file does not have the TransitGatewayId of {item.id}"
    for item in _of(account, "TransitGatewayAttachments", gateway):
        if item.data.get("ResourceType") != "vpc":
            return f"{item.id} attaches to {gateway} what is no VPC"
        if item.id not in account.lists["TransitGatewayVpcAttachments"]:
            return f"no file says in which subnets {item.id} is"
    for key in _LISTS[:2]:
        for item in _of(account, key, gateway):
            if why := _why_not_in_use(key, item):
                return why
    tables = _of(account, "TransitGatewayRouteTables", gateway)
    return next((why for table in tables if (why := _why_not_all_of_table(account, table.id))), "")


def _why_not_in_use(key: str, attachment: Item) -> str:
    state = attachment.data.get("State")
    if state not in _IN_USE:
        return f"{attachment.id} is in the state {state}" if state else f"no file has the State of {attachment.id}"
    needed = {"VpcId": str, "SubnetIds": list} if key == "TransitGatewayVpcAttachments" else {}
    missing = (name for name, kind in needed.items() if not isinstance(attachment.data.get(name), kind))
    return next((f"the file does not have the {name} of {attachment.id}" for name in missing), "")


def _why_not_all_of_table(account: Account, table: str) -> str:
    for key in _ANSWERS:
        if why := account.why_more_about(key, table):
            return why
        answer = account.about[key][table].data
        if answer.get("AdditionalRoutesAvailable") or not _is_of_objects(answer.get(key)):
            return f"no file holds all {key} of {table}"
    for key in _ANSWERS[1:]:
        for each in _listed(account, key, table):
            attachment, state = each.get("TransitGatewayAttachmentId"), each.get("State")
            if not isinstance(attachment, str) or state not in (*_ON, *_OFF):
                return f"one of the {key} of {table} is in the state {state}, or of no attachment"
    return next((why for route in _listed(account, _ANSWERS[0], table) if (why := _why_not_settled(route))), "") or (
        _why_not_as_propagated(account, table)
    )


def _why_not_settled(route: dict[str, Any]) -> str:
    """Why it is not known where a route leads.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRoute.html
    """
    destination, kind, state = (route.get(name) for name in ("DestinationCidrBlock", "Type", "State"))
    if not isinstance(destination, str) or kind not in ("static", "propagated"):
        return "the file does not have all of a route of a transit gateway"
    if state != "active" and (kind, state) != ("static", "blackhole"):
        return f"the {kind} route of a transit gateway for {destination} is in the state {state}"
    return "" if state == "blackhole" or _attachment_of(route) else f"no file has the attachment of {destination}"


def _why_not_as_propagated(account: Account, table: str) -> str:
    """Why the routes of a table are not those that its attachments propagate: a block may be another VPC's, too."""
    static, propagated = set(), set()
    for route in _listed(account, _ANSWERS[0], table):
        block = route["DestinationCidrBlock"]
        if route["Type"] == "static":
            static.add(block)
        else:
            propagated.add((_attachment_of(route), block))
    for each in _listed(account, _ANSWERS[2], table):
        attachment = each["TransitGatewayAttachmentId"]
        for block in _blocks(account, attachment) if each["State"] in _ON else ():
            if block not in static and (attachment, block) not in propagated:
                return f"{attachment} propagates to {table}, whose routes do not have its {block}"
            propagated.discard((attachment, block))
    # Of a VPC that is in no file, and of IPv6, the blocks are not known.
    known = [(attachment, block) for attachment, block in propagated if _blocks(account, attachment)]
    alone = [block for _, block in known if ":" not in block]
    return f"{table} has a propagated route for {min(alone)}, which nothing propagates" if alone else ""


def _blocks(account: Account, attachment: str) -> list[str]:
    """The IPv4 blocks of the VPC of an attachment; none where no file has it."""
    held = account.lists["TransitGatewayVpcAttachments"].get(attachment)
    found = account.lists.get("Vpcs", {}).get(str(held.data.get("VpcId"))) if held is not None else None
    first = found.data.get("CidrBlock") if found is not None else None
    return [first, *further_blocks(found.data)] if found is not None and isinstance(first, str) else []


def _attachment_of(route: dict[str, Any]) -> str:
    attached = route.get("TransitGatewayAttachments")
    first = attached[0] if isinstance(attached, list) and attached and isinstance(attached[0], dict) else {}
    named = first.get("TransitGatewayAttachmentId")
    return named if isinstance(named, str) else ""


def parts_of(account: Account, gateway: str) -> Iterator[Part]:
    """The gateway and all that belongs to it. Which table an attachment has is said of each, never by default."""
    held = account.lists["TransitGateways"][gateway]
    off = {"default_route_table_association": "disable", "default_route_table_propagation": "disable"}
    references = _option(held, "SecurityGroupReferencingSupport")
    yield Part("aws_ec2_transit_gateway", held, {**off, "security_group_referencing_support": references})
    for item in _of(account, "TransitGatewayVpcAttachments", gateway):
        yield Part(
            "aws_ec2_transit_gateway_vpc_attachment",
            item,
            {
                "transit_gateway_id": gateway,
                "vpc_id": item.data.get("VpcId"),
                "subnet_ids": item.data.get("SubnetIds"),
                "security_group_referencing_support": _option(item, "SecurityGroupReferencingSupport"),
            },
        )
    for table in _of(account, "TransitGatewayRouteTables", gateway):
        yield Part("aws_ec2_transit_gateway_route_table", table, {"transit_gateway_id": gateway})
        yield from _of_table(account, table)


def _option(item: Item, name: str) -> Any:
    options = item.data.get("Options")
    return options.get(name) if isinstance(options, dict) else None


def _of_table(account: Account, table: Item) -> Iterator[Part]:
    for key, kind in ((_ANSWERS[1], "association"), (_ANSWERS[2], "propagation")):
        for each in _listed(account, key, table.id):
            if each["State"] in _ON:
                attachment = each["TransitGatewayAttachmentId"]
                named = {"transit_gateway_route_table_id": table.id, "transit_gateway_attachment_id": attachment}
                identity = f"{table.id}/{kind}/{attachment}"
                yield Part(f"aws_ec2_transit_gateway_route_table_{kind}", table, named, identity)
    for route in _listed(account, "Routes", table.id):
        if route["Type"] != "static":
            continue  # what is propagated, the propagations say
        destination = route["DestinationCidrBlock"]
        data = {
            "transit_gateway_route_table_id": table.id,
            "destination_cidr_block": destination,
            "transit_gateway_attachment_id": _attachment_of(route) or None,
            "blackhole": route["State"] == "blackhole",
        }
        yield Part("aws_ec2_transit_gateway_route", table, data, f"{table.id}/{destination}")


def _is_of_objects(listed: Any) -> bool:
    return isinstance(listed, list) and all(isinstance(each, dict) for each in listed)


def _listed(account: Account, key: str, table: str) -> list[dict[str, Any]]:
    return list(account.about[key][table].data[key])


def _of(account: Account, key: str, gateway: str) -> list[Item]:
    items = account.items(key)
    return [each for each in items if each.data.get("TransitGatewayId") == gateway and not is_gone(each.data)]
