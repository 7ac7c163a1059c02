"""Runs the pack on the whole supported range: ``python3 scripts/supported.py``. Needs Python, and uv to get others.

For each version of Python and Checkov an environment of its own gets the wheel; there the pack has to find in the
examples what it finds with the versions of the lock file, through Checkov and through its own command.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from _venv import ROOT, clean_environment

# The oldest of each that pyproject.toml allows, and the newest that there is.
PYTHONS = ("3.9", "3.12", "3.14")
CHECKOVS = ("==3.2.500", ">=3.2.500,<3.4")
SCAN = ("--framework", "terraform", "cloudformation", "--check", "LAMBDANET_*", "--skip-download", "--output", "json")


def main() -> int:
    """Try every combination, and say of each how it went."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--python", nargs="+", default=PYTHONS, help="the versions of Python")
    parser.add_argument("--checkov", nargs="+", default=CHECKOVS, help="the versions of Checkov, as pip takes them")
    parser.add_argument("--wheel", type=Path, help="the wheel to try; this tree if absent")
    options = parser.parse_args()
    uv = shutil.which("uv")
    if uv is None:
        parser.error("uv is needed: https://docs.astral.sh/uv/")
    what = str(options.wheel.resolve() if options.wheel else ROOT)
    lines = (ROOT / "examples" / "expected.txt").read_text(encoding="utf-8").splitlines()
    wanted = {tuple(line.split()) for line in lines}
    failed = 0
    for python in options.python:
        for checkov in options.checkov:
            with tempfile.TemporaryDirectory() as folder:
                problem = _problem(uv, Path(folder), python, f"checkov{checkov}", what, wanted)
            failed += bool(problem)
            print(f"Python {python}, checkov{checkov}: {problem or 'as expected'}", flush=True)
    return 1 if failed else 0


def _problem(uv: str, folder: Path, python: str, checkov: str, what: str, wanted: set[tuple[str, ...]]) -> str:
    environment = clean_environment()
    programs = folder / "python" / ("Scripts" if os.name == "nt" else "bin")
    for command in (
        [uv, "venv", "--quiet", "--python", python, str(folder / "python")],
        [uv, "pip", "install", "--quiet", "--python", str(programs / "python"), checkov, what],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"cannot be installed: {done.stderr.strip()[-500:]}"
    shutil.copytree(ROOT / "examples", folder / "examples")
    loads = subprocess.run(
        [programs / "lambdanet", "args"], env=environment, capture_output=True, text=True, check=True
    )
    scan = [programs / "python", "-m", "checkov.main", "-d", "examples", *loads.stdout.split("\n")[:2], *SCAN]
    report = [programs / "lambdanet", "evidence", "examples", "--format", "json"]
    found = []
    for command, read in ((scan, _of_checkov), (report, _of_evidence)):
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        try:
            found.append(read(json.loads(done.stdout)))
        except (ValueError, KeyError):
            output = (done.stderr or done.stdout).strip()[-500:]
            return f"{Path(str(command[0])).name} ended with {done.returncode}: {output}"
    for name, answers in zip(("checkov", "lambdanet evidence"), found):
        if answers != wanted:
            return f"{name} differs: {sorted(answers ^ wanted)}"
    return ""


def _of_checkov(output: object) -> set[tuple[str, ...]]:
    reports = output if isinstance(output, list) else [output]
    return {
        (record["check_id"], record["resource"])
        for report in reports
        for record in report["results"]["failed_checks"]  # type: ignore[index]
    }


def _of_evidence(output: dict) -> set[tuple[str, ...]]:  # type: ignore[type-arg]
    judged = [*output["functions"], *output["resources"]]
    return {(each["rule"], one["address"]) for one in judged for each in one["results"] if each["verdict"] == "failed"}


if __name__ == "__main__":
    sys.exit(main())
