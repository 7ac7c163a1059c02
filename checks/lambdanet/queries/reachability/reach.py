"""Does a function reach a resource, and if not, from where and what stops it?

A function runs in any of its subnets, and a resource is in any, or some, of its own. So a function reaches a
resource when it does from each of its subnets to each of the resource's; that it does not is proved when from one
of its subnets there is no way to any place where the resource may be. What holds for each of several subnets, of
which the function's is one, holds for the function.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.address_sets import IPV4, IPV6
from lambdanet.queries.reachability.passage import passage
from lambdanet.queries.reachability.places import ends, places, possible_ends
from lambdanet.queries.reachability.traffic import ANY_PORT, End, Flow
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, PrivateResource
    from lambdanet.queries.reachability.traffic import Hop

    _Way = tuple[Value[bool], tuple[Hop, ...]]
    """Whether connections on a way succeed, and the hops that stop them."""


@dataclass(frozen=True)
class Blocked:
    """A subnet from which nothing arrives, with the first hops that stop it on the way to the places of the resource.

    further: the hops behind these that stop it as well.
    """

    subnet: Value[str]
    hops: tuple[Hop, ...]
    further: tuple[Hop, ...] = field(default=())


@dataclass(frozen=True)
class Reach:
    """Whether a function reaches a resource. ``blocked``: the subnets from which it does not."""

    answer: Value[bool]
    blocked: tuple[Blocked, ...] = field(default=())


@dataclass(frozen=True)
class _Source:
    """A subnet of the function: what it can be, each with the places that matter to it.

    certain: there is such a subnet; else there may be.
    """

    subnet: Value[str]
    ways: tuple[tuple[End, tuple[End, ...]], ...]
    certain: bool


@dataclass(frozen=True)
class _Question:
    """From where to where."""

    sources: tuple[_Source, ...]
    ports: tuple[tuple[int, int], ...]
    other_ports: tuple[tuple[int, int], ...]
    dual_stack: Value[bool]


def reach(network: Network, function: Function, resource: PrivateResource) -> Reach:
    """Whether a function in a VPC reaches a private resource on its port."""
    sources = []
    elements = max(len(set(function.subnets.elements)), 1)
    for number, end in enumerate(ends(function.subnets, function.security_groups, function.address)):
        ways = tuple((way, places(network, resource, way.subnet)) for way in possible_ends(network, end))
        # What else may be in a list need not be there; what stops it wherever it is stops these too.
        certain = number < elements or [way for way, _ in ways] == [end]
        sources.append(_Source(end.subnet, ways, certain))
    question = _Question(tuple(sources), _ports(resource.ports), _ports(resource.other_ports), function.dual_stack)
    return _reach(network, question)


def _ports(ports: Items[int]) -> tuple[tuple[int, int], ...]:
    return tuple((port, port) for port in ports.known()) if ports.complete else (ANY_PORT,)


@once_per_key
def _reach(network: Network, question: _Question) -> Reach:
    answers: list[Value[bool]] = []
    closed: list[Hop] = []
    blocked: list[Blocked] = []
    for source in question.sources:
        found = [_from_place(network, end, targets, question) for end, targets in source.ways]
        hops = tuple(dict.fromkeys(hop for each in found for hop in each.hops))
        if source.certain and all(each.is_closed for each in found):
            further = dict.fromkeys(hop for each in found for hop in each.further if hop not in hops)
            blocked.append(Blocked(source.subnet, hops, tuple(further)))
        if len(found) == 1:
            answers += found[0].answers
            closed += hops
        else:
            answers.append(_together(source.subnet, found))
    if blocked:
        return Reach(Known(False), tuple(blocked))
    together = all_of(answers)
    if together == Known(False):
        hop = closed[0]
        why = f"it depends on the subnet in which AWS puts it; {hop.clause}"
        return Reach(Unknown(why))
    return Reach(together)


@dataclass(frozen=True)
class _FromPlace:
    """The outcome of connections from one place to each of the resource's, and the hops that stop some of them.

    hops: the first one on each way. further: those behind.
    """

    answers: tuple[Value[bool], ...]
    hops: tuple[Hop, ...]
    further: tuple[Hop, ...] = field(default=())

    @property
    def is_closed(self) -> bool:
        return all(answer == Known(False) for answer in self.answers)


def _from_place(network: Network, source: End, targets: tuple[End, ...], question: _Question) -> _FromPlace:
    found = [_to_place(network, source, target, question) for target in targets]
    closed = [stops for answer, stops in found if answer == Known(False)]
    hops = tuple(dict.fromkeys(stops[0] for stops in closed if stops))
    further = tuple(dict.fromkeys(hop for stops in closed for hop in stops[1:]))
    return _FromPlace(tuple(answer for answer, _ in found), hops, further)


def _together(subnet: Value[str], found: list[_FromPlace]) -> Value[bool]:
    """Whether the resource is reached from a subnet that is one of several."""
    together = all_of(answer for each in found for answer in each.answers)
    if together == Known(False):
        return subnet if isinstance(subnet, Unknown) else Unknown("it depends on the subnet")
    return together


def _to_place(network: Network, source: End, target: End, question: _Question) -> _Way:
    """Whether connections to the resource's port succeed.

    Which of several ports is meant is not known: they do not when they do to none, also of the other ports on which
    the resource may listen. By IPv6 they may where the function has it; no subnet shows that a resource has it.
    """
    found = [_on_ports(network, source, target, ports, question) for ports in question.ports or (ANY_PORT,)]
    answers = [answer for answer, _ in found]
    if any(answer != answers[0] for answer in answers):
        return Unknown("the code does not say which of its ports is used"), ()
    if answers[0] == Known(False):
        for ports in question.other_ports:
            if _on_ports(network, source, target, ports, question)[0] != Known(False):
                return Unknown(f"it may listen on another port than {question.ports[0][0]}"), ()
    return found[0]


def _on_ports(network: Network, source: End, target: End, ports: tuple[int, int], question: _Question) -> _Way:
    first = passage(network, source, target, Flow(ports, family=IPV4))
    if first.answer == Known(False) and question.dual_stack != Known(False):
        second = passage(network, source, target, Flow(ports, family=IPV6)).answer
        if second != Known(False):
            return Unknown("only by IPv6, and the code does not say whether both ends use it"), ()
    return first.answer, first.stops
