"""Whether an internet gateway carries what a subnet's route sends to it.

AWS: a route may lead only to an internet gateway, or an egress-only one, of the route table's own VPC
(https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html,
https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.attachment.vpc_of_resource import name_of
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import InternetGateway, Network, Subnet
    from lambdanet.queries.routing.default_routes import DefaultRoute


def fault_at_gateway(network: Network, subnet: Subnet, way: DefaultRoute) -> Value[str | None]:
    """Why the gateway to which the subnet's default route leads is none for the subnet's VPC, as a clause about it.

    None where it is, and where the gateway is not of the code: AWS takes no route to one that is not attached.
    """
    faults: list[Value[str | None]] = []
    for identity in sorted(way.targets):
        gateway = network.internet_gateways.get(identity)
        fault = Known(None) if gateway is None or not gateway.declared else _fault(network, subnet, gateway)
        if fault == Known(None):
            return fault
        faults.append(fault)
    if not faults:
        return Known(None)
    # Whichever of several gateways it is, none of them is one for the VPC.
    return next((fault for fault in faults if isinstance(fault, Unknown)), faults[0])


def is_attached_to(network: Network, gateway: InternetGateway, vpc: Value[str | None]) -> Value[bool]:
    """Whether the gateway is attached to the VPC."""
    from lambdanet.queries.reachability.sameness import same_vpc

    attached = gateway.vpc
    if not gateway.declared or attached != Known(None):
        return same_vpc(network, attached, vpc)
    elsewhere = network.users[gateway.identity].more
    if elsewhere is not None:
        return elsewhere.with_reason(f"to which VPC {gateway.address} is attached: {elsewhere.reason}")
    return Known(False)


def _fault(network: Network, subnet: Subnet, gateway: InternetGateway) -> Value[str | None]:
    from lambdanet.queries.reachability.sameness import same_vpc

    attached = gateway.vpc
    if isinstance(attached, Unknown):
        twins = same_vpc(network, attached, subnet.vpc) == Known(True)
        return (
            Known(None)
            if twins
            else attached.with_reason(f"to which VPC {gateway.address} is attached: {attached.reason}")
        )
    if attached.value is None:
        elsewhere = network.users[gateway.identity].more
        if elsewhere is not None:
            return elsewhere.with_reason(f"to which VPC {gateway.address} is attached: {elsewhere.reason}")
        return Known(f"{gateway.address}, which is attached to no VPC")
    same = same_vpc(network, attached, subnet.vpc)
    if isinstance(same, Unknown):
        return same
    if same.value:
        return Known(None)
    return Known(f"{gateway.address}, which is attached to another VPC, {name_of(network, attached.value)}")
