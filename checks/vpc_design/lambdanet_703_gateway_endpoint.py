"""
What it checks
    A function in a VPC that calls Amazon S3 or DynamoDB does so through a VPC endpoint, not through a NAT gateway.
    LAMBDANET_702 describes what counts as a call.

Why
    A gateway endpoint for S3 or DynamoDB costs nothing. A NAT gateway charges for each gigabyte, shares its ports among
    all connections, and sends the traffic over public addresses. With an endpoint, policies of the endpoint and of
    buckets can say which network may use which data.

Passes when
    Each subnet of the function has a gateway endpoint for the service on its route table, or an interface endpoint
    that answers to the service's name.

Fails when
    A subnet of the function leads to a NAT gateway, and the code declares its VPC and no endpoint for the service that
    serves the subnet. Gateway endpoints serve the Region of their VPC only, so calls to another Region do not fail.

Undecided when
    The subnets, their route tables or the endpoints are not known from the code; the VPC is declared elsewhere, or code
    outside the scan has it and may add endpoints; or the environment or the role hides which services are called.

Fix in Terraform
    Put a gateway endpoint on the route tables of the function's subnets:

Fix in CloudFormation
    Put a gateway endpoint on the route tables of the function's subnets:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.dependencies.endpoints_of_vpc import doubts_of_vpc
from lambdanet.queries.dependencies.service_use import may_use, services_used, title_of
from lambdanet.queries.judged.subjects import functions, is_in_vpc
from lambdanet.queries.lists.lists_in_part import open_ends
from lambdanet.queries.reachability.connections import calls_of, is_in_own_region, service_reach
from lambdanet.queries.reachability.way import ENDPOINT, NAT
from lambdanet.values import Known, Unknown, Value, any_of

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, Resource, Subnet
    from lambdanet.queries.reachability.callers import Call
    from lambdanet.queries.reachability.service_calls import FromSubnet
    from lambdanet.settings.known_settings import Settings

SERVICES = ("s3", "dynamodb")


@rule(
    id="LAMBDANET_703",
    name="Ensure a Lambda function in a VPC uses S3 and DynamoDB through VPC endpoints",
    statements=("S10",),
    severity="LOW",
    of=functions("function in a VPC using S3 or DynamoDB", is_in_vpc),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    used = services_used(network, function)
    uses = [use for use in used.known() if use.service in SERVICES and not use.answers_only]
    if not uses:
        hidden = may_use(network, function, SERVICES)
        if hidden is None:
            return not_applicable(function, f"Nothing in the code shows that {function.address} calls S3 or DynamoDB.")
        return not_known(function, f"whether {function.address} calls S3 or DynamoDB", hidden)
    doubts: list[Unknown] = open_ends(function.subnets)
    endpoints: list[Resource] = []
    cut: list[Subnet] = []
    far: list[Subnet] = []
    for use in uses:
        charged: list[Subnet] = []
        reached = ((call, service_reach(network, function, call)) for call in calls_of(network, use))
        for call, place in [(call, place) for call, reach in reached for place in reach.places]:
            ways = place.ways
            if ways.answer == Known(False):
                cut += place.subnets  # nothing reaches it (LAMBDANET_702)
            elif all(way.kind == ENDPOINT for way in ways.ways):
                endpoints += ways.by
            elif ways.doubt is not None or any(way.kind not in (NAT, ENDPOINT) for way in ways.ways):
                doubts += [ways.doubt] if ways.doubt is not None else _of(ways.answer)
            else:
                found = _doubts_of_charge(network, function, call, place)
                far += place.subnets if found is None else ()
                doubts += found or ()
                charged += place.subnets if found == [] and not doubts and _is_one(place) else ()
        if charged:
            return failed(
                function,
                f"{function.address} calls {title_of(use.service)} ({use.evidence}), and {names(charged)} "
                f"{'sends' if len(charged) == 1 else 'send'} that through a NAT gateway: add a gateway endpoint to "
                f"the route {'table' if len(charged) == 1 else 'tables'}.",
                charged,
            )
    services = names(title_of(use.service) for use in uses)
    if doubts:
        return not_known(function, f"how {function.address} reaches {services}", *doubts, related=endpoints)
    if far and not cut and not endpoints:
        clause = f"{function.address} calls {services} in another Region, which no gateway endpoint of its VPC serves"
        return not_applicable(function, f"{clause}.")
    if cut or not endpoints:
        where = f"From {names(cut)}, " if endpoints else ""
        return not_applicable(function, f"{where}{function.address} has no way to {services} (LAMBDANET_702).")
    return passed(function, f"The calls of {function.address} to {services} go through {names(endpoints)}.", endpoints)


def _doubts_of_charge(network: Network, function: Function, call: Call, place: FromSubnet) -> list[Unknown] | None:
    """Why an endpoint may serve the subnets after all; None where none can: they serve the VPC's Region only."""
    near = any_of(is_in_own_region(network, function, subnet, call) for subnet in place.subnets)
    if near == Known(False):
        return None
    found = [*_of(near), *(doubt for subnet in place.subnets for doubt in doubts_of_vpc(network, subnet))]
    return found if _is_one(place) else [*found, *function.subnets.unknowns()]


def _is_one(place: FromSubnet) -> bool:
    return len(place.subnets) == 1 and place.certain


def _of(answer: Value[bool]) -> list[Unknown]:
    return [answer] if isinstance(answer, Unknown) else []
