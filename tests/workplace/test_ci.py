"""The files for CI are what they say: parsed, and their shell commands run on a small repository.

Not run here: what the hosts do themselves, and getting the pack and Checkov over a network.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from committed import as_committed, commit_all
from forks_of_checkov import checkov_in
from installing import clean, installed, once
from repository import REPOSITORY
from small_code import BAD, GOOD

COPY = REPOSITORY / "docs" / "copy"
CLONE = "git clone --quiet --depth 1 --branch v0.1.0 https://github.com/OWNER/lambdanet .lambdanet"
INSTALL = "pip install --quiet --require-hashes -r .lambdanet/requirements.txt"
# https://github.com/bridgecrewio/checkov-action/blob/main/action.yml
INPUTS = {
    "directory": "--directory",
    "framework": "--framework",
    "external_checks_dirs": "--external-checks-dir",
    "skip_check": "--skip-check",
    "output_format": "--output",
    "output_file_path": "--output-file-path",
}


def github(content: dict[Any, Any]) -> list[str]:
    assert True in content, "YAML takes the key on for a boolean, and so does GitHub"
    return [step["run"] for job in content["jobs"].values() for step in job["steps"] if "run" in step]


def gitlab(content: dict[str, Any]) -> list[str]:
    job = content["lambdanet"]
    return [*job["before_script"], *job["script"], *job["after_script"]]


def codebuild(content: dict[str, Any]) -> list[str]:
    return [command for phase in content["phases"].values() for command in phase["commands"]]


def azure(content: dict[str, Any]) -> list[str]:
    return [step["script"] for step in content["steps"] if "script" in step]


def jenkins(text: str) -> list[str]:
    assert text.count("{") == text.count("}")
    found = re.findall(r"\bsh\s+(?:'''(.*?)'''|'([^'\n]*)')", text, flags=re.DOTALL)
    # Groovy takes a backslash at the end of a line as the shell does.
    return [long or short for long, short in found]


FILES = {
    "github-actions.yml": github,
    "github-actions-checkov-action.yml": github,
    "gitlab-ci.yml": gitlab,
    "buildspec.yml": codebuild,
    "azure-pipelines.yml": azure,
    "Jenkinsfile": jenkins,
}


def commands_of(name: str) -> list[str]:
    text = (COPY / name).read_text(encoding="utf-8")
    return FILES[name](text if name == "Jenkinsfile" else yaml.safe_load(text))


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp()


@pytest.fixture
def programs(base: Path, tmp_path: Path) -> Path:
    """The programs of an environment with Checkov: one that is installed, with a quicker program in Checkov's place."""
    folder = tmp_path / "environment"
    shutil.copytree(installed(base), folder / "bin", symlinks=True)
    for other in installed(base).parent.iterdir():
        if other.name != "bin":
            (folder / other.name).symlink_to(other)
    checkov_in(folder / "bin", installed(base) / "python")
    return folder / "bin"


@pytest.fixture
def pack(base: Path) -> Path:
    return once(base, "pack", as_committed)


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A repository with a function that fails, and one that does not."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "main.tf").write_text(BAD)
    commit_all(folder)
    return folder


def done_here(command: str, pack: Path, programs: Path) -> str:
    """The command with what needs a network replaced."""
    assert "://" not in command.replace(CLONE, "")
    command = command.replace(CLONE, f"cp -R '{pack}' .lambdanet")
    command = command.replace("python -m venv --clear .lambdanet-python", f"ln -s '{programs.parent}' v")
    command = command.replace(".lambdanet-python/bin", "v/bin").replace(".lambdanet-python", "v")
    assert command.count("pip install") == command.count(INSTALL)
    return command.replace(f"v/bin/{INSTALL}", "test -s .lambdanet/requirements.txt").replace(
        INSTALL, "test -s .lambdanet/requirements.txt"
    )


def run_all(name: str, code: Path, pack: Path, programs: Path) -> list[tuple[str, int, str]]:
    of_host = {"GITHUB_STEP_SUMMARY": str(code.parent / "summary.md")}
    environment = {**clean(), **of_host, "PATH": f"{programs}:{os.environ['PATH']}"}
    found = []
    for command in commands_of(name):
        if command.startswith("rm -rf .lambdanet"):
            assert command == "rm -rf .lambdanet .lambdanet-python"
            continue
        line = done_here(command, pack, programs)
        done = subprocess.run(
            ["sh", "-e", "-c", line], cwd=code, env=environment, capture_output=True, text=True, check=False
        )
        found.append((command, done.returncode, done.stdout + done.stderr))
    return found


def is_scan(command: str) -> bool:
    return "checkov --directory" in command or ("evidence ." in command and "--soft-fail" not in command)


