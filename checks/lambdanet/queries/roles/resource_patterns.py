"""What the resources of policy statements have in common: ARNs with wildcards, and references to declared resources."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

from lambdanet.records import dataclass
from lambdanet.values import Known, Value

if TYPE_CHECKING:
    from lambdanet.model import Network

_REFERENCE = re.compile(r"(?P<before>[^$]*)\$\{(?P<inner>[^${}]+)\}(?P<after>[^$]*)")
_FIELDS = 6
_MOST_CHARACTERS = 512


@dataclass(frozen=True)
class Pattern:
    """The ARNs that a text stands for.

    resource: the declared resource that it begins with; ``text`` is what follows then.
    """

    text: str
    resource: str = ""


def pattern_of(network: Network, written: Value[str]) -> Pattern | None:
    """The pattern of a statement's resource; None where the code does not say enough of it."""
    if isinstance(written, Known):
        return Pattern(written.value)
    named = [one for one in written.candidates if one in network.service_resources]
    if len(named) != 1 or len(written.candidates) != 1 or written.symbol is None:
        return None
    identity = named[0]
    if written.symbol.startswith(f"{identity}."):
        return Pattern("", identity)
    match = _REFERENCE.fullmatch(written.symbol)
    if match is None or not match["inner"].startswith(f"{identity}."):
        return None
    arn = network.service_resources[identity].arn
    made_up = isinstance(arn, Known) and arn.value is not None and match["before"].endswith(_front(arn.value))
    return Pattern(match["after"], identity) if not match["before"] or made_up else None


def _front(arn: str) -> str:
    """What comes before the name in an ARN, of what the code can say: ":::" of a bucket, ":table/" of a table."""
    last = arn.rpartition(":")[2]
    return f":{last.partition('/')[0]}/" if "/" in last else ":::" if ":::" in arn else ":"


def overlap(network: Network, first: Pattern | None, second: Pattern | None) -> bool | None:
    """Whether some resource is of both patterns; None where the code does not say."""
    for pattern in (first, second):
        if pattern is not None and pattern.text == "*" and not pattern.resource:
            return True
    if first is None or second is None:
        return None
    if first.resource and second.resource:
        return first.resource == second.resource and _meet(first.text, second.text)
    one, other = _written(network, first), _written(network, second)
    return None if one is None or other is None else _arns_meet(one, other)


def covers(network: Network, wide: Pattern | None, narrow: Pattern | None) -> bool:
    """Whether all resources of one pattern are certainly of the other."""
    if wide is None:
        return False
    if wide.text == "*" and not wide.resource:
        return True
    if narrow is None:
        return False
    if wide.resource and narrow.resource:
        return wide.resource == narrow.resource and _takes(wide.text, narrow.text)
    one, other = _written(network, wide), _written(network, narrow)
    if one is None or other is None:
        return False
    # Partition, Region and account are those of the deployment wherever the code does not write them.
    return _arns_meet(one, other) and _takes(_last(one), _last(other)) and _fields_take(one, other)


def _takes(wide: str, narrow: str) -> bool:
    return wide == narrow or ("?" not in wide and "[" not in wide and fnmatchcase(narrow, wide))


def _last(arn: str) -> str:
    return arn.split(":", _FIELDS - 1)[-1]


def _fields_take(wide: str, narrow: str) -> bool:
    """Whether an ARN leaves Region and account open, as buckets' do, or both ARNs write the same out."""
    fields, others = wide.split(":", _FIELDS - 1), narrow.split(":", _FIELDS - 1)
    if len(fields) < _FIELDS or len(others) < _FIELDS:
        return len(fields) < _FIELDS or all(field in ("", "*") for field in fields[3:5])
    return all(one in ("", "*") or (one == other and "*" not in one) for one, other in zip(fields[3:5], others[3:5]))


def _written(network: Network, pattern: Pattern) -> str | None:
    if not pattern.resource:
        return pattern.text
    arn = network.service_resources[pattern.resource].arn
    return arn.value + pattern.text if isinstance(arn, Known) and arn.value is not None else None


def _arns_meet(first: str, second: str) -> bool:
    """Whether two ARNs may be one: field by field where both have all fields, as a wildcard stays within its own."""
    fields = first.split(":", _FIELDS - 1), second.split(":", _FIELDS - 1)
    if len(fields[0]) == len(fields[1]) == _FIELDS:
        return all(_meet(one, other) for one, other in zip(*fields))
    return _meet(first, second)


@lru_cache(maxsize=4096)
def _meet(first: str, second: str) -> bool:
    """Whether two patterns with "*" and "?" have a text in common."""
    if len(first) > _MOST_CHARACTERS or len(second) > _MOST_CHARACTERS:
        return True
    reached = {0}
    reached = _skipping(second, reached)
    for character in first:
        step: set[int] = set()
        for place in reached:
            if character == "*":
                step |= set(range(place, len(second) + 1))
            elif place < len(second):
                other = second[place]
                if other == "*":
                    step.add(place)
                if other in ("*", "?", character) or character == "?":
                    step.add(place + 1)
        reached = _skipping(second, step)
        if not reached:
            return False
    return len(second) in reached


def _skipping(pattern: str, places: set[int]) -> set[int]:
    """The places, and those behind the stars at them, which may stand for nothing."""
    found = set(places)
    for place in places:
        while place < len(pattern) and pattern[place] == "*":
            place += 1
            found.add(place)
    return found
