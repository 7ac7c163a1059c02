"""The NAT gateways through which functions send their traffic, and the verdicts on those that are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.verdicts import Verdict, doubted, not_known, undecided
from lambdanet.kit.wording import names, short
from lambdanet.queries.attachment.attachment import (
    hidden_subnets,
    not_in_view,
    subnets_elsewhere,
    subnets_of_functions,
)
from lambdanet.queries.judged.subjects import Subjects
from lambdanet.queries.lists.candidates import agreed
from lambdanet.queries.routing.default_routes import NAT_GATEWAY, default_route
from lambdanet.queries.routing.nat_gateways import (
    fault_of,
    gateway_of,
    nat_gateways_of_functions,
    nat_gateways_perhaps_of,
)
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambdanet.model import NatGateway, Network, Subnet


@dataclass(frozen=True)
class UsedGateway:
    """A declared NAT gateway, and the subnets of functions that lead to it. certain: not only perhaps."""

    gateway: NatGateway
    subnets: list[Subnet]
    certain: bool = True


def _walk(network: Network, judge: Callable[[UsedGateway], Verdict]) -> Iterator[Verdict]:
    for judged, clause, why in subnets_elsewhere(network):
        yield not_known(judged, f"to which NAT gateway {clause} leads, if to any", why)
    used = nat_gateways_of_functions(network)
    perhaps: dict[str, list[Subnet]] = {}
    for doubt, candidates in _open_ways(network, used):
        possible = nat_gateways_perhaps_of(network, candidates) if candidates else None
        # It is one of several: it can forward traffic where all of them can.
        if isinstance(possible, Known) and all(_can_pass_on(network, identity) for identity in possible.value):
            for identity, found in possible.value.items():
                perhaps.setdefault(identity, []).extend(one for one in found if one not in perhaps.get(identity, []))
        else:
            yield doubt
    for identity, subnets in perhaps.items():
        if identity not in used:
            yield judge(UsedGateway(network.nat_gateways[identity], subnets, certain=False))
    for identity, subnets in used.items():
        gateway = network.nat_gateways.get(identity)
        if gateway is not None and gateway.declared:
            yield judge(UsedGateway(gateway, subnets))
            continue
        named = short(identity) if gateway is None else gateway.address
        lead = "lead" if len(subnets) > 1 else "leads"
        sentence = f"Whether {named}, to which {names(subnets)} {lead}, can forward traffic is not known"
        for resource in subnets if gateway is None or not gateway.place.file else [gateway]:
            yield doubted(resource, sentence, not_in_view(identity), related=subnets)


def _open_ways(network: Network, used: dict[str, list[Subnet]]) -> Iterator[tuple[Verdict, list[str]]]:
    """The verdict for subnets that lead to an unknown NAT gateway, and these subnets."""
    for identity in subnets_of_functions(network):
        subnet = network.subnets[identity]
        route = default_route(network, subnet)
        if isinstance(route, Unknown):
            yield not_known(subnet, f"whether {subnet.address} leads to a NAT gateway", route), []
        elif route.value.kind == NAT_GATEWAY and route.value.target is None:
            yield undecided(subnet, f"It is not known to which NAT gateway {subnet.address} leads."), [identity]
    for function, unknown, _ in hidden_subnets(network):
        target = agreed(unknown, lambda identity: gateway_of(network, identity))
        if isinstance(target, Unknown) or (target.value is not None and target.value not in used):
            clause = f"to which NAT gateway a subnet of {function.address} leads, if to any"
            yield not_known(function, clause, unknown), sorted(unknown.candidates) if unknown.exhaustive else []


def _can_pass_on(network: Network, identity: str) -> bool:
    gateway = network.nat_gateways.get(identity)
    return gateway is not None and gateway.declared and fault_of(network, gateway) == Known(None)


nat_gateways_on_path = Subjects("NAT gateway on a function's path", _walk)
