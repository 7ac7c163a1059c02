"""What would decide the undecided: the facts that they wait for, each with the verdicts that it may decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.ways_to_facts import RANK, Way, is_known_from_files, way_to
from lambdanet.kit.verdicts import UNDECIDED
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.gather.findings_of_part import JudgedResource, Result

_NOTHING = (MissingFact(Sort.BY_HAND),)
# What makes facts ones that a person gets together, besides the verdicts that wait for them.
_Alike = tuple[Sort, str, bool]


@dataclass(frozen=True)
class Undecided:
    """Facts that the same verdicts wait for, and how a person gets them.

    results: those verdicts, each once for its rule and resource. alone: how many of them wait for nothing else.
    """

    facts: tuple[MissingFact, ...]
    way: Way
    results: tuple[tuple[JudgedResource, Result], ...]
    alone: int

    @property
    def advice(self) -> str:
        """What to do."""
        return self.way.advice

    @property
    def in_words(self) -> str:
        """How many verdicts wait for what."""
        number = len(self.results)
        verb = "verdict waits" if number == 1 else "verdicts wait"
        others = ""
        if self.alone < number:
            others = f", {self.alone} of them for nothing else" if self.alone else ", and for more"
        return f"{number} {verb} for {self.way.missing}{others}"


def what_would_decide(result: Result) -> str:
    """What a person can do first about an undecided verdict."""
    facts = result.waits_for or _NOTHING
    first = min(facts, key=lambda fact: RANK[fact.sort])
    return way_to([fact for fact in facts if _alike(fact) == _alike(first)]).advice


def undecided(results: Iterable[tuple[JudgedResource, Result]]) -> list[Undecided]:
    """The facts that undecided verdicts wait for, most wanted first; what only a person can decide comes last."""
    open_ones: dict[object, tuple[JudgedResource, Result]] = {}
    for judged, result in results:
        if result.verdict == UNDECIDED and result.suppressed_because is None:
            open_ones.setdefault((result.rule, judged.part, judged.file, judged.line, judged.address), (judged, result))
    found = list(open_ones.values())
    waiting: dict[MissingFact, list[int]] = {}
    for number, (_, result) in enumerate(found):
        for fact in _wanted(result):
            waiting.setdefault(fact, []).append(number)
    together: dict[tuple[_Alike, tuple[int, ...]], list[MissingFact]] = {}
    for fact, numbers in waiting.items():
        together.setdefault((_alike(fact), tuple(numbers)), []).append(fact)
    groups = [_group(facts, [found[number] for number in numbers]) for (_, numbers), facts in together.items()]
    return sorted(groups, key=lambda group: (group.facts[0].sort is Sort.BY_HAND, -len(group.results)))


def _group(facts: list[MissingFact], results: list[tuple[JudgedResource, Result]]) -> Undecided:
    these = set(facts)
    alone = sum(these.issuperset(result.waits_for or _NOTHING) for _, result in results)
    return Undecided(tuple(facts), way_to(facts), tuple(results), alone)


def _wanted(result: Result) -> tuple[MissingFact, ...]:
    """The facts that a person can get; where there is none, that only a person can decide."""
    return tuple(fact for fact in result.waits_for if fact.sort is not Sort.BY_HAND) or _NOTHING


def _alike(fact: MissingFact) -> _Alike:
    return fact.sort, fact.where, fact.sort is Sort.LOOK_UP and is_known_from_files(fact)
