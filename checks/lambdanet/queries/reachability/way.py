"""A way on which calls to an AWS service, or packets to the internet, may go, and their outcome there."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import Resource
    from lambdanet.queries.reachability.traffic import Hop

NAT = "NAT gateway"
ENDPOINT = "VPC endpoint"
NO_WAY = ""


@dataclass(frozen=True)
class Way:
    """kind: one of the constants above. by: the endpoint or the NAT gateway, where the code says which.

    answer: whether requests arrive on it and answers come back. stops: every hop that stops them, where none do.
    whole: nothing outside the scan could lead calls past it.
    """

    kind: str
    by: Resource | None
    answer: Value[bool]
    stops: tuple[Hop, ...] = ()
    whole: bool = False

    def __str__(self) -> str:
        return self.by.address if self.by is not None else f"its {self.kind}" if self.kind else ""


@dataclass(frozen=True)
class Ways:
    """The outcome of calls that go one of several ways; it is not always known which.

    answer: whether they arrive and are answered, whichever way they go. ways: those that they may go, the first
    choice of DNS and routes first. doubt: why it is not known which of them they go.
    """

    answer: Value[bool]
    ways: tuple[Way, ...] = field(default=())
    doubt: Unknown | None = None

    @property
    def stops(self) -> tuple[Hop, ...]:
        """Every hop that stops them."""
        return tuple(dict.fromkeys(hop for way in self.ways for hop in way.stops))

    @property
    def has_no_way(self) -> bool:
        """Whether nothing leads to the service: neither an endpoint nor a route out of the VPC."""
        return all(way.kind == NO_WAY and all(hop.kind == "route" for hop in way.stops) for way in self.ways)

    @property
    def by(self) -> tuple[Resource, ...]:
        """What they go through, where the code says it; where they may go several ways, what is there for certain."""
        ways = self.ways if self.doubt is None else self.ways[-1:]
        return tuple(dict.fromkeys(way.by for way in ways if way.by is not None))


def either(possible: Iterable[tuple[Value[bool], Way]]) -> Ways:
    """The outcome of calls that take the first way that is there; ``possible`` ends with one that certainly is."""
    ways: list[Way] = []
    doubts: list[Unknown] = []
    for there, way in possible:
        if there == Known(False):
            continue
        ways.append(way)
        if there == Known(True):
            break
        if isinstance(there, Unknown):
            doubts.append(there)
    doubt = doubts[0] if doubts else None
    answers = {way.answer for way in ways}
    if len(answers) == 1:
        return Ways(answers.pop(), tuple(ways), doubt)
    hidden = [way.answer for way in ways if isinstance(way.answer, Unknown)]
    return Ways((doubts or hidden)[0], tuple(ways), doubt)
