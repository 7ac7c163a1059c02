"""The versions that a report was made with."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PACK_VERSION = "0.1.0"


def versions() -> dict[str, str]:
    """Name -> version, of the pack and of what it runs on."""
    try:
        checkov = version("checkov")
    except PackageNotFoundError:
        checkov = "unknown"
    return {"lambdanet": PACK_VERSION, "checkov": checkov, "python": platform.python_version()}
