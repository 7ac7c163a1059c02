"""The options ``--surroundings`` and ``--environment``: they set the variables that ``checkov`` reads too.

Processes that are started for the work inherit them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from lambdanet.given.in_force import ONLY, VARIABLE, entries, files_of, wanted_environment
from lambdanet.given.what_files_tell import told_by


def apply(paths: Sequence[Path], environment: str | None) -> None:
    """Put the options into force. Files that the environment variable names already stay named."""
    named = [os.path.abspath(path) for path in paths]
    before = os.environ.get(VARIABLE, "")
    if named:
        os.environ[VARIABLE] = os.pathsep.join([*([before] if before else []), *named])
    if environment is not None:
        os.environ[ONLY] = environment


def problem_with_environment() -> str:
    """What is wrong where an environment is asked for of which nothing tells; else ""."""
    wanted = wanted_environment()
    if not wanted:
        return ""
    told = {entry.environment for entry in entries()} | {
        each.environment for entry in entries() for file in files_of(entry) for each in told_by(file).parameters
    }
    known = sorted(told - {""})
    if wanted in known:
        return ""
    there = f"there are {', '.join(known)}" if known else "there are none"
    return f"no file of the surroundings is for the environment {wanted[:60]}; {there}"
