"""Internet gateways with the VPC to which they are attached, wherever the code says that."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from lambdanet.model import InternetGateway
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.resources.collection import Collection, GatewayAttachment
from lambdanet.values import Items, Known, Unknown


def internet_gateways(collection: Collection, same: Callable[[str], str]) -> dict[str, InternetGateway]:
    """The gateways by identity. An attachment of a gateway that is not known may be that of any."""
    attachments = grouped(
        collection.gateway_attachments,
        lambda attachment: attachment.gateway,
        collection.uncertain,
        same,
        lambda attachment: attachment.declared_by,
    )
    open_question = [
        attachment.gateway
        for attachment in collection.gateway_attachments
        if isinstance(attachment.gateway, Unknown) and not attachment.gateway.exhaustive
    ]
    return {
        gateway.identity: _attached(gateway, attachments.get(gateway.identity, Items()), open_question)
        for gateway in collection.internet_gateways
    }


def _attached(
    gateway: InternetGateway, attachments: Items[GatewayAttachment], open_question: list[Unknown]
) -> InternetGateway:
    # AWS attaches a gateway to one VPC at a time.
    for attachment in attachments.known():
        return dataclasses.replace(gateway, vpc=attachment.vpc)
    doubts = [*attachments.unknowns(), *open_question]
    if gateway.vpc == Known(None) and doubts:
        return dataclasses.replace(gateway, vpc=doubts[0])
    return gateway
