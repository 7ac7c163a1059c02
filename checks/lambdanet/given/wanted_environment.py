"""Whether the one environment for which code is to be judged is one of those that there are."""

from __future__ import annotations

from lambdanet.given.in_force import entries, files_of, wanted_environment
from lambdanet.given.what_files_tell import told_by


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
