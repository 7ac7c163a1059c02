"""Runs Checkov's own runners in this process, with this pack alone, and keeps what they say."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.bridge.current_run import begin_run
from lambdanet.bridge.ledger import LEDGER
from lambdanet.evidence.gather.attributes_in_graph import leave_out_what_fits_nowhere
from lambdanet.evidence.gather.findings_of_part import Findings
from lambdanet.evidence.gather.findings_together import findings_of, relative
from lambdanet.evidence.gather.pack_rules import load_rules
from lambdanet.evidence.gather.paths_of_checkov import parse_with_one_grammar
from lambdanet.identities import without_keys
from lambdanet.readers.surroundings.ties_between_files import holds_resources

if TYPE_CHECKING:
    from lambdanet.evidence.gather.parts_of_repository import Part
    from lambdanet.evidence.gather.selection import Selection

logger = logging.getLogger("lambdanet")

_RUNNERS = {
    "terraform": "checkov.terraform.runner",
    "terraform_plan": "checkov.terraform.plan_runner",
    "cloudformation": "checkov.cloudformation.runner",
}


def prepare(frameworks: Collection[str]) -> None:
    """Import the runners and register the rules, so that processes that are forked from this one have them already."""
    from checkov.common.checks_infra.registry import get_graph_checks_registry

    for framework in frameworks:
        import_module(_RUNNERS[framework])
        # Checkov's own policies are not asked, so they need not be read.
        get_graph_checks_registry(framework).internal_checks_dir_loaded = True
        if framework == "cloudformation":
            leave_out_what_fits_nowhere()
            parse_with_one_grammar()
    load_rules()


class CheckovRaised(Exception):
    """Checkov's own code raised; the text says what."""


def run(part: Part, selection: Selection) -> Findings:
    """Run the part's runner and put together what the rules say with what is known of its functions.

    A file on which Checkov's own code raises counts as one that it cannot parse: on the command line it would end the
    run.
    """
    prepare([part.framework])
    try:
        return _run(part, selection)
    except CheckovRaised as error:
        broken = {file: problem for file in part.files if (problem := _what_it_raises_on(file, part, selection))}
        broken = broken or dict.fromkeys(part.files, str(error))
        for file, problem in broken.items():
            logger.error("%s: Checkov cannot read it: %s", relative(file, selection.root), problem)
        rest = tuple(file for file in part.files if file not in broken)
        found = _run(replace(part, files=rest), selection) if rest else Findings(part.framework, (), (), (), (), ())
        unread = {relative(file, selection.root) for file in broken}
        return replace(found, parse_errors=tuple(sorted({*found.parse_errors, *unread})))


def _what_it_raises_on(file: str, part: Part, selection: Selection) -> str | None:
    """What Checkov raises on a file alone, in words."""
    try:
        _report(replace(part, files=(file,)), selection)
    except CheckovRaised as error:
        return str(error)
    return None


def _run(part: Part, selection: Selection) -> Findings:
    LEDGER.clear()
    with LEDGER.keeping_readings() as readings:
        report = _report(part, selection)
    files = {file for _, graph in readings for file in _files(graph)}
    left_out = _left_out(part, {relative(file, selection.root) for file in files}, selection.root)
    return findings_of(
        part,
        selection,
        [reading for reading, _ in readings],
        files,
        dict(_skipped(report, selection.root)),
        [*map(str, report.parsing_errors), *left_out],
    )


def _left_out(part: Part, files: set[str], root: Path) -> Iterator[str]:
    """The plans and templates that Checkov leaves out silently: it cannot decode them."""
    for file in part.files if part.framework != "terraform" else ():
        name = relative(file, root)
        if name not in files and holds_resources(file, part.framework):
            yield name


def _report(part: Part, selection: Selection) -> Any:
    from lambdanet.evidence.gather.pack_filter import filter_of

    runner = import_module(_RUNNERS[part.framework]).Runner()
    # For one file its folder shows what is missing; templates that make a part are all that there is to them.
    begin_run(part.files if selection.file is not None else (), runner, str(selection.root))
    try:
        report = runner.run(
            root_folder=None,
            files=list(part.files),
            external_checks_dir=None,
            runner_filter=filter_of(selection, part.framework),
        )
    except Exception as error:  # whatever its parsers meet; the pack's own rules are not let raise
        raise CheckovRaised(f"{type(error).__name__}: {error}") from error
    return report[0] if isinstance(report, list) else report


def _files(graph: Any) -> set[str]:
    return {str(vertex.get("file_path_", "")) for _, vertex in graph.nodes()}


def _skipped(report: Any, root: Path) -> Iterator[tuple[tuple[str, str, str], str]]:
    for record in report.skipped_checks:
        address = record.resource if "." in without_keys(record.resource) else f"module.{record.resource}"
        key = (record.check_id, relative(record.file_abs_path, root), address)
        yield key, str(record.check_result.get("suppress_comment") or "")
