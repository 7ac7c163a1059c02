"""
What it checks
    A function in a VPC reaches the AWS services that it calls from each of its subnets, and the answers get back. A
    call needs evidence: the environment of the function holds the name, the ARN or the URL of a resource of the
    service, a host of it or the invoke URL of an API; the function's own role allows an action of the service that
    neither Lambda nor others need; or a custom resource of CloudFormation waits for the function's answer, which goes
    to a URL of S3. Some operations have a host and an endpoint of their own, such as ``states:StartSyncExecution``. A
    role that allows all actions, as in "s3:*", is no evidence of a call. Nor is the name of something
    that the function only passes to another service, such as the target of a schedule, the topic of an alarm or the
    table behind an accelerator, if its role allows nothing of it.

    DNS and routes decide which way calls go: to an interface endpoint with private DNS, to a gateway endpoint on the
    route table, or out of the VPC. Every hop of that way counts: the VPC's resolver, the function's security
    groups, the network ACLs of its subnet, of the endpoint's and of the NAT gateway's, the route, the endpoint's
    security groups, subnets, Region and policy, the kind of the NAT gateway and the internet gateway behind it.

Why
    The APIs of AWS services are outside the VPC. From a subnet without a way out, each call to them hangs until the
    function times out: the table, the queue or the secret exists, but cannot be reached. What Lambda itself
    does for a function, such as polling its queue, forwarding failed events or writing its logs, does not use the VPC.

Passes when
    From each subnet calls arrive and are answered, through a NAT gateway that leads to the internet, or through an
    endpoint of the service. Or the environment and the role of the function are known, and none of it can be a call.

Fails when
    A call from one of its subnets does not get through. There is no way: no endpoint, and no route out of the VPC, or
    only one to an internet gateway, which drops what a function sends. Or the way is closed: by the security groups of
    the function, on port 443 and on port 80; by a network ACL, out or back; by an endpoint that does not admit the
    function, is in no subnet or has a policy for other resources; by a private NAT gateway; by a VPC without DNS. An
    endpoint serves only its own Region. A private API answers only through an endpoint for execute-api, and that
    endpoint takes over the names of public APIs, which it does not serve. The explanation names every closed hop.

Undecided when
    A hop is not in the code, and no hop is certainly closed: subnets, routes, groups or endpoints that are declared
    elsewhere; a VPC that is declared elsewhere, or to which code outside the scan may add endpoints; a transit gateway
    or an appliance on the way; an interface endpoint without private DNS, which only code that names it uses; a policy
    that admits only some calls; a proxy that the environment names. Or the environment or the role does not show which
    services are called: it has a wildcard, an action that Lambda or another service may need, such as ``kms:Decrypt``,
    the port for SMTP, or a resource that can be called without a permission, such as a Cognito user pool. Or the VPC
    leads out, and an endpoint may block a service that the function may call.

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

from lambdanet.aws.service_endpoints import WITHOUT_ENDPOINT
from lambdanet.kit.rule_kit import failed, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.attachment.attachment import known_subnets
from lambdanet.queries.dependencies.service_use import services_used, title_of
from lambdanet.queries.judged.subjects import functions_in_subnets
from lambdanet.queries.lists.lists_in_part import choices
from lambdanet.queries.reachability.connections import calls_of, leads_out, may_be_cut_off, service_reach
from lambdanet.queries.reachability.hop_clauses import also, clauses
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, Resource
    from lambdanet.queries.dependencies.service_use import ServiceUse
    from lambdanet.queries.reachability.service_calls import ServiceReach
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_702",
    name="Ensure a Lambda function in a VPC reaches the AWS services that it uses",
    statements=("S10",),
    severity="HIGH",
    of=functions_in_subnets,
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    used = services_used(network, function)
    answers = [(use, service_reach(network, function, call)) for use in used.known() for call in calls_of(network, use)]
    for use, reach in answers:
        if reach.answer == Known(False):
            return _failed(function, use, reach)
    subnets: list[Resource] = [*known_subnets(network, function)]
    services = names(title_of(use.service) for use in used.known())
    doubts = [reach.answer for _, reach in answers if isinstance(reach.answer, Unknown)]
    if doubts:
        return not_known(function, f"whether {function.address} reaches {services}", *doubts, related=subnets)
    ways = [by for _, reach in answers for by in reach.by]
    if leads_out(network, function):
        if (doubt := may_be_cut_off(network, function)) is not None:
            clause = f"whether {function.address} reaches all AWS services that it calls"
            return not_known(function, clause, doubt, related=subnets)
        some = [network.subnets[one] for one in choices(function.subnets) if one in network.subnets]
        subnets = [*subnets, *(subnet for subnet in some if subnet not in subnets)]
        leads = f"All subnets of {function.address} lead to NAT gateways ({names(subnets)})"
        return passed(function, f"{leads}, and its security groups let calls out to them.", [*ways, *subnets])
    if used.more is not None:
        clause = f"which AWS services {function.address} calls from its VPC"
        return not_known(function, clause, used.more, related=subnets)
    if not services:
        return passed(function, f"Nothing in the code shows that {function.address} calls an AWS service.")
    through = f" through {names(ways)}" if ways else ""
    return passed(function, f"{function.address} reaches {services}{through}.", [*ways, *subnets])


def _failed(function: Function, use: ServiceUse, reach: ServiceReach) -> Verdict:
    """What stops the calls, each hop once, and what to do about the first."""
    service = title_of(use.service)
    begun = f"{function.address} cannot reach {service}, but {use.evidence}"
    if cut := reach.cut_off:
        no_way = f"{names(cut)} {'has' if len(cut) == 1 else 'have'} no usable route out of the VPC"
        if use.service in WITHOUT_ENDPOINT:
            advice = "which no endpoint serves. Use subnets that lead to a NAT gateway."
            return failed(function, f"{begun}: {no_way} to {service}, {advice}", cut)
        advice = "Add an endpoint, or use subnets that lead to a NAT gateway."
        return failed(function, f"{begun}: {no_way}, and no endpoint for {service}. {advice}", cut)
    first, *others = clauses(reach.stops)
    to = names(text for way in reach.closed_ways if (text := str(way)))
    through = f", so its calls through {to} fail" if to else ""
    advice = f" Allow egress to {service} on port 443." if reach.stops[0].kind == "egress" else ""
    return failed(function, f"{begun}: {first}{through}.{also(others)}{advice}", reach.in_the_way)
