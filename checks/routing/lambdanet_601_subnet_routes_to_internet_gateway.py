"""
What it checks
    The default route (0.0.0.0/0) of a subnet that functions use does not lead to an internet gateway. The route
    table is the one that the subnet is associated with, else the main one of its VPC; the subnets of the default VPC
    are public.

Why
    The network interfaces of a function have no public IP address, so an internet gateway drops what they send: calls
    to the internet and to AWS services hang until the function times out. A function reaches the internet through a NAT
    gateway in a public subnet, and AWS services also through VPC endpoints.

Passes when
    The subnet has no default route, or one to something else, for example a NAT gateway or a transit gateway.

Fails when
    The default route of the subnet leads to an internet gateway. If functions connect only to private resources, allow
    this by the setting ``allow_public_subnets``. Functions on managed instances do not count: AWS documents that their
    interfaces may have public addresses.

Undecided when
    The route table, its default route or the target of that route is not known from the code.

Fix in Terraform
    Use private subnets whose table leads to a NAT gateway:

Fix in CloudFormation
    Use private subnets whose table leads to a NAT gateway:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names, with_article
from lambdanet.queries.judged.subjects import subnets_with_functions
from lambdanet.queries.routing.default_routes import INTERNET_GATEWAY, NOWHERE, default_route
from lambdanet.values import Unknown, is_false

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import UsedSubnet
    from lambdanet.queries.routing.default_routes import DefaultRoute
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_601",
    name="Ensure a subnet of Lambda functions has no default route to an internet gateway",
    statements=("S6",),
    severity="HIGH",
    of=subnets_with_functions(lambda clause: f"It is not known where {clause} sends its traffic"),
    since="0.1.0",
)
def judge(used: UsedSubnet, network: Network, settings: Settings) -> Verdict:
    subnet, users = used
    functions = [function for function in users if is_false(function.managed_instances)]
    if not functions:
        return not_applicable(subnet, f"Only functions on managed instances use {subnet.address}.")
    route = default_route(network, subnet)
    if isinstance(route, Unknown):
        return not_known(subnet, f"where {subnet.address} sends its traffic", route)
    found = route.value
    related = [item for item in (found.table, found.route) if item is not None]
    if found.kind != INTERNET_GATEWAY:
        return passed(subnet, f"{subnet.address} {_where(found)}.", related)
    if settings.allow_public_subnets:
        return passed(subnet, f"{subnet.address} is a public subnet, which the settings allow.", related)
    table = f" by {found.table.address}" if found.table is not None else ""
    return failed(
        subnet,
        f"{subnet.address} sends its traffic to an internet gateway{table}, but the interfaces of "
        f"{names(functions)} have no public address: move them to private subnets, or set allow_public_subnets if "
        "functions connect only to private resources.",
        [*related, *functions],
    )


def _where(found: DefaultRoute) -> str:
    if found.is_gone:
        return "has a default route whose target is gone"
    return "has no default route" if found.kind == NOWHERE else f"sends its traffic to {with_article(found.kind)}"
