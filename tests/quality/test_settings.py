"""Settings: what may be set is documented, and a wrong file stops the scan with a message that helps."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import forks_of_checkov
from lambdanet.settings.known_settings import FILE, VARIABLE, Settings, SettingsProblem
from lambdanet.settings.settings_in_force import current, load
from lambdanet.settings.settings_schema import schema
from repository import CHECKS, REPOSITORY, policies, rule_files

# The text, and the problem that is reported: line, key, what is allowed, the nearest key.
WRONG = {
    "a typing error": ("minimum_zone: 2", "line 1: minimum_zone is not a setting; the nearest is minimum_zones"),
    "a key that is none": (
        "persona: strict\n\ncolour: red",
        "line 3: colour is not a setting; there are address_headroom, ",
    ),
    "a number too small": (
        "# ours\nminimum_zones: 0",
        "line 2: minimum_zones is 0, expected a whole number from 1 to 6",
    ),
    "a boolean for a number": ("minimum_zones: true", "line 1: minimum_zones is true, expected a whole number"),
    "a word for a boolean": (
        "allow_public_subnets: maybe",
        "line 1: allow_public_subnets is 'maybe', expected true or",
    ),
    "a persona that is none": ("persona: relaxed", "line 1: persona is 'relaxed', expected default or strict"),
    "an empty tag": ('justification_tag: ""', "justification_tag is '', expected a tag key of 1 to 128 characters"),
    "nothing for a number": ("minimum_zones:", "line 1: minimum_zones is empty, expected a whole number"),
    "a list for a number": ("minimum_zones: [2]", "line 1: minimum_zones is a list, expected a whole number"),
    "a key twice": ("minimum_zones: 2\nminimum_zones: 3", "line 2: minimum_zones is set in line 1 already"),
    "a list": ("- minimum_zones", "line 1: expected keys with values, found a list"),
    "a word": ("minimum_zones", "line 1: expected keys with values, found a single value"),
    "no YAML": ("persona: strict\nminimum_zones: [", "line 2: cannot be read as YAML: "),
    "a tab": ("persona:\n\tstrict", "line 2: cannot be read as YAML: "),
    "two documents": ("persona: strict\n---\npersona: strict\n", "line 2: cannot be read as YAML: "),
    "a tag of a language": ("persona: !Ref strict", "line 1: cannot be read as YAML: "),
    "a key that is no text": ("3: 4", "line 1: 3 is not a setting"),
    "a key that is a list": ("? [a]\n: 4", "line 1: a list is not a setting"),
    "a list that holds itself": ("&a [*a]", "line 1: expected keys with values, found a list"),
    "keys that hold themselves": (
        "&a\nminimum_zones: *a",
        "minimum_zones is keys with values, expected a whole number",
    ),
    "a key that is its own value": ("? &a [*a]\n: *a", "a list is not a setting"),
    "merged into itself": ("&a\n<<: *a", "line 2: cannot be read as YAML: "),
    "thousands of digits": (f"minimum_zones: {'9' * 20_000}", "minimum_zones is a value of 20000 characters, expected"),
    "a number in parts": (f"minimum_zones: {'1:' * 9_000}1", "minimum_zones is a value of 18001 characters, expected"),
    "many digits": (f"minimum_zones: {'9' * 400}", "minimum_zones is 9999999999"),
    "nested lists": (f"minimum_zones: {'[' * 400}", "cannot be read as YAML: "),
    "deeply nested lists": (f"minimum_zones: {'[' * 40_000}{']' * 40_000}", "nested too deeply"),
    "deeply nested keys": (f"minimum_zones: {'{a: ' * 4_000}", "cannot be read as YAML: "),
    "more than a file of settings": (f"minimum_zones: 2 # {'x' * 200_000}", "cannot be read: larger than 100000 bytes"),
    "a tag that no console prints": (
        'justification_tag: "a\\ud800"',
        "justification_tag is 'a\\ud800', expected a tag",
    ),
    "a key that no console prints": ('"\\e[31m": 1', "'\\x1b[31m' is not a setting"),
    "many wrong keys": ("".join(f"wrong{at}: 1\n" for at in range(3_000)), "and 2980 more"),
    "another encoding": ("\ud8ff", "cannot be read as YAML: "),
    "no date": ("persona: 2024-13-45", "cannot be read as YAML: "),
}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    current.cache_clear()


def settings_file(folder: Path, text: str) -> str:
    path = folder / "settings"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    return str(path)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    assert load(settings_file(tmp_path, "minimum_zones: 3")) == Settings(minimum_zones=3)
    assert load(settings_file(tmp_path, "")) == Settings()


@pytest.mark.parametrize(("text", "problem"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = settings_file(tmp_path, text)
    with pytest.raises(SettingsProblem, match=re.escape(problem)) as raised:
        load(path)
    assert path in str(raised.value)


def test_all_that_is_wrong_is_reported(tmp_path: Path) -> None:
    path = settings_file(tmp_path, "minimum_zone: 2\npersona: none\n")
    with pytest.raises(SettingsProblem) as raised:
        load(path)
    assert [line.partition(":")[0] for line in str(raised.value).splitlines()] == [f"{path}, line 1", f"{path}, line 2"]


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
    for item in dataclasses.fields(Settings()):
        assert item.metadata["accepts"](item.default), item.name
        assert item.metadata["text"]
        assert item.metadata["allowed"]
        assert set(re.findall(r"LAMBDANET_\d+", item.metadata["text"])) <= ids, item.name


VALUES = (0, 1, 2, 6, 7, 16, 27, 28, 29, 1.0, 1.5, 10, 10.5, 500, 100_001, True, False, None, "", "default", "strict")
MORE_VALUES = ("per-execution", "shared-interfaces", "x" * 128, "x" * 129, [], {}, [2], "2", "true")


def test_the_schema_allows_what_is_accepted() -> None:
    properties = schema()["properties"]
    assert list(properties) == [item.name for item in dataclasses.fields(Settings())]
    for item in dataclasses.fields(Settings()):
        for value in (*VALUES, *MORE_VALUES):
            # JSON has one kind of number: 1.0 is a whole one there.
            if isinstance(value, float) and value.is_integer() and properties[item.name].get("type") == "integer":
                continue
            accepted = item.metadata["accepts"](value)
            assert Draft7Validator(schema()).is_valid({item.name: value}) == accepted, (item.name, value)
    assert not Draft7Validator(schema()).is_valid({"minimum_zone": 2})
    Draft7Validator.check_schema(schema())


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
    run = forks_of_checkov.run(scan, tmp_path, environment)
    assert run.returncode != 0
    assert "settings, line 1: minimum_zones is 0, expected a whole number from 1 to 6" in run.stderr
    assert "Passed checks" not in run.stdout
