"""Undecided results that wait for the same, together: one look-up leaves many rules open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.evidence.findings.undecided_reasons import what_would_decide
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.evidence.gather.findings_of_part import Result


@dataclass(frozen=True)
class OpenTogether:
    """Results of one resource that are undecided for the same reason. advice: what would decide them."""

    reason: str
    advice: str
    results: tuple[Result, ...]


def by_reason(results: Iterable[Result]) -> list[OpenTogether]:
    """The undecided results of a resource, those together that have a reason in common; the most frequent first."""
    found: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        found.setdefault((result.reason or result.explanation, what_would_decide(result)), []).append(result)
    groups = [OpenTogether(reason, advice, tuple(items)) for (reason, advice), items in found.items()]
    return sorted(groups, key=lambda group: -len(group.results))
