"""Runs Checkov's own runners in this process, with this pack alone, and keeps what they say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.ledger import LEDGER
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.ledger import Entry, RuleError
    from lambdanet.model import Network

RUNNERS = {
    "terraform": "checkov.terraform.runner",
    "terraform_plan": "checkov.terraform.plan_runner",
    "cloudformation": "checkov.cloudformation.runner",
}
_ENDINGS = {
    "terraform": (".tf",),
    "terraform_plan": (".json",),
    "cloudformation": (".yml", ".yaml", ".json", ".template"),
}
# What every plan and every template has somewhere; a file without is none, and need not be parsed.
_MARKS = {
    "terraform_plan": (b"planned_values",),
    "cloudformation": (b"Resources",),
}
_PACK = Path(__file__).resolve().parents[1] / "pack"
_FOLDERS = _PACK if _PACK.is_dir() else Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Selection:
    """What to run on what, in Checkov's words.

    file: scan this one file instead of the whole folder.
    """

    root: Path
    file: Path | None = None
    frameworks: tuple[str, ...] = tuple(RUNNERS)
    checks: tuple[str, ...] = ()
    skip_checks: tuple[str, ...] = ()
    skip_paths: tuple[str, ...] = ()
    var_files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """What one of Checkov's runners said.

    networks: one for each graph. files: what went into the graphs, relative to the scanned folder.
    skipped: (rule, file, address) of a suppressed finding -> the reason that stands in the comment.
    """

    framework: str
    networks: tuple[Network, ...]
    entries: tuple[Entry, ...]
    files: tuple[str, ...]
    skipped: dict[tuple[str, str, str], str]


@dataclass(frozen=True)
class Runs:
    """All that was run."""

    selection: Selection
    frameworks: tuple[str, ...]
    runs: tuple[Run, ...]
    parse_errors: tuple[str, ...]
    rule_errors: tuple[RuleError, ...]


def external_checks() -> list[str]:
    """The folders that Checkov is pointed at."""
    return [str(_FOLDERS / "checks"), str(_FOLDERS / "policies")]


def run(selection: Selection) -> Runs:
    """Run every framework of which there are files."""
    runs: list[Run] = []
    parse_errors: list[str] = []
    rule_errors: list[RuleError] = []
    ran = [framework for framework in selection.frameworks if _has_files(selection, framework)]
    for framework in ran:
        LEDGER.clear()
        with LEDGER.keeping_readings() as readings:
            report = _report(selection, framework)
        parse_errors += [relative(str(error), selection.root) for error in report.parsing_errors]
        rule_errors += LEDGER.errors
        runs.append(
            Run(
                framework,
                tuple(reading.network for reading, _ in readings),
                tuple(entry for entry in LEDGER.entries if entry.framework == framework),
                tuple(sorted({file for _, graph in readings for file in _files(graph, selection.root)})),
                dict(_skipped(report, selection.root)),
            )
        )
    LEDGER.clear()
    return Runs(selection, tuple(ran), tuple(runs), tuple(sorted(set(parse_errors))), tuple(rule_errors))


def _report(selection: Selection, framework: str) -> Any:
    from checkov.runner_filter import RunnerFilter

    runner = import_module(RUNNERS[framework]).Runner()
    filtered = RunnerFilter(
        framework=[framework],
        checks=list(selection.checks) or ["LAMBDANET_*"],
        skip_checks=list(selection.skip_checks) or None,
        excluded_paths=list(selection.skip_paths) or None,
        var_files=list(selection.var_files) or None,
        show_progress_bar=False,
    )
    what = {"files": [str(selection.file)]} if selection.file else {"root_folder": str(selection.root)}
    report = runner.run(**{"root_folder": None, **what}, external_checks_dir=external_checks(), runner_filter=filtered)
    return report[0] if isinstance(report, list) else report


def _has_files(selection: Selection, framework: str) -> bool:
    """Whether there is a file that the framework may be about, so that its runner is worth importing."""
    marks = _MARKS.get(framework)
    for file in [selection.file] if selection.file else _walked(selection.root):
        if file.suffix in _ENDINGS[framework] and (marks is None or _holds(file, marks)):
            return True
    return False


def _walked(root: Path) -> Iterator[Path]:
    """The files of a folder that Checkov may scan: nothing hidden, and nothing that was downloaded."""
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".") and name != "node_modules"]
        yield from (Path(folder, file) for file in files)


def _holds(file: Path, marks: Sequence[bytes]) -> bool:
    try:
        content = file.read_bytes()
    except OSError:
        return False
    return any(mark in content for mark in marks)


def _files(graph: Any, root: Path) -> Iterable[str]:
    return {relative(str(vertex.get("file_path_", "")), root) for _, vertex in graph.nodes()}


def _skipped(report: Any, root: Path) -> Iterator[tuple[tuple[str, str, str], str]]:
    for record in report.skipped_checks:
        address = record.resource if "." in record.resource else f"module.{record.resource}"
        key = (record.check_id, relative(record.file_abs_path, root), address)
        yield key, str(record.check_result.get("suppress_comment") or "")


def relative(file: str, root: Path) -> str:
    """The file as seen from the scanned folder; Checkov puts the calls of a module in brackets behind it."""
    plain = file.split("[", 1)[0]
    front = f"{root}{os.sep}"
    return plain[len(front) :] if plain.startswith(front) else plain.lstrip("/")
