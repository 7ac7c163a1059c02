"""Sets up and runs every check and test of the repository: ``python3 scripts/check.py``. Needs Python alone.

Arguments go to pytest: ``python3 scripts/check.py -k 401``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from _venv import ROOT, clean_environment, prepare, program

SCANNED = ("tests/fixtures", "checks/lambdanet/handbook/fixes", "examples")


def main(arguments: list[str]) -> int:
    """Run the checks in turn, all of them whatever fails, and the tests last."""
    prepare("requirements-dev.txt")
    failed = [name for name, command in _checks() if not _succeeds(name, command)]
    if failed:
        print(f"\nfailed before the tests: {', '.join(failed)}", flush=True)
    tests_pass = _succeeds("tests", [program("python"), "-m", "pytest", "-n", "2", *arguments])
    return 0 if tests_pass and not failed else 1


def _checks() -> list[tuple[str, list[str]]]:
    """Name and command of every check except the tests."""
    checks = [
        ("format", [program("ruff"), "format", "--check", "."]),
        ("lint", [program("ruff"), "check", "."]),
        ("types", [program("mypy")]),
    ]
    templates = sorted(
        str(path.relative_to(ROOT)) for folder in SCANNED for path in (ROOT / folder).rglob("*.template")
    )
    checks.append(("CloudFormation fixtures", [program("cfn-lint"), "--non-zero-exit-code", "error", *templates]))
    terraform = shutil.which("terraform")
    if terraform:
        checks.append(("Terraform fixtures", [terraform, "fmt", "-check", "-recursive", *SCANNED]))
    else:
        print("skipped: Terraform fixtures (no terraform on this machine)", flush=True)
    return checks


def _succeeds(name: str, command: list[str]) -> bool:
    """Run a command with its output shown."""
    print(f"\n== {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=clean_environment(), check=False).returncode == 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
