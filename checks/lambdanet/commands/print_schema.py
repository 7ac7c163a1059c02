"""``lambdanet schema``: the JSON Schema of the settings file."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from lambdanet.settings.known_settings import FILE


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = f"print the JSON Schema of {FILE}, for editors"
    parser: argparse.ArgumentParser = commands.add_parser("schema", help=text, description=text)
    return parser


def run(options: argparse.Namespace) -> int:
    """Print it."""
    from lambdanet.settings.settings_schema import schema_text

    sys.stdout.write(schema_text())
    return 0
