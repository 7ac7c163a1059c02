"""Wheels that stand in for packages which this environment has: they bring it along, instead of downloading it again.

What the tests install is this package alone, but pip, uv, pipx and pre-commit do what they always do.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile, ZipInfo

PACKAGES = ("checkov", "hatchling")
INSTALLED = next(folder for folder in sys.path if folder.endswith("site-packages"))
SCRIPT = """#!python
import sys
from checkov.main import Checkov

if __name__ == "__main__":
    sys.exit(Checkov().run())
"""


def write_stand_ins(folder: Path) -> None:
    """Write the wheels into the folder."""
    for package in PACKAGES:
        _write(folder, package, version(package))


def offline(folder: Path) -> dict[str, str]:
    """What makes pip and uv take the wheels of the folder, and nothing else."""
    return {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder),
        "PIP_CONSTRAINT": "",
        "UV_NO_INDEX": "1",
        "UV_OFFLINE": "1",
        "UV_FIND_LINKS": str(folder),
    }


def _write(folder: Path, package: str, released: str) -> None:
    info = f"{package}-{released}.dist-info"
    files = {
        f"{package}_of_the_tests.pth": f"{INSTALLED}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: {released}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if package == "checkov":
        files[f"{package}-{released}.data/scripts/checkov"] = SCRIPT
    lines = [f"{name},sha256={_digest(text)},{len(text.encode())}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""])
    with ZipFile(folder / f"{package}-{released}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            entry = ZipInfo(name)
            entry.external_attr = 0o100755 << 16  # a file that may be executed
            wheel.writestr(entry, text)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
