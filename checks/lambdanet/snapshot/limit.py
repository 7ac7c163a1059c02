"""Which VPCs a snapshot is limited to: those that are named, and those of the subnets that are named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lambdanet.records import dataclass
from lambdanet.snapshot.calls import IN_EACH_REGION, Call
from lambdanet.snapshot.problems import CannotSnapshot, NotAnswered

# What answers a call with these arguments beyond the call's own.
Ask = Callable[[Call, dict[str, Any]], Any]
_CALLS = {call.operation: call for call in IN_EACH_REGION}


@dataclass(frozen=True)
class Limit:
    """What of one Region is asked for."""

    vpcs: tuple[str, ...]
    subnets: tuple[str, ...]

    def record(self) -> dict[str, list[str]]:
        """What the snapshot says about it, with the calls that it limits: what these do not list may be there."""
        limited = [call.command for call in IN_EACH_REGION if call.vpc_filter]
        return {"VpcIds": list(self.vpcs), "SubnetIds": list(self.subnets), "Calls": limited}


def limit_in_region(vpcs: Sequence[str], subnets: Sequence[str], ask: Ask) -> Limit:
    """Those of them that the Region has; empty where it has none."""
    found = _found("DescribeSubnets", "subnet-id", subnets, ask)
    there = [vpc["VpcId"] for vpc in _found("DescribeVpcs", "vpc-id", vpcs, ask)]
    of_subnets = [subnet["VpcId"] for subnet in found]
    return Limit(tuple(sorted({*there, *of_subnets})), tuple(sorted(subnet["SubnetId"] for subnet in found)))


def not_found(vpcs: Iterable[str], subnets: Iterable[str], limits: Iterable[Limit]) -> list[str]:
    """What of them is in none of the Regions."""
    there = {id for limit in limits for id in (*limit.vpcs, *limit.subnets)}
    return [id for id in dict.fromkeys((*vpcs, *subnets)) if id not in there]


def _found(operation: str, name: str, ids: Sequence[str], ask: Ask) -> list[dict[str, Any]]:
    if not ids:
        return []
    call = _CALLS[operation]
    try:
        # An id that is not there is an error, unless it is asked for by a filter.
        listed = ask(call, {"Filters": [{"Name": name, "Values": list(dict.fromkeys(ids))}]})[call.key]
    except NotAnswered as problem:
        raise CannotSnapshot(f"{', '.join(ids)} cannot be looked up: {problem}") from problem
    return list(listed)
