"""The explanation of a failure in Checkov's console, JUnit, GitLab, CSV and JSON: it comes after the rule's name.

Checkov has one name for all records of a check, and ``details``, its place for more, make its SARIF invalid. So each
failure is reported by a check of its own: a copy of the rule whose name goes on with the explanation. Where SARIF is
among the outputs the names stay as they are: its rules have the name of the first record that Checkov finds.
"""

from __future__ import annotations

import copy
import sys
import threading
from typing import TYPE_CHECKING, Any

from checkov.common.models.enums import CheckResult

from lambdanet.bridge.checkov_records import EXPLANATION_KEY
from lambdanet.bridge.rules_that_raised import results_in_the_making

if TYPE_CHECKING:
    from checkov.common.graph.checks_infra.base_check import BaseGraphCheck


def report_with_explanations(check: BaseGraphCheck, failed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Have Checkov report each failed vertex with its explanation; what is left for it to report by the rule's name."""
    results = results_in_the_making()
    if results is None or "sarif" in _outputs():
        return failed
    for vertex in failed:
        explained = copy.copy(check)
        explanation = vertex[EXPLANATION_KEY]["explanation"]
        explained.name = explanation if explanation.startswith(check.name) else f"{check.name}. {explanation}"
        results[explained] = [{"result": CheckResult.FAILED, "entity": vertex, "evaluated_keys": []}]
    return []


def _outputs() -> list[str]:
    """What Checkov's command was asked to write; SARIF where there is no such command to ask."""
    # Checks run in other threads than the command, and in forked processes, which have its frames too.
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    while frame is not None:
        if frame.f_code.co_name == "run":
            config: Any = getattr(frame.f_locals.get("self"), "config", None)
            if hasattr(config, "output"):
                return list(config.output or ["cli"])
        frame = frame.f_back
    return ["sarif"]
