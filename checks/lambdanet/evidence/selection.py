"""What to scan, and with which rules, in Checkov's words."""

from __future__ import annotations

from pathlib import Path

from lambdanet.records import dataclass

FRAMEWORKS = ("terraform", "terraform_plan", "cloudformation")


@dataclass(frozen=True)
class Selection:
    """What to run on what.

    file: scan this one file instead of the whole folder.
    """

    root: Path
    file: Path | None = None
    frameworks: tuple[str, ...] = FRAMEWORKS
    checks: tuple[str, ...] = ()
    skip_checks: tuple[str, ...] = ()
    skip_paths: tuple[str, ...] = ()
    var_files: tuple[str, ...] = ()
    baseline: Path | None = None
