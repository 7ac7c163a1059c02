"""The outcome of all connections that a function in a VPC is known to need, and what stops one of them."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.kit.wording import names, short
from lambdanet.queries.dependencies.private_dependencies import needs_inside, on_its_port
from lambdanet.queries.dependencies.private_reach import needs_by_rule, outcome
from lambdanet.queries.dependencies.public_addresses import needs_by_public_address
from lambdanet.queries.reachability.hop_clauses import also, clauses
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import Function, Network, Resource
    from lambdanet.queries.dependencies.private_dependencies import Dependency
    from lambdanet.queries.dependencies.private_reach import Outcome
    from lambdanet.queries.reachability.traffic import Hop

_MOST = 2


@dataclass(frozen=True)
class Needs:
    """What a function needs, each with its outcome. doubts: why it may need more."""

    found: tuple[tuple[Dependency, Outcome], ...]
    doubts: tuple[Unknown, ...] = field(default=())

    @property
    def closed(self) -> list[tuple[Dependency, Outcome]]:
        """What is provably not reached."""
        return [(item, way) for item, way in self.found if way.answer == Known(False)]

    @property
    def hidden(self) -> list[tuple[Dependency, Unknown]]:
        """What may not be reached, with the reason."""
        return [(item, way.answer) for item, way in self.found if isinstance(way.answer, Unknown)]

    @property
    def in_the_way(self) -> list[Resource]:
        """What is not reached, and what is in the way."""
        hops = [hop for _, way in self.closed for part in way.blocked for hop in (*part.hops, *part.further)]
        resources = [resource for hop in hops for resource in hop.resources]
        return [*(item.resource for item, _ in self.closed), *resources]


def needs_of(network: Network, function: Function) -> Needs:
    """What the function connects to, by what is given to it, by its egress rules and by public addresses.

    What a rule is for counts only where the connection fails, as the rule may be for another function that
    has the group; so does what has a public address, where anything else is needed.
    """
    dependencies = needs_inside(network, function)
    found = [(item, outcome(network, function, item)) for item in dependencies.known()]
    named = {item.resource.identity for item, _ in found}
    by_rule = [(item, way) for item, way in needs_by_rule(network, function) if item.resource.identity not in named]
    found += [(item, way) for item, way in by_rule if way.answer == Known(False)]
    by_address = needs_by_public_address(network, function)
    found = [*found, *((item, way) for item, way in by_address if not found or way.answer == Known(False))]
    return Needs(tuple(found), tuple(dependencies.unknowns()))


def what_stops(function: Function, item: Dependency, way: Outcome) -> str:
    """The sentence that says from where the function does not reach a resource, and what stops it."""
    subnets = [short(part.subnet.value) for part in way.blocked if isinstance(part.subnet, Known)]
    everywhere = len(way.blocked) == len(function.subnets.elements) and function.subnets.more is None
    hops = list(dict.fromkeys(hop for part in way.blocked for hop in part.hops))
    further = _first(hop for part in way.blocked for hop in part.further if hop not in hops)
    cannot = "cannot always reach" if all(hop.partly for hop in hops) else "cannot reach"
    stopped = f"{'; '.join(_first(hops))}.{also(further)}"
    if way.behind is not None:
        proxy = f"{function.address} {'reaches' if way.arrives else 'depends on'} {item}"
        return f"{proxy}, which {cannot} {on_its_port(way.behind)}: {stopped}"
    start = "" if everywhere or not subnets else f"From {names(subnets)}, "
    purpose = f", to which {item.by_rule} lets it connect" if item.by_rule else ""
    return f"{start}{function.address} {cannot} {item}{purpose}: {stopped}"


def _first(hops: Iterable[Hop]) -> list[str]:
    """The first clauses of several, and how many more there are."""
    found = clauses(hops)
    return found if len(found) <= _MOST else [*found[:_MOST], f"and {len(found) - _MOST} more"]
