"""Routes of which it is not known in which of several tables each is."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping

from lambdanet.model import Route, RouteTable, RouteTarget
from lambdanet.values import Items, Known, Unknown, Value


def each_in_its_table(
    routes: Iterable[Route], tables: Iterable[RouteTable], uncertain: Mapping[str, Unknown]
) -> list[Route]:
    """The routes, of which those that are as many as the tables they may be in are spread over these.

    A table has one route to a destination (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html), so
    as many routes to one destination as there are tables without one are one for each. Which is whose is not known:
    each gets the target that they have in common.
    """
    listed = list(routes)
    shared: defaultdict[tuple[frozenset[str], str], list[Route]] = defaultdict(list)
    for route in listed:
        table, to = route.table, route.destination
        if isinstance(table, Known) or isinstance(to, Unknown) or route.identity in uncertain:
            continue
        if table.exhaustive and to.value:
            shared[table.candidates, to.value].append(route)
    if not shared:
        return listed
    taken = {(route.table.value, route.destination) for route in listed if isinstance(route.table, Known)}
    for owner in tables:
        taken |= {(owner.identity, route.destination) for route in owner.routes.known()}
    spread: dict[str, Route] = {}
    for (candidates, destination), found in shared.items():
        free = sorted(table for table in candidates if (table, Known(destination)) not in taken)
        if len(free) == len(found):
            target = _common([route.target for route in found])
            for route, one in zip(sorted(found, key=lambda route: route.identity), free):
                spread[route.identity] = dataclasses.replace(route, table=Known(one), target=target)
    return [spread.get(route.identity, route) for route in listed]


def unless_overwritten(routes: Items[Route], why: str) -> Items[Route]:
    """Routes of separate resources; why: why they may not be in force, which leaves open where they lead."""
    return routes.map(lambda route: dataclasses.replace(route, target=Unknown(why))) if why else routes


def _common(targets: list[Value[RouteTarget]]) -> Value[RouteTarget]:
    """The target of all, or the kind of it where all have one kind."""
    first = targets[0]
    if all(target == first for target in targets) or isinstance(first, Unknown):
        return first
    found = []
    for target in targets:
        if isinstance(target, Unknown):
            return target
        found.append(target.value)
    if len({target.kind for target in found}) == 1:
        named = [target.one_of if target.identity is None else frozenset({target.identity}) for target in found]
        return Known(RouteTarget(first.value.kind, one_of=frozenset().union(*named) if all(named) else frozenset()))
    return Unknown("several routes lead to different places, and which table each is in is not known")
