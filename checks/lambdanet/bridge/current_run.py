"""The run of Checkov under way: whether it was given single files, as editors do, and the runner's own notes.

Checkov does not pass it to its checks: a graph of one file looks like one of a folder with one file. But a runner
loads the external checks while it runs, so it and what it was given are in the frame of its ``run``, whatever started
it: the command line, another process, a program.
"""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Mapping
from typing import Any

from lambdanet.bridge.ending import end_run
from lambdanet.bridge.own_folder import leave_out_own_folder
from lambdanet.pack_folders import pack_folder

_files: tuple[str, ...] = ()
_below: tuple[str, ...] = ()
_left_out: tuple[str, ...] = ()
_asked_of: Any = None
_run = 0
_chosen: Any = None
_frames: dict[str, int] = {}
_runners: weakref.WeakSet[Any] = weakref.WeakSet()


def note_run() -> None:
    """Look at the runner that is loading checks and at what it was given; nothing changes when there is none."""
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_name == "run" and {"root_folder", "files", "external_checks_dir"} <= set(code.co_varnames):
            given = frame.f_locals
            files = () if given.get("root_folder") else given.get("files") or ()
            leave_out_own_folder(given)
            left_out = getattr(given.get("runner_filter"), "excluded_paths", None) or ()
            read = tuple(os.path.abspath(file) for file in files)
            begin_run(read, given.get("self"), given.get("root_folder"), tuple(left_out))
            _count_run(given.get("runner_filter"), getattr(given.get("self"), "check_type", ""), id(frame))
            _refuse_what_judges_nothing(given)
            return
        frame = frame.f_back  # type: ignore[assignment]


def _count_run(chosen: Any, framework: str, frame: int) -> None:
    """Note another run where what is selected is another object, or one framework is scanned once more.

    The runners of one run share what is selected. Each loads many checks: ``frame`` is that of its ``run``.
    """
    global _run, _chosen
    if chosen is not _chosen or _frames.get(framework, frame) != frame:
        _run, _chosen = _run + 1, chosen
        _frames.clear()
    _frames[framework] = frame


def number_of_run() -> int:
    """Which run of this process is under way: programs, and editors, make several."""
    return _run


def _refuse_what_judges_nothing(given: Mapping[str, Any]) -> None:
    """End the run where it selects a rule of the pack, or an environment, that does not exist."""
    global _asked_of
    chosen = given.get("runner_filter")
    if chosen is None or chosen is _asked_of:
        return
    _asked_of = chosen
    problems = [*_problems_with_environment(), *_problems_with_selection(chosen, given)]
    if problems:
        end_run("\nlambdanet: ".join(problems))


def _problems_with_selection(chosen: Any, given: Mapping[str, Any]) -> list[str]:
    """What is wrong with the ids that are selected; the rules of another pack may have any."""
    pack = str(pack_folder())
    if not all(os.path.realpath(folder).startswith(pack) for folder in given.get("external_checks_dir") or ()):
        return []
    from lambdanet.bridge.selected_rules import ids_of_pack, is_meant_for_pack, of_no_rule

    wanted = filter(is_meant_for_pack, [*chosen.checks, *chosen.skip_checks, *chosen.skip_checks_regex_patterns])
    problems = list(of_no_rule(wanted, ids_of_pack()))
    if chosen.checks and not any(str(each).strip() for each in chosen.checks):
        problems.append("--check is empty: name a rule, or leave it out; nothing would be judged")
    return problems


def _problems_with_environment() -> list[str]:
    from lambdanet.settings.known_settings import ONLY, SettingsProblem

    if not os.environ.get(ONLY):
        return []
    # Few runs name one, and what it takes to know them takes time.
    from lambdanet.given.known_environments import problem_with_environment

    try:
        problem = problem_with_environment()
    except SettingsProblem as wrong:
        return [str(wrong)]
    return [problem] if problem else []


def begin_run(files: tuple[str, ...], runner: Any, folder: str | None = None, left_out: tuple[str, ...] = ()) -> None:
    """Note the run, where the rules are loaded before a run: files, or the folder that is scanned, and the runner.

    left_out: the patterns of paths that are not scanned.
    """
    global _files, _below, _left_out
    _files, _below, _left_out = files, (os.path.abspath(folder),) if folder else (), left_out
    if runner is not None:
        # Runners may work in parallel, in threads: the one that loaded last need not be the one that asks.
        _runners.add(runner)


def scanned_files() -> tuple[str, ...]:
    """The files of the run under way; none when a folder is scanned."""
    return _files


def folders_beside(graph: Any) -> tuple[str, ...]:
    """The folders of Terraform's modules below the scanned ones of which Checkov reads no file, only others do."""
    if _files or not any(runner.graph_manager.get_reader_endpoint() is graph for runner in terraform_runners()):
        return ()
    from checkov.common.runners.base_runner import filter_ignored_paths

    from lambdanet.readers.surroundings.ties_between_files import has_others_only

    found = []
    for root in _below:
        for folder, names, files in os.walk(root):
            filter_ignored_paths(folder, names, list(_left_out))
            names.sort()
            if has_others_only(files):
                found.append(folder)
    return tuple(found)


def terraform_runners() -> list[Any]:
    """The runners of Terraform code, in this process, that have read what they scan."""
    return [
        runner
        for runner in _runners
        if getattr(runner, "check_type", "") == "terraform" and getattr(runner, "context", None) is not None
    ]


def scanned_folders() -> tuple[str, ...]:
    """The folder that is scanned, or those of the single files."""
    return _below or tuple(sorted({os.path.dirname(file) for file in _files}))


def runners_of(file: str) -> list[Any]:
    """The runners that have read the template, in this process, and still live."""
    return [runner for runner in _runners if file in _templates(runner)]


def templates_beside(graph: Any) -> tuple[str, ...]:
    """The templates that were read for the graph and are not in it."""
    for runner in _runners:
        templates = _templates(runner)
        if templates and runner.graph_manager.get_reader_endpoint() is graph:
            seen = {vertex.get("file_path_") for _, vertex in graph.nodes()}
            return tuple(file for file in templates if file not in seen)
    return ()


def _templates(runner: Any) -> Mapping[str, Any]:
    """The lines of each template that a CloudFormation runner has read."""
    read = runner.definitions_raw if getattr(runner, "check_type", "") == "cloudformation" else None
    return read or {}
