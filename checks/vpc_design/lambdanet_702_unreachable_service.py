"""
What it checks
    A function in a VPC gets to the AWS services that it calls from each of its subnets: through a NAT gateway, or by
    an endpoint of the service in the VPC. A service counts as called when the function's environment holds the name,
    the ARN or the URL of a resource of the service, or when the function's own role allows an action of the service
    that Lambda does not need itself. That it allows them all at once, as in "s3:*", tells of no call.

Why
    The APIs of AWS services are outside the VPC. From a subnet without a way out, each call to them hangs until the
    function times out: the table, the queue or the secret is there, and cannot be reached. What Lambda itself does
    for a function, such as polling its queue, sending failed events on or writing its logs, does not use the VPC.

Passes when
    Each subnet of the function leads to a NAT gateway or has an endpoint for each service that the function calls: a
    gateway endpoint on its route table, or an interface endpoint with private DNS or one that the environment names;
    and the security groups of the function let its calls out to it on port 443. (What the endpoint admits is
    LAMBDANET_704's matter, what network ACLs let through LAMBDANET_705's.)

Fails when
    A subnet of the function provably has no way to a service that the function calls: it has no route out of the VPC,
    or only one to an internet gateway, which drops what a function sends, and its VPC, declared in the code, has no
    endpoint for the service. Or there is a way, and the security groups of the function let nothing out to it, neither
    on port 443 nor on port 80.

Undecided when
    The subnets, their routes, the security groups or the endpoints are not told by the code; the VPC is declared
    elsewhere or handed on to code that may add endpoints; a route leads to a transit gateway, a peering connection or
    an appliance; an interface endpoint has no private DNS; the security groups let out some calls only; or the
    environment or the role hides which services are called.

Fix in Terraform
    Give the VPC an endpoint for the service, or the subnets a NAT gateway, and allow egress to it on port 443:

Fix in CloudFormation
    Give the VPC an endpoint for the service, or the subnets a NAT gateway, and allow egress to it on port 443:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
    https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.connections import calls_out, stop
from lambdanet.queries.service_paths import leads_to_nat_gateway, lets_calls_out, path_to_service
from lambdanet.queries.service_use import services_used, title_of
from lambdanet.queries.vpcs import choices, open_ends
from lambdanet.rule_kit import failed, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, Network, Subnet
    from lambdanet.queries.service_paths import Path
    from lambdanet.settings import Settings
    from lambdanet.values import Value
    from lambdanet.verdicts import Verdict


@rule(
    id="LAMBDANET_702",
    name="Ensure a Lambda function in a VPC reaches the AWS services that it uses",
    statements=("S10",),
    severity="HIGH",
    judges="function in a VPC",
    since="0.1.0",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    for function, settled in functions_in_vpc(network):
        yield settled if settled is not None else _verdict(network, function)


def _verdict(network: Network, function: Function) -> Verdict:
    hidden = open_ends(function.subnets)
    # Of some subnets the function uses one or more, it is not told which: what holds for all of these holds.
    some = [network.subnets[identity] for identity in choices(function.subnets) if identity in network.subnets]
    subnets = [network.subnets[identity] for identity in dict.fromkeys(function.subnets.known())]
    behind_nat = not hidden and all(leads_to_nat_gateway(network, subnet) for subnet in [*subnets, *some])
    if behind_nat and calls_out(network, function) == Known(True):
        subnets = [*subnets, *(subnet for subnet in some if subnet not in subnets)]
        return passed(
            function,
            f"All subnets of {function.address} lead to NAT gateways ({names(subnets)}), and its security groups let "
            "calls out to them.",
            subnets,
        )
    used = services_used(network, function)
    doubts, ways = [], []
    for use in used.known():
        found = [(subnet, path_to_service(network, function, subnet, use.service)) for subnet in subnets]
        cut = [subnet for subnet, path in found if not isinstance(path, Unknown) and not path.value.kind]
        if cut:
            return failed(
                function,
                f"{function.address} cannot reach {title_of(use.service)}, but {use.evidence}: {names(cut)} "
                f"{'has' if len(cut) == 1 else 'have'} no route on which its calls get out of the VPC, and no endpoint "
                "for it. Add an endpoint, or use subnets that lead to a NAT gateway.",
                cut,
            )
        let_out = list(_let_out(network, function, use.service, found))
        barred = [path for path, answer in let_out if answer == Known(False)]
        if barred:
            hop = stop(network, function.security_groups, "egress")
            through = names(path.by if path.by is not None else f"its {path.kind}" for path in barred)
            return failed(
                function,
                f"{function.address} cannot reach {title_of(use.service)}, but {use.evidence}: {hop.because}, so its "
                f"calls do not get to {through}. Allow egress to {title_of(use.service)} on port 443.",
                [*hop.resources, *(path.by for path in barred if path.by is not None)],
            )
        possible = [(subnet, path_to_service(network, function, subnet, use.service)) for subnet in some]
        perhaps_out = list(_let_out(network, function, use.service, possible))
        doubts += [answer for _, answer in [*let_out, *perhaps_out] if isinstance(answer, Unknown)]
        found += possible
        doubts += [path for _, path in found if isinstance(path, Unknown)]
        perhaps_cut = any(not isinstance(path, Unknown) and not path.value.kind for _, path in possible)
        if perhaps_cut or any(answer == Known(False) for _, answer in perhaps_out):
            doubts += [unknown for unknown in function.subnets.unknowns() if unknown.exhaustive]
        ways += [path.value.by for _, path in found if not isinstance(path, Unknown) and path.value.by is not None]
    if used.known() and hidden:
        doubts += hidden
    told = names(title_of(use.service) for use in used.known())
    if doubts:
        return undecided(
            function, f"It is not known whether {function.address} reaches {told}: {reasons(*doubts)}.", subnets
        )
    if used.more is not None:
        return undecided(
            function,
            f"It is not known which AWS services {function.address} calls from its VPC: {reasons(used.more)}.",
            subnets,
        )
    if not told:
        return passed(function, f"Nothing in the code tells that {function.address} calls an AWS service.", subnets)
    through = f" through {names(ways)}" if ways else ""
    return passed(function, f"{function.address} reaches {told}{through}.", [*ways, *subnets])


def _let_out(
    network: Network, function: Function, service: str, found: list[tuple[Subnet, Value[Path]]]
) -> Iterator[tuple[Path, Value[bool]]]:
    """The ways from subnets, each with whether the security groups of the function let its calls go it."""
    for subnet, path in found:
        if not isinstance(path, Unknown) and path.value.kind:
            yield path.value, lets_calls_out(network, function, subnet, service, path.value)
