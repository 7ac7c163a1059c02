"""Does a function reach a resource, and if not, from where and what stops it?

A function runs in any of its subnets, and a resource stands in any, or some, of its own. So a function reaches a
resource when it does from each of its subnets to each of the resource's; that it does not is proved when from one
of its subnets there is no way to any place where the resource may stand.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.addresses import IPV4, IPV6
from lambdanet.queries.reachability.passage import passage
from lambdanet.queries.reachability.places import ends, places
from lambdanet.queries.reachability.traffic import ANY_PORT, End, Flow
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, PrivateResource
    from lambdanet.queries.reachability.traffic import Hop


@dataclass(frozen=True)
class Blocked:
    """A subnet from which nothing arrives, with the hops that stop it on the way to the places of the resource."""

    subnet: Value[str]
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Reach:
    """Whether a function reaches a resource. ``blocked``: the subnets from which it does not."""

    answer: Value[bool]
    blocked: tuple[Blocked, ...] = field(default=())


@dataclass(frozen=True)
class _Question:
    """From where to where; ``ways``: each subnet of the function with the places that matter to it."""

    ways: tuple[tuple[End, tuple[End, ...]], ...]
    ports: tuple[tuple[int, int], ...]
    dual_stack: Value[bool]


def reach(network: Network, function: Function, resource: PrivateResource) -> Reach:
    """Whether a function in a VPC reaches a private resource on its port."""
    sources = ends(function.subnets, function.security_groups, function.address)
    ways = tuple((source, places(network, resource, source.subnet)) for source in sources)
    return _reach(network, _Question(ways, _ports(resource), function.dual_stack))


def _ports(resource: PrivateResource) -> tuple[tuple[int, int], ...]:
    if not resource.ports.complete or not resource.ports.elements:
        return (ANY_PORT,)
    return tuple((port, port) for port in resource.ports.known())


@once_per_key
def _reach(network: Network, question: _Question) -> Reach:
    answers: list[Value[bool]] = []
    closed: list[Hop] = []
    blocked: list[Blocked] = []
    for source, targets in question.ways:
        to_places = [_to_place(network, source, target, question) for target in targets]
        answers += [answer for answer, _ in to_places]
        hops = tuple(dict.fromkeys(hop for answer, hop in to_places if answer == Known(False) and hop is not None))
        closed += hops
        if all(answer == Known(False) for answer, _ in to_places):
            blocked.append(Blocked(source.subnet, hops))
    if blocked:
        return Reach(Known(False), tuple(blocked))
    together = all_of(answers)
    if together == Known(False):
        hop = closed[0]
        why = f"it depends on the subnet in which AWS puts it; {hop.because} {hop.where}".rstrip()
        return Reach(Unknown(why))
    return Reach(together)


def _to_place(network: Network, source: End, target: End, question: _Question) -> tuple[Value[bool], Hop | None]:
    """Whether connections to every port that may be meant come about.

    By IPv6 they may where the function has it; that a resource has it no block of its subnet tells.
    """
    found: list[tuple[Value[bool], Hop | None]] = []
    for ports in question.ports:
        first = passage(network, source, target, Flow(ports, family=IPV4))
        answer: Value[bool] = first.answer
        if answer == Known(False) and question.dual_stack != Known(False):
            second = passage(network, source, target, Flow(ports, family=IPV6)).answer
            if second != Known(False):
                answer = Unknown("only by IPv6, of which the code does not tell whether both ends use it")
        found.append((answer, first.stopped_by))
    answers = [answer for answer, _ in found]
    if all(answer == answers[0] for answer in answers):
        return found[0]
    return Unknown("the code does not tell which of its ports is meant"), None
