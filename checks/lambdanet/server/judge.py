"""Judges a folder with the buffers of an editor in the place of its files, and again only what has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.evidence_model import Evidence, evidence_of
from lambdanet.evidence.gather.analysis import analyse_here
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.evidence.gather.selection import Selection
from lambdanet.regular_files import files_in
from lambdanet.server.buffers import in_place_of_files
from lambdanet.server.questions import Answer
from lambdanet.settings.settings_in_force import current

if TYPE_CHECKING:
    from lambdanet.evidence.gather.findings_of_part import Findings
    from lambdanet.evidence.gather.parts_of_repository import Part
    from lambdanet.server.questions import Question

# Path, and what the file is as long as that is the same.
_State = tuple[tuple[str, object], ...]
_Remembered = dict[tuple["Part", "Selection"], tuple[_State, "Findings"]]
_Run = Callable[["Part", "Selection"], "Findings"]


class Judge:
    """Remembers what it found in each part of the folder the last time, so it holds one folder's findings and no more.

    run: how a part is run. begin: what is done before each answer.
    """

    def __init__(self, run: _Run, begin: Callable[[], None]) -> None:
        self._run = run
        self._begin = begin
        self._remembered: _Remembered = {}

    def answer(self, question: Question) -> Answer:
        """What the rules say. A buffer that cannot be read is judged as it was when it last could be."""
        if question.forget:
            self._remembered = {}
        # Made here: the class of one that came from another process compares by identity until the first is made.
        selection = Selection(**vars(question.selection))
        buffers = dict(question.buffers)
        evidence = self._evidence(selection, buffers)
        broken = frozenset(_unread(evidence) & buffers.keys())
        if broken:
            for path in broken:
                text = buffers.pop(path)
                readable = question.readable.get(path)
                if readable is not None and readable != text:
                    buffers[path] = readable
            evidence = self._evidence(selection, buffers)
        severities = {rule.id: rule.severity for rule in pack_rules().values()}
        return Answer(evidence, buffers, broken, severities, current().justification_tag)

    def _evidence(self, selection: Selection, buffers: Mapping[str, str]) -> Evidence:
        now: _Remembered = {}

        def run(part: Part, selection: Selection) -> Findings:
            state = _state(part, selection, buffers)
            before = self._remembered.get((part, selection))
            # For a single file the whole repository around it may say what is missing.
            same = before is not None and before[0] == state and selection.file is None
            found = before[1] if before is not None and same else self._run(part, selection)
            now[part, selection] = state, found
            return found

        self._begin()
        with in_place_of_files(buffers):
            evidence = evidence_of(analyse_here(selection, run))
        self._remembered = now
        return evidence


def _unread(evidence: Evidence) -> set[str]:
    return {os.path.join(evidence.selection.root, file) for file in evidence.parse_errors}


def _state(part: Part, selection: Selection, buffers: Mapping[str, str]) -> _State:
    """What the part's findings depend on: its files, those next to them, and all buffers."""
    folders = {*part.roots, *part.modules}
    files = {*part.files, *selection.var_files}
    for folder in folders:
        files |= {os.path.join(folder, name) for name in files_in(folder)} if os.path.isdir(folder) else set()
    within = {path for path in buffers if _concerns(path, part, folders)}
    of_files = ((path, _on_disk(path)) for path in sorted(files - within))
    return (*of_files, *((path, buffers[path]) for path in sorted(within)))


def _concerns(path: str, part: Part, folders: set[str]) -> bool:
    """Whether the file is one of the part's, or is below its folders, where its expressions may read it."""
    return path in part.files or any(path.startswith(folder + os.sep) for folder in folders)


def _on_disk(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
