"""Checkov's filter of checks, for runs in which only this pack reports."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from checkov.common.bridgecrew.severities import get_severity
from checkov.runner_filter import RunnerFilter

if TYPE_CHECKING:
    from lambdanet.bridge.policies.policies import Policy
    from lambdanet.evidence.gather.selection import Selection
    from lambdanet.frameworks import Framework
    from lambdanet.kit.rules import Rule


class PackFilter(RunnerFilter):
    """Answers for Checkov's own checks at once: each is asked about for each resource, a tenth of a run."""

    def should_run_check(self, check: Any = None, check_id: str | None = None, *others: Any, **named: Any) -> bool:
        """Whether the check is the pack's, and selected."""
        id = check.id if check is not None else check_id
        return str(id).startswith("LAMBDANET_") and bool(super().should_run_check(check, check_id, *others, **named))


@lru_cache(maxsize=8)
def filter_of(selection: Selection, framework: Framework) -> PackFilter:
    """Checkov's filter for what is selected."""
    return PackFilter(
        framework=[framework],
        checks=list(selection.checks) or ["LAMBDANET_*"],
        skip_checks=list(selection.skip_checks) or None,
        excluded_paths=list(selection.skip_paths) or None,
        var_files=list(selection.var_files) or None,
        show_progress_bar=False,
    )


def is_selected(rule: Rule | Policy, selection: Selection) -> bool:
    """Whether Checkov would run the rule on Terraform code."""
    severity = get_severity(rule.severity)
    return filter_of(selection, "terraform").should_run_check(check_id=rule.id, severity=severity)
