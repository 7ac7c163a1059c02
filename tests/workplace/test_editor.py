"""The file for editors: Checkov finds the pack by it, called as the extensions call it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

import forks_of_checkov
from installing import clean
from repository import REPOSITORY
from small_code import BAD

EXAMPLE = REPOSITORY / "docs" / "copy" / "checkov.yaml"

# checkovRunner.ts of https://github.com/bridgecrewio/checkov-vscode, and CheckovScanCommandsService.kt of
# https://github.com/bridgecrewio/checkov-jetbrains-ide, without the token.
CALLS = {
    "VS Code": ["-s", "-f", "{file}", "--skip-check", "BC_LIC*", "-o", "json"],
    "JetBrains": ["-s", "-o", "json", "-f", "{file}"],
}


@pytest.mark.parametrize("editor", CALLS)
def test_the_extensions_load_the_pack(editor: str, tmp_path: Path) -> None:
    (tmp_path / ".lambdanet").symlink_to(REPOSITORY)
    (tmp_path / ".checkov.yaml").write_bytes(EXAMPLE.read_bytes())
    file = tmp_path / "network" / "main.tf"
    file.parent.mkdir()
    file.write_text(BAD)
    options = [option.format(file=file) for option in CALLS[editor]]
    program = ["-m", "checkov.main", "--skip-download", *options]
    environment = {**clean(), "HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}
    done = forks_of_checkov.run(program, tmp_path, environment)
    assert done.returncode == 0, done.stderr
    output = json.loads(done.stdout)
    reports = output if isinstance(output, list) else [output]
    ids = {record["check_id"] for report in reports for record in report["results"]["failed_checks"]}
    assert "LAMBDANET_401" in ids
    assert "CKV_AWS_116" in ids
    assert "CKV_AWS_117" not in ids


def test_the_page_shows_the_file_to_copy() -> None:
    page = (REPOSITORY / "docs" / "editor.md").read_text(encoding="utf-8")
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    assert yaml.safe_load(shown) == yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
