"""Checkov's filter of checks, for runs in which only this pack speaks."""

from __future__ import annotations

from typing import Any

from checkov.runner_filter import RunnerFilter


class PackFilter(RunnerFilter):
    """Answers for Checkov's own checks at once: each is asked about for each resource, a tenth of a run."""

    def should_run_check(self, check: Any = None, check_id: str | None = None, *others: Any, **named: Any) -> bool:
        """Whether the check is the pack's, and selected."""
        id = check.id if check is not None else check_id
        return str(id).startswith("LAMBDANET_") and bool(super().should_run_check(check, check_id, *others, **named))
