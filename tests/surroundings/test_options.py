"""The options and environment variables by which files with facts are named."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from checkov_command import PACK, checkov, records
from given_code import ZONES, configuration, template, write
from lambdanet.command_line import main
from lambdanet.given.in_force import ONLY, VARIABLE
from lambdanet.given.parameter_files import is_template_of
from lambdanet.given.toml_text import TomlProblem, small_toml

A, B = "eu-west-1a", "eu-west-1b"
SAM = "".join(
    f'[{name}.deploy.parameters]\nparameter_overrides = "First={A} Second={second}"\n'
    for name, second in (("dev", B), ("prod", A))
)


@pytest.fixture(autouse=True)
def _variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The options set variables, which no other test may see."""
    for name in (VARIABLE, ONLY):
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(tmp_path)


def _evidence(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    code = main(["evidence", "code", "--format", "lines", "--check", ZONES, "--jobs", "1", *options])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_surroundings_are_relative_to_the_working_directory(tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, {"code/main.tf": configuration(), "facts/v.tfvars": f'first = "{A}"\nsecond = "{A}"\n'})
    assert _evidence(capsys)[0] == 0
    code, said, _ = _evidence(capsys, "--surroundings", "facts/v.tfvars")
    assert code == 1
    assert ZONES in said
    assert os.environ[VARIABLE] == str(tmp_path / "facts" / "v.tfvars")


def test_only_one_environment_is_judged(tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, {"code/template.yaml": template(), "code/samconfig.toml": SAM})
    code, said, _ = _evidence(capsys, "--surroundings", "code/samconfig.toml")
    assert code == 1
    assert "In the environment prod: " in said
    code, said, _ = _evidence(capsys, "--environment", "dev")
    assert code == 0
    assert _evidence(capsys, "--environment", "prod")[0] == 1


def test_an_environment_of_nobody_is_refused(tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, {"code/template.yaml": template(), "code/samconfig.toml": SAM})
    code, _, text = _evidence(capsys, "--surroundings", "code/samconfig.toml", "--environment", "test")
    assert code == 2
    assert "no file of the surroundings is for the environment test; there are dev, prod" in text
    assert _evidence(capsys, "--surroundings", "nothing.json")[0] == 2


def test_checkov_reads_the_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"code/template.yaml": template(), "code/samconfig.toml": SAM})
    monkeypatch.setenv(VARIABLE, "code/samconfig.toml")
    monkeypatch.setenv(ONLY, "dev")
    options = ("-d", "code", *PACK, "--check", ZONES, "--framework", "cloudformation", "-o", "json")
    assert not records(checkov(*options, cwd=tmp_path), "failed_checks")
    monkeypatch.setenv(ONLY, "")
    failed = records(checkov(*options, cwd=tmp_path), "failed_checks")
    assert "In the environment prod: " in str(failed[0]["check_result"])


def test_checkov_refuses_an_environment_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a name that is written wrongly nothing would fail."""
    write(tmp_path, {"code/template.yaml": template(), "code/samconfig.toml": SAM})
    monkeypatch.setenv(VARIABLE, "code/samconfig.toml")
    monkeypatch.setenv(ONLY, "prdo")
    options = ("-d", "code", *PACK, "--check", ZONES, "--framework", "cloudformation", "-o", "json")
    ran = checkov(*options, cwd=tmp_path)
    assert ran.returncode == 2
    assert "lambdanet: no file of the surroundings is for the environment prdo; there are dev, prod" in ran.stderr


# The small reader of TOML, for Pythons without one


@pytest.mark.parametrize(
    "text",
    [
        "",
        SAM,
        "version = 0.1\n# comment\n[default]\n[default.deploy.parameters]\n"
        'stack_name = "x" # behind\nconfirm = true\nn = -1_000\nh = 0xff\nf = 1.5e3\n',
        "l = [\n  \"a\", # one\n  'b',\n]\n",
        'a = {b = 1, c.d = \'x\', e = []}\n"quoted key".x = """\nline \\\n   on\n"quoted" """\n',
        "a = '''\nraw \\n\n'''\r\nb = \"\\u00e9\\t\\\"\"\r\n",
        "[a]\nx = 1\n[a.b]\ny = [[1, 2], [3]]\n['c d']\nz = false\n",
    ],
)
def test_the_small_reader_reads_as_pythons_own(text: str) -> None:
    tomllib = pytest.importorskip("tomllib")
    assert small_toml(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a", "a =", "a = 'x", "[a", "a = 1 2", "a = [1 2]", "a = {b = 1", "a = 1\na = 2", "[a]\n[a]", "[[a]]", "= 1"),
        *("a = 1\n[a.b]", "a." * 30 + "b = 1", "a = " + "[" * 100, 'a = """x', "a = 1979-05-27", "a = maybe"),
    ],
)
def test_the_small_reader_refuses(text: str) -> None:
    with pytest.raises(TomlProblem):
        small_toml(text)


def test_which_template_samconfig_is_about() -> None:
    assert is_template_of("/a/template", "/a/template.yml")
    assert not is_template_of("/a/template", "/a/other.yml")
    assert is_template_of("/a/x.yaml", "/a/x.yaml")
