"""Checkov's command line, as its users start it, and what its JSON says."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import forks_of_checkov
from repository import CHECKS, POLICIES

PACK = ("--external-checks-dir", str(CHECKS), "--external-checks-dir", str(POLICIES))


# What the pack has rules for. Without a choice Checkov starts a process for each of more than thirty frameworks, and
# each loads the pack; test_ends_not_green.py does it.
READ = ("--framework", "terraform", "cloudformation")


def checkov(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Checkov's command line, offline, in an environment without the repository.

    On Terraform and CloudFormation, unless the arguments say what it is run on.
    """
    if not {"--framework", "-f"} & set(arguments):
        arguments = (*READ, *arguments)
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "LAMBDANET_CONFIG")}
    program = ("-m", "checkov.main", "--compact", "--skip-download", *arguments)
    return forks_of_checkov.run(program, cwd, environment, seconds=120)


def records(done: subprocess.CompletedProcess[str], kind: str) -> list[dict[str, Any]]:
    """The records of a kind ("failed_checks", ...) in the JSON output, of all frameworks."""
    assert done.stdout.strip(), done.stderr
    output = json.loads(done.stdout)
    reports = output if isinstance(output, list) else [output]
    return [record for report in reports for record in report.get("results", {}).get(kind, [])]


def failed(done: subprocess.CompletedProcess[str]) -> set[tuple[str, str]]:
    return {(record["check_id"], record["resource"]) for record in records(done, "failed_checks")}
