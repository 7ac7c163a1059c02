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
    The default route of a subnet is not told by the code and no other two differ. One subnet leads to a NAT gateway
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

from lambdanet.kit.rule_kit import failed, passed, rule, undecided
from lambdanet.kit.wording import names, reasons, with_article
from lambdanet.queries.attachment.attachment import functions_in_vpc
from lambdanet.queries.lists.candidates import agreed
from lambdanet.queries.routing.default_routes import NAT_GATEWAY, NOWHERE, default_route
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network, Subnet
    from lambdanet.settings.known_settings import Settings
    from lambdanet.values import Value

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
    judges="function in a VPC",
    since="0.1.0",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    for function, settled in functions_in_vpc(network):
        if settled is not None:
            yield settled
            continue
        by_kind: dict[str, list[Subnet]] = {}
        doubts: list[Unknown] = []
        for identity in dict.fromkeys(function.subnets.known()):
            kind = _kind(network, identity)
            if isinstance(kind, Known):
                by_kind.setdefault(kind.value, []).append(network.subnets[identity])
            else:
                doubts.append(kind)
        for unknown in function.subnets.unknowns():
            # Which of several subnets it is does not matter where all of them lead to one kind of place.
            kind = agreed(unknown, lambda identity: _kind(network, identity))
            if isinstance(kind, Known) and (kind.value in by_kind or unknown is not function.subnets.more):
                found = by_kind.setdefault(kind.value, [])
                possible = [network.subnets[one] for one in sorted(unknown.candidates)]
                found += [subnet for subnet in possible if subnet not in found]
            else:
                doubts.append(unknown)
        doubts += _parts(network, by_kind.get(NOWHERE, ()))
        subnets = [subnet for found in by_kind.values() for subnet in found]
        told = "; ".join(f"{names(found)} to {_place(kind)}" for kind, found in by_kind.items())
        if len(by_kind) > 1 and not by_kind.keys() <= _MAY_BE_ALIKE:
            yield failed(
                function,
                f"The subnets of {function.address} lead to different places: {told}. "
                "What works in one hangs in another: give all of them the same kind of default route.",
                subnets,
            )
        elif len(by_kind) > 1:
            yield undecided(
                function,
                f"The subnets of {function.address} lead by different ways: {told}. Whether the same is behind them is "
                "not in the code.",
                subnets,
            )
        elif doubts:
            yield undecided(
                function, f"It is not known where all subnets of {function.address} lead: {reasons(*doubts)}.", subnets
            )
        else:
            yield passed(function, f"All subnets of {function.address} lead to one kind of place: {told}.", subnets)


def _kind(network: Network, identity: str) -> Value[str]:
    route = default_route(network, network.subnets[identity])
    return route if isinstance(route, Unknown) else Known(route.value.kind)


def _parts(network: Network, subnets: Iterable[Subnet]) -> list[Unknown]:
    """Why subnets without a default route may lead to different places: parts of the internet."""
    routes = [default_route(network, subnet) for subnet in subnets]
    parts = {route.value.parts for route in routes if isinstance(route, Known)}
    return [Unknown(f"{names(subnets)} lead parts of the internet to different places")] if len(parts) > 1 else []


def _place(kind: str) -> str:
    return kind if kind == NOWHERE else with_article(kind)
