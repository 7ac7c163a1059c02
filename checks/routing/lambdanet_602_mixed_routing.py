"""
What it checks
    All subnets of a function have the same kind of default route: all to NAT gateways, for example, or all none.

Why
    Lambda picks one of the subnets for each execution environment. When one subnet has a way out and another has none,
    the same code works in one availability zone and hangs in the other.

Passes when
    The default routes of all its subnets lead to the same kind of target, or none of them has a default route.

Fails when
    The default routes of two of its subnets lead to different kinds of targets. Routes that together cover the
    internet, such as 0.0.0.0/1 and 128.0.0.0/1, count as a default route.

Undecided when
    The default route of a subnet is not known from the code, and no other two differ. Or one subnet leads to a NAT
    gateway and another to a firewall endpoint, a NAT instance, a transit gateway or another target, and the code does
    not show what is behind it. Or subnets without a default route send parts of the internet to different targets.

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
from lambdanet.queries.judged.subjects import functions_in_subnets
from lambdanet.queries.routing.default_routes import NAT_GATEWAY, NOWHERE, default_route
from lambdanet.queries.routing.kinds_of_routes import kinds_of_routes
from lambdanet.values import Cause, Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, Subnet
    from lambdanet.settings.known_settings import Settings

# By each of these the internet may be reached, as by a NAT gateway.
_MAY_BE_ALIKE = {
    NAT_GATEWAY,
    *("VPC endpoint", "network interface", "instance", "transit gateway", "virtual private gateway", "core network"),
    *("local gateway", "carrier gateway"),
}


@rule(
    id="LAMBDANET_602",
    name="Ensure all subnets of a Lambda function have the same kind of default route",
    statements=("S6",),
    severity="HIGH",
    of=functions_in_subnets,
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    by_kind, doubts = kinds_of_routes(network, function)
    subnets = [subnet for found in by_kind.values() for subnet in found]
    clause = "; ".join(each for kind, found in by_kind.items() for each in _routes_of(network, found, kind))
    if len(by_kind) > 1 and not by_kind.keys() <= _MAY_BE_ALIKE:
        advice = "What works in one hangs in another: give all of them the same kind."
        return failed(
            function, f"The subnets of {function.address} have different default routes: {clause}. {advice}", subnets
        )
    if len(by_kind) > 1:
        ways = f"The subnets of {function.address} have different default routes: {clause}."
        clause = f"{ways} It is not known whether they lead to the same networks."
        return undecided(function, clause, subnets, [Cause.NOT_DECLARED])
    if doubts:
        return not_known(
            function, f"which default routes the subnets of {function.address} have", *doubts, related=subnets
        )
    return passed(
        function, f"All subnets of {function.address} have the same kind of default route: {clause}.", subnets
    )


def _routes_of(network: Network, subnets: list[Subnet], kind: str) -> Iterator[str]:
    if kind != NOWHERE:
        yield f"{names(subnets)} to {with_article(kind)}"
        return
    gone = [subnet for subnet in subnets if _leads_to_what_is_gone(network, subnet)]
    without = [subnet for subnet in subnets if subnet not in gone]
    for found, what in ((without, "none"), (gone, "one whose target is gone")):
        if found:
            yield f"{names(found)} {'have' if len(found) > 1 else 'has'} {what}"


def _leads_to_what_is_gone(network: Network, subnet: Subnet) -> bool:
    route = default_route(network, subnet)
    return isinstance(route, Known) and route.value.is_gone
