"""What to scan, and with which rules, in Checkov's words."""

from __future__ import annotations

from pathlib import Path

from lambdanet.frameworks import FRAMEWORKS, Framework
from lambdanet.records import dataclass


@dataclass(frozen=True)
class Selection:
    """What to run on what.

    file: scan this one file instead of the whole folder.
    """

    root: Path
    file: Path | None = None
    frameworks: tuple[Framework, ...] = FRAMEWORKS
    checks: tuple[str, ...] = ()
    skip_checks: tuple[str, ...] = ()
    skip_paths: tuple[str, ...] = ()
    var_files: tuple[str, ...] = ()
    baseline: Path | None = None
