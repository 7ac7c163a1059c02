"""The bridge to Checkov: a rule becomes a graph check of every framework, and verdicts become records.

Why graph checks: they alone see a whole CloudFormation template, and they are supported by selection,
suppression, severities, baselines and every output. The plan runner uses the registry of ``terraform``.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

from checkov.common.bridgecrew.severities import get_severity
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.graph.checks_infra.base_check import BaseGraphCheck
from checkov.runner_filter import RunnerFilter

from lambdanet.bridge.current_run import note_run, scanned_files, templates_beside
from lambdanet.bridge.foreign_files import leave_out_foreign_files
from lambdanet.bridge.judging import is_worse, judge, speaks
from lambdanet.bridge.policies.policies import Policy, policies
from lambdanet.bridge.signatures import refuse_changed_files
from lambdanet.kit.verdicts import FAILED, NOT_APPLICABLE, PASSED, Verdict
from lambdanet.pack_folders import hold_on_to_engine
from lambdanet.settings.known_settings import SettingsProblem

if TYPE_CHECKING:
    from lambdanet.kit.rules import Rule
    from lambdanet.readers.reading import Reading

logger = logging.getLogger("lambdanet")

# The runner of plans uses the registry of "terraform".
REGISTRIES = ("terraform", "cloudformation")
EXPLANATION_KEY = "lambdanet"
_one_at_a_time = threading.RLock()
_put_before: set[str] = set()
# While this is imported, Checkov walks the folders that it was given.
hold_on_to_engine()
refuse_changed_files()
leave_out_foreign_files()


class LambdanetCheck(BaseGraphCheck):
    """A rule or a policy as Checkov runs it: once per graph, in a thread of Checkov's pool."""

    def __init__(self, rule: Rule | Policy) -> None:
        super().__init__()
        self.rule = rule
        self.id = rule.id
        self.name = rule.name
        self.category = "NETWORKING"
        self.severity = get_severity(rule.severity)
        self.frameworks = ["CloudFormation", "Terraform"]

    def run(self, graph_connector: Any) -> tuple[list[Any], list[Any], list[Any]]:
        """The vertices that pass and fail; undecided ones are in the ledger, Checkov would only drop them."""
        # Checkov runs checks in threads. One at a time loses nothing under Python's global lock, and lets
        # everything that is worked out when first asked for do without locks of its own.
        with _one_at_a_time:
            # Checkov loads the rules in every process, whether or not they run: what only a run needs comes with it.
            from lambdanet.bridge.garbage_collection import resting

            with resting():
                return self._run(graph_connector)

    def _run(self, graph_connector: Any) -> tuple[list[Any], list[Any], list[Any]]:
        # Checkov's pool never reads the future, so an exception that left here would be silence.
        verdicts = judge(self.rule, lambda: _reading_of(graph_connector))
        if verdicts is None:
            return [], [], []
        reading = _reading_of(graph_connector)
        worst: dict[int, tuple[dict[str, Any], Verdict]] = {}
        told_at_info = _information_is_shown()
        for verdict in verdicts:
            if told_at_info:
                logger.info("%s %s %s: %s", self.id, verdict.kind, verdict.resource.address, verdict.explanation)
            if verdict.kind == NOT_APPLICABLE:
                continue
            vertex = reading.vertices.get(verdict.resource.identity)
            if vertex is not None:
                before = worst.get(id(vertex))
                if before is None or is_worse(verdict, before[1]):
                    worst[id(vertex)] = (vertex, verdict)
        told = list(worst.values())
        passed = [vertex for vertex, verdict in told if verdict.kind == PASSED]
        failed = [_explained(vertex, verdict) for vertex, verdict in told if verdict.kind == FAILED]
        return passed, failed, []


def _reading_of(graph: Any) -> Reading:
    """What is read of a graph, for the first rule that asks."""
    from lambdanet.bridge.garbage_collection import thaw
    from lambdanet.bridge.ledger import LEDGER
    from lambdanet.readers.reading import is_read, reading_of

    if is_read(graph):
        return reading_of(graph)
    thaw()
    reading = reading_of(graph, scanned_files(), templates_beside(graph))
    LEDGER.record_reading(reading, graph)
    return reading


def _information_is_shown() -> bool:
    """Whether a person reads what is logged at INFO.

    The logger's level does not tell: Checkov sets the root logger to DEBUG and writes everything into a buffer for
    its support bundle, which took a fifth of the pack's time.
    """
    # Who runs a runner without Checkov's command line has no such buffer, and no use for one.
    made_by_checkov = sys.modules.get("checkov.logging_init")
    buffer = getattr(made_by_checkov, "log_stream", made_by_checkov)
    return any(
        handler.level <= logging.INFO
        for handler in logging.getLogger().handlers
        if buffer is None or getattr(handler, "stream", None) is not buffer
    )


def register(rule: Rule) -> None:
    """Put the rule into Checkov's registries in place of one with the same id.

    Ends the process when the settings are wrong: Checkov survives every other exception of a check file.
    """
    try:
        wanted = speaks(rule)
    except SettingsProblem as problem:
        # Checkov keeps the text of SystemExit to itself.
        sys.stderr.write(f"lambdanet: {problem}\n")
        sys.exit(2)
    _put(rule, wanted)


def register_policies() -> None:
    """Put the YAML policies into Checkov's registries, in place of those that it loads by itself.

    Checkov's loader leaves out a policy whose id is registered already. So a strict one that the settings do not
    ask for is registered too, and keeps silent.
    """
    for policy in policies():
        _put(policy, True)


def _put(rule: Rule | Policy, wanted: bool) -> None:
    note_run()
    for framework in REGISTRIES:
        checks = get_graph_checks_registry(framework).checks
        # Nobody but this function puts a rule of Python there: the first time there is nothing to look for.
        if isinstance(rule, Policy) or rule.id in _put_before:
            checks[:] = [check for check in checks if check.id != rule.id]
        if wanted:
            checks.append(LambdanetCheck(rule))
    _put_before.add(rule.id)
    RunnerFilter.notify_external_check(rule.id)


def _explained(vertex: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
    """A copy of the vertex that carries the explanation into Checkov's JSON (``check_result.entity``).

    ``BaseCheck.details`` is no way: it makes Checkov's SARIF invalid. The Terraform runners put the vertex's
    ``config_`` into the record, the CloudFormation runner the vertex itself.
    """
    told = {
        "explanation": verdict.explanation,
        "related": [{"address": p.address, "file": p.file, "line": p.line} for p in verdict.related],
    }
    config = vertex.get("config_")
    told_config = {**config, EXPLANATION_KEY: told} if isinstance(config, dict) else config
    return {**vertex, EXPLANATION_KEY: told, "config_": told_config}
