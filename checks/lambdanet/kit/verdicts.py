"""What a rule says about one resource.

There are four answers. A failure is a proof; what the code does not decide is undecided, never a pass or a
fail by default; "not applicable" is for a resource of the judged kind that the rule is not about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.kit.wording import causes, missing_facts, reasons
from lambdanet.missing_facts import Sort
from lambdanet.records import dataclass
from lambdanet.values import Unknown, facts_of_causes

if TYPE_CHECKING:
    from typing import Literal

    from lambdanet.missing_facts import MissingFact
    from lambdanet.model import Place, Resource
    from lambdanet.values import Cause, Items, Value

    Kind = Literal["passed", "failed", "undecided", "not applicable"]

PASSED: Kind = "passed"
FAILED: Kind = "failed"
UNDECIDED: Kind = "undecided"
NOT_APPLICABLE: Kind = "not applicable"


@dataclass(frozen=True)
class Verdict:
    """One answer with the sentence that explains it.

    resource: the judged one, in which the fix is made.
    explanation: names the resources and values that the answer rests on.
    rests_on: those resources.
    causes: where it is undecided, what a person can do something about. reason: why it is undecided, without what.
    waits_for: the facts that would decide it.
    """

    kind: Kind
    resource: Resource
    explanation: str
    rests_on: tuple[Resource, ...] = ()
    causes: tuple[Cause, ...] = field(default=(), compare=False)
    reason: str = field(default="", compare=False)
    waits_for: tuple[MissingFact, ...] = field(default=(), compare=False)

    @property
    def related(self) -> tuple[Place, ...]:
        """The places of the resources that the answer rests on, each place once."""
        return tuple(dict.fromkeys(item.place for item in self.rests_on if item.place.file))


_WORST_FIRST = (FAILED, UNDECIDED, PASSED, NOT_APPLICABLE)


def is_worse(verdict: Verdict, other: Verdict) -> bool:
    """Whether the first of two verdicts that are reported as one is the one to report."""
    return _WORST_FIRST.index(verdict.kind) < _WORST_FIRST.index(other.kind)


def passed(resource: Resource, explanation: str, related: Iterable[Resource] = ()) -> Verdict:
    """The code proves that the resource is as it should be."""
    return Verdict(PASSED, resource, explanation, tuple(related))


def failed(resource: Resource, explanation: str, related: Iterable[Resource] = ()) -> Verdict:
    """The code proves the violation."""
    return Verdict(FAILED, resource, explanation, tuple(related))


def undecided(
    resource: Resource,
    explanation: str,
    related: Iterable[Resource] = (),
    causes: Iterable[Cause] = (),
    reason: str = "",
    waits_for: tuple[MissingFact, ...] = (),
) -> Verdict:
    """The code does not say; the explanation says what would decide it, the causes what a person can do about it.

    waits_for: the facts that would decide it; where none is given, those of the causes.
    """
    causes = tuple(causes)
    if all(fact.sort is Sort.BY_HAND for fact in waits_for):
        waits_for = facts_of_causes(causes)
    return Verdict(UNDECIDED, resource, explanation, tuple(related), causes, reason, waits_for)


def not_applicable(resource: Resource, explanation: str) -> Verdict:
    """The rule is not about this resource."""
    return Verdict(NOT_APPLICABLE, resource, explanation)


def not_known(
    resource: Resource, clause: str, *because: Unknown | Items[object], related: Iterable[Resource] = ()
) -> Verdict:
    """Undecided: "It is not known", the clause ("whether ...", "in which VPC ..."), and the reasons."""
    return doubted(resource, f"It is not known {clause}", *because, related=related)


def doubted(
    resource: Resource, clause: str, *because: Unknown | Items[object], related: Iterable[Resource] = ()
) -> Verdict:
    """Undecided: the clause, and after it the reasons."""
    reason = reasons(*because)
    return undecided(resource, f"{clause}: {reason}.", related, causes(*because), reason, missing_facts(*because))


def decided(
    resource: Resource,
    answer: Value[bool],
    *,
    passes: Callable[[], str],
    fails: Callable[[], str],
    in_doubt: Callable[[], str],
    rests_on: Iterable[Resource] = (),
) -> Verdict:
    """The verdict that an answer gives: passed where it is true, failed where it is false, else undecided.

    passes, fails: the sentences, of which only the one that is shown is made.
    in_doubt: the clause of ``not_known``.
    """
    if isinstance(answer, Unknown):
        return not_known(resource, in_doubt(), answer, related=rests_on)
    return passed(resource, passes(), rests_on) if answer.value else failed(resource, fails(), rests_on)
