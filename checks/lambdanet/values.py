"""Values that know whether they are known.

Everything a reader learns from code is ``Known(value)`` or ``Unknown(reason)``; a list is ``Items``, which
keeps apart "known to be empty" from "may hold more". Neither has a truth value: asking one in a condition
raises, so that no rule takes an unknown for a yes or a no by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from enum import Enum
from typing import Generic, NoReturn, TypeVar, Union

from lambdanet.missing_facts import MissingFact, Sort, together
from lambdanet.records import dataclass

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


class _NoTruth:
    """Base of the value types: refuses to be used as a condition."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} has no truth value: match on Known and Unknown instead")


class Cause(Enum):
    """What keeps a value from being known, where a person can do something about that.

    Of several causes the first one here counts: what it asks for is the easiest to supply.
    """

    HIDDEN_BY_PLAN = "the plan does not show what an expression picks or combines"
    NO_VALUE = "a variable of Terraform has no value"
    NO_DEFAULT = "a parameter of a template has no default"
    EXPORT = "the stack that makes an export is not in the scan"
    OUTSIDE_MODULE = "a module or a nested stack is not in the scan"
    WHEN_IT_RUNS = "it is looked up, picked or worked out when Terraform runs"
    FIXED_ADDRESS = "a fixed address may be why a function is in a VPC"
    NOT_DECLARED = "a resource is not declared in the scanned code"
    UNSAID_PURPOSE = "the code does not say what a function is in a VPC for"


_RANK = {cause: rank for rank, cause in enumerate(Cause)}
_WITHOUT_SUBJECT: dict[Cause | None, tuple[MissingFact, ...]] = {
    Cause.HIDDEN_BY_PLAN: (MissingFact(Sort.PLAN),),
    Cause.NO_VALUE: (MissingFact(Sort.VARIABLE),),
    Cause.NO_DEFAULT: (MissingFact(Sort.PARAMETER),),
    Cause.EXPORT: (MissingFact(Sort.EXPORT),),
    Cause.OUTSIDE_MODULE: (MissingFact(Sort.MODULE),),
    Cause.WHEN_IT_RUNS: (MissingFact(Sort.WHEN_IT_RUNS),),
    Cause.FIXED_ADDRESS: (MissingFact(Sort.FIXED_ADDRESS),),
    Cause.NOT_DECLARED: (MissingFact(Sort.RESOURCE),),
    Cause.UNSAID_PURPOSE: (MissingFact(Sort.PURPOSE),),
    None: (MissingFact(Sort.BY_HAND),),
}


def first_of(causes: Iterable[Cause]) -> Cause | None:
    """The cause that counts of several; None where there is none."""
    return min(causes, key=_RANK.__getitem__, default=None)


def first_cause(unknowns: Iterable[Unknown]) -> Cause | None:
    """The cause that counts of why several values are not known; None where none of them has one."""
    return first_of(unknown.cause for unknown in shown(unknowns) if unknown.cause is not None)


def missing_to(unknowns: Iterable[Unknown]) -> tuple[MissingFact, ...]:
    """The facts that several values wait for; for a value that names none, the kind of fact by its cause."""
    return together(fact for each in unknowns for fact in each.waits_for or _WITHOUT_SUBJECT[each.cause])


def facts_of_causes(causes: Iterable[Cause]) -> tuple[MissingFact, ...]:
    """The kinds of facts that causes are about."""
    return together(fact for cause in causes for fact in _WITHOUT_SUBJECT[cause])


@dataclass(frozen=True)
class Known(_NoTruth, Generic[T_co]):
    """A value that the code proves."""

    value: T_co


@dataclass(frozen=True)
class Unknown(_NoTruth):
    """A value that the code does not say.

    reason: for people, e.g. "var.subnet_ids has no default".
    candidates: identities of the declared resources that the value may still turn out to be, or to hold. Unknowns
        that differ in them are not equal: answers about them are remembered by their values.
    symbol: a name for the unknown value itself. Two unknowns with one symbol are the same value; nothing
        follows from two different symbols.
    exhaustive: the value is, or the list holds, nothing but candidates.
    alike: the identity of what stands for any number of resources of which the value is one, or the list some:
        what is known of it is true of each of them.
    never_null: whatever its value, it is there: what AWS is asked for as a list is one, perhaps an empty one.
    list_symbol, index: set when the value is the element at ``index`` of the unknown list ``list_symbol``.
    distinct: whatever the list, no two of its elements are the same; of an element, those of its list.
    plain: whatever its value, it names nothing on a network: a number, a truth value, or one of a few words.
    cause: what a person can do something about; None where nobody can.
    waits_for: the facts that would decide it, where the reason is about certain ones. Equality ignores it.
    """

    reason: str
    candidates: frozenset[str] = frozenset()
    symbol: str | None = None
    list_symbol: str | None = None
    index: int | None = None
    exhaustive: bool = False
    alike: str | None = None
    never_null: bool = field(default=False, compare=False)
    distinct: bool = field(default=False, compare=False)
    plain: bool = field(default=False, compare=False)
    cause: Cause | None = field(default=None, compare=False)
    waits_for: tuple[MissingFact, ...] = field(default=(), compare=False)

    def with_reason(self, reason: str, candidates: frozenset[str] = frozenset(), symbol: str | None = None) -> Unknown:
        """Another value that waits for the same, with the reason in other words."""
        return Unknown(reason, candidates, symbol, cause=self.cause, waits_for=self.waits_for)

    def of_another(
        self,
        candidates: frozenset[str] = frozenset(),
        symbol: str | None = None,
        list_symbol: str | None = None,
        index: int | None = None,
        *,
        exhaustive: bool = False,
        distinct: bool = False,
    ) -> Unknown:
        """Another value that is not known for the same reason."""
        return Unknown(
            self.reason,
            candidates,
            symbol,
            list_symbol,
            index,
            exhaustive,
            distinct=distinct,
            cause=self.cause,
            waits_for=self.waits_for,
        )


