"""The command line: ``lambdanet evidence``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

FRAMEWORKS = ("terraform", "terraform_plan", "cloudformation")
FORMATS = ("json",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is Checkov's: 1 when something fails, 2 when the command itself is wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.path.exists():
        parser.error(f"{options.path} does not exist")
    from lambdanet.settings import SettingsProblem, current

    try:
        current()
    except SettingsProblem as problem:
        sys.stderr.write(f"lambdanet: {problem}\n")
        return 2
    return _evidence(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lambdanet", description="Evidence about the network of AWS Lambda functions")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    evidence = commands.add_parser("evidence", help="scan a folder or a file and write a report")
    evidence.add_argument("path", type=Path, metavar="PATH", help="the folder, or the one file, to scan")
    evidence.add_argument("--format", choices=FORMATS, default="json", help="what to write")
    evidence.add_argument(
        "--output", type=Path, metavar="FILE", help="where to write it; the standard output when absent"
    )
    evidence.add_argument("--framework", nargs="+", choices=FRAMEWORKS, default=list(FRAMEWORKS), help="what to scan")
    evidence.add_argument("--check", action="append", default=[], metavar="IDS", help="as Checkov's")
    evidence.add_argument("--skip-check", action="append", default=[], metavar="IDS", help="as Checkov's")
    evidence.add_argument("--skip-path", action="append", default=[], metavar="PATTERN", help="as Checkov's")
    evidence.add_argument("--var-file", action="append", default=[], metavar="FILE", help="as Checkov's")
    evidence.add_argument("--soft-fail", action="store_true", help="exit with 0 whatever fails")
    return parser


def _evidence(options: argparse.Namespace) -> int:
    from lambdanet.evidence.checkov_runs import Selection, run
    from lambdanet.evidence.contents import evidence_of
    from lambdanet.evidence.json_report import render

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
    evidence = evidence_of(run(selection))
    text = render(evidence)
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")
    return 1 if evidence.failures and not options.soft_fail else 0


def _listed(values: list[str]) -> tuple[str, ...]:
    """Ids, several of which may stand in one value with commas between."""
    return tuple(id.strip() for value in values for id in value.split(",") if id.strip())
