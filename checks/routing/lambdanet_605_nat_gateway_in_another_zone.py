"""
What it checks
    A subnet of functions uses a NAT gateway in its own availability zone. A regional NAT gateway is in every zone.

Why
    A function uses subnets in several zones so that it survives the failure of one. When all subnets share one NAT
    gateway and its zone fails, the functions in the other zones lose their way out too. AWS recommends a NAT gateway in
    each zone.

Passes when
    The subnet and the NAT gateway are in one availability zone, or the NAT gateway is regional.

Fails when
    The subnet and the NAT gateway are in different availability zones. If you use one NAT gateway for all zones on
    purpose, because it costs less, skip the rule with that reason.

Undecided when
    The route, the NAT gateway or one of the two zones is not known from the code. Or a regional NAT gateway has
    addresses set by zone, and none for the zone of the subnet.

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

from lambdanet.kit.rule_kit import Control, decided, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names, short
from lambdanet.queries.attachment.attachment import not_in_view
from lambdanet.queries.judged.subjects import subnets_with_functions
from lambdanet.queries.routing.default_routes import NAT_GATEWAY, default_route
from lambdanet.queries.routing.nat_outlets import is_in_another_zone, zone_doubt, zone_of
from lambdanet.values import Cause, Known, Unknown, negation

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import UsedSubnet
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_605",
    name="Ensure a subnet of Lambda functions uses a NAT gateway of its own availability zone",
    statements=("S6", "S8"),
    severity="MEDIUM",
    of=subnets_with_functions(lambda clause: f"It is not known through which NAT gateway {clause} sends its traffic"),
    since="0.1.0",
    frameworks=(
        Control(
            "AWS Well-Architected, Serverless Applications Lens",
            "Performance efficiency, AWS Lambda: NAT gateways across multiple zones",
            "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/aws-lambda.html",
        ),
    ),
)
def judge(used: UsedSubnet, network: Network, settings: Settings) -> Verdict:
    subnet, functions = used
    route = default_route(network, subnet)
    if isinstance(route, Unknown):
        return not_known(subnet, f"which NAT gateway {subnet.address} uses", route)
    if route.value.kind != NAT_GATEWAY:
        return not_applicable(subnet, f"The default route of {subnet.address} leads to no NAT gateway.")
    gateway = network.nat_gateways.get(route.value.target or "")
    if gateway is None or not gateway.declared:
        target = route.value.target
        named = gateway.address if gateway is not None else short(target or "the NAT gateway")
        elsewhere = (
            Unknown("it is declared elsewhere", cause=Cause.NOT_DECLARED) if target is None else not_in_view(target)
        )
        return not_known(subnet, f"in which zone {named} is, which {subnet.address} uses", elsewhere)
    doubt = zone_doubt(gateway, [subnet])
    if doubt is not None:
        return not_known(subnet, f"how {subnet.address} uses {gateway.address}", doubt, related=[gateway])
    if gateway.regional == Known(True):
        return passed(subnet, f"{gateway.address}, which {subnet.address} uses, is regional.", [gateway])
    zone = zone_of(network, gateway)
    own, other = (each.value if isinstance(each, Known) else "" for each in (subnet.zone, zone))
    return decided(
        subnet,
        negation(is_in_another_zone(network, gateway, subnet)),
        passes=lambda: f"{subnet.address} and {gateway.address} are in one availability zone.",
        fails=lambda: (
            f"{subnet.address} in {own} depends on {other}: its traffic goes through {gateway.address}. When "
            f"{other} fails, {names(functions)} cannot send anything out of the VPC from {own} either. Give {own} its "
            "own NAT gateway, or skip the rule if one gateway for all zones is meant because it costs less."
        ),
        in_doubt=lambda: f"whether {subnet.address} and {gateway.address} are in one zone",
        rests_on=[gateway],
    )
