"""``lambdanet evidence``: scan a folder or a file and write a report, or several."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.commands.explain import rule_ids
from lambdanet.frameworks import FRAMEWORKS
from lambdanet.standard_error import say

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.selection import Selection

# Each format with the ending of its file; lambdanet.evidence.<format>_report renders it.
FORMATS = {
    "text": "txt",
    "paths": "paths.txt",
    "lines": "lines.txt",
    "missing": "missing.txt",
    "summary": "summary.md",
    "html": "html",
    "markdown": "md",
    "json": "json",
    "sarif": "sarif",
}
_DESCRIPTION = """Scan a folder or a file with the rules of the pack and write what a security review asks for.
The exit code is 1 when something fails, 0 when nothing does or with --soft-fail, and 2 when the command cannot be
carried out or not everything was judged."""


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "scan a folder or a file and write a report"
    parser: argparse.ArgumentParser = commands.add_parser("evidence", help=text, description=_DESCRIPTION)
    parser.add_argument("path", type=Path, metavar="PATH", help="the folder, or the one file, to scan")
    parser.add_argument(
        "--format", nargs="+", choices=FORMATS, default=["text"], help="what to write; several in one run"
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="PATH",
        help="the file, or the folder for several formats (evidence.html, ...); the standard output if absent",
    )
    add_selection(parser)
    return parser


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Describe the options that say what is scanned, by which rules, and what of it counts."""
    parser.add_argument("--framework", nargs="+", choices=FRAMEWORKS, default=list(FRAMEWORKS), help="what to scan")
    for option in ("--check", "--skip-check"):
        ids = parser.add_argument(option, action="append", default=[], metavar="IDS", help="as Checkov's")
        ids.completer = rule_ids  # type: ignore[attr-defined]  # as argcomplete looks for it
    parser.add_argument("--skip-path", action="append", default=[], metavar="PATTERN", help="as Checkov's")
    parser.add_argument("--var-file", action="append", default=[], metavar="FILE", help="as Checkov's")
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="as Checkov's: the failures in it are known, each in its file"
    )
    parser.add_argument(
        "--surroundings",
        nargs="+",
        type=Path,
        default=[],
        metavar="PATH",
        help="files or folders with facts from outside the code, in addition to those of the settings",
    )
    parser.add_argument(
        "--environment", metavar="NAME", help="judge for this environment only, one of those that the surroundings name"
    )
    parser.add_argument(
        "--missing",
        dest="format",
        action="store_const",
        const=["missing"],
        default=argparse.SUPPRESS,
        help="print only the facts that undecided answers wait for, the most useful first, as --format missing does",
    )
    parser.add_argument("--soft-fail", action="store_true", help="exit with 0 even if something fails")
    parser.add_argument("--allow-empty", action="store_true", help="exit with 0 when there is nothing to judge")
    parser.add_argument(
        "--fail-on-unread",
        action="store_true",
        help="exit with 2 if a file, module, nested stack or application was not read, and so not judged",
    )
    parser.add_argument(
        "--jobs", type=_number, metavar="N", help="how many processes read in parallel; one for each core if absent"
    )
    parser.add_argument(
        "--time-limit",
        type=_number,
        default=600,
        metavar="SECONDS",
        help="when to give up on a root module, a plan or templates that belong together; 600 if absent",
    )


def run(options: argparse.Namespace) -> int:
    """Scan, write, and say by the exit code whether something fails."""
    problem = _problem(options)
    if problem:
        return _cannot(problem)
    from lambdanet.commands.surroundings_options import apply
    from lambdanet.given.known_environments import problem_with_environment
    from lambdanet.settings.settings_in_force import current

    current()  # a wrong settings file is reported before anything is scanned
    apply(options.surroundings, options.environment)
    if problem := problem_with_environment():
        return _cannot(problem)
    # What is imported from here on takes a second.
    from lambdanet.evidence.findings.evidence_model import evidence_of
    from lambdanet.evidence.findings.not_judged import not_judged, unread
    from lambdanet.evidence.gather.analysis import analyse
    from lambdanet.evidence.gather.baseline import BaselineProblem, known_failures
    from lambdanet.evidence.gather.progress import progress_on
    from lambdanet.evidence.gather.rules_selected import problem_with

    selection = _selection(options)
    try:
        known_failures(selection.baseline)
    except BaselineProblem as problem:
        return _cannot(str(problem))
    if wrong := problem_with(selection):
        return _cannot(wrong)
    with progress_on(sys.stderr) as progress:
        evidence = evidence_of(analyse(selection, options.jobs, progress, options.time_limit))
    try:
        _write(evidence, options)
    except OSError as error:
        return _cannot(f"{error.filename or options.output or 'the standard output'}: {error.strerror or error}")
    missing = [*not_judged(evidence, options.allow_empty), *(unread(evidence) if options.fail_on_unread else ())]
    for line in missing:
        _cannot(line)
    if missing:
        return 2
    return 1 if evidence.failures and not options.soft_fail else 0


def _problem(options: argparse.Namespace) -> str:
    for named in [options.path, options.baseline, *map(Path, options.var_file), *options.surroundings]:
        if named is not None and not named.exists():
            return f"{named} does not exist"
    if options.output is not None:
        from lambdanet.commands.report_files import link_in

        link = link_in(options.output, options.path)
        if link is not None:
            return f"{link} is a link, and --output writes through none: name the place itself"
    if len(set(options.format)) > 1 and (options.output is None or options.output.is_file()):
        return "several formats need a folder: name it with --output"
    return ""


def _cannot(problem: str) -> int:
    say(problem)
    return 2


def _selection(options: argparse.Namespace) -> Selection:
    from lambdanet.bridge.own_folder import patterns_of_own_folder
    from lambdanet.evidence.gather.selection import Selection

    path = options.path.resolve()
    return Selection(
        root=path if path.is_dir() else path.parent,
        file=None if path.is_dir() else path,
        frameworks=tuple(framework for framework in FRAMEWORKS if framework in options.framework),
        checks=_listed(options.check),
        skip_checks=_listed(options.skip_check),
        skip_paths=(*options.skip_path, *patterns_of_own_folder(path)),
        var_files=tuple(os.path.abspath(file) for file in options.var_file),
        baseline=options.baseline,
    )


def _write(evidence: Evidence, options: argparse.Namespace) -> None:
    from lambdanet.commands.report_files import write_files, write_output

    formats = list(dict.fromkeys(options.format))
    if options.output is None:
        write_output(
            _rendered(formats[0], evidence, sys.stdout.isatty()), in_utf_8=formats[0] not in ("text", "missing")
        )
        return
    if len(formats) == 1 and not options.output.is_dir():
        write_files({options.output: _rendered(formats[0], evidence, False)})
        return
    texts = {options.output / f"evidence.{FORMATS[format]}": _rendered(format, evidence, False) for format in formats}
    options.output.mkdir(parents=True, exist_ok=True)
    write_files(texts)


def _rendered(format: str, evidence: Evidence, on_terminal: bool) -> str:
    module = import_module(f"lambdanet.evidence.formats.{format}_report")
    text: str = module.render(evidence, colour=on_terminal) if format == "text" else module.render(evidence)
    return text


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 on")
    return int(text)


def _listed(values: list[str]) -> tuple[str, ...]:
    """Ids, several of which may be in one value with commas between."""
    return tuple(id.strip() for value in values for id in value.split(",") if id.strip())
