"""Runs Checkov's own runners in this process, with this pack alone, and keeps what they say."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.bridge.current_run import begin_run
from lambdanet.bridge.ledger import LEDGER
from lambdanet.evidence.gather.baseline import known_failures
from lambdanet.evidence.gather.evaluations import keep_evaluations
from lambdanet.evidence.gather.facts_in_words import facts_in_words, undecided_because
from lambdanet.evidence.gather.findings_of_part import (
    Findings,
    JudgedFunction,
    JudgedResource,
    Location,
    Result,
    RuleFailure,
    UnreadCall,
)
from lambdanet.evidence.gather.pack_rules import load_rules
from lambdanet.evidence.gather.path_of_function import path_of
from lambdanet.kit.verdicts import FAILED
from lambdanet.queries.function_facts import function_facts

if TYPE_CHECKING:
    from lambdanet.bridge.ledger import Entry
    from lambdanet.evidence.gather.parts_of_repository import Part
    from lambdanet.evidence.gather.selection import Selection
    from lambdanet.model import Network

logger = logging.getLogger("lambdanet")

RUNNERS = {
    "terraform": "checkov.terraform.runner",
    "terraform_plan": "checkov.terraform.plan_runner",
    "cloudformation": "checkov.cloudformation.runner",
}
"""Of each framework the module with Checkov's runner."""
_Key = tuple[str, str, int]


def prepare(frameworks: Collection[str]) -> None:
    """Import the runners and register the rules, so that processes that are forked from this one have them already."""
    from checkov.common.checks_infra.registry import get_graph_checks_registry

    for framework in frameworks:
        import_module(RUNNERS[framework])
        # Checkov's own policies are not asked, so they need not be read.
        get_graph_checks_registry(framework).internal_checks_dir_loaded = True
    if "terraform" in frameworks:
        keep_evaluations()
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
        broken = {file: told for file in part.files if (told := _what_it_raises_on(file, part, selection))}
        broken = broken or dict.fromkeys(part.files or part.roots, str(error))
        for file, told in broken.items():
            logger.error("%s: Checkov cannot read it: %s", relative(file, selection.root), told)
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
    root = selection.root
    skipped = dict(_skipped(report, root))
    entries = [entry for entry in LEDGER.entries if entry.framework == part.framework]
    by_place = _results_by_place(entries, skipped, selection)
    networks = [reading.network for reading, _ in readings]
    files = {file for _, graph in readings for file in _files(graph, root)}
    errors = tuple(RuleFailure(error.rule, error.framework, error.message) for error in LEDGER.errors)
    functions = tuple(f for network in networks for f in _functions(network, part, root, by_place))
    if selection.file is not None:
        functions = tuple(function for function in functions if function.file == relative(str(selection.file), root))
    of_functions = {(function.address, function.file, function.line) for function in functions}
    resources = tuple(
        JudgedResource(address, part.framework, file, line, _root_of(part, file, root), tuple(results))
        for (address, file, line), results in by_place.items()
        if (address, file, line) not in of_functions
    )
    LEDGER.clear()
    parse_errors = tuple(sorted({relative(str(error), root) for error in report.parsing_errors}))
    calls = tuple(_unread_call(call, part, root) for reading, _ in readings for call in reading.unread_calls)
    return Findings(part.framework, tuple(sorted(files)), functions, resources, parse_errors, errors, calls)


def _unread_call(call: Any, part: Part, root: Path) -> UnreadCall:
    place = call.place
    return UnreadCall(place.address, call.source, part.framework, relative(place.file, root), place.line)


def _report(part: Part, selection: Selection) -> Any:
    from lambdanet.evidence.gather.pack_filter import PackFilter

    runner = import_module(RUNNERS[part.framework]).Runner()
    # Of one file its folder tells what is missing; templates that make a part are all that there is to them.
    begin_run(part.files if selection.file is not None else (), runner)
    filtered = PackFilter(
        framework=[part.framework],
        checks=list(selection.checks) or ["LAMBDANET_*"],
        skip_checks=list(selection.skip_checks) or None,
        excluded_paths=list(selection.skip_paths) or None,
        var_files=list(selection.var_files) or None,
        show_progress_bar=False,
    )
    if part.roots:
        from lambdanet.readers.terraform.configuration.folders_parser import FoldersParser

        runner.graph_manager.parser = FoldersParser(str(selection.root), part.roots)
        what: dict[str, Any] = {"root_folder": str(selection.root)}
    else:
        what = {"root_folder": None, "files": list(part.files)}
    try:
        report = runner.run(**what, external_checks_dir=None, runner_filter=filtered)
    except Exception as error:  # whatever its parsers come upon; the pack's own rules are not let raise
        raise CheckovRaised(f"{type(error).__name__}: {error}") from error
    return report[0] if isinstance(report, list) else report


def _functions(
    network: Network, part: Part, root: Path, by_place: dict[_Key, list[Result]]
) -> Iterator[JudgedFunction]:
    for function in network.functions.values():
        place = function.place
        # Functions of one module call that is not in the scan share the call's results, as in Checkov.
        key = (place.address, relative(place.file, root), place.line)
        facts = function_facts(network, function)
        yield JudgedFunction(
            place.address,
            part.framework,
            key[1],
            place.line,
            _root_of(part, key[1], root),
            tuple(by_place.get(key, ())),
            facts_in_words(facts),
            undecided_because(facts),
            path_of(network, function),
        )


def _root_of(part: Part, file: str, root: Path) -> str:
    """The folder of the root module as seen from the scanned one, or of several that are one part."""
    roots = [os.path.relpath(folder, root) for folder in part.roots]
    folder = os.path.dirname(file) or "."
    return folder if folder in roots else ", ".join(roots)


def _results_by_place(
    entries: list[Entry], skipped: dict[tuple[str, str, str], str], selection: Selection
) -> dict[_Key, list[Result]]:
    known = known_failures(selection.baseline)
    found: defaultdict[_Key, list[Result]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.rule):
        verdict = entry.verdict
        place = verdict.resource.place
        file = relative(place.file, selection.root)
        result = Result(
            entry.rule,
            verdict.kind,
            verdict.explanation,
            tuple(Location(p.address, relative(p.file, selection.root), p.line) for p in verdict.related),
            skipped.get((entry.rule, file, place.address)),
            verdict.kind == FAILED and (entry.rule, _in_checkovs_words(place.address)) in known,
            verdict.causes,
        )
        found[(place.address, file, place.line)].append(result)
    return found


def _files(graph: Any, root: Path) -> Iterable[str]:
    return {relative(str(vertex.get("file_path_", "")), root) for _, vertex in graph.nodes()}


def _skipped(report: Any, root: Path) -> Iterator[tuple[tuple[str, str, str], str]]:
    for record in report.skipped_checks:
        address = record.resource if "." in record.resource else f"module.{record.resource}"
        key = (record.check_id, relative(record.file_abs_path, root), address)
        yield key, str(record.check_result.get("suppress_comment") or "")


def _in_checkovs_words(address: str) -> str:
    """The resource as Checkov's records name it: a module's call, or a data block, without its kind."""
    for kind in ("module.", "data."):
        if address.startswith(kind) and (kind == "data." or address.count(".") == 1):
            return address[len(kind) :]
    return address


@lru_cache(maxsize=4096)
def relative(file: str, root: Path) -> str:
    """The file as seen from the scanned folder; Checkov puts the calls of a module in brackets behind it."""
    plain = file.split("[", 1)[0]
    return os.path.relpath(plain, root) if os.path.isabs(plain) else plain
