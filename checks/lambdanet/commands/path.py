"""``lambdanet path``: the folder that Checkov is pointed at."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from lambdanet.pack_folders import checks_folder


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "print the folder to give to Checkov"
    parser: argparse.ArgumentParser = commands.add_parser("path", help=text, description=text)
    return parser


def run(options: argparse.Namespace) -> int:
    """Print it."""
    sys.stdout.write(f"{checks_folder()}\n")
    return 0
