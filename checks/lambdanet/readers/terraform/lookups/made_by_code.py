"""What the code itself makes, and a look-up for several things may find too once it is there."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lambdanet.readers.datum import Datum, Reference
from lambdanet.readers.terraform.lookups.answers import LookUp

# The data source for several -> the resource of which it finds some.
_RESOURCES = {
    "aws_subnets": "aws_subnet",
    "aws_subnet_ids": "aws_subnet",
    "aws_security_groups": "aws_security_group",
    "aws_route_tables": "aws_route_table",
    "aws_nat_gateways": "aws_nat_gateway",
    "aws_network_acls": "aws_network_acl",
    "aws_vpcs": "aws_vpc",
}


def may_be_found_too(look_up: LookUp, vpcs: Collection[str]) -> str:
    """The address of a resource of the code that the look-up may find; "" where there is none.

    vpcs: those in which it looks; none where it looks everywhere.
    """

    def is_elsewhere(vpc: Datum) -> bool:
        # A VPC of the code is not one of the account's.
        return bool(vpcs) and (isinstance(vpc, Reference) or (isinstance(vpc, str) and vpc not in vpcs))

    return one_made(look_up, _RESOURCES[look_up.block.type.partition(".")[2]], "vpc_id", is_elsewhere)


def one_made(look_up: LookUp, kind: str, attribute: str, is_another: Callable[[Datum], bool]) -> str:
    """The address of a resource of a type that the root module makes; "" where there is none.

    is_another: whether, by its attribute, which is None where it has none, it is not the one that is looked for.
    """
    for module in look_up.module.configuration.instances():
        if module.directory != look_up.root:
            continue
        for declaration in module.resources_by_type.get(kind, ()):
            expression = declaration.attribute(attribute)
            if not is_another(None if expression is None else module.evaluate(expression)):
                return f"{module.prefix}{declaration.name}"
    return ""
