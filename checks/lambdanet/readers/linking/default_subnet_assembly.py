"""Default subnets in the default VPC that the same code adopts: a Region of an account has one.

https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
"""

from __future__ import annotations

import dataclasses

from lambdanet.identities import configuration_of
from lambdanet.model import Subnet
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Known, Unknown, Value


def in_default_vpcs(subnets: dict[str, Subnet], collection: Collection) -> dict[str, Subnet]:
    """The subnets, those that are default ones in the default VPC of their Region where the code has it.

    Providers may be of several accounts: two that nothing shows to be one have a default VPC each.
    """
    known = collection.of_default_networks
    places = {identity: place for identity, place in known.items() if all(_is_one(part) for part in place)}
    vpcs = [vpc.identity for vpc in collection.vpcs if vpc.identity in places]
    for identity in [identity for identity in places if identity in subnets]:
        root, place = configuration_of(identity), places[identity]
        found = [vpc for vpc in vpcs if configuration_of(vpc) == root and places[vpc] == place]
        if len(found) == 1:
            subnets[identity] = dataclasses.replace(subnets[identity], vpc=Known(found[0]))
    return subnets


def _is_one(part: Value[str] | Value[str | None]) -> bool:
    """Whether an equal value is the same one: two that nobody knows may be any two."""
    return not isinstance(part, Unknown) or part.symbol is not None
