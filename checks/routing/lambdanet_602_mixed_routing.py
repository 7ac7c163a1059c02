"""
What it checks
    The default routes of all subnets of a function lead to the same kind of place: all to NAT gateways, all
    nowhere, and so on.

Why
    Lambda picks one of the subnets for each execution environment. When one of them has a way out and another
    has not, the same code works in one availability zone and hangs in the other.

Passes when
    The default routes of all its subnets lead to the same kind of target, or none has one.

Fails when
    Two of its subnets provably lead to different kinds of targets. Routes that have all of the internet between
    them, as 0.0.0.0/1 and 128.0.0.0/1, are a default route, too.

Undecided when
    The default route of a subnet is not known from the code and no other two differ. One subnet leads to a NAT gateway
    and another to a firewall endpoint, a NAT instance, a transit gateway or the like, behind which the code does not
    show what is; or subnets without a default route lead parts of the internet to different places.

Fix in Terraform
    Associate all subnets of the function with tables that lead to the same kind of target:

Fix in CloudFormation
    Associate all subnets of the function with tables that lead to the same kind of target:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_known, passed, rule, undecided
from lambdanet.kit.wording import names, with_article
from lambdanet.queries.judged.subjects import functions_in_vpc
from lambdanet.queries.routing.default_routes import NAT_GATEWAY, NOWHERE
from lambdanet.queries.routing.kinds_of_routes import kinds_of_routes
from lambdanet.values import Cause

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings

# By each of these the internet may be reached, as by a NAT gateway.
_MAY_BE_ALIKE = {
    NAT_GATEWAY,
    *("VPC endpoint", "network interface", "instance", "transit gateway", "virtual private gateway", "core network"),
    *("local gateway", "carrier gateway"),
}


@rule(
    id="LAMBDANET_602",
    name="Ensure all subnets of a Lambda function lead to the same kind of place",
    statements=("S6",),
    severity="HIGH",
    of=functions_in_vpc,
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    by_kind, doubts = kinds_of_routes(network, function)
    subnets = [subnet for found in by_kind.values() for subnet in found]
    told = "; ".join(f"{names(found)} to {_place(kind)}" for kind, found in by_kind.items())
    if len(by_kind) > 1 and not by_kind.keys() <= _MAY_BE_ALIKE:
        advice = "What works in one hangs in another: give all of them the same kind of default route."
        return failed(
            function, f"The subnets of {function.address} lead to different places: {told}. {advice}", subnets
        )
    if len(by_kind) > 1:
        ways = f"The subnets of {function.address} lead by different ways: {told}."
        told = f"{ways} Whether the same is behind them is not in the code."
        return undecided(function, told, subnets, [Cause.NOT_DECLARED])
    if doubts:
        return not_known(function, f"where all subnets of {function.address} lead", *doubts, related=subnets)
    return passed(function, f"All subnets of {function.address} lead to one kind of place: {told}.", subnets)


def _place(kind: str) -> str:
    return kind if kind == NOWHERE else with_article(kind)
