"""VPC peering connections with what the other side's resources say about them."""

from __future__ import annotations

import dataclasses

from lambdanet.model import VpcPeering
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Known


def peerings(collection: Collection) -> dict[str, VpcPeering]:
    """The connections by identity; one that is certainly accepted by a resource of its own is active."""
    found = {peering.identity: peering for peering in collection.peerings}
    for acceptance in collection.accepted_peerings:
        named = acceptance.peering
        certain = acceptance.accepted == Known(True) and acceptance.declared_by not in collection.uncertain
        if certain and isinstance(named, Known) and named.value in found:
            found[named.value] = dataclasses.replace(found[named.value], active=Known(True))
    return found
