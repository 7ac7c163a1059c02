"""
What it checks
    A NAT gateway to which the default route of functions' subnets leads can pass on what it gets. A public NAT
    gateway has an elastic IP and stands in a subnet whose default route leads to an internet gateway that is attached
    to the VPC; a private one stands in a subnet that leads on to something other than an internet gateway. A regional
    NAT gateway stands in no subnet.

Why
    A private subnet looks right as soon as its default route leads to a NAT gateway. When that gateway stands in
    the very subnet that leads to it, or in one without a way out, everything that the functions send is lost, and
    their calls hang until they time out. An internet gateway drops what a private NAT gateway sends.

Passes when
    The NAT gateway is regional; or public, with an elastic IP, in a subnet that leads to an internet gateway of the
    VPC; or private, in a subnet that leads to a transit gateway, a virtual private gateway or the like.

Fails when
    A public NAT gateway has no elastic IP, or its subnet has no way out, or leads back to it, or to an internet
    gateway that is attached to no VPC or to another one. A private NAT gateway stands in a subnet that leads to an
    internet gateway, or out of the VPC by no route, or back to it.

Undecided when
    The NAT gateway, its subnet, that subnet's default route or the kind of the gateway is not told by the code; the
    gateway leads to another NAT gateway, to an appliance or to a network that the code does not show. So are a
    regional NAT gateway that is given addresses by hand in other zones than the subnets', and an internet gateway that
    may be attached elsewhere.

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

from lambdanet.kit.rule_kit import failed, passed, rule, undecided
from lambdanet.kit.wording import names, reasons, short
from lambdanet.queries.attachment.attachment import (
    NOT_DECLARED,
    hidden_subnets,
    subnets_elsewhere,
    subnets_of_functions,
)
from lambdanet.queries.lists.candidates import agreed
from lambdanet.queries.routing.default_routes import NAT_GATEWAY, default_route
from lambdanet.queries.routing.nat_gateways import (
    fault_of,
    gateway_of,
    nat_gateways_of_functions,
    nat_gateways_perhaps_of,
)
from lambdanet.queries.routing.nat_outlets import zone_doubt
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, NatGateway, Network, Subnet
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_604",
    name="Ensure a NAT gateway of Lambda functions can pass on their traffic",
    statements=("S6",),
    severity="HIGH",
    judges="NAT gateway on a function's path",
    since="0.1.0",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    for judged, clause in subnets_elsewhere(network):
        yield undecided(judged, f"It is not known to which NAT gateway {clause} leads, if to any: {NOT_DECLARED}.")
    gateways = nat_gateways_of_functions(network)
    perhaps: dict[str, list[Subnet]] = {}
    for judged, doubt, candidates in _open_ways(network, gateways):
        possible = nat_gateways_perhaps_of(network, candidates) if candidates else Unknown(doubt)
        # Whichever of several it is, it can pass on what it gets where all of them can.
        if isinstance(possible, Known) and all(_can_pass_on(network, identity) for identity in possible.value):
            for identity, found in possible.value.items():
                perhaps.setdefault(identity, []).extend(one for one in found if one not in perhaps.get(identity, []))
        else:
            yield undecided(judged, doubt)
    for identity, subnets in perhaps.items():
        if identity not in gateways:
            yield _verdict(network, network.nat_gateways[identity], subnets, "may send")
    for identity, subnets in gateways.items():
        gateway = network.nat_gateways.get(identity)
        if gateway is None or not gateway.declared:
            named = short(identity) if gateway is None else gateway.address
            told = f"Whether {named}, to which {names(subnets)} leads, can pass on the traffic is not known: "
            everyone = subnets if gateway is None or not gateway.place.file else [gateway]
            for resource in everyone:
                yield undecided(resource, f"{told}it is not declared in the scanned code.", subnets)
            continue
        yield _verdict(network, gateway, subnets)


def _open_ways(
    network: Network, gateways: dict[str, list[Subnet]]
) -> Iterator[tuple[Subnet | Function, str, list[str]]]:
    """What leads to a NAT gateway that is not told: a sentence that says so, and the subnets that it may be about."""
    for identity in subnets_of_functions(network):
        subnet = network.subnets[identity]
        route = default_route(network, subnet)
        if isinstance(route, Unknown):
            told = f"It is not known whether {subnet.address} leads to a NAT gateway: {reasons(route)}."
            yield subnet, told, []
        elif route.value.kind == NAT_GATEWAY and route.value.target is None:
            yield subnet, f"It is not known to which NAT gateway {subnet.address} leads.", [identity]
    for function, unknown, _ in hidden_subnets(network):
        target = agreed(unknown, lambda identity: gateway_of(network, identity))
        if isinstance(target, Unknown) or (target.value is not None and target.value not in gateways):
            where = f"a subnet of {function.address} leads, if to any: {reasons(unknown)}"
            subnets = sorted(unknown.candidates) if unknown.exhaustive else []
            yield function, f"It is not known to which NAT gateway {where}.", subnets


def _can_pass_on(network: Network, identity: str) -> bool:
    gateway = network.nat_gateways.get(identity)
    return gateway is not None and gateway.declared and fault_of(network, gateway) == Known(None)


def _verdict(network: Network, gateway: NatGateway, subnets: list[Subnet], send: str = "send") -> Verdict:
    fault = fault_of(network, gateway)
    doubt = zone_doubt(gateway, subnets)
    fault = fault if doubt is None else doubt
    if isinstance(fault, Unknown):
        why = reasons(fault)
        return undecided(
            gateway, f"It is not known whether {gateway.address} can pass on what it gets: {why}.", subnets
        )
    if fault.value is None:
        what = "is a regional NAT gateway" if gateway.regional == Known(True) else "can pass on what it gets"
        return passed(
            gateway, f"{gateway.address}, to which the functions of {names(subnets)} {send}, {what}.", subnets
        )
    return failed(
        gateway,
        f"{gateway.address} cannot pass on what the functions of {names(subnets)} send to it: {fault.value}.",
        subnets,
    )
