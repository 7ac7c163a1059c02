"""``lambdanet scan [PATH]``: what fails and why, in the terminal; the short form of ``evidence`` for every day."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lambdanet.commands import evidence


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options: those of ``evidence`` that a person types."""
    text = "show what fails and why: the folder, or this one if none is named"
    parser: argparse.ArgumentParser = commands.add_parser("scan", help=text, description=text)
    parser.add_argument("path", nargs="?", type=Path, default=Path(), metavar="PATH", help="a folder or a file")
    evidence.add_selection(parser)
    parser.set_defaults(format=["text"], output=None)
    return parser


def run(options: argparse.Namespace) -> int:
    """Scan and show."""
    return evidence.run(options)
