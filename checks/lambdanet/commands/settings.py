"""``lambdanet settings``: every setting with the value in force and where it comes from."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from lambdanet.settings import FILE, VARIABLE


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "print every setting with the value in force and where it comes from"
    more = f"Settings are read from {FILE} in the working directory, or from the file that {VARIABLE} names."
    parser: argparse.ArgumentParser = commands.add_parser("settings", help=text, description=f"{text}. {more}")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to write")
    return parser


def run(options: argparse.Namespace) -> int:
    """Print them; a wrong file is told instead."""
    import dataclasses

    from lambdanet.handbook.tables import table
    from lambdanet.settings import Settings, file_in_force

    path = file_in_force()
    given: dict[str, tuple[Any, int]] = {}
    if path is not None:
        from lambdanet.settings_file import read

        given = read(path)
    rows = []
    for item in dataclasses.fields(Settings):
        value, line = given.get(item.name, (item.default, None))
        rows.append(
            {
                "setting": item.name,
                "value": value,
                "from": "default" if line is None else f"{path}:{line}",
                "default": item.default,
                "allowed": item.metadata["allowed"],
                "sets": item.metadata["text"],
            }
        )
    if options.format == "json":
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return 0
    head = ("Setting", "Value", "From", "Allowed")
    cells = [(row["setting"], _shown(row["value"]), row["from"], row["allowed"]) for row in rows]
    sys.stdout.write(table(head, cells))
    return 0


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
