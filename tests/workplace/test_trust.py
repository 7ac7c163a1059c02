"""Signed loading, and what the pack does not do while it judges."""

from __future__ import annotations

import json
import os
import py_compile
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import forks_of_checkov
from installing import clean, once
from repository import CHECKS, REPOSITORY, RULE_FIXTURES, fixture_folders, fixture_rules, settings_of
from samples import sample
from small_code import BAD

SIGN = (sys.executable, str(REPOSITORY / "scripts" / "sign.py"))


def sign(folder: Path) -> None:
    for arguments in (("--new-key", "key.pem"), ("--key", "key.pem", "--output", "signed")):
        subprocess.run([*SIGN, *arguments], cwd=folder, capture_output=True, check=True)


@pytest.fixture
def signed(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A folder with a signed copy and its keys."""
    made = once(tmp_path_factory.getbasetemp(), "signed", sign)
    subprocess.run(["cp", "-R", f"{made}/.", str(tmp_path)], check=True)
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.tf").write_text(BAD)
    return tmp_path


def scan(folder: Path, *frameworks: str, started_alone: bool = False) -> subprocess.CompletedProcess[str]:
    """Scan as docs/trust.md says: in a fork of a process that has imported Checkov, or in a process of its own."""
    options = ["--external-checks-dir", "../signed/checks", "--external-checks-public-key", "../key.pub.pem"]
    options += ["-d", ".", "--check", "LAMBDANET_*", "-o", "json", "--skip-download"]
    options += ["--framework", *(frameworks or ("terraform",))]
    environment = {**clean(), "PYTHONDONTWRITEBYTECODE": "1"}
    if not started_alone:
        return forks_of_checkov.run(("-P", "-m", "checkov.main", *options), folder / "code", environment)
    command = [sys.executable, "-P", "-m", "checkov.main"] if sys.version_info >= (3, 11) else ["checkov"]
    command += options
    return subprocess.run(command, cwd=folder / "code", env=environment, capture_output=True, text=True, check=False)


def held_against_the_list(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the guard of a rule does, without the rest of Checkov's run."""
    rule = folder / "signed" / "checks" / "subnets" / "lambdanet_401_single_availability_zone.py"
    guard = rule.read_text(encoding="utf-8").partition("# guard: ")[2].partition("# end of guard")[0]
    code = f"import hashlib, multiprocessing, os, sys\n__file__ = {str(rule)!r}\n# {guard}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_signed_pack_judges(signed: Path) -> None:
    done = scan(signed, started_alone=True)
    assert done.returncode == 1, done.stderr
    failed = {record["check_id"] for record in json.loads(done.stdout)["results"]["failed_checks"]}
    assert "LAMBDANET_401" in failed
    assert done.stderr == ""
    # Nothing is left behind that the next run would refuse.
    assert list(signed.rglob("__pycache__")) == []
    assert held_against_the_list(signed).returncode == 0


@pytest.mark.parametrize(
    "changed",
    [
        "checks/subnets/lambdanet_401_single_availability_zone.py",
        "checks/lambdanet/kit/verdicts.py",
        "checks/subnets/__init__.py",
        "checks/signed_files.py",
    ],
)
def test_a_changed_byte_of_python_is_refused(signed: Path, changed: str) -> None:
    file = signed / "signed" / changed
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    done = scan(signed)
    assert done.returncode not in (0, 1)
    assert "failed_checks" not in done.stdout
    assert Path(changed).name in done.stdout + done.stderr


def change(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"LAMBDANET", b"LAMBDANOT", 1) + b" ")


