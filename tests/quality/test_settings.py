"""Settings: what may be set is told, and a wrong file stops the scan with a message that helps."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lambdanet.settings import FILE, VARIABLE, Settings, SettingsProblem, current, load
from repository import CHECKS, REPOSITORY, policies, rule_files

WRONG = {
    "a key that is none": ("minimum_zone: 2", "minimum_zone is not a setting"),
    "a number too small": ("minimum_zones: 0", "a whole number from 1 to 6"),
    "a boolean for a number": ("minimum_zones: true", "minimum_zones is True"),
    "a word for a boolean": ("allow_public_subnets: maybe", "true or false"),
    "a persona that is none": ("persona: relaxed", "default or strict"),
    "an empty tag": ('justification_tag: ""', "a tag key"),
    "a list": ("- minimum_zones", "expected keys with values"),
    "no YAML": ("minimum_zones: [", "cannot be read as YAML"),
    "a key that is no text": ("3: 4", "3 is not a setting"),
}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    current.cache_clear()


def settings_file(folder: Path, text: str) -> str:
    path = folder / "settings"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    assert load(settings_file(tmp_path, "minimum_zones: 3")) == Settings(minimum_zones=3)
    assert load(settings_file(tmp_path, "")) == Settings()


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = settings_file(tmp_path, text)
    with pytest.raises(SettingsProblem, match=re.escape(told)) as raised:
        load(path)
    assert path in str(raised.value)


def test_a_file_that_is_named_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "nowhere.yaml")
    with pytest.raises(SettingsProblem, match=r"nowhere\.yaml, which does not exist"):
        current()
    current.cache_clear()


def test_the_file_of_the_working_directory_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / FILE).write_text("minimum_zones: 4", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert current().minimum_zones == 4
    current.cache_clear()


def test_defaults_are_allowed_and_rules_named_exist() -> None:
    ids = {"_".join(file.stem.split("_")[:2]).upper() for file in rule_files()} | set(policies())
    for item in dataclasses.fields(Settings):
        assert item.metadata["accepts"](item.default), item.name
        assert item.metadata["text"]
        assert item.metadata["allowed"]
        assert set(re.findall(r"LAMBDANET_\d+", item.metadata["text"])) <= ids, item.name


def test_a_wrong_file_ends_the_scan(tmp_path: Path) -> None:
    environment = {**os.environ, VARIABLE: settings_file(tmp_path, "minimum_zones: 0")}
    code = REPOSITORY / "examples" / "terraform"
    scan = [
        "-m",
        "checkov.main",
        "--skip-download",
        "--directory",
        str(code),
        "--framework",
        "terraform",
        "--external-checks-dir",
        str(CHECKS),
    ]
    run = subprocess.run([sys.executable, *scan], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "minimum_zones" in run.stderr
    assert "Passed checks" not in run.stdout
