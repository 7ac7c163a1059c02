"""Where the rules and policies of the pack are: beside the engine in a clone, within it in the wheel."""

from __future__ import annotations

from pathlib import Path

_PACK = Path(__file__).resolve().parents[1] / "pack"
_FOLDERS = _PACK if _PACK.is_dir() else Path(__file__).resolve().parents[3]


def external_checks() -> list[str]:
    """The folders that Checkov is pointed at."""
    return [str(_FOLDERS / "checks"), str(_FOLDERS / "policies")]