Value = Union[Known[T], Unknown]


@dataclass(frozen=True)
class Items(_NoTruth, Generic[T_co]):
    """A list of which some elements, or the rest of the list, may be unknown.

    elements: the elements that are certainly there, each known or not, in order.
    more: why there may be further elements, or None when there are none.
    """

    elements: tuple[Value[T_co], ...] = ()
    more: Unknown | None = None

    @staticmethod
    def of(values: Iterable[U]) -> Items[U]:
        """A list of which everything is known."""
        return Items(tuple(Known(value) for value in values))

    def known(self) -> list[T_co]:
        """The known elements, in order."""
        elements = self.elements
        return [element.value for element in elements if isinstance(element, Known)] if elements else []

    def unknowns(self) -> list[Unknown]:
        """Every reason for which the list is not wholly known."""
        elements, more = self.elements, self.more
        reasons = [element for element in elements if isinstance(element, Unknown)] if elements else []
        return reasons if more is None else [*reasons, more]

    def everything(self) -> tuple[Value[T_co], ...]:
        """The elements, and one unknown for any further elements."""
        return self.elements if self.more is None else (*self.elements, self.more)

    @property
    def complete(self) -> bool:
        """Whether every element is known and there are no others."""
        return not self.unknowns()

    def is_empty(self) -> Value[bool]:
        """Whether the list has no element."""
        if self.elements:
            return Known(False)
        return Known(True) if self.more is None else self.more

    def map(self, function: Callable[[T_co], U]) -> Items[U]:
        """The list with every known element replaced by ``function(element)``."""
        return Items(
            tuple(Known(function(e.value)) if isinstance(e, Known) else e for e in self.elements),
            self.more,
        )

    def where(self, predicate: Callable[[T_co], bool]) -> Items[T_co]:
        """The elements that satisfy ``predicate``, and the unknown ones, which may."""
        kept = tuple(e for e in self.elements if isinstance(e, Unknown) or predicate(e.value))
        return Items(kept, self.more)

    def __add__(self, other: Items[U]) -> Items[T_co | U]:
        return Items(self.elements + other.elements, besides(self.more, other.more))

    def __iter__(self) -> Iterator[Value[T_co]]:
        return iter(self.elements)


def any_of(values: Iterable[Value[bool]]) -> Value[bool]:
    """Three-valued "or": true as soon as one is known to be true, unknown if one may be."""
    unknown: Unknown | None = None
    for value in values:
        if isinstance(value, Unknown):
            unknown = value if unknown is None else unknown
        elif value.value:
            return Known(True)
    return unknown if unknown is not None else Known(False)


def all_of(values: Iterable[Value[bool]]) -> Value[bool]:
    """Three-valued "and": false as soon as one is known to be false, unknown if one may be."""
    unknown: Unknown | None = None
    for value in values:
        if isinstance(value, Unknown):
            unknown = value if unknown is None else unknown
        elif not value.value:
            return Known(False)
    return unknown if unknown is not None else Known(True)


def negation(value: Value[bool]) -> Value[bool]:
    """Three-valued "not"."""
    return Known(not value.value) if isinstance(value, Known) else value


def is_true(value: Value[bool]) -> bool:
    """Whether the value is known to be true."""
    return isinstance(value, Known) and value.value


def is_false(value: Value[bool]) -> bool:
    """Whether the value is known to be false."""
    return isinstance(value, Known) and not value.value


MOST_REASONS = 3


def shown(unknowns: Iterable[Unknown]) -> list[Unknown]:
    """The unknowns whose reasons are named in one line, so that the advice is about what is named."""
    distinct: dict[str, Unknown] = {}
    for unknown in unknowns:
        distinct.setdefault(unknown.reason, unknown)
    return list(distinct.values())[:MOST_REASONS]


def listed(reasons: Iterable[str]) -> str:
    """Reasons in one line, each once; of many the first ones, and how many more there are."""
    distinct = list(dict.fromkeys(reasons))
    shown, others = "; ".join(distinct[:MOST_REASONS]), len(distinct) - MOST_REASONS
    return shown if others <= 0 else f"{shown}; and {others} more {'reason' if others == 1 else 'reasons'}"


def merged(unknowns: Iterable[Unknown]) -> Unknown:
    """One unknown for what is made of several: their reasons, and the candidates of all.

    It is another value than each of them, so it has no symbol, and may be something else than a candidate.
    """
    found = list(unknowns)
    candidates = frozenset().union(*(unknown.candidates for unknown in found)) if found else frozenset()
    why = listed(unknown.reason for unknown in found)
    return Unknown(why, candidates, cause=first_cause(found), waits_for=missing_to(found))


def besides(*unknowns: Unknown | None) -> Unknown | None:
    """What a list that is joined from several lists may hold besides its elements, if one of them may hold more.

    That is nothing but the candidates, where this is true of each of them.
    """
    found = [unknown for unknown in unknowns if unknown is not None]
    if len(found) < 2:
        return found[0] if found else None
    one, alike = merged(found), {unknown.alike for unknown in found}
    return replace(
        one,
        exhaustive=all(unknown.exhaustive for unknown in found),
        alike=alike.pop() if len(alike) == 1 else None,
    )
