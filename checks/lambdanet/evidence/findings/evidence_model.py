"""What evidence holds, whatever the format: scope, statements, functions with their facts, all other resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.facts_from_outside import FromOutside, from_outside
from lambdanet.evidence.gather.pack_rules import is_switched_on, pack_rules
from lambdanet.kit.statements import STATEMENTS
from lambdanet.kit.verdicts import FAILED, NOT_APPLICABLE, PASSED, UNDECIDED
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.gather.analysis import Analysis
    from lambdanet.evidence.gather.findings_of_part import (
        JudgedFunction,
        JudgedResource,
        LeftOut,
        Result,
        RuleFailure,
        UnreadCall,
    )
    from lambdanet.evidence.gather.selection import Selection


@dataclass(frozen=True)
class StatementCounts:
    """The results for a statement of the document. rules: those that serve it and that the settings let judge."""

    id: str
    text: str
    rules: tuple[str, ...]
    passed: int
    failed: int
    suppressed: int
    undecided: int
    not_applicable: int


@dataclass(frozen=True)
class Evidence:
    """Everything that a report is made of. outside: what was found about the files with facts."""

    selection: Selection
    frameworks: tuple[str, ...]
    files: tuple[str, ...]
    parse_errors: tuple[str, ...]
    rule_errors: tuple[RuleFailure, ...]
    unread_calls: tuple[UnreadCall, ...]
    left_out: tuple[LeftOut, ...]
    functions: tuple[JudgedFunction, ...]
    resources: tuple[JudgedResource, ...]
    outside: FromOutside = field(default_factory=FromOutside)

    @property
    def judged(self) -> tuple[JudgedResource, ...]:
        """The functions, then the other resources."""
        return (*self.functions, *self.resources)

    @property
    def results(self) -> Iterator[tuple[JudgedResource, Result]]:
        """Every verdict, with the resource that it is about."""
        for judged in self.judged:
            for result in judged.results:
                yield judged, result

    @property
    def failures(self) -> list[tuple[JudgedResource, Result]]:
        """The failures that are neither suppressed nor in the baseline."""
        return [(judged, result) for judged, result in self.results if is_open(result)]


def is_open(result: Result) -> bool:
    """Whether the result is a failure that nobody has suppressed."""
    return result.verdict == FAILED and result.suppressed_because is None and not result.in_baseline


def evidence_of(analysis: Analysis) -> Evidence:
    """Put together what was found in all parts."""
    found = analysis.findings
    functions = [function for each in found for function in each.functions]
    resources = [resource for each in found for resource in each.resources]
    return Evidence(
        analysis.selection,
        analysis.frameworks,
        tuple(sorted({file for each in found for file in each.files})),
        tuple(sorted({error for each in found for error in each.parse_errors})),
        tuple(error for each in found for error in each.rule_errors),
        tuple(
            sorted({call for each in found for call in each.unread_calls}, key=lambda c: (c.file, c.line, c.address))
        ),
        tuple(sorted({each for part in found for each in part.left_out}, key=_functions_first)),
        tuple(sorted(functions, key=_order)),
        tuple(sorted(resources, key=_order)),
        from_outside(each.given for each in found),
    )


def _functions_first(left_out: LeftOut) -> tuple[bool, str, int, str]:
    of_function = any(word in left_out.address for word in ("lambda_function.", "::Function."))
    return not of_function, left_out.file, left_out.line, left_out.address


def _order(judged: JudgedResource) -> tuple[str, int, str, str]:
    return judged.file, judged.line, judged.address, judged.part


def statement_counts(evidence: Evidence) -> Iterable[StatementCounts]:
    """The statements of the document, each with its results."""
    counts = {id: dict.fromkeys((PASSED, FAILED, UNDECIDED, NOT_APPLICABLE, "suppressed"), 0) for id in STATEMENTS}
    rules = pack_rules()
    for _, result in evidence.results:
        verdict = result.verdict if result.suppressed_because is None else "suppressed"
        for id in rules[result.rule].statements:
            counts[id][verdict] += 1
    for id, text in STATEMENTS.items():
        yield StatementCounts(
            id,
            text,
            tuple(rule.id for rule in rules.values() if id in rule.statements and is_switched_on(rule)),
            passed=counts[id][PASSED],
            failed=counts[id][FAILED],
            suppressed=counts[id]["suppressed"],
            undecided=counts[id][UNDECIDED],
            not_applicable=counts[id][NOT_APPLICABLE],
        )
