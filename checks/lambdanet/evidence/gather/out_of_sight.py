"""What a scan does not look into although it may hold code: it is named, so that no green report covers it.

A walk follows no links to folders, as Checkov's does not, and opens no pipes and devices.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.gather.paths_scanned import scanned_names
from lambdanet.readers.surroundings.ties_between_files import OF_MODULES

if TYPE_CHECKING:
    from lambdanet.evidence.gather.selection import Selection

_MOST_NAMES = 20_000
_OF_TEMPLATES = ".template"


def links_to_code(links: Iterable[str], walked: Iterable[str], selection: Selection) -> Iterator[str]:
    """The links to folders that hold code which the scan does not come upon elsewhere.

    walked: the folders that the scan looks into.
    """
    links = list(links)
    if not links:
        return
    within = {os.path.realpath(folder) for folder in walked}
    for link in links:
        if os.path.realpath(link) not in within and _holds_code(link, selection):
            yield link


def _holds_code(folder: str, selection: Selection) -> bool:
    """Whether the names in a folder and below it say so; what has too many names to look at may hold anything."""
    endings = {"terraform": OF_MODULES, "cloudformation": (_OF_TEMPLATES,)}
    wanted = tuple(ending for framework in selection.frameworks for ending in endings.get(framework, ()))
    waiting, seen = deque([folder]), 0
    while waiting:
        here = waiting.popleft()
        try:
            entries = {entry.name: entry.is_dir(follow_symlinks=False) for entry in os.scandir(here)}
        except OSError:
            continue
        seen += len(entries)
        if seen > _MOST_NAMES:
            return True
        for name in scanned_names(here, list(entries), selection):
            if entries[name]:
                waiting.append(os.path.join(here, name))
            elif name.endswith(wanted):
                return True
    return False
