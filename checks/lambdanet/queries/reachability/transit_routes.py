"""The routes of a transit gateway's table, and which of them the code settles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.reachability.address_sets import prefix
from lambdanet.records import dataclass
from lambdanet.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import TransitGatewayRoute
    from lambdanet.queries.reachability.intervals import Intervals

    _Target = Value[str | None]


@dataclass(frozen=True)
class Route:
    """What a table of a transit gateway does with some addresses.

    attachment: to which it sends them, None when it drops them. route: the static one. settled: whether it is there.
    """

    cidr: str
    addresses: Intervals
    attachment: Value[str | None]
    route: TransitGatewayRoute | None = None
    settled: bool = True

    @property
    def order(self) -> tuple[int, bool]:
        """The longest prefix comes first, of equal ones the static one."""
        return (-prefix(self.cidr), self.route is None)


def without_overlaps(routes: list[Route]) -> Iterator[Route]:
    """Of VPCs with overlapping blocks the one that is attached last propagates no route: the code tells no order."""
    rivals = _rivals([route for route in routes if route.route is None])
    for route in routes:
        settled = route.route is not None or not rivals[_block(route)] - {route.attachment}
        yield Route(route.cidr, route.addresses, route.attachment, route.route, settled)


def _block(route: Route) -> tuple[int, int]:
    return route.addresses.ranges[0][0], route.addresses.ranges[-1][1]


def _rivals(propagated: list[Route]) -> dict[tuple[int, int], set[_Target]]:
    """Who propagates a route that overlaps a block, two of them where they are more.

    Two blocks are apart, or one holds the other. So each is looked at with the few that hold it, not with all.
    """
    own: dict[tuple[int, int], set[_Target]] = {}
    for route in propagated:
        _add(own.setdefault(_block(route), set()), {route.attachment})
    found = {block: set(targets) for block, targets in own.items()}
    around: list[tuple[int, int]] = []
    for block in sorted(own, key=lambda each: (each[0], -each[1])):
        while around and around[-1][1] < block[0]:
            around.pop()
        for outer in around:
            _add(found[outer], own[block])
            _add(found[block], own[outer])
        around.append(block)
    return found


def _add(targets: set[_Target], others: set[_Target]) -> None:
    for other in others:
        if len(targets) < 2:
            targets.add(other)
