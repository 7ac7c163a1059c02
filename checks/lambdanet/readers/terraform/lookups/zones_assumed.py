"""The availability zones of a Region, as many as are assumed: which there are is known only when Terraform runs.

A Region has several zones (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html),
and none of them more than six. AWS lists each once, so that different places in the list are different zones.
"""

from __future__ import annotations

from collections.abc import Callable

from lambdanet.readers.datum import Datum, Listing
from lambdanet.values import Cause, Unknown

KIND = "aws_availability_zones"
NUMBERS = (2, 3, 4, 5, 6)
"""How many zones a Region may have."""

_LISTS = ("names", "zone_ids")
# What leaves out zones of a kind that nobody gets without asking for it.
_OF_ALL_REGIONS = frozenset(("opt-in-status", "zone-type", "state"))
_NARROWING = ("exclude_names", "exclude_zone_ids", "all_availability_zones")


def zones_of_region(
    name: str, number: int, argument: Callable[[str], Datum], filters: Datum, symbol: str, reason: str
) -> Listing | None:
    """The zones that such a look-up finds in a Region with that number of them; None where it may leave some out.

    filters: the names of its filters.
    """
    if name not in _LISTS or any(argument(each) is not None for each in _NARROWING):
        return None
    if argument("state") not in (None, "available"):
        return None
    if not isinstance(filters, Listing) or filters.more is not None:
        return None
    if not all(isinstance(each, str) and each in _OF_ALL_REGIONS for each in filters.elements):
        return None
    return Listing(tuple(_zone(symbol, index, reason) for index in range(number)))


def _zone(symbol: str, index: int, reason: str) -> Unknown:
    return Unknown(
        reason,
        symbol=f"{symbol}[{index}]",
        list_symbol=symbol,
        index=index,
        never_null=True,
        distinct=True,
        cause=Cause.WHEN_IT_RUNS,
    )
