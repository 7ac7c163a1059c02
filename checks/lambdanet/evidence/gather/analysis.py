"""Analyses every part of what is selected, side by side on the machine's cores, and holds no more than its findings.

A process takes one part after another and lets go of its graph; only plain findings come back.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from lambdanet.evidence.gather.checkov_runs import prepare, run
from lambdanet.evidence.gather.parts_of_repository import Part, parts_of
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.gather.findings_of_part import Findings
    from lambdanet.evidence.gather.selection import Selection

# Less than this is read sooner than a process starts.
_WORTH_A_PROCESS = 200_000
# After so many parts a process makes way for a new one, with what Checkov keeps of them.
_PARTS_PER_PROCESS = 50

Progress = Callable[[int, int], None]
Run = Callable[[Part, "Selection"], "Findings"]


@dataclass(frozen=True)
class Analysis:
    """All that was found, in an order that does not depend on which part was ready first."""

    selection: Selection
    frameworks: tuple[str, ...]
    findings: tuple[Findings, ...]


def analyse(
    selection: Selection, jobs: int | None = None, progress: Progress | None = None, run_part: Run = run
) -> Analysis:
    """Run Checkov's runners on every part. jobs: how many processes, one for each core when None.

    progress: called with how many parts are done, and of how many.
    run_part: what runs a part, where it is not a process of the pool.
    """
    with _quiet():
        parts = parts_of(selection)
        frameworks = tuple(f for f in selection.frameworks if any(part.framework == f for part in parts))
        prepare(frameworks)
        found = list(_all(parts, selection, jobs, progress, run_part))
        # A call that stands in a comment calls no module: its folder has not been read yet.
        rest = [Part("terraform", roots=(folder,)) for folder in _unread(found, selection)]
        found += _all(rest, selection, jobs, None, run_part)
    found.sort(key=lambda each: (frameworks.index(each[0].framework), each[0].roots, each[0].files))
    return Analysis(selection, frameworks, tuple(findings for _, findings in found))


def _unread(found: list[tuple[Part, Findings]], selection: Selection) -> list[str]:
    read = {os.path.dirname(os.path.join(selection.root, file)) for _, each in found for file in each.files}
    read |= {os.path.dirname(os.path.join(selection.root, file)) for _, each in found for file in each.parse_errors}
    return sorted({module for part, _ in found for module in part.modules if module not in read})


def _all(
    parts: list[Part], selection: Selection, jobs: int | None, progress: Progress | None, run_part: Run
) -> Iterator[tuple[Part, Findings]]:
    jobs = min(jobs or os.cpu_count() or 1, len(parts))
    if jobs < 2 or sum(part.size for part in parts) < _WORTH_A_PROCESS:
        yield from _counted(((part, run_part(part, selection)) for part in parts), len(parts), progress)
        return
    # Forking is cheap and has all modules already; macOS's own libraries do not survive it.
    method = "fork" if sys.platform.startswith("linux") else "spawn"
    context = multiprocessing.get_context(method)
    with context.Pool(jobs, initializer=without_children, maxtasksperchild=_PARTS_PER_PROCESS) as pool:
        yield from _counted(pool.imap_unordered(partial(_run, selection), parts), len(parts), progress)


def without_children() -> None:
    """Set up a process that may have no children: Checkov would parse files in some."""
    from checkov.common.models.enums import ParallelizationType
    from checkov.common.parallelizer.parallel_runner import parallel_runner

    parallel_runner.type = ParallelizationType.NONE


@contextmanager
def _quiet() -> Iterator[None]:
    """What is logged below WARNING goes nowhere, unless LOG_LEVEL asks for it.

    Checkov keeps all of it for its support bundle, which takes an eighth of a run.
    """
    before = logging.root.manager.disable
    if not os.environ.get("LOG_LEVEL"):
        logging.disable(max(before, logging.INFO))
    try:
        yield
    finally:
        logging.disable(before)


def _run(selection: Selection, part: Part) -> tuple[Part, Findings]:
    return part, run(part, selection)


def _counted(
    found: Iterable[tuple[Part, Findings]], total: int, progress: Progress | None
) -> Iterator[tuple[Part, Findings]]:
    for number, each in enumerate(found, start=1):
        if progress is not None:
            progress(number, total)
        yield each
