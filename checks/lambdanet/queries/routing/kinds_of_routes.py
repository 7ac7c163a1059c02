"""The kinds of targets to which the subnets of a function lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import names
from lambdanet.queries.attachment.attachment import known_subnets
from lambdanet.queries.lists.candidates import agreed
from lambdanet.queries.routing.default_routes import NOWHERE, default_route
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import Function, Network, Subnet
    from lambdanet.values import Value


def kinds_of_routes(network: Network, function: Function) -> tuple[dict[str, list[Subnet]], list[Unknown]]:
    """The subnets of a function by the kind of target of their default routes, and why there may be more."""
    by_kind: dict[str, list[Subnet]] = {}
    doubts: list[Unknown] = []
    for subnet in known_subnets(network, function):
        kind = _kind(network, subnet.identity)
        if isinstance(kind, Known):
            by_kind.setdefault(kind.value, []).append(subnet)
        else:
            doubts.append(kind)
    for unknown in function.subnets.unknowns():
        # Which of several subnets it is does not matter where all of them lead to one kind of target.
        kind = agreed(unknown, lambda identity: _kind(network, identity))
        if isinstance(kind, Known) and (kind.value in by_kind or unknown is not function.subnets.more):
            found = by_kind.setdefault(kind.value, [])
            possible = [network.subnets[one] for one in sorted(unknown.candidates)]
            found += [subnet for subnet in possible if subnet not in found]
        else:
            doubts.append(unknown)
    return by_kind, [*doubts, *_parts(network, by_kind.get(NOWHERE, ()))]


def _kind(network: Network, identity: str) -> Value[str]:
    route = default_route(network, network.subnets[identity])
    return route if isinstance(route, Unknown) else Known(route.value.kind)


def _parts(network: Network, subnets: Iterable[Subnet]) -> list[Unknown]:
    """Why subnets without a default route may lead to different targets: parts of the internet."""
    routes = [default_route(network, subnet) for subnet in subnets]
    parts = {route.value.parts for route in routes if isinstance(route, Known)}
    return [Unknown(f"{names(subnets)} lead parts of the internet to different places")] if len(parts) > 1 else []
