"""
What it checks
    The NAT gateway to which the default route of a functions' subnet leads stands in the subnet's own availability
    zone. A regional NAT gateway is in every zone.

Why
    A function uses subnets in several zones so that it outlives one of them. When they share one NAT gateway and
    its zone is down, the functions in the other zones lose their way out too. AWS recommends a NAT gateway in each
    zone.

Passes when
    The subnet and the NAT gateway are in one availability zone, or the NAT gateway is regional.

Fails when
    The subnet and the NAT gateway are in different availability zones. Who has one NAT gateway for all zones on
    purpose, because it costs less, says so with a skip and its reason.

Undecided when
    The route, the NAT gateway or one of the two zones is not told by the code. A regional NAT gateway is given
    addresses by hand, and none for the subnet's zone.

Fix in Terraform
    Make a NAT gateway in each zone, and let each private subnet use the one of its zone:

Fix in CloudFormation
    Make a NAT gateway in each zone, and let each private subnet use the one of its zone:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import Control, failed, not_applicable, passed, rule, undecided
from lambdanet.kit.wording import names, reasons, short
from lambdanet.queries.attachment.zones import are_different
from lambdanet.queries.judged.subnet_verdicts import on_each_subnet
from lambdanet.queries.lists.candidates import agreed
from lambdanet.queries.routing.default_routes import NAT_GATEWAY, default_route
from lambdanet.queries.routing.nat_outlets import zone_doubt
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, NatGateway, Network, Subnet, Zone
    from lambdanet.settings.known_settings import Settings
    from lambdanet.values import Value


@rule(
    id="LAMBDANET_605",
    name="Ensure a subnet of Lambda functions uses a NAT gateway of its own availability zone",
    statements=("S6", "S8"),
    severity="MEDIUM",
    judges="subnet used by functions",
    since="0.1.0",
    frameworks=(
        Control(
            "AWS Well-Architected, Serverless Applications Lens",
            "Performance efficiency, AWS Lambda: NAT gateways across multiple zones",
            "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/aws-lambda.html",
        ),
    ),
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    yield from on_each_subnet(
        network,
        lambda subnet, functions: _verdict(network, subnet, functions),
        lambda clause: f"It is not known through which NAT gateway {clause} sends its traffic",
    )


def _verdict(network: Network, subnet: Subnet, functions: list[Function]) -> Verdict:
    route = default_route(network, subnet)
    if isinstance(route, Unknown):
        return undecided(subnet, f"It is not known which NAT gateway {subnet.address} uses: {reasons(route)}.")
    if route.value.kind != NAT_GATEWAY:
        return not_applicable(subnet, f"The default route of {subnet.address} leads to no NAT gateway.")
    gateway = network.nat_gateways.get(route.value.target or "")
    if gateway is None or not gateway.declared:
        named = gateway.address if gateway is not None else short(route.value.target or "the NAT gateway")
        return undecided(
            subnet, f"It is not known in which zone {named} is, which {subnet.address} uses: it is declared elsewhere."
        )
    doubt = zone_doubt(gateway, [subnet])
    if doubt is not None:
        return undecided(
            subnet, f"It is not known how {subnet.address} uses {gateway.address}: {reasons(doubt)}.", [gateway]
        )
    if gateway.regional == Known(True):
        return passed(subnet, f"{gateway.address}, which {subnet.address} uses, is regional.", [gateway])
    zone = _zone_of(network, gateway)
    differ: Value[bool]
    if gateway.subnet == Known(subnet.identity):
        differ = Known(False)
    elif isinstance(zone, Unknown):
        differ = zone
    elif isinstance(subnet.zone, Unknown):
        differ = subnet.zone
    else:
        differ = are_different(subnet.zone.value, zone.value)
    if differ == Known(True) and isinstance(gateway.regional, Unknown):
        differ = gateway.regional
    if isinstance(differ, Unknown):
        return undecided(
            subnet,
            f"It is not known whether {subnet.address} and {gateway.address} are in one zone: {reasons(differ)}.",
            [gateway],
        )
    if not differ.value:
        return passed(subnet, f"{subnet.address} and {gateway.address} are in one availability zone.", [gateway])
    own, other = (each.value if isinstance(each, Known) else "" for each in (subnet.zone, zone))
    return failed(
        subnet,
        f"{subnet.address} in {own} depends on {other}: its traffic goes through {gateway.address}. When {other} is "
        f"down, {names(functions)} can send nothing out of the VPC from {own} either.",
        [gateway, *functions],
    )


def _zone_of(network: Network, gateway: NatGateway) -> Value[Zone]:
    def zone_of(identity: str | None) -> Value[Zone]:
        subnet = network.subnets.get(identity or "")
        told = Unknown(f"the subnet of {gateway.address} is not declared in the scanned code")
        return told if subnet is None else subnet.zone

    named = gateway.subnet
    return agreed(named, zone_of) if isinstance(named, Unknown) else zone_of(named.value)
