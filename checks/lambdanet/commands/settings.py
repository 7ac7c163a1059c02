"""``lambdanet settings``: every setting with the value in force and where it comes from."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from lambdanet.settings.known_settings import FILE, VARIABLE


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "print every setting with its value and where the value comes from"
    more = f"Settings are read from {FILE} in the working directory, or from the file that {VARIABLE} names."
    parser: argparse.ArgumentParser = commands.add_parser("settings", help=text, description=f"{text}. {more}")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to write")
    return parser


def run(options: argparse.Namespace) -> int:
    """Print them; a wrong file is reported instead."""
    from lambdanet.handbook.tables import table
    from lambdanet.settings.settings_in_force import settings_in_force

    found = list(settings_in_force())
    if options.format == "json":
        rows = [
            {
                "setting": each.name,
                "value": each.value,
                "from": each.origin,
                "default": each.default,
                "allowed": each.allowed,
                "sets": each.text,
            }
            for each in found
        ]
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return 0
    cells = [(each.name, each.shown, each.origin, each.allowed) for each in found]
    sys.stdout.write(table(("Setting", "Value", "From", "Allowed"), cells))
    return 0
