"""
What it checks
    A subnet of functions is explicitly associated with a route table. A strict rule, for organisations that want to see
    the routes of each subnet where the subnet is declared.

Why
    A subnet without an association uses the main route table of its VPC. Whoever changes that table, or makes another
    one the main table, changes the routes of all such subnets, also of subnets that nobody thought of: a route to an
    internet gateway makes them public, and their functions hang.

Passes when
    The subnet is associated with a route table.

Fails when
    The code declares the subnet and associates it with no route table, so it uses the main one of its VPC.

Undecided when
    An association may be for this subnet, or may not be created, or the subnet is declared elsewhere.

Fix in Terraform
    Associate the subnet with its table:

Fix in CloudFormation
    Associate the subnet with its table:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.judged.subjects import subnets_with_functions
from lambdanet.queries.routing.route_tables import explicit_association
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import UsedSubnet
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_603",
    name="Ensure a subnet of Lambda functions names its route table",
    statements=("S6",),
    severity="LOW",
    of=subnets_with_functions(lambda clause: f"It is not known whether {clause} is associated with a route table"),
    since="0.1.0",
    persona="strict",
)
def judge(used: UsedSubnet, network: Network, settings: Settings) -> Verdict:
    subnet, functions = used
    association = explicit_association(network, subnet)
    if isinstance(association, Unknown):
        return not_known(subnet, f"whether {subnet.address} is associated with a table", association)
    found = association.value
    if found is not None:
        return passed(subnet, f"{subnet.address} is associated with a route table by {found.address}.", [found])
    used_by = f"which {names(functions)} {'uses' if len(functions) == 1 else 'use'}"
    clause = f"{subnet.address}, {used_by}, is associated with no route table and uses the main one of its VPC"
    return failed(subnet, f"{clause}: associate it with a table.", functions)
