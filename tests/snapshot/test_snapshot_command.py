"""``lambdanet snapshot`` as people type it: what it says, how it ends, and that it connects only when it is to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installing import clean
from lambdanet.command_line import main
from repository import CHECKS
from small_account import ACCOUNT, OTHER_REGION, REGION

# Runs a command with a hook that hears of connections, and says what it heard and whether boto3 is there.
WATCH = """
import json, sys
sys.path.insert(0, sys.argv.pop(1))
heard = []
sys.addaudithook(lambda event, arguments: heard.append(event) if event.startswith("socket.") else None)
from lambdanet.command_line import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
connects = [name for name in ("boto3", "botocore") if name in sys.modules]
sys.stderr.write("\\n" + json.dumps({"heard": heard, "imported": connects}))
"""


def test_it_says_what_is_there_and_what_is_missing(
    account: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "network"
    assert main(["snapshot", "--region", REGION, OTHER_REGION, str(folder)]) == 0
    output = capsys.readouterr()
    assert [line.partition(": ")[0] for line in output.out.splitlines()] == [
        str(folder / ACCOUNT / place) for place in (REGION, OTHER_REGION, "global")
    ]
    assert f"lambdanet: {folder / ACCOUNT / REGION} is not whole" in output.err
    assert "  describe-serverless-caches: " in output.err
    # No bar: nobody watches.
    assert "Asking AWS" not in output.err


def test_a_problem_is_one_line_and_2(account: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", str(tmp_path / "network"), "--profile", "nobody"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "lambdanet: there is no profile nobody; none is configured here",
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--region", "eu-west-1", "--subnets", "subnet-1", "here", "--commands"), "into=here\n"),
        (("--subnets", "subnet-1", "subnet-2", "--commands"), "into=network\n"),
        (("--vpcs", "vpc-1", "--commands"), "Name=vpc-id,Values=vpc-1"),
        (("--commands", "--profile", "shop"), "export AWS_PROFILE=shop\n"),
        (("--policy",), '"ec2:DescribeVpcs"'),
    ],
    ids=" ".join,
)
def test_words_stand_in_any_order(arguments: tuple[str, ...], problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", *arguments]) == 0
    assert problem in capsys.readouterr().out


@pytest.mark.parametrize("option", [["--commands", "--policy"], ["--subnets"], ["--subnets", "subnet-x!", "--policy"]])
def test_wrong_words_are_refused(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["snapshot", *option])
    assert "snapshot: error: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "connects"),
    [
        (("snapshot", "--commands"), False),
        (("snapshot", "--policy"), False),
        (("snapshot", "--help"), False),
        (("--help",), False),
        (("rules",), False),
        (("settings",), False),
        (("snapshot", "network"), True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_only_a_snapshot_connects(arguments: tuple[str, ...], connects: bool, account: Any, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(CHECKS), *arguments],
        cwd=tmp_path,
        env={**clean(), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stderr.splitlines()[-1])
    assert bool(report["imported"]) is connects
    # The hook hears.
    assert ("socket.connect" in report["heard"]) is connects
    assert connects or report["heard"] == []
