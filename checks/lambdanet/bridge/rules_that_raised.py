"""A rule that raised has judged nothing: a failed record of its own says so, so that Checkov's run does not end green.

Checkov forgets what a graph check raises, and gives no other way to its exit code than a record. It is no finding about
the resource that it is on: the first one of the graph, for Checkov reports on resources alone.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from checkov.common.graph.checks_infra.base_check import BaseGraphCheck
from checkov.common.models.enums import CheckResult
from checkov.runner_filter import RunnerFilter

if TYPE_CHECKING:
    from types import FrameType

ID = "LAMBDANET_000"


class RuleThatRaised(BaseGraphCheck):
    """What the record is of: no check that Checkov could run, as it is known only after a rule has run."""

    def __init__(self, check: BaseGraphCheck, error: str) -> None:
        super().__init__()
        self.id = ID
        # Whoever selects the rule, by its id or its severity, selects this too.
        self.bc_id = check.id
        self.severity = check.severity
        self.name = f"Ensure {check.id} can judge: it raised {error}, and nothing here is judged by it"
        self.category = "NETWORKING"
        self.frameworks = ["CloudFormation", "Terraform"]

    def run(self, graph_connector: Any) -> tuple[list[Any], list[Any], list[Any]]:
        """Nothing: the record is there already."""
        return [], [], []


def fail_for(check: BaseGraphCheck, error: str, graph: Any) -> None:
    """Put a failed record among the results that Checkov is collecting from the rule."""
    results = results_in_the_making()
    vertex = next((vertex for _, vertex in graph.nodes() if vertex.get("block_type_") == "resource"), None)
    if results is None or vertex is None:
        return
    RunnerFilter.notify_external_check(ID)
    results[RuleThatRaised(check, error)] = [{"result": CheckResult.FAILED, "entity": vertex, "evaluated_keys": []}]


def results_in_the_making() -> dict[Any, Any] | None:
    """The results of Checkov's registry: it passes them to the method that runs a check, and not to the check."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "run_check_parallel":
            found = frame.f_locals.get("check_results")
            return found if isinstance(found, dict) else None
        frame = frame.f_back
    return None
