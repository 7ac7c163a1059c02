"""Checkov's own command does not end green where the pack could not judge, whatever runners it starts side by side."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import forks_of_checkov
from installing import once
from repository import CHECKS, REPOSITORY
from small_code import BAD

FRAMEWORKS = {
    "one": ("--framework", "terraform"),
    "two": ("--framework", "terraform", "cloudformation"),
    "one of the pack's": ("--framework", "cloudformation", "dockerfile"),
    "none of the pack's": ("--framework", "kubernetes", "dockerfile"),
    "none named": (),
}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.tf").write_text(BAD, encoding="utf-8")
    return tmp_path


def checkov(folder: Path, checks: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    program = ("-m", "checkov.main", "--skip-download", "--compact", "--directory", "code")
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "LAMBDANET_CONFIG")}
    environment.update(variables)
    options = ("--external-checks-dir", str(checks), *options)
    return forks_of_checkov.run((*program, *options), folder, environment, seconds=120)


@pytest.mark.parametrize("frameworks", FRAMEWORKS.values(), ids=list(FRAMEWORKS))
def test_wrong_settings_end_every_run(code: Path, frameworks: tuple[str, ...]) -> None:
    (code / ".lambdanet.yaml").write_text("minimum_zone: 2", encoding="utf-8")
    done = checkov(code, CHECKS, *frameworks)
    assert done.returncode == 2, done.stderr
    text = done.stderr.splitlines()
    assert set(text) == {
        "lambdanet: .lambdanet.yaml, line 1: minimum_zone is not a setting; the nearest is minimum_zones"
    }
    # Once, and not by each of the processes.
    assert len(text) == 1 or frameworks == FRAMEWORKS["none of the pack's"]
    assert "Passed checks" not in done.stdout


@pytest.mark.parametrize("frameworks", [FRAMEWORKS["one"], FRAMEWORKS["two"]], ids=["one", "two"])
@pytest.mark.parametrize(
    ("variable", "value", "problem"),
    [
        ("LAMBDANET_ENVIRONMENT", "prod", "no file of the surroundings is for the environment prod; there are none"),
        ("LAMBDANET_CONFIG", "", "LAMBDANET_CONFIG is empty: name the file with the settings, or unset it"),
    ],
)
def test_a_variable_that_names_nothing_ends_the_run(
    code: Path, frameworks: tuple[str, ...], variable: str, value: str, problem: str
) -> None:
    done = checkov(code, CHECKS, *frameworks, **{variable: value})
    assert (done.returncode, done.stderr) == (2, f"lambdanet: {problem}\n")


def test_no_rule_at_all_ends_the_run(code: Path) -> None:
    done = checkov(code, CHECKS, *FRAMEWORKS["two"], "--check", "")
    assert done.returncode == 2
    assert "--check is empty: name a rule, or leave it out; nothing would be judged" in done.stderr


UNLOADABLE = {
    "an alias to itself": "minimum_zones: &a [*a]\n",
    "a huge number": f"minimum_zones: {'9' * 20_000}\n",
    "deep nesting": "minimum_zones: " + "[" * 400,
    "a link to a device": Path("/dev/zero"),
    "a link to nothing": Path("/nowhere"),
    "a folder": None,
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("content", UNLOADABLE.values(), ids=list(UNLOADABLE))
def test_settings_that_cannot_be_loaded_end_the_run(code: Path, content: object) -> None:
    file = code / ".lambdanet.yaml"
    if isinstance(content, str):
        file.write_text(content, encoding="utf-8")
    elif isinstance(content, Path):
        file.symlink_to(content)
    elif content is None:
        file.mkdir()
    else:
        os.mkfifo(file)
    done = checkov(code, CHECKS, *FRAMEWORKS["two"])
    ours = forks_of_checkov.run((str(CHECKS / "lambdanet"), "evidence", "code"), code, os.environ, seconds=60)
    assert done.returncode == ours.returncode == 2, done.stderr + ours.stderr
    for ended in (done, ours):
        assert ended.stderr.startswith("lambdanet: .lambdanet.yaml"), ended.stderr
        assert len(ended.stderr.splitlines()) == 1
        assert "judged" not in ended.stdout


def _sign(folder: Path) -> None:
    sign = (sys.executable, str(REPOSITORY / "scripts" / "sign.py"))
    for arguments in (("--new-key", "key.pem"), ("--key", "key.pem", "--output", "signed")):
        subprocess.run([*sign, *arguments], cwd=folder, capture_output=True, check=True)


@pytest.mark.parametrize("kind", ["one", "two", "none named"])
def test_a_changed_policy_in_a_signed_copy_ends_every_run(
    code: Path, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = once(tmp_path_factory.getbasetemp(), "signed_for_exit_codes", _sign)
    shutil.copytree(made, code, dirs_exist_ok=True)
    policy = code / "signed" / "policies" / "lambdanet_102_function_url_auth.yaml"
    policy.write_text(policy.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    done = checkov(code, code / "signed" / "checks", "--external-checks-public-key", "key.pub.pem", *FRAMEWORKS[kind])
    # Where Checkov forks its runners, what guards the copy, which trusts no file of it, ends Checkov by a signal.
    assert done.returncode in (2, -signal.SIGTERM), done.stderr
    assert f"{policy.name} is not the file that was signed" in done.stderr
    assert "Passed checks" not in done.stdout


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack with a rule that raises."""
    folder = tmp_path_factory.mktemp("broken")
    for name in ("checks", "policies"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "checks" / "subnets" / "lambdanet_401_single_availability_zone.py"
    head, judge, body = file.read_text(encoding="utf-8").partition("-> Verdict:\n")
    file.write_text(f'{head}{judge}    raise ZeroDivisionError("on purpose")\n{body}', encoding="utf-8")
    return folder / "checks"


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [("none named", ()), ("one", ()), ("two", ("--check", "LAMBDANET_401")), ("two", ("--check", "MEDIUM"))],
)
def test_a_rule_that_raised_fails_by_itself(broken: Path, code: Path, kind: str, chosen: tuple[str, ...]) -> None:
    done = checkov(code, broken, *FRAMEWORKS[kind], *chosen)
    assert done.returncode == 1
    assert 'Check: LAMBDANET_000: "Ensure LAMBDANET_401 can judge: it raised ZeroDivisionError' in done.stdout
    # What the other rules found is reported as ever.
    assert chosen or 'Check: LAMBDANET_203: "' in done.stdout


def test_a_rule_that_raised_and_was_not_selected_says_nothing(broken: Path, code: Path) -> None:
    done = checkov(code, broken, *FRAMEWORKS["two"], "--skip-check", "LAMBDANET_401")
    assert "LAMBDANET_000" not in done.stdout