def add(content: str = "print('here')\n") -> Callable[[Path], None]:
    def write(file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    return write


def swap(file: Path) -> None:
    """Two rules, each with its own valid signature, in each other's place."""
    other = file.with_name("lambdanet_402_dedicated_tenancy.py")
    one, two = file.read_bytes(), other.read_bytes()
    file.write_bytes(two)
    other.write_bytes(one)


def link(file: Path) -> None:
    file.rename(file.parents[3] / "elsewhere")
    file.symlink_to(file.parents[3] / "elsewhere")


RULE = "checks/capacity/lambdanet_502_small_subnet.py"
ATTACKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "changed policy": (change, "policies/lambdanet_102_function_url_auth.yaml"),
    "changed list of AWS's policies": (change, "checks/lambdanet/aws/managed_policies.txt"),
    "changed template of a report": (change, "checks/lambdanet/evidence/formats/templates/report.html.jinja"),
    "added policy": (add("metadata: {}\n"), "policies/extra.yaml"),
    "added policy beside the rules": (add("metadata: {}\n"), "checks/extra.yaml"),
    "added policy in a new folder": (add("{}\n"), "checks/new/extra.json"),
    "added library": (add(), "checks/lambdanet/values.cpython-311-x86_64-linux-gnu.so"),
    "added library of Windows": (add(), "checks/lambdanet/values.pyd"),
    "added compiled file": (add(), "checks/lambdanet/extra.pyc"),
    "added cache": (add(), "checks/lambdanet/__pycache__/values.cpython-311.pyc"),
    "added Python in a cache": (add(), "checks/__pycache__/sitecustomize.py"),
    "added hidden Python": (add(), "checks/subnets/.extra.py"),
    "added package in the place of a module": (add(), "checks/lambdanet/values/__init__.pyc"),
    "added path file": (add("import os\n"), "checks/extra.pth"),
    "added pack within the engine": (add(), "checks/lambdanet/pack/policies/lambdanet_102_function_url_auth.yaml"),
    "removed rule": (Path.unlink, RULE),
    "removed policy": (Path.unlink, "policies/lambdanet_707_flow_logs.yaml"),
    "removed module": (Path.unlink, "checks/lambdanet/bridge/ledger.py"),
    "renamed rule": (lambda file: file.rename(file.with_name("lambdanet_502_other.py")), RULE),
    "disabled rule": (lambda file: file.rename(file.with_suffix(".txt")), RULE),
    "moved rule": (lambda file: file.rename(file.parents[1] / "lambdanet" / file.name), RULE),
    "swapped rules": (swap, "checks/subnets/lambdanet_401_single_availability_zone.py"),
    "rule in another's name": (
        lambda file: shutil.copy(file.with_name("lambdanet_503_unbounded_concurrency.py"), file),
        RULE,
    ),
    "linked rule": (link, RULE),
    "removed list": (Path.unlink, "checks/signed_files.py"),
    "list in another's place": (
        lambda file: shutil.copy(file.parent / "lambdanet" / "model.py", file),
        "checks/signed_files.py",
    ),
    "folder in the place of the list": (lambda file: (file.unlink(), file.mkdir()), "checks/signed_files.py"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_not_as_signed_is_refused(attack: str, signed: Path) -> None:
    act, name = ATTACKS[attack]
    act(signed / "signed" / name)
    done = held_against_the_list(signed)
    assert done.returncode == 2
    assert done.stderr.startswith("lambdanet: ")
    assert "here" not in done.stdout


@pytest.mark.parametrize(
    ("attack", "frameworks"),
    [
        ("changed policy", ("terraform", "cloudformation")),
        ("added library", ("terraform",)),
        ("removed rule", ("terraform", "cloudformation", "terraform_plan")),
        ("swapped rules", ("terraform",)),
        ("removed list", ("terraform", "cloudformation")),
    ],
)
def test_checkov_ends_on_what_is_not_as_signed(attack: str, frameworks: tuple[str, ...], signed: Path) -> None:
    act, name = ATTACKS[attack]
    act(signed / "signed" / name)
    done = scan(signed, *frameworks)
    assert done.returncode not in (0, 1)
    assert "failed_checks" not in done.stdout
    assert "lambdanet: " in done.stderr


@pytest.mark.parametrize("added", ["checks/subnets/extra.py", "checks/lambdanet/extra.py", "checks/sitecustomize.py"])
def test_a_python_file_without_signature_is_refused(signed: Path, added: str) -> None:
    (signed / "signed" / added).write_text("print('here')\n")
    done = scan(signed)
    assert done.returncode not in (0, 1)
    assert "here" not in done.stdout


def test_the_documented_command_executes_nothing_of_what_is_scanned() -> None:
    """No variable that Python takes names a path as seen from the scanned folder, where anything may have been put."""
    page = (REPOSITORY / "docs" / "trust.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```\n([^`]*--external-checks-public-key[^`]*)```", page)
    assert re.findall(r"\b(PYTHON\w+)=(\S+)", command) == [("PYTHONDONTWRITEBYTECODE", "1")]


def test_what_the_scanned_folder_brings_is_not_executed(signed: Path) -> None:
    """Compiled and plain modules of every name that the pack imports, wherever Python might look for them."""
    here = "import sys; sys.stderr.write('executed')\n"
    code = signed / "code"
    names = ("sitecustomize", "usercustomize", "lambdanet", "checkov", "json", "yaml", "signed_files", "resource")
    for folder in (code, code / "no-cache", code / "checks", code / "lambdanet"):
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / f"{name}.py").write_text(here)
            py_compile.compile(str(folder / f"{name}.py"), cfile=str(folder / f"{name}.pyc"))
    done = scan(signed, started_alone=True)
    assert "executed" not in done.stderr
    assert done.returncode == 1


def test_another_key_is_refused(signed: Path) -> None:
    (signed / "key.pub.pem").unlink()
    (signed / "key.pem").unlink()
    subprocess.run([*SIGN, "--new-key", "key.pem"], cwd=signed, capture_output=True, check=True)
    assert scan(signed).returncode not in (0, 1)


def test_a_key_is_not_overwritten(tmp_path: Path) -> None:
    subprocess.run([*SIGN, "--new-key", "key.pem"], cwd=tmp_path, capture_output=True, check=True)
    key = (tmp_path / "key.pem").read_bytes()
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0
    again = subprocess.run([*SIGN, "--new-key", "key.pem"], cwd=tmp_path, capture_output=True, check=False)
    assert again.returncode == 2
    assert (tmp_path / "key.pem").read_bytes() == key


# Runs Checkov's runners as its command does, with a hook that hears of what Python opens, starts and connects to, and
# prints what code of the pack asked for, or what code that it called did.
WATCH = """
import json, os, sys
engine, checks, policies, fixtures, *single = sys.argv[1:]
sys.path.insert(0, checks)
import checkov.main
from checkov.runner_filter import RunnerFilter
from checkov.common.parallelizer.parallel_runner import parallel_runner
parallel_runner.type = "none"
WATCHED = ("socket.", "subprocess.", "os.", "shutil.", "urllib.", "http.", "ftplib.", "smtplib.", "pty.", "open",
           "tempfile.", "sqlite3.", "ctypes.")
HARMLESS = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.stat")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
heard, files = [], [0]
def hear(event, arguments):
    if not event.startswith(WATCHED) or event in HARMLESS:
        return
    frame = sys._getframe(1)
    ours = False
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(engine) and not name.endswith("watch.py"):
            ours = True
            break
        frame = frame.f_back
    if not ours:
        return
    if event == "open":
        files[0] += 1
        path, mode, flags = (*arguments, None, None)[:3]
        if not (flags or 0) & WRITES and not set(str(mode or "r")) & set("wax+"):
            return
    heard.append((event, [str(argument) for argument in arguments][:3], frame.f_code.co_filename))
sys.dont_write_bytecode = True
sys.addaudithook(hear)
judged, rules = 0, set()
for framework in ("terraform", "cloudformation", "terraform_plan"):
    from importlib import import_module
    module = {"terraform_plan": "checkov.terraform.plan_runner"}.get(framework, f"checkov.{framework}.runner")
    runner = import_module(module).Runner()
    report = runner.run(root_folder=fixtures, external_checks_dir=[checks, policies],
                        runner_filter=RunnerFilter(framework=[framework], checks=["LAMBDANET_*"]))
    report = report[0] if isinstance(report, list) else report
    judged += len(report.failed_checks)
    rules |= {record.check_id for record in report.failed_checks}
for file in single:
    runner = import_module("checkov.terraform.runner").Runner()
    runner.run(root_folder=None, files=[file], external_checks_dir=[checks, policies],
               runner_filter=RunnerFilter(framework=["terraform"], checks=["LAMBDANET_*"]))
print(json.dumps({"heard": heard, "files": files[0], "judged": judged, "rules": sorted(rules)}))
"""


@pytest.fixture
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A third of each rule's fixtures in each language, and its first. Checkov makes a graph of all for minutes."""
    folder = tmp_path_factory.mktemp("fixtures")
    for rule, framework in fixture_folders():
        cases = sorted(path for path in (RULE_FIXTURES / rule / framework).iterdir() if path.suffix != ".expected")
        # The first has what most rules are about.
        for case in dict.fromkeys((*cases[:1], *sample(cases, 3, rule))):
            copy = folder / case.relative_to(RULE_FIXTURES)
            copy.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if case.is_dir() else shutil.copy)(case, copy)
    return folder


def test_nothing_is_sent_started_or_written_while_judging(tmp_path: Path, fixtures: Path) -> None:
    watch = tmp_path / "watch.py"
    watch.write_text(WATCH)
    single = ("LAMBDANET_401/terraform/zones/main.tf", "LAMBDANET_708/terraform/roles/main.tf")
    folders = (str(CHECKS), str(CHECKS), str(REPOSITORY / "policies"), str(fixtures))
    environment = {**clean(), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, str(watch), *folders, *(str(RULE_FIXTURES / file) for file in single)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["heard"] == []
    # The hook hears: the pack reads its files and those that it judges.
    assert report["files"] > 50
    assert report["judged"] > 200
    # Every rule judges, but those that judge only when the settings ask for it.
    assert {rule for rule in fixture_rules() if settings_of(rule) is None} <= set(report["rules"])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["watch.py"]
