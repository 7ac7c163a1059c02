"""Programs from npm that tests check with, where npm and a registry are in reach."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

_MOST_SECONDS = 60


@cache
def _installed(package: str) -> Path | None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="npm-"))
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=_MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return folder if done.returncode == 0 else None


def npm_package(package: str) -> Path:
    """The folder in which the package is installed; skips the test where that cannot be done."""
    folder = _installed(package)
    if folder is None:
        pytest.skip(f"{package} cannot be installed here: no npm, or no registry in reach in time")
    return folder
