"""Analyses every part of what is selected, side by side on the machine's cores, and holds no more than its findings.

A process takes one part after another and drops its graph; only plain findings come back.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from lambdanet.evidence.gather.findings_of_part import Findings, RuleFailure
from lambdanet.evidence.gather.parts_of_repository import Part, parts_of, pieces_of
from lambdanet.evidence.gather.runs_of_parts import prepare, run
from lambdanet.evidence.gather.workers import Lost, one_by_one, side_by_side
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.gather.selection import Selection

# Less than this is read sooner than a process starts.
_WORTH_A_PROCESS = 200_000
TIME_LIMIT = 600
"""The seconds after which a part is given up; no code that people write takes nearly as long."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Limits:
    """jobs: how many processes, one for each core when None. seconds: the time for a part."""

    jobs: int | None
    seconds: int


@dataclass(frozen=True)
class Analysis:
    """All that was found, in an order that does not depend on which part was ready first."""

    selection: Selection
    frameworks: tuple[str, ...]
    findings: tuple[Findings, ...]


def analyse(
    selection: Selection, jobs: int | None = None, progress: Progress | None = None, seconds: int = TIME_LIMIT
) -> Analysis:
    """Run the rules on every part. jobs: how many processes, one for each core when None.

    progress: called with how many parts are done, and of how many. seconds: the time for a part.
    """
    limits = Limits(jobs, seconds)
    with _quiet():
        parts = parts_of(selection)
        frameworks = tuple(f for f in selection.frameworks if any(part.framework == f for part in parts))
        prepare(parts)
        found = list(_all(parts, selection, limits, progress))
        # A call in a comment calls no module: its folder has not been read yet.
        rest = [Part("terraform", roots=(folder,)) for folder in _unread(found, selection)]
        found += _all(rest, selection, limits, None)
    found.sort(key=lambda each: (frameworks.index(each[0].framework), each[0].roots, each[0].files))
    return Analysis(selection, frameworks, _without_what_calls_read(found))


def _without_what_calls_read(found: list[tuple[Part, Findings]]) -> tuple[Findings, ...]:
    """A link to a folder is followed where a module in it is called: it is not out of sight then."""
    read = [file for _, each in found for file in each.files]

    def is_read(name: str) -> bool:
        return any(file.startswith(f"{name}{os.sep}") for file in read)

    return tuple(each for part, each in found if not (part.unread and all(map(is_read, each.parse_errors))))


def _unread(found: list[tuple[Part, Findings]], selection: Selection) -> list[str]:
    read = {os.path.dirname(os.path.join(selection.root, file)) for _, each in found for file in each.files}
    read |= {os.path.dirname(os.path.join(selection.root, file)) for _, each in found for file in each.parse_errors}
    # Of a part that was given up nothing was read, and nothing of it is worth another try.
    done = [part for part, each in found if each.files or each.parse_errors]
    return sorted({module for part in done for module in part.modules if module not in read})


def _all(
    parts: list[Part], selection: Selection, limits: Limits, progress: Progress | None, *, may_die: bool = False
) -> Iterator[tuple[Part, Findings]]:
    """may_die: a process that has one of the parts may be killed for it."""
    jobs = min(limits.jobs or os.cpu_count() or 1, len(parts))
    work = partial(_run, selection)
    if not may_die and (jobs < 2 or sum(part.size for part in parts) < _WORTH_A_PROCESS):
        found = one_by_one(parts, work, limits.seconds)
    else:
        found = side_by_side(parts, work, jobs, limits.seconds, _begin)
    apart: list[Part] = []
    for number, (part, each) in enumerate(found, start=1):
        if progress is not None:
            progress(number, len(parts))
        if not isinstance(each, Lost):
            yield part, each
            continue
        pieces = list(pieces_of(part))
        apart += pieces
        names = ", ".join(sorted(os.path.relpath(each, selection.root) for each in (*part.roots, *part.files)))
        together = f"{names} are not judged together but each by itself: {each.why}"
        yield part, _failed(part, together if pieces else f"nothing in {names} is judged: {each.why}")
    if apart:
        yield from _all(apart, selection, limits, None, may_die=True)


def _failed(part: Part, message: str) -> Findings:
    """What there is to say about a part that could not be judged."""
    logging.getLogger("lambdanet").error(message)
    return Findings(part.framework, (), (), (), (), (RuleFailure("every rule", part.framework, message),))


def _begin() -> None:
    """Set up a process of its own, which may have no children: Checkov would parse files in some."""
    if "checkov.common.parallelizer.parallel_runner" in sys.modules:
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


def _run(selection: Selection, part: Part) -> Findings:
    return run(part, selection)


def analyse_here(selection: Selection, run_part: Callable[[Part, Selection], Findings]) -> Analysis:
    """As ``analyse``, in this process, by whoever runs a part or knows already what it holds."""
    with _quiet():
        found = [(part, run_part(part, selection)) for part in parts_of(selection)]
        rest = [Part("terraform", roots=(folder,)) for folder in _unread(found, selection)]
        found += [(part, run_part(part, selection)) for part in rest]
    frameworks = tuple(f for f in selection.frameworks if any(part.framework == f for part, _ in found))
    return Analysis(selection, frameworks, _without_what_calls_read(found))
