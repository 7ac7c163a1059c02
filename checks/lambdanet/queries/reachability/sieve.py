"""Which addresses pass, as far as the code says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.reachability.address_sets import NONE, everything
from lambdanet.queries.reachability.intervals import Intervals
from lambdanet.records import dataclass
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    may_pass, may_fail = NONE, everything(family)
    for entry in reversed([*first, *settled, *floating]):
        may_pass = (may_pass - entry.certain) | (entry.possible if entry.lets else NONE)
        may_fail = (may_fail - entry.certain) | (entry.possible if entry.holds else NONE)
    return Sieve(everything(family) - may_fail, may_pass, why)
