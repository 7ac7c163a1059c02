"""Failures of code that several root modules share, together: it is one mistake, and one fix."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.evidence_model import is_open
from lambdanet.evidence.findings.reading_order import SUPPRESSED, most_important_first, shown_verdict
from lambdanet.kit.verdicts import FAILED
from lambdanet.kit.wording import names
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedResource, Result


@dataclass(frozen=True)
class EqualFailures:
    """One result of the same block in several root modules. resources: those that it is about, one at least."""

    result: Result
    resources: tuple[JudgedResource, ...]

    @property
    def of_roots(self) -> tuple[JudgedResource, ...]:
        """The first of each root module."""
        return tuple({each.part: each for each in reversed(self.resources)}.values())[::-1]


@dataclass(frozen=True)
class FailsAlike:
    """The same block in several root modules, with equal failures. results: what is shown of each."""

    resources: tuple[JudgedResource, ...]
    results: tuple[Result, ...]


def equal_failures(results: Iterable[tuple[JudgedResource, Result]]) -> list[EqualFailures]:
    """Results, those of the same block together that say the same, in the order of the first ones."""
    found: dict[object, tuple[Result, list[JudgedResource]]] = {}
    for judged, result in results:
        key = (result.rule, *_block(judged), result.explanation)
        found.setdefault(key, (result, []))[1].append(judged)
    return [EqualFailures(result, tuple(resources)) for result, resources in found.values()]


def blocks_that_fail(evidence: Evidence) -> list[FailsAlike]:
    """The resources with open failures, those of the same block together of which the same is shown."""
    found: dict[object, tuple[tuple[Result, ...], list[JudgedResource]]] = {}
    for judged in evidence.judged:
        shown = [each for each in most_important_first(judged.results) if shown_verdict(each) in (FAILED, SUPPRESSED)]
        if any(is_open(each) for each in shown):
            said = tuple((each.rule, shown_verdict(each), each.explanation, each.suppressed_because) for each in shown)
            found.setdefault((*_block(judged), said), (tuple(shown), []))[1].append(judged)
    return [FailsAlike(tuple(resources), results) for results, resources in found.values()]


def root_modules_in_words(resources: Iterable[JudgedResource]) -> str:
    """ "in the root module a", "in 2 root modules: a and b"; "" where the places of the resources say it."""
    parts = list(dict.fromkeys(each.part for each in resources if _is_elsewhere(each)))
    if len(parts) < 2:
        return "".join(f"in the root module {part}" for part in parts)
    return f"in {len(parts)} root modules: {names(parts)}"


def _is_elsewhere(judged: JudgedResource) -> bool:
    return bool(judged.part) and judged.part != (os.path.dirname(judged.file) or ".")


def _block(judged: JudgedResource) -> tuple[object, ...]:
    return judged.framework, judged.file, judged.line, judged.address
