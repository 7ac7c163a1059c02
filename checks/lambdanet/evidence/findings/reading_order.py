"""The results in the order in which people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.evidence.findings.evidence_model import is_open
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.kit.rules import SEVERITIES
from lambdanet.kit.verdicts import FAILED, NOT_APPLICABLE
from lambdanet.kit.wording import counted
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction, JudgedResource, LeftOut, Result, UnreadCall
    from lambdanet.handbook.rule_texts import RuleText

SUPPRESSED = "suppressed"
IN_BASELINE = "in the baseline"


@dataclass(frozen=True)
class RuleFailures:
    """A rule with the resources that fail it."""

    rule: RuleText
    results: tuple[tuple[JudgedResource, Result], ...]


@dataclass(frozen=True)
class PartOfFunctions:
    """The functions of a root module, a plan or a template. name: its folder or file."""

    framework: str
    name: str
    functions: tuple[JudgedFunction, ...]


def shown_verdict(result: Result) -> str:
    """The verdict, or what takes its place: "suppressed", or "in the baseline"."""
    if result.suppressed_because is not None:
        return SUPPRESSED
    return IN_BASELINE if result.verdict == FAILED and result.in_baseline else result.verdict


def failures_by_rule(evidence: Evidence) -> list[RuleFailures]:
    """The open failures, the most severe rules first."""
    found: dict[str, list[tuple[JudgedResource, Result]]] = {}
    for judged, result in evidence.results:
        if is_open(result):
            found.setdefault(result.rule, []).append((judged, result))
    rules = pack_rules()
    groups = [RuleFailures(rules[id], tuple(results)) for id, results in found.items()]
    return sorted(groups, key=lambda group: (-SEVERITIES.index(group.rule.severity), group.rule.id))


def functions_by_part(evidence: Evidence) -> list[PartOfFunctions]:
    """The functions where they are deployed together."""
    found: dict[tuple[str, str], list[JudgedFunction]] = {}
    for function in evidence.functions:
        name = function.part if function.framework == "terraform" and function.part else function.file
        found.setdefault((function.framework, name), []).append(function)
    return [PartOfFunctions(framework, name, tuple(items)) for (framework, name), items in sorted(found.items())]


def suppressed(evidence: Evidence) -> list[tuple[JudgedResource, Result]]:
    """What is suppressed, by a comment or by the baseline."""
    return [(j, r) for j, r in evidence.results if shown_verdict(r) in (SUPPRESSED, IN_BASELINE)]


def unread_calls_in_words(calls: tuple[UnreadCall, ...]) -> str:
    """How many calls were not read, and what that means."""
    made = "It may make functions" if len(calls) == 1 else "They may make functions"
    counts = f"{counted(len(calls), 'call')} of modules, stacks or applications outside of the scan"
    return f"{counts}. {made} that this report does not cover"


def left_out_in_words(left_out: tuple[LeftOut, ...]) -> str:
    """How many resources the defaults leave out, and what to do to have them judged."""
    counts = f"{counted(len(left_out), 'resource')} that defaults leave out and other values may bring"
    return f"{counts}; the setting `surroundings` takes files with values"


def most_important_first(results: tuple[Result, ...]) -> list[Result]:
    """The results of one resource as they are shown: without those that do not apply, failures first."""
    order = (FAILED, IN_BASELINE, SUPPRESSED, "undecided", "passed")
    shown = [result for result in results if result.verdict != NOT_APPLICABLE]
    return sorted(shown, key=lambda result: (order.index(shown_verdict(result)), result.rule))
