"""Connections: from where to where, and their outcome."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.queries.reachability.address_sets import IPV4
from lambdanet.records import dataclass
from lambdanet.values import Items, Value

if TYPE_CHECKING:
    from lambdanet.model import Resource

ANY_PORT = (1, 65535)
DNS = "DNS"
"""The kind of a hop at which names do not resolve."""


@dataclass(frozen=True)
class Flow:
    """A connection that is to be opened. ``ports``: the first and last of those that it may be meant for."""

    ports: tuple[int, int]
    protocol: str = "tcp"
    family: int = IPV4

    def __str__(self) -> str:
        first, last = self.ports
        if self.ports == ANY_PORT:
            return self.protocol
        return f"{self.protocol} {first}" if first == last else f"{self.protocol} {first}-{last}"


@dataclass(frozen=True)
class End:
    """One end of a connection: the subnet of the interface, and the security groups that it has."""

    subnet: Value[str]
    groups: Items[str]


@dataclass(frozen=True)
class Hop:
    """Where a connection stops.

    kind: "egress", "network ACL", "route", "ingress" or "address".
    because: a clause that says on what it rests; with ``where``, a place, it is whole.
    partly: it stops only the connections from some of the ports from which functions connect.
    """

    kind: str
    because: str
    where: str = ""
    resources: tuple[Resource, ...] = field(default=())
    partly: bool = False

    @property
    def clause(self) -> str:
        """The whole clause: on what it rests, and where."""
        return f"{self.because} {self.where}".rstrip()


@dataclass(frozen=True)
class Passage:
    """The outcome of a connection: whether it succeeds, and the hops that stop it if it does not.

    It succeeds when requests arrive and answers come back, whichever addresses AWS gives the two ends in
    their subnets and whichever port the function connects from. It does not when that holds for no address, or
    when the answers to some of the ports are never let back.
    """

    answer: Value[bool]
    stops: tuple[Hop, ...] = field(default=())

    @property
    def stopped_by(self) -> Hop | None:
        """The first hop that stops the connection."""
        return self.stops[0] if self.stops else None
