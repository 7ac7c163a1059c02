"""Which names in a folder Checkov scans, as its ``filter_ignored_paths``, whose import takes half a second."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdanet.evidence.gather.selection import Selection

_IGNORED = "node_modules,.terraform,.serverless"


def scanned_names(folder: str, names: list[str], selection: Selection) -> list[str]:
    """The names of files or folders in a folder, without the hidden ones and those that ``--skip-path`` excludes."""
    ignored = os.environ.get("CKV_IGNORED_DIRECTORIES", _IGNORED).split(",")
    hidden_too = os.environ.get("CKV_IGNORE_HIDDEN_DIRECTORIES", "True").lower() in (
        "n",
        "no",
        "f",
        "false",
        "off",
        "0",
    )
    kept = [name for name in names if name not in ignored and (hidden_too or not name.startswith("."))]
    if not selection.skip_paths:
        return kept
    patterns = _patterns(selection.skip_paths)
    return [name for name in kept if not _is_excluded(os.path.join(folder, name), patterns, selection.skip_paths)]


def _is_excluded(path: str, patterns: tuple[re.Pattern[str], ...], texts: tuple[str, ...]) -> bool:
    return any(pattern.search(path) for pattern in patterns) or any(text in path for text in texts)


@lru_cache(maxsize=8)
def _patterns(texts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """What is no regular expression counts as text only; what begins like a file's ending is none."""
    compiled = []
    for text in texts:
        try:
            compiled.append(re.compile(re.escape(text) if re.match(r"^\.[^\.]", text) else text))
        except re.error:
            continue
    return tuple(compiled)
