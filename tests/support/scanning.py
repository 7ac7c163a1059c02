"""Runs Checkov's own runners with the pack, in this process, and collects what every rule says.

What passed, failed or was skipped comes from Checkov's report; what is undecided or not applicable, of which
Checkov keeps no record, from the pack's ledger. Where both report they must agree.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from checkov.runner_filter import RunnerFilter

from lambdanet.bridge.current_run import note_run
from lambdanet.bridge.ledger import LEDGER, Entry
from lambdanet.bridge.policies.policies import policies
from lambdanet.identities import without_keys
from lambdanet.kit import verdicts
from lambdanet.kit.rules import RULES
from lambdanet.model import Network
from lambdanet.readers import reading
from lambdanet.settings.known_settings import VARIABLE
from lambdanet.settings.settings_in_force import current
from repository import CHECKS, POLICIES, RULE_FIXTURES, settings_of

PASS, FAIL, UNDECIDED, NOT_APPLICABLE = "pass", "fail", "undecided", "n/a"

_CALLS = re.compile(r"(?<=\.tf)\[.*\]$", re.DOTALL)
_RUNNERS = {
    "terraform": "checkov.terraform.runner",
    "terraform_plan": "checkov.terraform.plan_runner",
    "cloudformation": "checkov.cloudformation.runner",
}
WORDS = {
    verdicts.PASSED: PASS,
    verdicts.FAILED: FAIL,
    verdicts.UNDECIDED: UNDECIDED,
    verdicts.NOT_APPLICABLE: NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Finding:
    """What one rule says about one resource. ``file`` is relative to the scanned folder."""

    rule: str
    verdict: str
    address: str
    file: str
    explanation: str = ""
    skipped_because: str | None = None


@dataclass(frozen=True)
class Scan:
    """One run of one of Checkov's runners.

    entries: what the ledger holds. network: what the rules judged; None where nothing was read.
    """

    findings: tuple[Finding, ...]
    parsing_errors: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    network: Network | None = None

    def of(self, rule: str) -> list[Finding]:
        """What that rule says."""
        return [finding for finding in self.findings if finding.rule == rule]

    def verdict(self, rule: str, address: str) -> str | None:
        """What that rule says about that resource; None when it says nothing."""
        return next((finding.verdict for finding in self.of(rule) if finding.address == address), None)


class ErrorsLogged(AssertionError):
    """The run logged something at ERROR or above."""


class LedgerContradicted(AssertionError):
    """Checkov's report and the pack's ledger do not say the same."""


def scan(
    path: Path,
    framework: str,
    *,
    rules: str = "LAMBDANET_*",
    errors_allowed: bool = False,
    settings: Path | None = None,
) -> Scan:
    """Scan a folder with the whole pack, under the settings in a file or those in force.

    Raises ErrorsLogged when anything is logged at ERROR, unless ``errors_allowed``, and LedgerContradicted when
    a rule's verdicts in the ledger differ from its records.
    """
    root = path.resolve()
    with _errors() as errors, under_settings(settings):
        LEDGER.clear()
        reading._latest = None
        reports = _run(root, framework, rules)
        entries = [entry for entry in LEDGER.entries if entry.framework == framework]
    if errors and not errors_allowed:
        raise ErrorsLogged("\n".join(errors))
    records = [finding for report in reports for finding in _recorded(report, root)]
    in_ledger = [
        Finding(
            entry.rule,
            WORDS[entry.verdict.kind],
            entry.verdict.resource.place.address,
            _relative(entry.verdict.resource.place.file, root),
            entry.verdict.explanation,
        )
        for entry in entries
    ]
    parsing_errors = tuple(str(error) for report in reports for error in report.parsing_errors)
    return Scan(tuple(_agreed(in_ledger, records)), parsing_errors, tuple(entries), _network_read())


def _network_read() -> Network | None:
    """The network of the reading that was made last."""
    return None if reading._latest is None else reading._latest[1].network


@contextmanager
def scanned_under(settings: Path | None) -> Iterator[None]:
    """What is scanned in the block is scanned in this process, under the settings, with a new ledger."""
    with _errors() as errors, under_settings(settings):
        LEDGER.clear()
        yield
    if errors:
        raise ErrorsLogged("\n".join(errors))


def reports_of_file(path: Path, framework: str) -> list[Any]:
    """Checkov's reports on one file, or on a folder."""
    return _run(path.resolve(), framework, "LAMBDANET_*")


