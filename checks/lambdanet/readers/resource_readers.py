"""The table of all resource files; importing them fills it."""

from __future__ import annotations

from lambdanet.readers.resources import (
    address_blocks,
    block_public_access,
    concurrency,
    destinations,
    file_systems,
    flow_logs,
    functions,
    network_acls,
    peerings,
    people,
    permissions,
    prefix_lists,
    private_resources,
    roles,
    routing,
    security_groups,
    service_resources,
    subnets,
    triggers,
    vpc_endpoints,
    vpcs,
)
from lambdanet.readers.resources.collection import READERS

__all__ = [
    "READERS",
    "block_public_access",
    "concurrency",
    "destinations",
    "flow_logs",
    "address_blocks",
    "file_systems",
    "functions",
    "network_acls",
    "peerings",
    "people",
    "permissions",
    "prefix_lists",
    "private_resources",
    "roles",
    "routing",
    "security_groups",
    "service_resources",
    "subnets",
    "vpc_endpoints",
    "triggers",
    "vpcs",
]
