"""Exact sets of whole numbers, kept as ranges: ports, and addresses of one family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Intervals:
    """A set of whole numbers. ``ranges``: first and last number of each run, ascending, apart from each other."""

    ranges: tuple[tuple[int, int], ...] = ()

    @staticmethod
    def of(ranges: Iterable[tuple[int, int]]) -> Intervals:
        """The set of the numbers in ranges, which may overlap and be in any order; backward ones are empty."""
        joined: list[tuple[int, int]] = []
        for first, last in sorted(each for each in ranges if each[0] <= each[1]):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return Intervals(tuple(joined))

    @property
    def empty(self) -> bool:
        """Whether no number is in the set."""
        return not self.ranges

    def within(self, other: Intervals) -> bool:
        """Whether every number of this set is in the other."""
        return (self - other).empty

    def __or__(self, other: Intervals) -> Intervals:
        return Intervals.of((*self.ranges, *other.ranges))

    def __and__(self, other: Intervals) -> Intervals:
        found: list[tuple[int, int]] = []
        mine, theirs = 0, 0
        while mine < len(self.ranges) and theirs < len(other.ranges):
            first = max(self.ranges[mine][0], other.ranges[theirs][0])
            last = min(self.ranges[mine][1], other.ranges[theirs][1])
            if first <= last:
                found.append((first, last))
            if self.ranges[mine][1] < other.ranges[theirs][1]:
                mine += 1
            else:
                theirs += 1
        return Intervals(tuple(found))

    def __sub__(self, other: Intervals) -> Intervals:
        found: list[tuple[int, int]] = []
        at = 0
        for first, last in self.ranges:
            start = first
            while at < len(other.ranges) and other.ranges[at][1] < start:
                at += 1
            while at < len(other.ranges) and other.ranges[at][0] <= last:
                cut, end = other.ranges[at]
                if cut > start:
                    found.append((start, cut - 1))
                start = end + 1
                if end > last:
                    break  # it may reach into the next range, too
                at += 1
            if start <= last:
                found.append((start, last))
        return Intervals(tuple(found))
