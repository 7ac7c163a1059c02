"""
What it checks
    A subnet of functions with dual-stack networking sends its IPv6 traffic to the internet (::/0) to an egress-only
    internet gateway, or does not send any there.

Why
    0.0.0.0/0 does not cover IPv6: the NAT gateway for IPv4 does nothing for the IPv6 traffic that
    ``Ipv6AllowedForDualStack`` switches on. AWS documents one way for it, a route for ::/0 to an egress-only internet
    gateway. With another route, calls to every name that has an IPv6 address hang.

Passes when
    ::/0 leads to an egress-only internet gateway, or the subnet has no route for ::/0, which keeps its functions
    off the IPv6 internet.

Fails when
    ::/0 leads to anything else, such as a NAT gateway or a peering connection, or to an egress-only internet gateway
    of another VPC. If you send IPv6 through your own
    network on purpose, for example through a transit gateway, skip the rule with that reason.

Undecided when
    ::/0 leads to an internet gateway: AWS does not say whether the IPv6 traffic of a function passes it. Or it leads
    to a firewall endpoint or an instance, which may forward to an egress-only internet gateway. Or the route table, its
    route for ::/0 or whether dual-stack networking is on is not known from the code.

Fix in Terraform
    Send ::/0 to an egress-only internet gateway:

Fix in CloudFormation
    Send ::/0 to an egress-only internet gateway:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
    https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.aws.address_ranges import IPV6_EVERYWHERE
from lambdanet.kit.rule_kit import doubted, failed, not_applicable, not_known, passed, rule, undecided
from lambdanet.kit.wording import names, with_article
from lambdanet.queries.judged.subjects import subnets_with_functions
from lambdanet.queries.routing.default_routes import INTERNET_GATEWAY, NOWHERE, default_route
from lambdanet.queries.routing.internet_gateways import fault_at_gateway
from lambdanet.values import Cause, Known, Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.queries.judged.subjects import UsedSubnet
    from lambdanet.settings.known_settings import Settings

EGRESS_ONLY = "egress-only internet gateway"
# What these pass on goes the way of their own subnet.
_APPLIANCES = ("VPC endpoint", "network interface", "instance")


def may_be_dual_stack(network: Network) -> list[Function]:
    """Subnets that are declared elsewhere matter to functions with dual-stack networking only."""
    return [function for function in network.functions.values() if function.dual_stack != Known(False)]


@rule(
    id="LAMBDANET_606",
    name="Ensure a subnet of dual-stack Lambda functions sends IPv6 traffic to an egress-only internet gateway",
    statements=("S6",),
    severity="MEDIUM",
    of=subnets_with_functions(
        lambda clause: f"It is not known where {clause} sends its IPv6 traffic",
        "subnet used by dual-stack functions",
        may_be_dual_stack,
    ),
    since="0.1.0",
)
def judge(used: UsedSubnet, network: Network, settings: Settings) -> Verdict:
    subnet, users = used
    dual_stack = [function for function in users if function.dual_stack == Known(True)]
    doubts = [function.dual_stack for function in users if isinstance(function.dual_stack, Unknown)]
    if not dual_stack and not doubts:
        return not_applicable(subnet, f"No function with dual-stack networking uses {subnet.address}.")
    route = default_route(network, subnet, IPV6_EVERYWHERE)
    if isinstance(route, Unknown):
        return not_known(subnet, f"where {subnet.address} sends its IPv6 traffic", route)
    found = route.value
    related = [item for item in (found.table, found.route) if item is not None]
    if found.kind == NOWHERE:
        has = "has a route for IPv6 traffic to the internet, whose target is gone"
        without = "has no route for IPv6 traffic to the internet"
        return passed(subnet, f"{subnet.address} {has if found.is_gone else without}.", related)
    leads = f"{subnet.address} sends its IPv6 traffic to"
    if found.kind == EGRESS_ONLY:
        fault = fault_at_gateway(network, subnet, found)
        if isinstance(fault, Unknown):
            return not_known(subnet, f"where {subnet.address} sends its IPv6 traffic", fault)
        if fault.value is not None and dual_stack:
            return failed(subnet, f"{leads} {fault.value}.", [*related, *dual_stack])
        return passed(subnet, f"{leads} an egress-only internet gateway.", related)
    leads = f"{leads} {with_article(found.kind)}"
    if found.kind == INTERNET_GATEWAY:
        why = "AWS does not say whether IPv6 traffic of functions passes it. Use an egress-only internet gateway."
        return undecided(subnet, f"{leads}; {why}", related)
    if found.kind in _APPLIANCES:
        sentence = f"{leads}, and it is not known whether that forwards to an egress-only internet gateway."
        return undecided(subnet, sentence, related, [Cause.NOT_DECLARED])
    if not dual_stack:
        return doubted(subnet, f"{leads}, but it is not known whether functions in it use IPv6", *doubts)
    only = f"the only way that AWS documents for IPv6 of {names(dual_stack)}"
    return failed(subnet, f"{leads}. Send it to an egress-only internet gateway, {only}.", [*related, *dual_stack])
