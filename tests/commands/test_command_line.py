"""The command line as people type it: in any order, misspelt, completed by a shell, and from day to day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import forks_of_checkov
from installing import clean
from repository import CHECKS
from small_code import BAD

ENGINE = str(CHECKS / "lambdanet")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.tf").write_text(BAD)
    return tmp_path


def lambdanet(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return forks_of_checkov.run((ENGINE, *arguments), cwd, clean())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "json", "code"),
        ("--framework", "terraform", "code", "--format", "json"),
        ("--format", "json", "--framework", "terraform", "cloudformation", "code"),
        ("code", "--format", "json"),
    ],
    ids=" ".join,
)
def test_arguments_stand_in_any_order(folder: Path, arguments: tuple[str, ...]) -> None:
    done = lambdanet("evidence", *arguments, cwd=folder)
    assert done.returncode == 1, done.stderr
    assert [function["address"] for function in json.loads(done.stdout)["functions"]] == ["aws_lambda_function.orders"]


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("evidnce", "code"), "evidence"),
        (("evidence", "code", "--fromat", "json"), "--format"),
        (("evidence", "code", "--skip_check=LAMBDANET_401"), "--skip-check"),
        (("evidence", "code", "--format", "htlm"), "html"),
        (("evidence", "code", "--framework", "teraform"), "terraform"),
        (("rules", "--personna", "strict"), "--persona"),
        (("rules", "--persona", "stict"), "strict"),
        (("rules", "--severity", "hihg"), "HIGH"),
        (("scan", "--softfail"), "--soft-fail"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_an_error_names_the_nearest_word(folder: Path, arguments: tuple[str, ...], meant: str) -> None:
    done = lambdanet(*arguments, cwd=folder)
    assert done.returncode == 2
    assert f"the nearest is {meant}" in done.stderr.splitlines()[-1]


def test_an_error_of_a_number_says_what_is_one(folder: Path) -> None:
    done = lambdanet("evidence", "code", "--jobs", "0", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("0 is not a whole number from 1 on")


def test_an_option_that_is_cut_short_is_none(folder: Path) -> None:
    assert lambdanet("evidence", "code", "--soft", cwd=folder).returncode == 2


def test_an_option_of_several_words_may_be_given_again(folder: Path) -> None:
    """The words of both count, in the place of the default."""
    for again in ((), ("--framework",)):
        done = lambdanet("evidence", "code", "--framework", "terraform", *again, "cloudformation", cwd=folder)
        assert "aws_lambda_function.orders" in done.stdout
    done = lambdanet("rules", "--severity", "HIGH", "--severity", "LOW", cwd=folder)
    assert done.stdout == lambdanet("rules", "--severity", "HIGH", "LOW", cwd=folder).stdout
    assert lambdanet("rules", "--severity", "LOW", cwd=folder).stdout not in ("", done.stdout)


def test_the_everyday_command_explains_the_folder_that_it_is_in(folder: Path) -> None:
    done = lambdanet("scan", cwd=folder / "code")
    assert done.returncode == 1
    assert "aws_lambda_function.orders uses one subnet" in " ".join(done.stdout.split())
    assert "lambdanet explain" in done.stdout
    again = lambdanet("evidence", ".", cwd=folder / "code")
    assert again.stdout == done.stdout


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("lambdanet ev", {"evidence"}),
        ("lambdanet evidence code --soft", {"--soft-fail"}),
        ("lambdanet compare --format mark", {"markdown"}),
        ("lambdanet co", {"compare"}),
        ("lambdanet evidence code --format htm", {"html"}),
        ("lambdanet explain LAMBDANET_80", {"LAMBDANET_801", "LAMBDANET_802", "LAMBDANET_803"}),
        ("lambdanet evidence code --check LAMBDANET_50", {f"LAMBDANET_50{number}" for number in range(1, 6)}),
    ],
)
def test_a_shell_completes(folder: Path, line: str, wanted: set[str]) -> None:
    """As bash asks argcomplete: by variables, with the answer in a file here for the descriptor that it uses."""
    answer = folder / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
    }
    environment = {**clean(), **asked, "_ARGCOMPLETE_IFS": "\n", "PYTHONPATH": str(CHECKS)}
    program = "import sys; sys.argv[0] = 'lambdanet'; from lambdanet.command_line import main; main()"
    subprocess.run([sys.executable, "-c", program], cwd=folder, env=environment, check=False, timeout=120)
    assert {word.strip() for word in answer.read_text(encoding="utf-8").splitlines()} == wanted


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "cp437"},
    ],
)
@pytest.mark.parametrize("arguments", [("explain", "401", "102"), ("rules",), ("settings",), ("--help",)], ids=" ".join)
def test_narrow_terminals_are_written_to(folder: Path, variables: dict[str, str], arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, ENGINE, *arguments], cwd=folder, env={**clean(), **variables}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert os.linesep.encode() in done.stdout
