"""Which files that the settings name count for which root modules."""

from __future__ import annotations

import os

from lambdanet.given.fact_files import FactFile, remembered
from lambdanet.given.in_force import Surroundings
from lambdanet.readers.surroundings.ties_between_files import OF_MODULES


def counts_for(entry: Surroundings, file: FactFile, root: str) -> bool | None:
    """Whether a file of an entry that holds for a root module counts for it; None where its place does not say so.

    Without ``roots`` a file counts for the root module in the folder nearest to it, from its own upwards, that has code
    of Terraform. There is none up to the folder that has both in it: what is in the file has to show for whom it is.
    """
    if entry.roots:
        return True
    folder, root = os.path.dirname(os.path.realpath(file.path)), os.path.realpath(root)
    try:
        common = os.path.commonpath([folder, root])
    except ValueError:  # on two drives of Windows
        return None
    while not _has_code(folder):
        if folder in (common, os.path.dirname(folder)):
            return None
        folder = os.path.dirname(folder)
    return folder == root


@remembered(1024)
def _has_code(folder: str) -> bool:
    try:
        return any(name.endswith(OF_MODULES) for name in os.listdir(folder))
    except OSError:
        return False
