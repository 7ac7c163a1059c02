"""Whether a function in a VPC gets to a resource that it names by its public address.

Such an address is outside the VPC, also where the resource stands in it
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.private_dependencies import Dependency, mentioned_on_port
from lambdanet.queries.private_reach import Outcome
from lambdanet.queries.routes import INTERNET_GATEWAY, NOWHERE, default_route, possible_route_tables
from lambdanet.values import Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, Subnet
    from lambdanet.queries.reachability.traffic import Hop

_PUBLIC = "public endpoint"
_OUTSIDE = "its public address is outside the VPC"
# Over a peering connection nothing gets to the internet.
_WITHIN = ("local", "VPC peering connection")


def needs_by_public_address(network: Network, function: Function) -> list[tuple[Dependency, Outcome]]:
    """The resources whose public addresses the function's environment holds, with what becomes of connections."""
    found: dict[object, tuple[Dependency, Outcome]] = {}
    for mention in function.environment.known():
        resource = network.private_resources.get(mention.resource)
        if mention.attribute == _PUBLIC and resource is not None:
            asked = mentioned_on_port(resource, mention)
            evidence = f"the environment variable {mention.variable} holds its public address"
            found[asked.identity, asked.ports] = (Dependency(asked, evidence), _outcome(network, function))
    return list(found.values())


def _outcome(network: Network, function: Function) -> Outcome:
    from lambdanet.queries.reachability.reach import Blocked

    blocked: list[Blocked] = []
    answers: list[Value[bool]] = []
    for element in function.subnets.everything():
        subnet = network.subnets.get(element.value) if isinstance(element, Known) else None
        if subnet is None:
            answers.append(element if isinstance(element, Unknown) else Unknown("a subnet is not in the scanned code"))
            continue
        hop = _hop(network, function, subnet)
        if isinstance(hop, Unknown):
            answers.append(hop)
        else:
            blocked.append(Blocked(element, (hop.value,)))
    if blocked:
        return Outcome(Known(False), tuple(blocked))
    return Outcome(all_of(answers))


def _hop(network: Network, function: Function, subnet: Subnet) -> Value[Hop]:
    """What stops connections to public addresses; unknown where something may let them through."""
    from lambdanet.queries.reachability.traffic import Hop

    route = default_route(network, subnet)
    if isinstance(route, Unknown):
        return route
    if route.value.kind == INTERNET_GATEWAY and function.managed_instances == Known(False):
        told = f"{_OUTSIDE}, and {subnet.address} leads to an internet gateway, which passes on nothing of a function"
        return Known(Hop("route", told, resources=(subnet,)))
    if route.value.kind == NOWHERE and _leads_only_within(network, subnet):
        return Known(
            Hop("route", f"{_OUTSIDE}, and no default route leads out of {subnet.address}", resources=(subnet,))
        )
    return Unknown("it is named by its public address, and what is admitted there is not followed")


def _leads_only_within(network: Network, subnet: Subnet) -> bool:
    for table in possible_route_tables(network, subnet):
        if isinstance(table, Unknown) or table.value.routes.unknowns():
            return False
        targets = [route.target for route in table.value.routes.known()]
        if any(isinstance(target, Unknown) or target.value.kind not in _WITHIN for target in targets):
            return False
    return True
