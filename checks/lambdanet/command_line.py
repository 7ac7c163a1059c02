"""The command line: ``lambdanet COMMAND``, each command in a file of its own under ``commands``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from lambdanet.command_parser import Parser, complete
from lambdanet.standard_error import say

# The files under commands, in the order of the help. Each has add_parser(commands) and run(options).
COMMANDS = (
    "scan",
    "evidence",
    "compare",
    "snapshot",
    "rules",
    "explain",
    "settings",
    "print_schema",
    "path",
    "args",
    "server",
)
WRONG = 2
# As shells say it of a program that an interrupt has ended.
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is Checkov's: 1 when something fails, 2 when the command itself is wrong."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # for as long as the process lives
    try:
        if sys.stdout is None:
            # Python has none where it is closed. What is opened next would take its place, and Checkov asks for it.
            os.open(os.devnull, os.O_WRONLY)
            sys.stdout = sys.__stdout__ = _Closed()  # type: ignore[assignment, misc]
        code = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _ended("interrupted", INTERRUPTED)
    except OSError as error:
        nameless = "the working directory" if isinstance(error, FileNotFoundError) else "the standard output"
        return _ended(f"{error.filename or nameless}: {error.strerror or error}", WRONG)
    except Exception as error:
        if _is_interrupt(error):
            return _ended("interrupted", INTERRUPTED)
        if os.environ.get("LOG_LEVEL") == "DEBUG":
            raise
        fault = f"{type(error).__name__}: {error}".splitlines()[0]
        return _ended(f"a fault of lambdanet, please report it: {fault} (LOG_LEVEL=DEBUG shows where)", WRONG)
    return code


def _run(arguments: Sequence[str] | None) -> int:
    parser = Parser(prog="lambdanet", description="A rule pack for Checkov about the network of AWS Lambda functions")
    parser.add_argument(
        "--version", action=_ShowVersions, nargs=0, help="print the versions of the pack and of Checkov"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = import_module(f"lambdanet.commands.{name}")
        module.add_parser(commands).set_defaults(run=module.run)
    complete(parser)
    options = parser.parse_args(arguments)
    from lambdanet.settings.known_settings import SettingsProblem

    try:
        code: int = options.run(options)
    except SettingsProblem as problem:
        say(str(problem))
        return WRONG
    return code


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether an interrupt is behind an error: what is being imported may make another one of it."""
    seen = 0
    while error is not None and seen < 100:
        if isinstance(error, KeyboardInterrupt):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def _ended(problem: str, code: int) -> int:
    """Say why the command ended, and keep Python from writing once more what could not be written."""
    say(problem)
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


class _Closed:
    """The standard output where it is closed: whatever is written is an error with a name."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Raise: nobody would read it."""
        raise OSError("it is closed")

    def flush(self) -> None:
        """Nothing: nothing was written."""

    def isatty(self) -> bool:
        """No terminal."""
        return False


class _ShowVersions(argparse.Action):
    """Looks for the versions when it is asked for them: finding Checkov's takes time."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from lambdanet.evidence.findings.report_versions import versions

        sys.stdout.write(", ".join(f"{name} {version}" for name, version in versions().items()) + "\n")
        parser.exit()
