"""Runs Checkov's command line, or only loads the pack, and notes what the pack does; a helper of run.py.

``observed.py OUT scan ARGUMENTS...`` scans with the arguments and writes the pack's CPU seconds and verdicts to
OUT. ``observed.py OUT load FOLDER...`` writes the seconds that loading the folders' checks takes.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Notes:
    """CPU seconds by rule, and the vertices that each rule passed and failed."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.verdicts: dict[str, dict[str, list[str]]] = {}
        self._explained: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    def around(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """The ``run`` of a check, observed when the check is the pack's."""

        def observed(check: Any, graph_connector: Any) -> Any:
            if not check.id.startswith("LAMBDANET_"):
                return run(check, graph_connector)
            began = time.thread_time()
            passed, failed, unknown = run(check, graph_connector)
            with self._lock:
                self.seconds[check.id] = self.seconds.get(check.id, 0.0) + time.thread_time() - began
                self.verdicts[check.id] = {
                    "passed": _keys(passed),
                    "failed": [*_keys(failed), *self._explained.pop(check.id, [])],
                }
            return passed, failed, unknown

        return observed

    def around_explained(self, report: Callable[..., Any]) -> Callable[..., Any]:
        """What reports failures with their explanations, and keeps them from Checkov's check."""

        def observed(check: Any, failed: list[dict[str, Any]]) -> Any:
            left = report(check, failed)
            if not left:
                self._explained[check.id] = _keys(failed)
            return left

        return observed


def scan(out: str, arguments: list[str]) -> int:
    """Scan as the ``checkov`` command does."""
    sys.path.insert(0, str(ROOT / "checks"))
    from checkov.common.graph.checks_infra.base_check import BaseGraphCheck
    from checkov.main import Checkov

    from lambdanet.bridge import explained_records
    from lambdanet.bridge.checkov_checks import LambdanetCheck

    notes = Notes()
    # The YAML policies run through the base class, the Python rules through the pack's own.
    BaseGraphCheck.run = notes.around(BaseGraphCheck.run)  # type: ignore[method-assign]
    LambdanetCheck.run = notes.around(LambdanetCheck.run)  # type: ignore[method-assign]
    explained_records.report_with_explanations = notes.around_explained(explained_records.report_with_explanations)
    code = Checkov(arguments).run()
    Path(out).write_text(json.dumps({"seconds": notes.seconds, "verdicts": notes.verdicts}), encoding="utf-8")
    return code or 0


def load(out: str, folders: list[str]) -> int:
    """Load the checks as the Terraform runner does, in a process that has imported Checkov's runners."""
    import checkov.cloudformation.runner
    import checkov.terraform.runner  # noqa: F401
    from checkov.common.checks_infra.registry import get_graph_checks_registry
    from checkov.terraform.checks.resource.registry import resource_registry

    get_graph_checks_registry("terraform").load_checks()
    began = time.process_time()
    for folder in folders:
        resource_registry.load_external_checks(folder)
        get_graph_checks_registry("terraform").load_external_checks(folder)
    Path(out).write_text(json.dumps({"seconds": time.process_time() - began}), encoding="utf-8")
    return 0


def _keys(vertices: list[dict[str, Any]]) -> list[str]:
    return [vertex["hash"] for vertex in vertices]


if __name__ == "__main__":
    raise SystemExit({"scan": scan, "load": load}[sys.argv[2]](sys.argv[1], sys.argv[3:]))
