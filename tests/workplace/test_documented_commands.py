"""Every command in the documentation is run, or says why it is not.

Commands are the fenced blocks that name no language, and code in the text that begins with a program. A block that is
not run has a comment ``<!-- not run: reason -->`` before it; what is in the text is in one of the tables below.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from committed import as_committed
from forks_of_checkov import checkov_in
from installing import clean, installed, once
from repository import REPOSITORY
from small_code import BAD

PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md")])
BLOCK = re.compile(r"(?:<!-- (not run: [^\n]+) -->\n)?^( *)```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
PROGRAM = re.compile(
    r"(python3? |checkov |lambdanet |pip |pipx |uv |terraform |eval |pytest |pre-commit |git |\.ci/|\.venv/)"
    r"|[A-Z_]+=\w+ "
)

# What ends otherwise than with 0, or with 1 where a rule fails.
ENDS_WITH = {
    "lambdanet args --quoted | xargs": (123, "LAMBDANET_401"),
    ".venv/bin/python scripts/new_rule.py LAMBDANET_401": (2, "taken by"),
}

FORM = "a form of commands that are run elsewhere"
MEASURES = "measures for minutes; run by hand, with the result in the notes of a change"
ITSELF = "runs these tests; .ci/run does it"
FUZZES = "runs for hours; tests/fuzz has a short run of the same"
NOT_RUN = {
    "python3 scripts/check.py": ITSELF,
    "python3 scripts/check.py -k LAMBDANET_401": ITSELF,
    "python3 scripts/check.py --everything": "runs all examples for hours; the weekly workflow does it",
    ".ci/run": "runs these tests; CI does it",
    "python3 scripts/demo.py": "sets up .venv; test_the_demonstration runs all the rest of it",
    ".venv/bin/python scripts/release_commits.py": "asks repositories elsewhere; test_registry_modules.py has some",
    ".venv/bin/python scripts/screenshots.py": "needs Chromium; tests/quality/test_images.py draws the terminal",
    "python3 scripts/supported.py": "installs several versions of Python and Checkov; the release workflow runs it",
    "python3 -m mkdocs build --strict": "needs the extra docs; test_delivery.py runs it where that is",
    "python3 scripts/release.py v0.1.0": "refuses while OWNER stands for who publishes; test_delivery.py runs it",
    "lambdanet scan PATH": FORM,
    "lambdanet scan": FORM,
    "lambdanet evidence --format sarif": FORM,
    "LAMBDANET_RANDOM=1 .venv/bin/python -m pytest tests": "all tests again, with other examples each time",
    ".venv/bin/python -m pytest tests/rules -k LAMBDANET_401 --write-explanations": "the same, and writes files",
    "python scripts/fuzz.py": FUZZES,
    ".venv/bin/python scripts/fuzz.py": FUZZES,
    "lambdanet evidence --missing": FORM,
    "lambdanet evidence PATH --missing": FORM,
    "lambdanet evidence . --surroundings deploy/prod.json": "names files of a deployment; tests/surroundings has some",
    "lambdanet scan services/orders --surroundings deploy/prod.json": "names files of a deployment too",
    "terraform output -json": "needs a state, so an account",
    "terraform show -json": "needs a state, so an account",
    "terraform show -json plan.out > plan.json": "needs a plan, so an account",
    "checkov --directory your/code (lambdanet args)": "the words of fish and PowerShell, which are not on this machine",
    "checkov --file ... --output json": FORM,
    "checkov --directory .": "needs the .checkov.yaml that test_editor.py tests",
    "checkov --file main.tf": "needs the .checkov.yaml that test_editor.py tests",
    "git clone": "a word for what the files to copy do",
    "pip install --require-hashes": "a word for the command below it",
    "python lambdanet/checks/lambdanet COMMAND": FORM,
    "python checks/lambdanet evidence PATH": FORM,
    "lambdanet COMMAND": FORM,
    "lambdanet evidence PATH": FORM,
    "lambdanet evidence": FORM,
    "lambdanet evidence --fail-on-unread": FORM,
    "lambdanet compare": FORM,
    "lambdanet compare OLD.json NEW.json": FORM,
    "python -m checkov.main": "what a signed copy must not be loaded with",
    "lambdanet snapshot": "asks an account of AWS; tests/snapshot has one of its own",
    "lambdanet server": "waits for an editor; tests/server is one",
}
RUN = {
    ".venv/bin/python -m pytest tests/rules -k LAMBDANET_401",
    ".venv/bin/ruff format . && .venv/bin/ruff check --fix .",
    ".venv/bin/python scripts/new_rule.py --help",
    ".venv/bin/python scripts/generate_docs.py",
    ".venv/bin/python scripts/sabotage.py --rule 401 --list",
    "lambdanet rules",
    "lambdanet explain 401 LAMBDANET_102",
    "lambdanet settings",
    "lambdanet snapshot --commands",
    "lambdanet schema",
    "lambdanet path",
    "lambdanet args",
    "lambdanet --version",
    "lambdanet args --quoted | xargs checkov --directory your/code",
    "lambdanet evidence .",
    "lambdanet evidence main.tf",
}
# Every one is tested against its targets where it is run.
MEASURED = re.compile(r"python3 benchmarks/\w+\.py( --\w+)*")


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp()


@pytest.fixture
def place(base: Path, tmp_path: Path) -> Path:
    """A folder with a clone, code, and programs of an environment in which the pack is installed."""
    shutil.copytree(once(base, "pack", as_committed), tmp_path / "lambdanet")
    (tmp_path / "lambdanet" / ".venv").symlink_to(sys.prefix)
    (tmp_path / "your" / "code").mkdir(parents=True)
    for file in ("your/code/main.tf", "main.tf"):
        (tmp_path / file).write_text(BAD)
    # Without this option Checkov asks its platform about its own rules, and logs where there is no network.
    checkov_in(tmp_path / "bin", installed(base) / "python", "--skip-download")
    return tmp_path


# The tests that it runs are run by whoever runs these.
SHORTER = {".venv/bin/python -m pytest tests/rules -k LAMBDANET_401": "--collect-only"}


def run(command: str, place: Path, programs: Path, page: str = "") -> subprocess.CompletedProcess[str]:
    """Run it where its page says: in the clone, or beside it and the code."""
    in_clone = page == "CONTRIBUTING.md" or command.startswith((".venv/", "python3 scripts/", "python checks/"))
    environment = {**clean(), "PATH": f"{place}/bin:{programs}:{os.environ['PATH']}"}
    # Beside the code is the clone, and reading all of its fixtures takes a minute.
    in_code = command.startswith(("lambdanet evidence .", "lambdanet evidence main.tf"))
    done = subprocess.run(
        ["sh", "-e", "-c", f"{command} {SHORTER.get(command, '')}"],
        cwd=place / "lambdanet" if in_clone else place / "your" / "code" if in_code else place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    status, found = next((ends for start, ends in ENDS_WITH.items() if command.startswith(start)), (None, ""))
    if any(option in command for option in ("--baseline", "--soft-fail")):
        status = 0
    output = done.stdout + done.stderr
    assert done.returncode in ((0, 1) if status is None else (status,)), f"{command}\n{output[-3000:]}"
    assert found in output
    assert "Traceback" not in output, output[-3000:]
    assert "rror: unrecognized" not in output, output[-3000:]
    return done


def blocks(page: Path) -> list[tuple[str, str]]:
    """The commands of a page with the reason why they are not run, or nothing."""
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [(text.strip(), reason) for reason, _, language, text in found if not language]


def in_text() -> set[str]:
    found = set()
    for page in PAGES:
        prose = BLOCK.sub("", page.read_text(encoding="utf-8"))
        spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose)
        found |= {span.replace("\\|", "|") for span in spans if PROGRAM.match(span) or span == ".ci/run"}
    return found


WITH_BLOCKS = [page for page in PAGES if any(not reason for _, reason in blocks(page))]


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: page.name)
def test_blocks_run(page: Path, base: Path, place: Path) -> None:
    for command, reason in blocks(page):
        if not reason:
            run(command, place, installed(base), page.name)


def test_reasons_say_something() -> None:
    reasons = [reason.removeprefix("not run: ") for page in PAGES for _, reason in blocks(page) if reason]
    assert reasons
    assert [reason for reason in [*reasons, *NOT_RUN.values()] if len(reason) < 15] == []


def test_commands_in_the_text_are_known() -> None:
    found = {command for command in in_text() if not MEASURED.fullmatch(command)}
    assert found - RUN - set(NOT_RUN) == set()
    assert (RUN | set(NOT_RUN)) - found == set()


def test_commands_in_the_text_run(base: Path, place: Path) -> None:
    for command in sorted(RUN):
        done = run(command, place, installed(base))
        assert done.stdout, command


ADDED = {
    "--check 'LAMBDANET_*'": 1,
    "--skip-check CKV_AWS_117": 1,
    "--check HIGH": 0,
    "--hard-fail-on HIGH": 0,
    "--output sarif": 1,
    "--create-baseline": 1,
    "--baseline .checkov.baseline": 0,
}


def test_what_the_readme_adds(base: Path, place: Path) -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    command = next(text for text, _ in blocks(REPOSITORY / "README.md") if text.startswith("checkov "))
    for added, status in ADDED.items():
        assert f"`{added}`" in readme
        option = added.replace(".checkov", "your/code/.checkov")
        assert run(f"{command} {option}", place, installed(base)).returncode == status, added
    done = run(f"LOG_LEVEL=INFO {command} --check LAMBDANET_401", place, installed(base))
    assert "LAMBDANET_401 failed aws_lambda_function.orders: aws_lambda_function.orders uses one subnet" in done.stderr


def test_the_demonstration(base: Path, place: Path) -> None:
    """It ends with the explanations, a picture and what to do next, in the environment that is there."""
    clone = place / "lambdanet"
    (clone / ".venv").unlink()
    # What sets up would install is installed: the program runs, all but that.
    show = (
        "import sys; sys.path.insert(0, 'scripts'); import demo; "
        "demo.prepare = lambda lock, compiled: None; demo.program = lambda name: sys.executable; demo.main()"
    )
    done = subprocess.run(
        [str(installed(base) / "python"), "-c", show],
        cwd=clone,
        env=clean(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "aws_lambda_function.orders uses one subnet" in done.stdout
    said, picture, after = done.stdout.partition("aws_lambda_function.orders\n  `- aws_subnet.app")
    assert "failed LAMBDANET_401" in said
    assert picture
    assert "What to do next:" in after
    report = re.search(r"file://\S+evidence.html", after)
    assert report
    assert "<svg" in Path(report[0].removeprefix("file://")).read_text(encoding="utf-8")
