"""Default subnets in the default VPC that the same code adopts: a Region of an account has one.

https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
"""

from __future__ import annotations

import dataclasses

from lambdanet.identities import configuration_of
from lambdanet.model import Subnet
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Known


def in_default_vpcs(subnets: dict[str, Subnet], collection: Collection) -> dict[str, Subnet]:
    """The subnets, those that are default ones in the default VPC of their Region where the code has it."""
    defaults = [vpc for vpc in collection.vpcs if vpc.declared and vpc.default == Known(True)]
    for identity, region in collection.default_subnets.items():
        root = configuration_of(identity)
        found = [vpc for vpc in defaults if configuration_of(vpc.identity) == root and vpc.region == region]
        if len(found) == 1:
            subnets[identity] = dataclasses.replace(subnets[identity], vpc=Known(found[0].identity))
    return subnets
