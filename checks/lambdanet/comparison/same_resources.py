"""Which resource of the old report is which one of the new: by its address, within its root module, plan or template.

What was moved to another file of its root module still has its address. A whole root module, plan or template that is
gone, and one that is new, are the same where most of their addresses are; where several could be, their names decide,
and where these do not, nothing is assumed to be the same.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.comparison.compared_report import ComparedReport, ComparedResource

    Unit = tuple[str, str]
    Key = tuple[str, str, str]

# An address that more units have says nothing about which of them is which; and looking at all pairs would take long.
_MOST_UNITS = 20


@dataclass(frozen=True)
class SameResources:
    """The resources of both reports in pairs, and those of one of them only."""

    pairs: tuple[tuple[ComparedResource, ComparedResource], ...]
    gone: tuple[ComparedResource, ...]
    came: tuple[ComparedResource, ...]


def same_resources(old: ComparedReport, new: ComparedReport) -> SameResources:
    """Find them."""
    moved = _moved_units(old, new)
    before = _by_key(old.resources, moved)
    now = _by_key(new.resources, {})
    pairs: list[tuple[ComparedResource, ComparedResource]] = []
    gone: list[ComparedResource] = []
    came: list[ComparedResource] = []
    for key in dict.fromkeys((*before, *now)):
        first, second = before.get(key, []), now.get(key, [])
        # Equal keys, as of a block that is there twice, in their order.
        pairs += zip(first, second)
        gone += first[len(second) :]
        came += second[len(first) :]
    return SameResources(tuple(pairs), tuple(gone), tuple(came))


def _by_key(resources: Iterable[ComparedResource], moved: dict[Unit, str]) -> dict[Key, list[ComparedResource]]:
    found: dict[Key, list[ComparedResource]] = defaultdict(list)
    for each in resources:
        unit = moved.get((each.framework, each.unit), each.unit)
        found[each.framework, unit, each.address].append(each)
    return found


def _moved_units(old: ComparedReport, new: ComparedReport) -> dict[Unit, str]:
    """The old units that are gone -> the new one that each has become."""
    before, now = _only_in(old, new), _only_in(new, old)
    found: dict[Unit, str] = {}
    for same in (_equal_addresses, _most_addresses):
        pairs = same(before, now)
        found.update({unit: other[1] for unit, other in pairs.items()})
        before = {unit: held for unit, held in before.items() if unit not in pairs}
        taken = set(pairs.values())
        now = {unit: held for unit, held in now.items() if unit not in taken}
    return found


def _only_in(report: ComparedReport, other: ComparedReport) -> dict[Unit, set[str]]:
    """The units of one report that the other has not read, with their addresses."""
    units: dict[Unit, set[str]] = defaultdict(set)
    for each in report.resources:
        read = other.folders if each.part else other.files
        if each.unit not in read:
            units[each.framework, each.unit].add(each.address)
    known = {(each.framework, each.unit) for each in other.resources}
    return {unit: addresses for unit, addresses in units.items() if unit not in known}


def _equal_addresses(before: dict[Unit, set[str]], now: dict[Unit, set[str]]) -> dict[Unit, Unit]:
    """Those that hold the same: where several do, those whose paths end alike."""
    alike: dict[tuple[str, frozenset[str]], tuple[list[Unit], list[Unit]]] = defaultdict(lambda: ([], []))
    for side, units in enumerate((before, now)):
        for unit, addresses in units.items():
            alike[unit[0], frozenset(addresses)][side].append(unit)
    found: dict[Unit, Unit] = {}
    for first, second in alike.values():
        if len(first) == len(second) == 1:
            found[first[0]] = second[0]
        else:
            found.update(_by_ends_of_paths(first, second))
    return found


def _by_ends_of_paths(before: list[Unit], now: list[Unit]) -> dict[Unit, Unit]:
    """By the longest end of their paths that one unit of each side has."""
    found: dict[Unit, Unit] = {}
    for length in (4, 3, 2, 1):
        sides: list[dict[tuple[str, ...], list[Unit]]] = []
        for units, taken in ((before, set(found)), (now, set(found.values()))):
            ends: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
            for unit in units:
                if unit not in taken:
                    ends[_end(unit[1], length)].append(unit)
            sides.append(ends)
        for end, units in sides[0].items():
            others = sides[1].get(end, [])
            if len(units) == len(others) == 1:
                found[units[0]] = others[0]
    return found


def _end(path: str, length: int) -> tuple[str, ...]:
    return tuple(path.replace(os.sep, "/").split("/")[-length:])


def _most_addresses(before: dict[Unit, set[str]], now: dict[Unit, set[str]]) -> dict[Unit, Unit]:
    """Those that share more addresses with each other than with any other, and half of the smaller one's."""
    shared = _shared(before, now)
    best, best_of_now = _best(shared), _best({(second, first): count for (first, second), count in shared.items()})
    return {
        first: second
        for first, second in best.items()
        if best_of_now.get(second) == first and 2 * shared[first, second] >= min(len(before[first]), len(now[second]))
    }


def _shared(before: dict[Unit, set[str]], now: dict[Unit, set[str]]) -> Counter[tuple[Unit, Unit]]:
    having: list[dict[tuple[str, str], list[Unit]]] = [defaultdict(list), defaultdict(list)]
    for index, units in zip(having, (before, now)):
        for unit, addresses in units.items():
            for address in addresses:
                index[unit[0], address].append(unit)
    counts: Counter[tuple[Unit, Unit]] = Counter()
    for key, first in having[0].items():
        second = having[1].get(key, [])
        if len(first) <= _MOST_UNITS and len(second) <= _MOST_UNITS:
            counts.update((one, other) for one in first for other in second)
    return counts


def _best(shared: dict[tuple[Unit, Unit], int]) -> dict[Unit, Unit]:
    """For each unit the other with which it shares most, where that is one."""
    best: dict[Unit, tuple[int, Unit | None]] = {}
    for (first, second), count in shared.items():
        most, _ = best.get(first, (0, None))
        if count > most:
            best[first] = (count, second)
        elif count == most:
            best[first] = (count, None)
    return {first: second for first, (_, second) in best.items() if second is not None}
