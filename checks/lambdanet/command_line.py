"""The command line: ``lambdanet COMMAND``, each command in a file of its own under ``commands``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

# The files under commands, in the order of the help. Each has add_parser(commands) and run(options).
COMMANDS = ("evidence",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is Checkov's: 1 when something fails, 2 when the command itself is wrong."""
    parser = argparse.ArgumentParser(
        prog="lambdanet", description="A rule pack for Checkov about the network of AWS Lambda functions"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = import_module(f"lambdanet.commands.{name}")
        module.add_parser(commands).set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    from lambdanet.settings import SettingsProblem

    try:
        code: int = options.run(options)
    except SettingsProblem as problem:
        sys.stderr.write(f"lambdanet: {problem}\n")
        return 2
    return code
