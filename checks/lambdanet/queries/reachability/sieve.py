"""Which addresses pass, as far as the code says."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from lambdanet.queries.reachability.address_sets import NONE, everything
from lambdanet.queries.reachability.intervals import Intervals
from lambdanet.records import dataclass
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    _Run = tuple[int, int]


@dataclass(frozen=True)
class Sieve:
    """certain: the addresses that pass in any case. possible: those that may pass, too.

    why: the reason why the two differ.
    """

    certain: Intervals
    possible: Intervals
    why: Unknown | None = None

    @staticmethod
    def open(family: int) -> Sieve:
        """Everything passes."""
        return Sieve(everything(family), everything(family))

    @staticmethod
    def hidden(family: int, why: Unknown) -> Sieve:
        """Nothing is known."""
        return Sieve(NONE, everything(family), why)

    def or_all(self, family: int) -> Sieve:
        """The same, where perhaps nothing is stopped at all."""
        return Sieve(self.certain, everything(family), self.why)

    def __and__(self, other: Sieve) -> Sieve:
        why = self.why if self.why is not None else other.why
        return Sieve(self.certain & other.certain, self.possible & other.possible, why)


@dataclass(frozen=True)
class Entry:
    """One of an ordered list of which the first entry that matches decides.

    certain, possible: the addresses that it matches. lets, holds: whether it may let them pass, and stop them.
    floating: its place in the order is not known.
    """

    certain: Intervals
    possible: Intervals
    lets: bool
    holds: bool
    floating: bool = False


def first_match(entries: Sequence[Entry], family: int, why: Unknown | None) -> Sieve:
    """What ordered entries let pass when the rest is stopped.

    An entry whose place is not known may be first, where it decides before all others, or last, where it
    decides what no other matches; anything between comes to one of the two.
    """
    floating = [entry for entry in entries if entry.floating]
    settled = [entry for entry in entries if not entry.floating]
    first = [Entry(NONE, entry.possible, entry.lets, entry.holds) for entry in floating]
    ordered = [*first, *settled, *floating]
    may_pass: list[tuple[int, int]] = []
    may_fail: list[tuple[int, int]] = []
    for run, decided, lets, holds in _first_of_each(ordered, everything(family)):
        if lets <= decided and lets < len(ordered):
            may_pass.append(run)
        if holds <= decided:
            may_fail.append(run)
    return Sieve(everything(family) - Intervals.of(may_fail), Intervals.of(may_pass), why)


def _first_of_each(entries: Sequence[Entry], all_addresses: Intervals) -> Iterator[tuple[_Run, int, int, int]]:
    """Runs of addresses, each with the first entry that certainly matches it, that may let it pass, and may hold it.

    Where there is none, its number is that of all entries. One sweep over all of them: pair by pair, entries that are
    many take the square of their number.
    """
    begin: list[tuple[int, int, int, int]] = []
    for number, entry in enumerate(entries):
        held = entry.certain, entry.possible if entry.lets else NONE, entry.possible if entry.holds else NONE
        begin += ((first, kind, number, last) for kind, of in enumerate(held) for first, last in of.ranges)
    begin.sort()
    bounds = {bound for first, last in all_addresses.ranges for bound in (first, last + 1)}
    cuts = sorted(bounds.union(*((first, last + 1) for first, _, _, last in begin)))
    open_now: tuple[list[tuple[int, int]], ...] = ([], [], [])
    at = 0
    for start, following in zip(cuts, cuts[1:]):
        while at < len(begin) and begin[at][0] <= start:
            _, kind, number, last = begin[at]
            heappush(open_now[kind], (number, last))
            at += 1
        for of_kind in open_now:
            while of_kind and of_kind[0][1] < start:
                heappop(of_kind)
        decided, lets, holds = (of_kind[0][0] if of_kind else len(entries) for of_kind in open_now)
        yield (start, following - 1), decided, lets, holds
