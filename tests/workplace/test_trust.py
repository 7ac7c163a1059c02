"""Signed loading, and what the pack does not do while it judges."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from installing import clean, once
from repository import CHECKS, REPOSITORY, RULE_FIXTURES
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


def scan(folder: Path) -> subprocess.CompletedProcess[str]:
    options = ["--external-checks-dir", "signed/checks", "--external-checks-public-key", "key.pub.pem"]
    command = [sys.executable, "-m", "checkov.main", "-d", "code", *options, "--check", "LAMBDANET_*", "-o", "json"]
    environment = {**clean(), "PYTHONPYCACHEPREFIX": str(folder / "cache")}
    command += ["--framework", "terraform", "--skip-download"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_signed_pack_judges(signed: Path) -> None:
    done = scan(signed)
    assert done.returncode == 1, done.stderr
    failed = {record["check_id"] for record in json.loads(done.stdout)["results"]["failed_checks"]}
    assert "LAMBDANET_401" in failed
    assert done.stderr == ""


@pytest.mark.parametrize(
    "changed",
    [
        "checks/subnets/lambdanet_401_single_availability_zone.py",
        "checks/lambdanet/kit/verdicts.py",
        "checks/subnets/__init__.py",
        "checks/lambdanet/signed_files.py",
        "policies/lambdanet_102_function_url_auth.yaml",
        "checks/lambdanet/aws/managed_policies.txt",
    ],
)
def test_a_changed_byte_is_refused(signed: Path, changed: str) -> None:
    file = signed / "signed" / changed
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    done = scan(signed)
    assert done.returncode not in (0, 1)
    assert "failed_checks" not in done.stdout
    assert Path(changed).name in done.stdout + done.stderr


@pytest.mark.parametrize("added", ["checks/subnets/extra.py", "checks/lambdanet/extra.py"])
def test_a_file_without_signature_is_refused(signed: Path, added: str) -> None:
    (signed / "signed" / added).write_text("print('here')\n")
    done = scan(signed)
    assert done.returncode not in (0, 1)
    assert "here" not in done.stdout


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
engine, checks, policies, fixtures = sys.argv[1:]
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
judged = 0
for framework in ("terraform", "cloudformation", "terraform_plan"):
    from importlib import import_module
    module = {"terraform_plan": "checkov.terraform.plan_runner"}.get(framework, f"checkov.{framework}.runner")
    runner = import_module(module).Runner()
    report = runner.run(root_folder=fixtures, external_checks_dir=[checks, policies],
                        runner_filter=RunnerFilter(framework=[framework], checks=["LAMBDANET_*"]))
    report = report[0] if isinstance(report, list) else report
    judged += len(report.failed_checks)
for file in ("LAMBDANET_401/terraform/zones/main.tf", "LAMBDANET_708/terraform/roles/main.tf"):
    runner = import_module("checkov.terraform.runner").Runner()
    runner.run(root_folder=None, files=[os.path.join(fixtures, file)], external_checks_dir=[checks, policies],
               runner_filter=RunnerFilter(framework=["terraform"], checks=["LAMBDANET_*"]))
print(json.dumps({"heard": heard, "files": files[0], "judged": judged}))
"""


def test_nothing_is_sent_started_or_written_while_judging(tmp_path: Path) -> None:
    watch = tmp_path / "watch.py"
    watch.write_text(WATCH)
    folders = (str(CHECKS), str(CHECKS), str(REPOSITORY / "policies"), str(RULE_FIXTURES))
    environment = {**clean(), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, str(watch), *folders],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["heard"] == []
    # The hook hears: the pack reads its files and those that it judges.
    assert told["files"] > 50
    assert told["judged"] > 500
    assert sorted(file.name for file in tmp_path.iterdir()) == ["watch.py"]
