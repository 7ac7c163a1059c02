"""Sets up and runs every check and test of the repository: ``python3 scripts/check.py``. Needs Python alone.

Arguments go to pytest: ``python3 scripts/check.py -k 401``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from _venv import ROOT, clean_environment, prepare, program

SCANNED = ("tests/fixtures", "checks/lambdanet/handbook/fixes", "examples")


def main(arguments: list[str]) -> int:
    """Run the checks, two at a time and all of them whatever fails, and the tests last."""
    prepare("requirements-dev.txt", compiled=False)
    with ThreadPoolExecutor(max_workers=2) as pool:
        failed = [name for name, passes in pool.map(_checked, *zip(*_checks())) if not passes]
    if failed:
        print(f"\nfailed before the tests: {', '.join(failed)}", flush=True)
    print("\n== tests", flush=True)
    # Tests about the same rule run in one process, which reads its fixtures once: see tests/conftest.py.
    tests = [program("python"), "-m", "pytest", "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder", *arguments]
    if subprocess.run(tests, cwd=ROOT, env=clean_environment(), check=False).returncode != 0:
        failed.append("tests")
    # Once more and last: who looks at the end of ten minutes of output sees the tests alone.
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall checks and tests passed", flush=True)
    return 1 if failed else 0


def _checks() -> list[tuple[str, list[str]]]:
    """Name and command of every check except the tests, those first that take long."""
    templates = sorted(
        str(path.relative_to(ROOT)) for folder in SCANNED for path in (ROOT / folder).rglob("*.template")
    )
    lint_templates = [program("cfn-lint"), "--non-zero-exit-code", "error"]
    checks = [
        ("types", [program("mypy")]),
        # Two halves take half the time.
        ("CloudFormation fixtures, first half", [*lint_templates, *templates[::2]]),
        ("CloudFormation fixtures, second half", [*lint_templates, *templates[1::2]]),
        ("format", [program("ruff"), "format", "--check", "."]),
        ("lint", [program("ruff"), "check", "."]),
    ]
    terraform = shutil.which("terraform")
    if terraform:
        checks.append(("Terraform fixtures", [terraform, "fmt", "-check", "-recursive", *SCANNED]))
    else:
        print("skipped: Terraform fixtures (no terraform on this machine)", flush=True)
    return checks


def _checked(name: str, command: list[str]) -> tuple[str, bool]:
    """Run a command, then show its output in one piece."""
    done = subprocess.run(
        command, cwd=ROOT, env=clean_environment(), check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    print(f"\n== {name}\n{done.stdout.decode('utf-8', 'replace')}", end="", flush=True)
    return name, done.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
