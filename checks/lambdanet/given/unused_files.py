"""The files with facts of which nothing was used in a whole scan."""

from __future__ import annotations

from collections.abc import Iterable

from lambdanet.given.fact_files import FactFile
from lambdanet.given.in_force import entries, files_of
from lambdanet.given.notes import Notes


def unused_files(of_readings: Iterable[Notes]) -> tuple[FactFile, ...]:
    """Those that could be read and told nothing of any root module or template; of_readings: what came of all parts.

    Only a whole scan can tell: each part uses the files that are about it.
    """
    taken = {path for notes in of_readings for path in notes.taken}
    found = {file.path: file for entry in entries() for file in files_of(entry) if not file.problem}
    return tuple(file for path, file in found.items() if path not in taken)
