"""How the rules' results map to the controls of other frameworks, with the page that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.evidence.gather.pack_rules import is_switched_on, pack_rules
from lambdanet.kit.verdicts import FAILED, PASSED, UNDECIDED
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence


@dataclass(frozen=True)
class MappedControl:
    """A control with the rule that bears on it, the page that says so, and the totals of the rule's results."""

    framework: str
    control: str
    source: str
    rule: str
    passed: int
    failed: int
    suppressed: int
    undecided: int


def mapped_controls(evidence: Evidence) -> list[MappedControl]:
    """Of the rules that the settings let judge, by framework."""
    counts: dict[str, dict[str, int]] = {}
    for _, result in evidence.results:
        verdict = result.verdict if result.suppressed_because is None else "suppressed"
        of_rule = counts.setdefault(result.rule, {})
        of_rule[verdict] = of_rule.get(verdict, 0) + 1
    found = []
    for rule in pack_rules().values():
        if is_switched_on(rule):
            of_rule = counts.get(rule.id, {})
            numbers = [of_rule.get(key, 0) for key in (PASSED, FAILED, "suppressed", UNDECIDED)]
            found += [MappedControl(c.framework, c.control, c.source, rule.id, *numbers) for c in rule.frameworks]
    return sorted(found, key=lambda control: (control.framework, control.control, control.rule))
