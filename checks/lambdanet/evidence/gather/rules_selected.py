"""Whether what ``--check`` and ``--skip-check`` select can judge anything: an id that is wrong would end green."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.bridge.selected_rules import is_meant_for_pack, of_no_rule
from lambdanet.evidence.gather.pack_rules import is_switched_on, pack_rules

if TYPE_CHECKING:
    from lambdanet.evidence.gather.selection import Selection

_SEVERITIES = ("NONE", "INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL")
# Ids of Checkov's own checks: one file of options may skip those too.
_CHECKOVS = ("CKV", "BC_")


def problem_with(selection: Selection) -> str:
    """What is wrong with the ids, or why no rule is left; "" when some rule judges."""
    skipped = (id for id in selection.skip_checks if is_meant_for_pack(id) or not id.upper().startswith(_CHECKOVS))
    named = [id for id in (*selection.checks, *skipped) if id.upper() not in _SEVERITIES]
    problems = list(of_no_rule(named, pack_rules()))
    return "\nlambdanet: ".join(problems) if problems else _why_none_is_left(selection)


def _why_none_is_left(selection: Selection) -> str:
    from checkov.common.bridgecrew.severities import get_severity

    from lambdanet.evidence.gather.pack_filter import PackFilter

    chosen = PackFilter(checks=list(selection.checks) or ["LAMBDANET_*"], skip_checks=list(selection.skip_checks))
    rules = pack_rules().values()
    left = [rule for rule in rules if chosen.should_run_check(None, rule.id, severity=get_severity(rule.severity))]
    if not left:
        return "--check and --skip-check leave no rule that could judge"
    if not any(is_switched_on(rule) for rule in left):
        ids = ", ".join(rule.id for rule in left)
        return (
            f"{ids}: nothing is judged, for strict rules are silent; `persona: strict` in the settings lets them speak"
        )
    return ""