def _run(root: Path, framework: str, rules: str) -> list[Any]:
    what = {"root_folder": str(root)} if root.is_dir() else {"root_folder": None, "files": [str(root)]}
    runner = import_module(_RUNNERS[framework]).Runner()
    # Checkov's command line does the same before a run: what one runner built is not another's.
    runner.definitions = runner.context = runner.breadcrumbs = None
    _load_once(runner)
    # Checkov puts each folder of the pack before it, in every run once more: after thousands no import ends.
    before = list(sys.path)
    try:
        report = runner.run(
            **what,
            external_checks_dir=[str(folder) for folder in (CHECKS, POLICIES) if folder.is_dir()],
            runner_filter=RunnerFilter(framework=[framework], checks=[rules], show_progress_bar=False),
        )
    finally:
        sys.path[:] = before
    return report if isinstance(report, list) else [report]


# By framework: what it was loaded for, and the rules.
_loaded: dict[str, tuple[object, ...]] = {}


def _load_once(runner: Any) -> None:
    """Rules that this process has loaded are there: executing their files once more takes longer than a small scan.

    Which of them judge is decided when they are loaded, and depends on the settings. Others may load them too.
    """
    load = runner.load_external_checks

    def there(folders: list[str]) -> tuple[object, ...]:
        rules = [check for check in runner.graph_registry.checks if check.id.startswith("LAMBDANET_")]
        return (current().persona, *folders, *rules)

    def load_or_note(folders: list[str]) -> None:
        if there(folders) == _loaded.get(runner.check_type):
            note_run()
        else:
            load(folders)
            _loaded[runner.check_type] = there(folders)

    runner.load_external_checks = load_or_note


def _recorded(report: Any, root: Path) -> Iterator[Finding]:
    kinds = ((PASS, report.passed_checks), (FAIL, report.failed_checks), ("skipped", report.skipped_checks))
    for kind, records in kinds:
        for record in records:
            address = record.resource if "." in without_keys(record.resource) else f"module.{record.resource}"
            if record.code_block and record.code_block[0][1].startswith("data "):
                address = f"data.{address}"  # Checkov prints a data block like a resource
            reason = record.check_result.get("suppress_comment") if kind == "skipped" else None
            yield Finding(record.check_id, kind, address, _relative(record.file_abs_path, root), "", reason)


def _agreed(entries: list[Finding], records: list[Finding]) -> Iterator[Finding]:
    """The ledger's findings, and the records of rules that keep no ledger."""
    in_ledger = {finding.rule for finding in entries}
    recorded = {(record.rule, record.file, record.address): record for record in records}
    decided = {(f.rule, f.file, f.address): f for f in entries if f.verdict in (PASS, FAIL)}
    problems = []
    for key, record in recorded.items():
        if record.rule not in in_ledger:
            continue
        if key not in decided:
            problems.append(f"only Checkov reports {record.verdict} of {key}")
        elif record.verdict not in (decided[key].verdict, "skipped"):
            problems.append(f"Checkov reports {record.verdict}, the ledger {decided[key].verdict} of {key}")
    problems += [f"only the ledger has {decided[key].verdict} of {key}" for key in decided if key not in recorded]
    if problems:
        raise LedgerContradicted("\n".join(sorted(problems)))
    for finding in entries:
        counterpart = recorded.get((finding.rule, finding.file, finding.address))
        reason = counterpart.skipped_because if counterpart else None
        yield Finding(finding.rule, finding.verdict, finding.address, finding.file, finding.explanation, reason)
    yield from (record for record in records if record.rule not in in_ledger)


def _relative(file: str, root: Path) -> str:
    """The file as seen from the scanned folder; Checkov puts the calls of a module in brackets behind it."""
    plain = _CALLS.sub("", file)
    if plain.startswith(f"{root}{os.sep}"):
        plain = plain[len(str(root)) :]
    return plain.lstrip("/")


@lru_cache(maxsize=8)
def scan_fixtures(rule: str, framework: str) -> Scan:
    """Scan the fixtures of a rule under the settings that they are written for; once for tests in a row."""
    return scan(RULE_FIXTURES / rule / framework, framework, settings=settings_of(rule))


def is_strict(rule: str) -> bool:
    """Whether a rule or a policy of a pack that was loaded judges only when the settings ask for it."""
    persona = {policy.id: policy.persona for policy in policies()} | {id: made.persona for id, made in RULES.items()}
    return persona[rule] == "strict"


@contextmanager
def under_settings(file: Path | None) -> Iterator[None]:
    """The settings in the file are in force for the block."""
    if file is None:
        yield
        return
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(file)
    current.cache_clear()
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before
        current.cache_clear()


@contextmanager
def _errors() -> Iterator[list[str]]:
    """What the block logs at ERROR or above."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(f"{record.name}: {record.getMessage()}")

    handler = Collector(logging.ERROR)
    logging.getLogger().addHandler(handler)
    try:
        yield messages
    finally:
        logging.getLogger().removeHandler(handler)
