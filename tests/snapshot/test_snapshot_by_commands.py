"""``--commands`` makes what the snapshot makes: its script is run, with a stand-in for the AWS CLI."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aws_stand_in import aws_in
from lambdanet.snapshot.calls import GLOBAL, IN_EACH_REGION
from lambdanet.snapshot.cli_script import cli_script
from lambdanet.snapshot.snapshot_folder import is_snapshot
from lambdanet.snapshot.taken_snapshot import Wanted, take
from small_account import ACCOUNT, OTHER_REGION, REGION

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="it is a script for sh")


@pytest.fixture
def called(account: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    (tmp_path / "programs").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "programs"), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    with aws_in(tmp_path / "programs") as called:
        yield called


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh"], input=script, capture_output=True, text=True, check=False)


def content(folder: str) -> dict[str, Any]:
    """By path."""
    return {
        str(file.relative_to(folder)): json.loads(file.read_text(encoding="utf-8"))
        for file in Path(folder).rglob("*.json")
    }


def without_dates(answer: Any) -> str:
    """Some are of the moment in which they are asked for."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", "date", json.dumps(answer))


def records(found: dict[str, Any]) -> list[tuple[dict[str, Any], set[str]]]:
    """What the records say, and what is missing, without when and why and who made it."""
    shown = []
    for name in sorted(name for name in found if name.endswith("snapshot.json")):
        record = found.pop(name)["LambdanetSnapshot"]
        missing = set(record.pop("Missing"))
        assert record.pop("TakenAt").endswith("+00:00")
        record.pop("Lambdanet", None)
        shown.append((record, missing))
    return shown


@pytest.mark.parametrize("limited", [False, True], ids=["whole", "limited"])
def test_the_script_makes_the_same(called: list[list[str]], account: Any, limited: bool) -> None:
    subnets = [account.here["subnet0"], account.here["subnet1"]] if limited else []
    regions = [REGION, OTHER_REGION] if limited else [REGION]
    done = run(cli_script(Path("by commands"), None, regions, [], subnets))
    assert done.returncode == 0, done.stderr
    list(take(Wanted(Path("taken"), "0.1.0", regions=tuple(regions), subnets=tuple(subnets)), None))
    by_commands, taken = content("by commands"), content("taken")
    assert records(by_commands) == records(taken)
    assert sorted(by_commands) == sorted(taken)
    for name, answer in taken.items():
        assert without_dates(by_commands[name]) == without_dates(answer), name
    assert is_snapshot(Path("by commands") / ACCOUNT / REGION)
    for path in Path("by commands").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_every_call_of_the_table_is_in_the_script() -> None:
    script = cli_script(Path("network"), None, [], [], [])
    for call in (*IN_EACH_REGION, *GLOBAL):
        assert f" {call.service} {call.command}" in script


def test_what_is_there_is_not_replaced(called: list[list[str]]) -> None:
    (Path("network") / ACCOUNT / REGION).mkdir(parents=True)
    done = run(cli_script(Path("network"), None, [], [], []))
    assert done.returncode == 2
    assert "is there: remove it" in done.stderr
    assert [words[0] for words in called] == ["sts"]


def test_words_are_the_shells_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with blanks, quotes and what a shell would run stays a name."""
    program = tmp_path / "aws"
    program.write_text(f"#!/bin/sh\necho {ACCOUNT}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    name = "it's $(touch here) `touch here`"
    done = run(cli_script(Path(name), "a b; touch here", [REGION], [], []))
    assert done.returncode == 0, done.stderr
    assert not Path("here").exists()
    assert (Path(name) / ACCOUNT / REGION / "describe-vpcs.json").exists()


def test_a_file_is_named_by_the_end_of_an_arn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arn = f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/events/0a1b2c3d-2"
    program = tmp_path / "aws"
    program.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *get-caller-identity*) echo {ACCOUNT};; *list-clusters-v2*text) echo {arn};; *text) ;;'
        f' *get-bootstrap-brokers*{arn}*) echo \'{{"ClusterArn": "{arn}"}}\';; *) echo "{{}}";; esac\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    done = run(cli_script(Path("network"), None, [REGION], [], []))
    assert done.returncode == 0, done.stderr
    folder = Path("network") / ACCOUNT / REGION
    report = json.loads((folder / "get-bootstrap-brokers.0a1b2c3d-2.json").read_text(encoding="utf-8"))
    assert report == {"ClusterArn": arn}
