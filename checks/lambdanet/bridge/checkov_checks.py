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

from lambdanet.bridge.current_run import (
    folders_beside,
    note_run,
    scanned_files,
    scanned_folders,
    templates_beside,
)
from lambdanet.bridge.ending import end_run
from lambdanet.bridge.foreign_files import leave_out_foreign_files
from lambdanet.bridge.judging import is_switched_on, judge, note_error
from lambdanet.bridge.policies.policies import Policy, policies
from lambdanet.pack_folders import hold_on_to_engine
from lambdanet.plain_text import plain
from lambdanet.settings.known_settings import SettingsProblem

if TYPE_CHECKING:
    from lambdanet.kit.rules import Rule
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.readers.reading import Reading

logger = logging.getLogger("lambdanet")

# The runner of plans uses the registry of "terraform".
REGISTRIES = ("terraform", "cloudformation")
_one_at_a_time = threading.RLock()
_put_before: set[str] = set()
# While this is imported, Checkov walks the folders that it was given.
hold_on_to_engine()
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
        verdicts = judge(
            self.rule, lambda: _reading_of(graph_connector), lambda error: self._raised(error, graph_connector)
        )
        if verdicts is None:
            return [], [], []
        try:
            return self._reported(verdicts, _reading_of(graph_connector))
        except Exception as error:
            note_error(self.rule, _reading_of(graph_connector).framework, error)
            self._raised(f"{type(error).__name__}: {error}", graph_connector)
            return [], [], []

    def _reported(self, verdicts: list[Verdict], reading: Reading) -> tuple[list[Any], list[Any], list[Any]]:
        """The verdicts as Checkov takes them, and in the log where a person reads it."""
        from lambdanet.bridge.checkov_records import vertices_to_report
        from lambdanet.bridge.explained_records import report_with_explanations
        from lambdanet.bridge.ledger import LEDGER
        from lambdanet.bridge.warnings_about_facts import warn_of_facts
        from lambdanet.handbook.rule_pages import page_of

        if _information_is_shown():
            for verdict in verdicts:
                address = plain(reading.withheld.replaced_in_keys(verdict.resource.address))
                logger.info("%s %s %s: %s", self.id, verdict.kind, address, verdict.explanation)
        if not LEDGER.keeps_readings:
            warn_of_facts(reading)
        self.guideline = page_of(self.id)
        passed, failed = vertices_to_report(verdicts, reading)
        return passed, report_with_explanations(self, failed), []

    def _raised(self, error: str, graph_connector: Any) -> None:
        from lambdanet.bridge.rules_that_raised import fail_for

        fail_for(self, error, graph_connector)


def _reading_of(graph: Any) -> Reading:
    """What is read of a graph, for the first rule that asks."""
    from lambdanet.bridge.garbage_collection import thaw
    from lambdanet.bridge.ledger import LEDGER
    from lambdanet.readers.reading import is_read, reading_of

    if is_read(graph):
        return reading_of(graph)
    thaw()
    reading = reading_of(graph, scanned_files(), templates_beside(graph), folders_beside(graph), scanned_folders())
    LEDGER.record_reading(reading, graph)
    return reading


def _information_is_shown() -> bool:
    """Whether a person reads what is logged at INFO.

    The logger's level does not show it: Checkov sets the root logger to DEBUG and writes everything into a buffer for
    its support bundle, which took a fifth of the pack's time.
    """
    # Without Checkov's command line a runner has no such buffer, and needs none.
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
        wanted = is_switched_on(rule)
    except SettingsProblem as problem:
        end_run(str(problem))
    _put(rule, wanted)


def register_policies() -> None:
    """Put the YAML policies into Checkov's registries, in place of those that it loads by itself.

    Checkov's loader leaves out a policy whose id is registered already. So a strict one that the settings do not
    ask for is registered too, and reports nothing.
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
