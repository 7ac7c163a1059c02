"""``lambdanet args``: the options with which Checkov loads the pack, for ``checkov -d . $(lambdanet args)``.

A shell splits what ``$(...)`` gives at blanks and knows no quotes in it. One word a line is the best form:
fish and PowerShell take a line for a word, the others do where ``IFS`` is a newline.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from typing import Any

from lambdanet.pack_folders import options_for_checkov

_SPLITS_OR_MATCHES = set(" \t*?[")
_WARNING = (
    "lambdanet: the pack's path holds a character that most shells split or expand; "
    'write: eval "checkov -d . $(lambdanet args --quoted)"\n'
)


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "print the options with which Checkov loads the pack: checkov -d . $(lambdanet args)"
    parser: argparse.ArgumentParser = commands.add_parser("args", help=text, description=text)
    parser.add_argument(
        "--quoted",
        action="store_true",
        help='in one line, quoted for a shell: eval "checkov -d . $(lambdanet args --quoted)"',
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Print them, and warn where a shell would take one path for several."""
    words = options_for_checkov()
    if options.quoted:
        sys.stdout.write(shlex.join(words) + "\n")
        return 0
    if any(_SPLITS_OR_MATCHES & set(word) for word in words):
        sys.stderr.write(_WARNING)
    sys.stdout.write("".join(f"{word}\n" for word in words))
    return 0
