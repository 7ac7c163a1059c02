"""Sets up and scans the examples: ``python3 scripts/demo.py``. Needs Python alone."""

from __future__ import annotations

import subprocess

from _venv import ROOT, clean_environment, prepare, program

SCAN = (
    "--external-checks-dir",
    "checks",
    "--external-checks-dir",
    "policies",
    "--check",
    "LAMBDANET_*",
    "--framework",
    "terraform",
    "cloudformation",
    "--compact",
    "--quiet",
    "--soft-fail",
    "--skip-download",
    "--directory",
    "examples",
)


def main() -> int:
    """Scan the folder ``examples`` with the rules of this clone."""
    prepare("requirements.txt")
    print("checkov", *SCAN, flush=True)
    # Run as a module: Checkov's own start script is not there on every system.
    scan = [program("python"), "-m", "checkov.main", *SCAN]
    return subprocess.run(scan, cwd=ROOT, env=clean_environment(), check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
