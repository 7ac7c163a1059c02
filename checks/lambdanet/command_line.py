"""The command line: ``lambdanet COMMAND``, each command in a file of its own under ``commands``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

# The files under commands, in the order of the help. Each has add_parser(commands) and run(options).
COMMANDS = ("evidence", "rules", "explain", "settings", "print_schema", "path", "args", "server")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is Checkov's: 1 when something fails, 2 when the command itself is wrong."""
    parser = argparse.ArgumentParser(
        prog="lambdanet", description="A rule pack for Checkov about the network of AWS Lambda functions"
    )
    parser.add_argument(
        "--version", action=_ShowVersions, nargs=0, help="print the versions of the pack and of Checkov"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = import_module(f"lambdanet.commands.{name}")
        module.add_parser(commands).set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    from lambdanet.settings.known_settings import SettingsProblem

    try:
        code: int = options.run(options)
    except SettingsProblem as problem:
        sys.stderr.write(f"lambdanet: {problem}\n")
        return 2
    return code


class _ShowVersions(argparse.Action):
    """Looks for the versions when it is asked for them: finding Checkov's takes time."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from lambdanet.evidence.findings.report_versions import versions

        sys.stdout.write(", ".join(f"{name} {version}" for name, version in versions().items()) + "\n")
        parser.exit()
