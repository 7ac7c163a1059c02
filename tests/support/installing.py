"""Builds and installs the package once for all tests of a run, also when several processes run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from repository import REPOSITORY
from stand_ins import offline, write_stand_ins

TOOLS = ("pipx", "pre-commit", "uv")


def clean() -> dict[str, str]:
    """The environment without what would let a program find the repository or another environment."""
    left_out = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LAMBDANET_CONFIG", "LOG_LEVEL")
    return {name: value for name, value in os.environ.items() if name not in left_out}


def once(base: Path, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of the run that the first process to ask for it makes."""
    # Each of several processes has a folder of its own in that of the run.
    run = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, done, begun = run / name, run / f"{name}.done", run / f"{name}.begun"
    try:
        begun.mkdir()
    except FileExistsError:
        for _ in range(6000):
            if done.exists():
                break
            time.sleep(0.1)
    else:
        folder.mkdir()
        try:
            make(folder)
        finally:
            done.write_text("", encoding="utf-8")
    return folder


def built(base: Path) -> Path:
    """A folder with the wheel and the sdist."""

    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return once(base, "built", build)


def without_index(base: Path) -> dict[str, str]:
    """A clean environment in which pip and uv install from the tests' own wheels."""
    return {**clean(), **offline(once(base, "stand_ins", write_stand_ins))}


def installed(base: Path) -> Path:
    """The programs of a virtual environment in which plain pip has installed the wheel."""

    def install(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        (wheel,) = built(base).glob("*.whl")
        command = [folder / "bin" / "pip", "install", "--quiet", str(wheel)]
        done = subprocess.run(command, env=without_index(base), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return once(base, "installed", install) / "bin"


def tool(base: Path, name: str) -> str:
    """The path of one of the tools; the test is skipped where it is not to be had."""
    found = shutil.which(name)
    if found:
        return found

    def install(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *TOOLS]
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(command, env=clean(), capture_output=True, check=False, timeout=300)

    program = once(base, "tools", install) / "bin" / name
    if not program.exists():
        pytest.skip(f"{name} is not on this machine, and pip cannot install it here")
    return str(program)
