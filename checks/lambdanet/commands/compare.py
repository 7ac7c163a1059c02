"""``lambdanet compare OLD NEW``: what differs between two evidence reports."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import Any

_DESCRIPTION = """Compare two reports that `lambdanet evidence --format json` wrote: what is new, fixed, still failing,
no longer decided, suppressed, gone, or explained otherwise. The exit code is 1 when something fails that did not, 0
when nothing does or with --soft-fail, and 2 when a file is no such report."""


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "show what differs between two evidence reports, and whether anything fails that did not fail before"
    parser: argparse.ArgumentParser = commands.add_parser("compare", help=text, description=_DESCRIPTION)
    parser.add_argument("old", metavar="OLD.json", help="the evidence from before, as JSON")
    parser.add_argument("new", metavar="NEW.json", help="the evidence from now, as JSON")
    parser.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        default="text",
        help="text for a terminal, markdown of at most a page for a pull request, json for programs",
    )
    parser.add_argument("--soft-fail", action="store_true", help="exit with 0 even if something fails")
    return parser


def run(options: argparse.Namespace) -> int:
    """Compare, show, and say by the exit code whether something fails that did not."""
    from lambdanet.commands.report_files import write_output
    from lambdanet.comparison.compared_report import report_in
    from lambdanet.comparison.differences import comparison_of
    from lambdanet.comparison.held import ReportProblem

    try:
        comparison = comparison_of(report_in(options.old), report_in(options.new))
    except ReportProblem as problem:
        from lambdanet.evidence.formats.text_report import without_commands

        sys.stderr.write(f"{without_commands(f'lambdanet: {problem}')}\n")
        return 2
    format = import_module(f"lambdanet.comparison.comparison_{options.format}")
    if options.format == "text":
        write_output(format.render(comparison, sys.stdout.isatty()), in_utf_8=False)
    else:
        write_output(format.render(comparison), in_utf_8=True)
    return 1 if comparison.new_failures and not options.soft_fail else 0
