"""Runs the rules on folders of Terraform code, without Checkov's graph.

What there is to judge, and under which addresses, the readers know; what is selected and suppressed is decided by the
same words as Checkov's.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from lambdanet.bridge.garbage_collection import resting, thaw
from lambdanet.bridge.judging import judge
from lambdanet.bridge.ledger import LEDGER
from lambdanet.evidence.gather.findings_together import findings_of, relative
from lambdanet.evidence.gather.pack_filter import is_selected
from lambdanet.evidence.gather.pack_rules import rules_and_policies
from lambdanet.evidence.gather.paths_scanned import scanned_names
from lambdanet.evidence.gather.suppressions import SkipComments
from lambdanet.kit.verdicts import FAILED, PASSED
from lambdanet.readers.reading import read_blocks_of_modules
from lambdanet.readers.surroundings.ties_between_files import has_others_only
from lambdanet.readers.terraform.files.modules_of_folders import Modules

if TYPE_CHECKING:
    from lambdanet.evidence.gather.findings_of_part import Findings
    from lambdanet.evidence.gather.parts_of_repository import Part
    from lambdanet.evidence.gather.selection import Selection
    from lambdanet.readers.reading import Reading


_MOST_LEFT = 1_000
_blocks_left = 0


@lru_cache(maxsize=1)
def _modules(selection: Selection) -> Modules:
    """What reads the files of a scan: one for all parts in a process, so that each file is parsed once."""
    return Modules()


def prepare() -> None:
    """Load the rules."""
    rules_and_policies()


def forget_files() -> None:
    """Read the files of a scan anew: they have changed."""
    _modules.cache_clear()


def run(part: Part, selection: Selection) -> Findings:
    """What the rules say of the root modules of the part."""
    LEDGER.clear()
    _let_go()
    with resting():
        return _run(part, selection)


def _let_go() -> None:
    """Free what parts before have left: once for so many blocks, as the collector walks everything that is alive."""
    global _blocks_left
    if _blocks_left > _MOST_LEFT:
        thaw()
        gc.collect()
        _blocks_left = 0


def _run(part: Part, selection: Selection) -> Findings:
    global _blocks_left
    modules = _modules(selection)
    blocks = modules.of(part.roots, selection.var_files, lambda folder, names: scanned_names(folder, names, selection))
    readings: list[Reading] = []

    def read() -> Reading:
        if not readings:
            folders = tuple(root for root in part.roots if has_others_only(os.listdir(root)))
            readings.append(read_blocks_of_modules(modules, blocks, folders, (str(selection.root),)))
        return readings[0]

    for rule in rules_and_policies():
        if is_selected(rule, selection):
            judge(rule, read)
    _blocks_left += sum(len(reading.blocks) for reading in readings)
    further = {file for reading in readings for file in reading.further_files}
    return findings_of(
        part,
        selection,
        readings,
        {str(vertex["file_path_"]) for vertex in blocks.vertices} | further,
        _suppressed(readings, selection),
        {*blocks.unread, *_scanned(readings, part, selection)} - further,
    )


def _scanned(readings: list[Reading], part: Part, selection: Selection) -> Iterator[str]:
    """The files that the readers could not read, without those of root modules that the scan leaves out."""
    for file in {file for reading in readings for file in reading.unread_files}:
        folder, name = os.path.split(file)
        if folder not in part.roots or scanned_names(folder, [name], selection):
            yield file


def _suppressed(readings: list[Reading], selection: Selection) -> dict[tuple[str, str, str], str]:
    """As Checkov, whose comments these are: what passes or fails can be suppressed."""
    comments = SkipComments()
    found: dict[tuple[str, str, str], str] = {}
    for entry in LEDGER.entries:
        resource = entry.verdict.resource
        if entry.verdict.kind in (PASSED, FAILED):
            vertex = next((r.vertices[resource.identity] for r in readings if resource.identity in r.vertices), None)
            reason = comments.reason(entry.rule, vertex) if vertex is not None else None
            if reason is not None:
                place = resource.place
                found[(entry.rule, relative(place.file, selection.root), place.address)] = reason
    return found
