"""The wheel holds the engine and everything that Checkov is pointed at, and works without the clone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from installing import built
from repository import CHECKS, POLICIES, REPOSITORY


@pytest.fixture
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built with what is installed."""
    (file,) = built(tmp_path_factory.getbasetemp()).glob("*.whl")
    return zipfile.ZipFile(file)


def _files(folder: Path) -> set[str]:
    files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(folder).as_posix() for file in files}


def test_the_wheel_holds_what_the_clone_does(wheel: zipfile.ZipFile) -> None:
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    engine = {name for name in _files(CHECKS) if name.startswith("lambdanet/")}
    rules = {f"lambdanet/pack/checks/{name}" for name in _files(CHECKS) - engine}
    policies = {f"lambdanet/pack/policies/{name}" for name in _files(POLICIES)}
    assert "lambdanet/py.typed" in held
    # Checkov of another environment finds the engine by this one.
    assert held == engine | rules | policies | {"lambdanet/pack/checks/lambdanet/__init__.py"}


def test_the_wheel_names_its_licence_and_one_dependency(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = wheel.read(name).decode("utf-8")
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert [line.split()[1][:7] for line in required] == ["checkov"]
    assert "Apache-2.0" in metadata
    assert any(name.endswith("/LICENSE") for name in wheel.namelist())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_installed_is_pinned_by_hashes(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert [
        line for line in lines if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ] == []
    # Asked once: it looks through all folders that Python's modules may be in.
    pin = f"checkov=={version('checkov')} "
    assert any(line.startswith(pin) for line in lines)
    assert "://" not in text
    assert "index" not in text.replace("--no-emit-index-url", "")


def _pins(name: str) -> set[str]:
    text = (REPOSITORY / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return {
        line.partition(" --hash")[0].strip() for line in text.splitlines() if re.match(r"[\w.-]+(\[[\w,-]+\])?==", line)
    }


def test_developers_run_what_users_run() -> None:
    """Both are installed into one environment: where they differ, the second breaks what the first has made."""
    for_users, for_developers = _pins("requirements.txt"), _pins("requirements-dev.txt")
    names = {pin.partition("==")[0] for pin in for_users}
    assert for_users == {pin for pin in for_developers if pin.partition("==")[0] in names}


def test_the_wheel_finds_what_the_clone_does(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    wheel.extractall(installed)
    pack = installed / "lambdanet" / "pack"
    from_wheel = _findings((pack / "checks", pack / "policies"), {"PYTHONPATH": str(installed)})
    from_clone = _findings((CHECKS, POLICIES), {})
    assert from_wheel == from_clone
    assert from_clone


def _findings(folders: tuple[Path, ...], extra: dict[str, str]) -> list[tuple[str, str, str]]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    checks = [argument for folder in folders for argument in ("--external-checks-dir", str(folder))]
    scan = ["-m", "checkov.main", "--directory", "examples/terraform", *checks]
    options = [
        "--framework",
        "terraform",
        "--check",
        "LAMBDANET_*",
        "--soft-fail",
        "--skip-download",
        "--output",
        "json",
    ]
    run = subprocess.run(
        [sys.executable, *scan, *options],
        cwd=REPOSITORY,
        env={**environment, **extra},
        capture_output=True,
        text=True,
        check=True,
    )
    results = json.loads(run.stdout).get("results", {})
    return sorted(
        (record["check_id"], record["resource"], record["check_result"]["result"])
        for kind in ("passed_checks", "failed_checks")
        for record in results.get(kind, [])
    )
