"""
What it checks
    A NAT gateway that functions use can forward their traffic. A public NAT gateway has an Elastic IP and is in a
    subnet whose default route leads to an internet gateway that is attached to the VPC. A private one is in a subnet
    that leads to something other than an internet gateway. A regional NAT gateway is in no subnet.

Why
    A private subnet looks right when its default route leads to a NAT gateway. But if that gateway is in the same
    subnet, or in one without a way out, everything that the functions send is lost, and their calls hang until they
    time out. An internet gateway drops what a private NAT gateway sends.

Passes when
    The NAT gateway is regional; or public, with an elastic IP, in a subnet that leads to an internet gateway of the
    VPC; or private, in a subnet that leads to a transit gateway or a virtual private gateway, for example.

Fails when
    A public NAT gateway has no Elastic IP, or its subnet has no way out, leads back to the gateway, or leads to an
    internet gateway that is attached to no VPC or to another VPC. A private NAT gateway is in a subnet that leads to an
    internet gateway, back to the gateway, or nowhere out of the VPC. Or the network ACL of its subnet stops the
    requests of the functions, the traffic to the internet, or the answers.

Undecided when
    The NAT gateway, its kind, its subnet or the default route of that subnet is not known from the code. Or the gateway
    leads to another NAT gateway, to an appliance or to a network that the code does not show. Or a regional NAT gateway
    has addresses set for other zones than those of the subnets, or an internet gateway may be attached elsewhere.

Fix in Terraform
    Place the NAT gateway in a public subnet:

Fix in CloudFormation
    Place the NAT gateway in a public subnet:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.judged.nat_gateways_on_path import nat_gateways_on_path
from lambdanet.queries.reachability.connections import through_acls_of_nat
from lambdanet.queries.reachability.hop_clauses import also, clauses
from lambdanet.queries.routing.nat_gateways import fault_of
from lambdanet.queries.routing.nat_outlets import zone_doubt
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.judged.nat_gateways_on_path import UsedGateway
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_604",
    name="Ensure a NAT gateway of Lambda functions can forward their traffic",
    statements=("S6",),
    severity="HIGH",
    of=nat_gateways_on_path,
    since="0.1.0",
)
def judge(used: UsedGateway, network: Network, settings: Settings) -> Verdict:
    gateway, subnets = used.gateway, used.subnets
    fault = fault_of(network, gateway)
    doubt = zone_doubt(gateway, subnets)
    fault = fault if doubt is None else doubt
    if isinstance(fault, Unknown):
        return not_known(gateway, f"whether {gateway.address} can forward traffic", fault, related=subnets)
    if fault.value is not None:
        what = f"cannot forward what the functions of {names(subnets)} send to it"
        return failed(gateway, f"{gateway.address} {what}: {fault.value}.", subnets)
    through = [through_acls_of_nat(network, subnet, gateway) for subnet in subnets]
    stops = list(dict.fromkeys(hop for answer, hops in through if answer == Known(False) for hop in hops))
    if stops:
        what = f"cannot forward what the functions of {names(subnets)} send to it"
        first, *others = clauses(stops)
        resources = [resource for hop in stops for resource in hop.resources]
        return failed(gateway, f"{gateway.address} {what}: {first}.{also(others)}", [*subnets, *resources])
    doubts = [answer for answer, _ in through if isinstance(answer, Unknown)]
    if doubts:
        return not_known(gateway, f"whether {gateway.address} can forward traffic", *doubts, related=subnets)
    to_it = f"to which the functions of {names(subnets)} {'send' if used.certain else 'may send'}"
    what = "is a regional NAT gateway" if gateway.regional == Known(True) else "can forward traffic"
    return passed(gateway, f"{gateway.address}, {to_it}, {what}.", subnets)
