"""What evidence holds, whatever the format: scope, statements, functions with their facts, all other resources."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.checkov_runs import Run, Runs, relative
from lambdanet.evidence.pack_rules import PackRule, pack_rules
from lambdanet.queries.function_facts import FunctionFacts, function_facts
from lambdanet.records import dataclass
from lambdanet.statements import STATEMENTS
from lambdanet.verdicts import FAILED, NOT_APPLICABLE, PASSED, UNDECIDED

if TYPE_CHECKING:
    from pathlib import Path

    from lambdanet.ledger import Entry
    from lambdanet.model import Function, Place


@dataclass(frozen=True)
class Result:
    """One verdict of one rule on one resource.

    suppressed_because: the reason in the comment that suppresses it; None when nothing does.
    """

    rule: PackRule
    verdict: str
    explanation: str
    related: tuple[Place, ...]
    suppressed_because: str | None


@dataclass(frozen=True)
class JudgedResource:
    """A resource that at least one rule speaks about."""

    address: str
    framework: str
    file: str
    line: int
    results: tuple[Result, ...]

    @property
    def type(self) -> str:
        """The type in the language's words; "module" for a call of a module that is not in the scan."""
        if "::" in self.address:
            return self.address.rpartition(".")[0]
        # Keys of instances may have dots in them.
        words = re.sub(r"\[[^]]*\]", "", self.address).split(".")
        if len(words) > 2 and words[-3] == "data":
            return f"data.{words[-2]}"
        return words[-2] if len(words) > 1 else "module"


@dataclass(frozen=True)
class JudgedFunction(JudgedResource):
    """A function, with what is known about it and the model that this comes from."""

    facts: FunctionFacts
    function: Function


@dataclass(frozen=True)
class StatementCounts:
    """How a statement of the document fares. rules: those that serve it and that the settings let speak."""

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
    """Everything that a report is made of."""

    runs: Runs
    statements: tuple[StatementCounts, ...]
    functions: tuple[JudgedFunction, ...]
    resources: tuple[JudgedResource, ...]

    @property
    def results(self) -> Iterator[tuple[JudgedResource, Result]]:
        """Every verdict, with the resource that it is about."""
        for judged in (*self.functions, *self.resources):
            for result in judged.results:
                yield judged, result

    @property
    def failures(self) -> int:
        """How many failures are not suppressed."""
        return sum(result.verdict == FAILED and result.suppressed_because is None for _, result in self.results)


_Key = tuple[str, str, int]


def evidence_of(runs: Runs) -> Evidence:
    """Put together what the runs said."""
    functions: list[JudgedFunction] = []
    resources: list[JudgedResource] = []
    for run in runs.runs:
        by_place = _results_by_place(run, runs.selection.root)
        of_functions: set[_Key] = set()
        for network in run.networks:
            for function in network.functions.values():
                place = function.place
                # Functions of one module call that is not in the scan share the call's results, as in Checkov.
                key = (place.address, relative(place.file, runs.selection.root), place.line)
                of_functions.add(key)
                functions.append(
                    JudgedFunction(
                        place.address,
                        run.framework,
                        key[1],
                        place.line,
                        tuple(by_place.get(key, ())),
                        function_facts(network, function),
                        function,
                    )
                )
        resources += [
            JudgedResource(address, run.framework, file, line, tuple(results))
            for (address, file, line), results in by_place.items()
            if (address, file, line) not in of_functions
        ]
    everything = Evidence(
        runs,
        (),
        tuple(sorted(functions, key=_order)),
        tuple(sorted(resources, key=_order)),
    )
    return Evidence(runs, tuple(_statements(everything)), everything.functions, everything.resources)


def _order(judged: JudgedResource) -> tuple[str, int, str]:
    return judged.file, judged.line, judged.address


def _results_by_place(run: Run, root: Path) -> dict[_Key, list[Result]]:
    rules = pack_rules()
    found: defaultdict[_Key, list[Result]] = defaultdict(list)
    for entry in sorted(run.entries, key=lambda entry: entry.rule):
        place = entry.verdict.resource.place
        file = relative(place.file, root)
        found[(place.address, file, place.line)].append(_result(entry, rules, run, file))
    return found


def _result(entry: Entry, rules: dict[str, PackRule], run: Run, file: str) -> Result:
    verdict = entry.verdict
    reason = run.skipped.get((entry.rule, file, verdict.resource.place.address))
    return Result(rules[entry.rule], verdict.kind, verdict.explanation, verdict.related, reason)


def _statements(evidence: Evidence) -> Iterable[StatementCounts]:
    for id, text in STATEMENTS.items():
        serving = [result for _, result in evidence.results if id in result.rule.statements]
        told = [result.verdict for result in serving if result.suppressed_because is None]
        yield StatementCounts(
            id,
            text,
            tuple(rule.id for rule in pack_rules().values() if id in rule.statements and rule.speaks),
            passed=told.count(PASSED),
            failed=told.count(FAILED),
            suppressed=len(serving) - len(told),
            undecided=told.count(UNDECIDED),
            not_applicable=told.count(NOT_APPLICABLE),
        )
