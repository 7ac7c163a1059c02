"""The extension for VS Code is sound TypeScript, is built from what is locked, and can be packaged and installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from lambdanet.server.options import options_of
from repository import REPOSITORY

EXTENSION = REPOSITORY / "editors" / "vscode"
_MOST_SECONDS = 300


def test_it_is_built_and_packaged(tmp_path: Path) -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("there is no npm here")
    folder = tmp_path / "vscode"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "out", "*.vsix"))
    installed = _npm(folder, "ci", "--no-audit", "--no-fund")
    if installed.returncode:
        assert "network" in installed.stderr or "ETIMEDOUT" in installed.stderr, installed.stderr
        pytest.skip("no registry is in reach")
    packaged = _npm(folder, "run", "package")
    assert packaged.returncode == 0, packaged.stdout + packaged.stderr
    with zipfile.ZipFile(folder / "lambdanet.vsix") as archive:
        files = {name for name in archive.namelist() if name.startswith("extension/")}
        program = archive.read("extension/out/extension.js").decode()
    assert files == {"extension/package.json", "extension/readme.md", "extension/out/extension.js"}
    asked = "const {activate,deactivate}=require(process.argv[1]);console.log(typeof activate,typeof deactivate)"
    (folder / "node_modules" / "vscode").mkdir()
    (folder / "node_modules" / "vscode" / "index.js").write_text(_VSCODE, encoding="utf-8")
    loaded = subprocess.run(
        ["node", "-e", asked, str(folder / "out" / "extension.js")],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert loaded.stdout.strip() == "function function", loaded.stderr
    assert "lambdanet.restart" in program


# What the extension takes from the editor while it is loaded: classes to extend.
_VSCODE = "module.exports = new Proxy({}, {get: (_, name) => name === '__esModule' ? false : class {}});\n"


def test_its_options_are_the_servers() -> None:
    source = (EXTENSION / "src" / "extension.ts").read_text(encoding="utf-8")
    given = source.partition("initializationOptions: {")[2].partition("}")[0]
    names = [line.partition(":")[0].strip() for line in given.splitlines() if ":" in line]
    assert names
    _, problems = options_of(dict.fromkeys(names, None))
    assert not [problem for problem in problems if "is not an option" in problem]


def test_every_setting_that_it_reads_is_declared() -> None:
    source = (EXTENSION / "src" / "extension.ts").read_text(encoding="utf-8")
    declared = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))["contributes"]["configuration"]
    for setting in declared["properties"]:
        assert f'("{setting.partition(".")[2]}"' in source, f"{setting} is declared and not read"


def _npm(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["npm", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=_MOST_SECONDS
    )
