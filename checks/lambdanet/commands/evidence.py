"""``lambdanet evidence``: scan a folder or a file and write a report."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

FRAMEWORKS = ("terraform", "terraform_plan", "cloudformation")
FORMATS = ("json",)


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    parser: argparse.ArgumentParser = commands.add_parser("evidence", help="scan a folder or a file and write a report")
    parser.add_argument("path", type=Path, metavar="PATH", help="the folder, or the one file, to scan")
    parser.add_argument("--format", choices=FORMATS, default="json", help="what to write")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where to write it; the standard output when absent"
    )
    parser.add_argument("--framework", nargs="+", choices=FRAMEWORKS, default=list(FRAMEWORKS), help="what to scan")
    parser.add_argument("--check", action="append", default=[], metavar="IDS", help="as Checkov's")
    parser.add_argument("--skip-check", action="append", default=[], metavar="IDS", help="as Checkov's")
    parser.add_argument("--skip-path", action="append", default=[], metavar="PATTERN", help="as Checkov's")
    parser.add_argument("--var-file", action="append", default=[], metavar="FILE", help="as Checkov's")
    parser.add_argument("--soft-fail", action="store_true", help="exit with 0 whatever fails")
    return parser


def run(options: argparse.Namespace) -> int:
    """Scan, write, and say by the exit code whether something fails."""
    if not options.path.exists():
        sys.stderr.write(f"lambdanet: {options.path} does not exist\n")
        return 2
    from lambdanet.evidence.analysis import analyse
    from lambdanet.evidence.contents import evidence_of
    from lambdanet.evidence.json_report import render
    from lambdanet.evidence.selection import Selection
    from lambdanet.settings import current

    current()  # a wrong settings file is told before anything is scanned
    path = options.path.resolve()
    selection = Selection(
        root=path if path.is_dir() else path.parent,
        file=None if path.is_dir() else path,
        frameworks=tuple(framework for framework in FRAMEWORKS if framework in options.framework),
        checks=_listed(options.check),
        skip_checks=_listed(options.skip_check),
        skip_paths=tuple(options.skip_path),
        var_files=tuple(os.path.abspath(file) for file in options.var_file),
    )
    evidence = evidence_of(analyse(selection))
    text = render(evidence)
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")
    return 1 if evidence.failures and not options.soft_fail else 0


def _listed(values: list[str]) -> tuple[str, ...]:
    """Ids, several of which may stand in one value with commas between."""
    return tuple(id.strip() for value in values for id in value.split(",") if id.strip())
