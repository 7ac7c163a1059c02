"""The package is complete, and works where plain pip, uv or pipx has installed it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

import samples
from installing import built, clean, installed, tool, without_index
from repository import REPOSITORY, committed_files

OTHER_INSTALLERS = pytest.mark.skipif(not samples.everything, reason="half a minute more of installing: --everything")

EXAMPLES = REPOSITORY / "examples"
WANTED = {
    ("LAMBDANET_103", "aws_lambda_permission.thumbnails"),
    ("LAMBDANET_102", "aws_lambda_function_url.thumbnails"),
}


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp()


def run(*command: str, cwd: Path, code: int = 0, environment: dict[str, str] | None = None) -> str:
    environment = environment or clean()
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == code, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def works(programs: Path, checkov: Path, cwd: Path) -> None:
    """List the rules, write evidence and scan with Checkov, from a folder that is not the clone."""
    environment = {**clean(), "PATH": f"{programs}:{checkov}:{os.environ['PATH']}"}
    listed = run("lambdanet", "rules", cwd=cwd, environment=environment)
    assert "LAMBDANET_401" in listed
    assert "LAMBDANET_102" in listed
    command = ("lambdanet", "evidence", str(EXAMPLES), "--format", "json")
    evidence = json.loads(run(*command, cwd=cwd, code=1, environment=environment))
    assert evidence["functions"]
    scan = f"checkov -d '{EXAMPLES}' $(lambdanet args) --framework terraform --skip-download -o json"
    found = json.loads(run("sh", "-c", scan, cwd=cwd, code=1, environment=environment))
    failed = {(record["check_id"], record["resource"]) for record in found["results"]["failed_checks"]}
    assert failed >= WANTED


def test_plain_pip(base: Path, tmp_path: Path) -> None:
    programs = installed(base)
    works(programs, programs, tmp_path)


def test_checkov_of_another_environment(base: Path, tmp_path: Path) -> None:
    """With pipx and uv each tool has an environment of its own, in which the other one is not."""
    other = Path(sys.executable).parent
    assert not (other / "lambdanet").exists()
    (tmp_path / "lambdanet").mkdir()
    (tmp_path / "lambdanet" / "lambdanet").symlink_to(installed(base) / "lambdanet")
    works(tmp_path / "lambdanet", other, tmp_path)


@OTHER_INSTALLERS
def test_uv(base: Path, tmp_path: Path) -> None:
    uv = tool(base, "uv")
    (wheel,) = built(base).glob("*.whl")
    environment = without_index(base)
    run(uv, "venv", "--python", sys.executable, "environment", cwd=tmp_path, environment=environment)
    python = tmp_path / "environment" / "bin" / "python"
    run(uv, "pip", "install", "--python", str(python), str(wheel), cwd=tmp_path, environment=environment)
    works(python.parent, python.parent, tmp_path)
    tools = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    install = (uv, "tool", "install", "--python", sys.executable, str(wheel))
    run(*install, cwd=tmp_path, environment={**environment, **tools})
    works(tmp_path / "bin", python.parent, tmp_path)


@OTHER_INSTALLERS
def test_pipx(base: Path, tmp_path: Path) -> None:
    pipx, uv = tool(base, "pipx"), tool(base, "uv")
    (wheel,) = built(base).glob("*.whl")
    homes = {"PIPX_HOME": str(tmp_path / "home"), "PIPX_BIN_DIR": str(tmp_path / "bin")}
    # With pip below it pipx would fetch the newest pip first.
    with_uv = {"PATH": f"{Path(uv).parent}:{os.environ['PATH']}", "PIPX_DEFAULT_BACKEND": "uv"}
    install = (pipx, "install", "--python", sys.executable, str(wheel))
    run(*install, cwd=tmp_path, environment={**without_index(base), **homes, **with_uv})
    works(tmp_path / "bin", installed(base), tmp_path)


def test_the_sdist_holds_what_is_committed(base: Path) -> None:
    (file,) = built(base).glob("*.tar.gz")
    with tarfile.open(file) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert held == committed_files() | {"PKG-INFO"}


def test_the_sdist_runs_its_tests(base: Path, tmp_path: Path) -> None:
    (file,) = built(base).glob("*.tar.gz")
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path)  # noqa: S202  # our own
    (folder,) = tmp_path.iterdir()
    chosen = ("tests/rules/test_fixtures.py", "tests/rules/test_checkov_features.py", "-k", "LAMBDANET_502 or itself")
    output = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen, cwd=folder)
    assert "passed" in output
    assert "skipped" not in output


def test_the_wheel_can_be_made_of_the_sdist(base: Path, tmp_path: Path) -> None:
    (file,) = built(base).glob("*.tar.gz")
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path)  # noqa: S202  # our own
    (folder,) = tmp_path.iterdir()
    run(
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        str(tmp_path / "dist"),
        cwd=folder,
    )
    (made,), (direct,) = (tmp_path / "dist").glob("*.whl"), built(base).glob("*.whl")
    assert _names(made) == _names(direct)


def _names(wheel: Path) -> list[str]:
    from zipfile import ZipFile

    return sorted(ZipFile(wheel).namelist())
