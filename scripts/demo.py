"""Sets up, scans the examples and shows what is wrong there: ``python3 scripts/demo.py``. Needs Python alone."""

from __future__ import annotations

import os
import subprocess
import sys

from _venv import ROOT, clean_environment, prepare, program

REPORTS = "build/demo"
SCAN = (
    "checks/lambdanet",
    "evidence",
    "examples",
    "--soft-fail",
    "--format",
    "text",
    "paths",
    "html",
    "--output",
    REPORTS,
)
NEXT = """
{picture}
The same with pictures: {report}

What to do next:
  {python} checks/lambdanet explain 401    why a rule asks for something, and how to fix it
  {python} checks/lambdanet scan FOLDER    your own code
  README.md                                      Checkov with these rules, CI, settings
"""


def main() -> int:
    """Scan the folder ``examples`` and show the answers, a picture of each function's network, and what to do next."""
    prepare("requirements.txt", compiled=False)
    python = os.path.relpath(program("python"), ROOT)
    print(python, *SCAN, flush=True)
    scan = [program("python"), *SCAN]
    done = subprocess.run(scan, cwd=ROOT, env=clean_environment(), check=False)
    if done.returncode:
        return done.returncode
    folder = ROOT / REPORTS
    text, picture = ((folder / f"evidence.{ending}").read_text(encoding="utf-8") for ending in ("txt", "paths.txt"))
    # A console of another code page shows what it can.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    print(text + NEXT.format(picture=picture, report=(folder / "evidence.html").as_uri(), python=python))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