@pytest.mark.parametrize("name", [name for name in FILES if name != "github-actions-checkov-action.yml"])
def test_the_commands_work(name: str, code: Path, pack: Path, programs: Path) -> None:
    found = run_all(name, code, pack, programs)
    assert [(command, status) for command, status, _ in found if status != is_scan(command)] == []
    assert sum(is_scan(command) for command, _, _ in found) == 1
    output = "\n".join(text for _, _, text in found)
    assert "LAMBDANET_401" in output
    assert "Traceback" not in output
    # The pack's own fixtures, which are full of failures, are not scanned.
    assert ".lambdanet/tests" not in output
    if name == "github-actions.yml":
        sarif = json.loads((code / "lambdanet-report" / "evidence.sarif").read_text())
        assert "LAMBDANET_401" in {result["ruleId"] for run in sarif["runs"] for result in run["results"]}
        assert (code / "lambdanet-report" / "evidence.html").stat().st_size > 1000
        assert "uses one subnet" in (code.parent / "summary.md").read_text(encoding="utf-8")
        return
    assert (code / "lambdanet.html").stat().st_size > 1000
    failures = ElementTree.parse(code / "lambdanet.xml").iter("failure")  # noqa: S314  # Checkov's own output
    assert any("uses one subnet" in str(failure.get("message")) for failure in failures)


@pytest.mark.parametrize(
    ("name", "variable", "value"),
    [
        ("github-actions.yml", "GITHUB_BASE_REF", "trunk"),
        ("gitlab-ci.yml", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "trunk"),
        ("buildspec.yml", "CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/trunk"),
    ],
)
def test_a_pull_request_decides_nothing_about_itself(
    name: str, variable: str, value: str, code: Path, pack: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    protected = code.with_name("protected")
    (code / ".lambdanet.yaml").write_text("minimum_zones: 3\n")
    commit_all(code)
    subprocess.run(["git", "clone", "--quiet", "--bare", str(code), str(protected)], check=True)
    subprocess.run(["git", "branch", "--quiet", "-f", "trunk"], cwd=protected, check=True)
    subprocess.run(["git", "remote", "add", "origin", str(protected)], cwd=code, check=True)
    (code / ".lambdanet.yaml").unlink()
    (code / "allows.yaml").write_text("minimum_zones: 1\n")
    (code / ".lambdanet.yaml").symlink_to("allows.yaml")
    (code / ".checkov.yaml").write_text("soft-fail: true\nskip-check: [LAMBDANET_401]\n")
    (code / ".checkov.baseline").mkdir()
    monkeypatch.setenv(variable, value)
    found = run_all(name, code, pack, programs)
    assert [(command, status) for command, status, _ in found if is_scan(command)] == [
        (command, 1) for command, _, _ in found if is_scan(command)
    ]
    assert "LAMBDANET_401" in "".join(text for _, _, text in found)
    assert (code / ".lambdanet.yaml").read_text() == "minimum_zones: 3\n"
    assert not (code / ".lambdanet.yaml").is_symlink()
    assert (code / "allows.yaml").read_text() == "minimum_zones: 1\n"
    assert not (code / ".checkov.yaml").exists()
    assert not (code / ".checkov.baseline").exists()


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_what_is_sound_passes(name: str, code: Path, pack: Path, programs: Path) -> None:
    (code / "main.tf").write_text(GOOD)
    assert [(command, status) for command, status, _ in run_all(name, code, pack, programs) if status] == []


def test_checkovs_own_action(code: Path, pack: Path, programs: Path) -> None:
    """The action hands its inputs to Checkov as options."""
    content = yaml.safe_load((COPY / "github-actions-checkov-action.yml").read_text(encoding="utf-8"))
    steps = content["jobs"]["checkov"]["steps"]
    (scan,) = (step["with"] for step in steps if str(step.get("uses", "")).startswith("bridgecrewio/checkov-action@"))
    assert set(scan) <= set(INPUTS)
    words = ["checkov", "--skip-download"]
    for name, value in scan.items():
        several = name in ("output_format", "external_checks_dirs", "framework")
        for word in value.split(",") if several else [value]:
            words += [INPUTS[name], word]
    (upload,) = (step["with"] for step in steps if str(step.get("uses", "")).startswith("github/codeql-action"))
    environment = {**clean(), "PATH": f"{programs}:{os.environ['PATH']}"}
    assert {status for _, status, _ in run_all("github-actions-checkov-action.yml", code, pack, programs)} == {0}
    done = subprocess.run(words, cwd=code, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    sarif = json.loads((code / upload["sarif_file"]).read_text())
    ids = {result["ruleId"] for run in sarif["runs"] for result in run["results"]}
    assert "LAMBDANET_401" in ids
    assert [id for id in ids if id.startswith("CKV_")]
    assert "CKV_AWS_117" not in ids


def test_every_file_to_copy_says_where(pack: Path) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (REPOSITORY / "docs").glob("*.md"))
    for file in COPY.iterdir():
        first = file.read_text(encoding="utf-8").splitlines()[0]
        # JSON has no comments.
        assert file.suffix == ".json" or re.match(r"(#|//) To (\.?[\w./-]+)[ ,]", first), file.name
        assert f"(copy/{file.name})" in pages, file.name
        # With --external-checks-git Checkov reads each as a policy.
        if file.suffix in (".yml", ".yaml"):
            assert isinstance(json.loads(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")))), dict)
