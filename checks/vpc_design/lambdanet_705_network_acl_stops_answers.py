"""
What it checks
    The network ACL of a subnet that functions use lets requests out and answers back in, to all of the ports
    1024-65535 from which functions connect. The ACL is the one associated with the subnet, else the default one of
    its VPC.

Why
    Network ACLs are stateless: the answer to a request needs its own entry. If there is none, all connections hang
    until the function times out; if it covers only some of the ports, some connections do.

Passes when
    For some addresses requests go out and all answers come in, the ACL stops no known call of a function to a service,
    and if it lets requests out to the internet, the answers come in too.

Fails when
    No entry lets TCP or UDP out, or all answers come in from no address that requests may go to. Or the ACL lets
    requests out to the internet, along a default route to a NAT gateway or an internet gateway, but no answers from the
    internet in. Or it stops a known call of a function to a service. Within one subnet no ACL stops anything; that does
    not help with what a function needs outside it.

    AWS recommends to open the ports for UDP too. The rule does not check that: most functions use UDP only to ask the
    resolver of the VPC, which no ACL can block. Nor does it check entries for IPv6.

Undecided when
    The ACL, an entry or the default route is not known from the code.

Fix in Terraform
    Let the answers in:

Fix in CloudFormation
    Let the answers in:

References
    https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import Control, doubted, failed, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.dependencies.service_use import title_of
from lambdanet.queries.judged.subjects import subnets_with_functions
from lambdanet.queries.reachability.connections import both_ways, network_acl, stopped_at
from lambdanet.queries.routing.default_routes import INTERNET_GATEWAY, NAT_GATEWAY, default_route
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, NetworkAcl, Subnet
    from lambdanet.queries.judged.subjects import UsedSubnet
    from lambdanet.queries.routing.default_routes import DefaultRoute
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_705",
    name="Ensure the network ACL of a subnet of Lambda functions lets requests out and answers back in",
    statements=("S6", "S10"),
    severity="HIGH",
    of=subnets_with_functions(lambda clause: f"It is not known what the network ACL of {clause} lets through"),
    since="0.1.0",
    frameworks=(
        Control(
            "AWS Well-Architected, Serverless Applications Lens",
            "Performance efficiency, AWS Lambda: network ACLs allow outbound requests",
            "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/aws-lambda.html",
        ),
    ),
)
def judge(used: UsedSubnet, network: Network, settings: Settings) -> Verdict:
    subnet, functions = used
    acl = network_acl(network, subnet.identity)
    if isinstance(acl, Unknown):
        return not_known(subnet, f"which network ACL {subnet.address} has", acl)
    guard = acl.value
    ways = both_ways(network, guard.identity)
    route = default_route(network, subnet)
    closed = ways.closed or (ways.internet_closed if _leads_out(route) else None)
    clause = (
        f"{guard.address}, the network ACL of {subnet.address}, {closed}, so connections of {names(functions)} hang: "
        "change its entries."
    )
    cut_off = clause if closed is not None else _cut_off(network, subnet, guard, functions)
    if cut_off is not None:
        return failed(subnet, cut_off, [guard, *functions])
    if ways.doubt is not None:
        return not_known(subnet, f"what {guard.address} lets through for {subnet.address}", ways.doubt)
    if ways.internet_closed is not None and isinstance(route, Unknown):
        clause = f"{guard.address} lets no answers from the internet into {subnet.address}"
        return doubted(subnet, f"{clause}, and it is not known whether the subnet leads there", route)
    return passed(subnet, f"{guard.address} lets requests out of {subnet.address} and answers in.", [guard])


def _cut_off(network: Network, subnet: Subnet, guard: NetworkAcl, functions: list[Function]) -> str | None:
    """What the ACL stops of what functions are known to call, on the way out of the subnet or back."""
    for function in functions:
        for use, hop in stopped_at(network, function, guard.identity):
            if subnet.address in hop.because:
                calls = f"calls of {function.address} to {title_of(use.service)} hang"
                return f"{hop.clause}, and {use.evidence}: {calls}."
    return None


def _leads_out(route: Value[DefaultRoute]) -> bool:
    return isinstance(route, Known) and route.value.kind in (NAT_GATEWAY, INTERNET_GATEWAY)
