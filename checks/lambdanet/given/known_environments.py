"""The environments that the settings and the files with facts name."""

from __future__ import annotations

from lambdanet.given.in_force import entries, files_of, wanted_environment
from lambdanet.given.what_files_say import said_by


def problem_with_environment() -> str:
    """What is wrong where an environment is asked for that nothing names; else ""."""
    wanted = wanted_environment()
    if not wanted:
        return ""
    named = {entry.environment for entry in entries()} | {
        each.environment for entry in entries() for file in files_of(entry) for each in said_by(file).parameters
    }
    known = sorted(named - {""})
    if wanted in known:
        return ""
    there = f"there are {', '.join(known)}" if known else "there are none"
    return f"no file of the surroundings is for the environment {wanted[:60]}; {there}"
