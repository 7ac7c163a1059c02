"""
What it checks
    A subnet of functions is explicitly associated with a route table. A strict rule, for organisations that want each
    subnet's routes to be said where the subnet is.

Why
    A subnet without an association uses the main route table of its VPC. Whoever changes that table, or makes another
    one the main table, changes the way of all such subnets at once, also of those of functions that nobody thought
    of: a route to an internet gateway makes them public, and their functions hang.

Passes when
    The subnet is associated with a route table.

Fails when
    The subnet, which the code declares, is associated with none and inherits the main route table of its VPC.

Undecided when
    An association may be the subnet's, or may not be made; the subnet is declared elsewhere.

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

from lambdanet.kit.rule_kit import failed, passed, rule, undecided
from lambdanet.kit.wording import names, reasons
from lambdanet.queries.judged.subnet_verdicts import on_each_subnet
from lambdanet.queries.routing.route_tables import explicit_association
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, Subnet
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_603",
    name="Ensure a subnet of Lambda functions names its route table",
    statements=("S6",),
    severity="LOW",
    judges="subnet used by functions",
    since="0.1.0",
    persona="strict",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    yield from on_each_subnet(
        network,
        lambda subnet, functions: _verdict(network, subnet, functions),
        lambda clause: f"It is not known whether {clause} is associated with a route table",
    )


def _verdict(network: Network, subnet: Subnet, functions: list[Function]) -> Verdict:
    association = explicit_association(network, subnet)
    if isinstance(association, Unknown):
        return undecided(
            subnet, f"It is not known whether {subnet.address} is associated with a table: {reasons(association)}."
        )
    if association.value is None:
        return failed(
            subnet,
            f"{subnet.address}, which {names(functions)} {'uses' if len(functions) == 1 else 'use'}, is associated "
            "with no route table and inherits the main one of its VPC.",
            functions,
        )
    return passed(
        subnet,
        f"{subnet.address} is associated with a route table by {association.value.address}.",
        [association.value],
    )
