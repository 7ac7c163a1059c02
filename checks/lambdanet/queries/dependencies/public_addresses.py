"""Whether a function in a VPC reaches a resource that it names by its public address.

Such an address is outside the VPC, also where the resource is in it
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.dependencies.carried_mentions import mentions_of
from lambdanet.queries.dependencies.private_dependencies import Dependency, mentioned_on_port
from lambdanet.queries.dependencies.private_reach import Outcome
from lambdanet.queries.reachability.connections import ways_from
from lambdanet.values import Cause, Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, Subnet
    from lambdanet.queries.reachability.traffic import Hop

_PUBLIC = "public endpoint"
_OUTSIDE = "its public address is outside the VPC"


def needs_by_public_address(network: Network, function: Function) -> list[tuple[Dependency, Outcome]]:
    """The resources whose public addresses the function's environment holds, with the outcome of connections."""
    found: dict[object, tuple[Dependency, Outcome]] = {}
    for mention in mentions_of(network, function).known():
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
            answers.append(
                element
                if isinstance(element, Unknown)
                else Unknown("a subnet is not in the scanned code", cause=Cause.NOT_DECLARED)
            )
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
    from lambdanet.queries.reachability.callers import Call
    from lambdanet.queries.reachability.traffic import Hop

    ways = ways_from(network, function, subnet, Call(""))
    if ways.answer == Known(False) and ways.has_no_way:
        hop = ways.stops[0]
        return Known(Hop("route", f"{_OUTSIDE}, and {hop.because}", resources=hop.resources))
    if isinstance(ways.answer, Unknown):
        return ways.answer
    return Unknown("it is named by its public address, and connections to public addresses are not followed")
