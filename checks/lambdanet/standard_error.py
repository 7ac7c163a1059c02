"""What the commands, and the pack within Checkov, say beside their reports: the standard error is in a log too."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from lambdanet.plain_text import plain, without_commands


def say(problem: str) -> None:
    """Write what is wrong, a line for each of the text: names in it may be of whatever is scanned."""
    lines = f"lambdanet: {problem}".split("\n")
    try:
        sys.stderr.write("".join(f"{without_commands(plain(line))}\n" for line in lines))
        sys.stderr.flush()
    except (OSError, ValueError):
        # It is full, or closed. Python would write once more at its end, and end with a code of its own.
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
