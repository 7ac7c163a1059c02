"""What the first command of the README installs, and what it says where something cannot be installed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from repository import REPOSITORY

NAMES = [f"package{number}" for number in range(5)]


def _wheel(folder: Path, name: str) -> str:
    """Make a package, and the line of a lock file for it."""
    file, record = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(f"{name}.py", f"NAME = {name!r}\n")
        wheel.writestr(f"{record}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{record}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nTag: py3-none-any\n")
        wheel.writestr(f"{record}/RECORD", "")
    return f"{name} @ {file.as_uri()} \\\n    --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with a lock file, in which nothing is set up."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(REPOSITORY / "scripts" / "_venv.py", tmp_path / "scripts")
    lines = "".join(_wheel(tmp_path, name) for name in NAMES)
    (tmp_path / "requirements.txt").write_text(f"# Made by: ...\n{lines}", encoding="utf-8")
    return tmp_path


def _prepared(place: Path, code: str) -> subprocess.CompletedProcess[str]:
    command = f"import sys; sys.path.insert(0, 'scripts'); import _venv; _venv.prepare('requirements.txt'); {code}"
    return subprocess.run([sys.executable, "-c", command], cwd=place, capture_output=True, text=True, check=False)


def test_all_packages_are_installed(place: Path) -> None:
    done = _prepared(place, "print(_venv.program('python'))")
    assert done.returncode == 0, done.stderr
    code = "".join(f"import {name}; print({name}.NAME); " for name in NAMES)
    program = done.stdout.splitlines()[-1]
    done = subprocess.run([program, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == NAMES


def test_a_package_that_is_another_one_is_refused(place: Path) -> None:
    with zipfile.ZipFile(place / f"{NAMES[1]}-1.0-py3-none-any.whl", "a") as wheel:
        wheel.writestr("more.py", "")
    done = _prepared(place, "")
    assert done.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("not all packages could be installed in .venv")
    # Nothing says that it is set up, so the next time begins anew.
    assert not list((place / ".venv").glob("*.installed"))
