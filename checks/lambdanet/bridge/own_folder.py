"""Keeps the pack's own folder out of what is scanned: its fixtures and examples fail on purpose.

With ``--external-checks-git`` Checkov clones the pack into the working directory, which is most often the folder that
it scans next. The rules are loaded before the folder is walked, so the runner can be asked to leave the clone out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lambdanet.pack_folders import own_folder


def leave_out_own_folder(run: Mapping[str, Any]) -> None:
    """Have a run leave the pack's folder out, where it is below the scanned one; run: what its frame holds."""
    root = run.get("root_folder")
    patterns = list(patterns_of_own_folder(root)) if isinstance(root, (str, os.PathLike)) else []
    excluded = getattr(run.get("runner_filter"), "excluded_paths", None)
    if patterns and isinstance(excluded, list) and patterns[0] not in excluded:
        excluded.extend(patterns)
    if patterns:
        _forget(run.get("self"), run.get("report"))


def patterns_of_own_folder(root: str | os.PathLike[str]) -> Iterator[str]:
    """The patterns of ``--skip-path`` for the pack's folder below the scanned one, and for no other."""
    own = _with_what_checkov_cloned(own_folder())
    scanned = Path(os.path.realpath(root))
    if scanned in own.parents:
        below = own.relative_to(scanned)
        # Runners walk the folder as it was named, or by its absolute path.
        paths = {os.path.join(each, below) for each in (root, os.path.abspath(root), scanned)}
        # One by one: Checkov makes a regular expression of the list as a whole too, in which a bar would be a warning.
        yield from (f"^{re.escape(path)}$" for path in sorted(paths))


def _with_what_checkov_cloned(own: Path) -> Path:
    """The folder that Checkov made for its clone, which holds the pack twice."""
    return own.parent if own.name == "result" and (own.parent / "clone").is_dir() else own


def _forget(runner: Any, report: Any) -> None:
    """Drop what a runner has read of the pack's folder already: that of CloudFormation walks before it loads rules."""
    own = f"{_with_what_checkov_cloned(own_folder())}{os.sep}"
    for name in ("definitions", "definitions_raw"):
        read = getattr(runner, name, None)
        if isinstance(read, dict):
            for file in [file for file in read if isinstance(file, str) and os.path.realpath(file).startswith(own)]:
                del read[file]
    errors = getattr(report, "parsing_errors", None)
    if isinstance(errors, list):
        errors[:] = [file for file in errors if not os.path.realpath(file).startswith(own)]
