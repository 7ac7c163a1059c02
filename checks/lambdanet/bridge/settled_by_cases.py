"""Verdicts that hold whichever way the conditions go that the code does not decide."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from lambdanet.kit.verdicts import UNDECIDED, Verdict
from lambdanet.kit.wording import names

if TYPE_CHECKING:
    from lambdanet.readers.reading import Reading

Judge = Callable[["Reading"], Iterable[Verdict]]


def settled_by_cases(verdicts: list[Verdict], reading: Reading, judge: Judge) -> list[Verdict]:
    """The verdicts, of which the undecided ones are decided that are the same in every case."""
    if reading.cases is None or not any(verdict.kind == UNDECIDED for verdict in verdicts):
        return verdicts
    cases = reading.cases()
    if not any(verdict.kind == UNDECIDED and verdict.resource.place.file in cases.conditions for verdict in verdicts):
        return verdicts
    by_case: list[dict[str, list[Verdict]]] = []
    for each in cases.readings:
        found: dict[str, list[Verdict]] = {}
        for verdict in judge(each):
            found.setdefault(verdict.resource.identity, []).append(verdict)
        by_case.append(found)
    return [_settled(verdict, by_case, cases.conditions) for verdict in verdicts]


def _settled(verdict: Verdict, by_case: list[dict[str, list[Verdict]]], conditions: object) -> Verdict:
    identity, file = verdict.resource.identity, verdict.resource.place.file
    told_apart = conditions.get(file, ()) if isinstance(conditions, dict) else ()
    if verdict.kind != UNDECIDED or not told_apart:
        return verdict
    # In a case in which the resource is not created there is nothing to say of it.
    said = [each for found in by_case for each in found.get(identity, ())]
    kinds = {each.kind for each in said}
    if len(kinds) != 1 or UNDECIDED in kinds:
        return verdict
    which = f"condition {names(told_apart)}" if len(told_apart) == 1 else f"conditions {names(told_apart)}"
    explanation = f"{said[0].explanation} This is so whatever {which} may be."
    return dataclasses.replace(said[0], resource=verdict.resource, explanation=explanation)
