"""The options ``--surroundings`` and ``--environment``: they set the variables that ``checkov`` reads too.

Processes that are started for the work inherit them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from lambdanet.given.in_force import ONLY, VARIABLE


def apply(paths: Sequence[Path], environment: str | None) -> None:
    """Put the options into force. Files that the environment variable names already stay named."""
    named = [os.path.abspath(path) for path in paths]
    before = os.environ.get(VARIABLE, "")
    if named:
        os.environ[VARIABLE] = os.pathsep.join([*([before] if before else []), *named])
    if environment is not None:
        os.environ[ONLY] = environment
