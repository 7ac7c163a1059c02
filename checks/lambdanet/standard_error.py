"""What the commands, and the pack within Checkov, say beside their reports: the standard error is in a log too."""

from __future__ import annotations

import sys
from contextlib import suppress

from lambdanet.plain_text import plain, without_commands


def say(problem: str) -> None:
    """Write what is wrong, a line for each of the text: names in it may be of whatever is scanned."""
    lines = f"lambdanet: {problem}".split("\n")
    # Where it is full, or closed, the exit code still says what it says.
    with suppress(OSError, ValueError):
        sys.stderr.write("".join(f"{without_commands(plain(line))}\n" for line in lines))
