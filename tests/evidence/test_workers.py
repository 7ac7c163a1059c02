"""Work side by side: a process that dies or takes too long loses its piece, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.gather import analysis, workers
from lambdanet.evidence.gather.findings_of_part import Findings
from lambdanet.evidence.gather.parts_of_repository import Part
from lambdanet.evidence.gather.selection import Selection
from lambdanet.evidence.gather.workers import Lost, one_by_one, side_by_side
from repository import CHECKS

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what is tested here is handed on by fork")

LONG = "# Long enough to be worth a process.\n" * 3000
FUNCTION = 'resource "aws_lambda_function" "{0}" {{\n  function_name = "{0}"\n  role = "r"\n}}\n'


def _twice(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 5:
        raise ValueError("five")
    if number == 6:
        os._exit(7)
    return 2 * number


def _dawdling(number: int) -> int:
    if number == 1:
        _rules_that_catch_everything()
    return number


def _rules_that_catch_everything() -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        # As the bridge, that no rule may end a run.
        with suppress(Exception):
            time.sleep(0.01)


def _nothing() -> None: ...


def test_only_the_piece_is_lost_that_a_process_had() -> None:
    done = dict(side_by_side(range(10), _twice, 2, 60, _nothing))
    assert {number: found for number, found in done.items() if not isinstance(found, Lost)} == {
        number: 2 * number for number in (0, 1, 2, 4, 7, 8, 9)
    }
    assert done[3] == Lost("the process that read it was ended by the signal 9")
    assert done[5] == Lost("ValueError: five")
    assert done[6] == Lost("the process that read it ended with 7")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_piece_that_takes_too_long_is_given_up(jobs: int) -> None:
    begun = time.monotonic()
    pieces = one_by_one(range(3), _dawdling, 1) if jobs == 1 else side_by_side(range(3), _dawdling, jobs, 1, _nothing)
    assert dict(pieces) == {0: 0, 1: Lost("it took longer than 1 seconds"), 2: 2}
    assert time.monotonic() - begun < 30


def test_a_process_that_does_not_stop_by_itself_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_GRACE", 0.2)

    def deaf(number: int) -> int:
        if number == 1:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            time.sleep(60)
        return number

    done = dict(side_by_side(range(3), deaf, 2, 1, _nothing))
    assert done == {0: 0, 1: Lost("it took longer than 1 seconds"), 2: 2}


def test_each_process_makes_way_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PIECES_PER_PROCESS", 2)

    def who(_: int) -> int:
        return os.getpid()

    done = dict(side_by_side(range(8), who, 2, 60, _nothing))
    assert len(set(done.values())) >= 4
    assert os.getpid() not in done.values()


def test_what_was_not_judged_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(FUNCTION.format(name), encoding="utf-8")
    run = analysis.run

    def killed_in_two(part: Part, selection: Selection) -> Findings:
        if part.roots[0].endswith("two"):
            os.kill(os.getpid(), signal.SIGKILL)
        return run(part, selection)

    monkeypatch.setattr(analysis, "_WORTH_A_PROCESS", 0)
    monkeypatch.setattr(analysis, "run", killed_in_two)
    found = evidence_of(analysis.analyse(Selection(tmp_path), 2))
    assert sorted(function.file for function in found.functions) == ["one/main.tf", "three/main.tf"]
    (error,) = found.rule_errors
    assert error.rule == "every rule"
    assert error.message == "nothing in two is judged: the process that read it was ended by the signal 9"


IN_ONE_PART = """
resource "aws_lambda_function" "{0}" {{
  function_name = "{0}"
  role          = "arn:aws:iam::111122223333:role/the-same"
  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = []
  }}
}}
"""


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("kind", ["terraform", "cloudformation"])
def test_who_names_the_same_loses_nothing(
    kind: str, processes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's folder that names an id of ours is one part with ours; what it does to itself, it does to itself."""
    for name in ("bad", "sound"):
        (tmp_path / name).mkdir()
        if kind == "terraform":
            (tmp_path / name / "main.tf").write_text(IN_ONE_PART.format(name), encoding="utf-8")
        else:
            vpc = {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"], "SecurityGroupIds": []}
            function = {"Type": "AWS::Lambda::Function", "Properties": {"VpcConfig": vpc}}
            content = json.dumps({"Resources": {name.title(): function}})
            (tmp_path / name / "main.json").write_text(content, encoding="utf-8")
    run = analysis.run

    def hangs(part: Part, selection: Selection) -> Findings:
        if any("bad" in each for each in (*part.roots, *part.files)):
            if processes > 1:
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)
        return run(part, selection)

    monkeypatch.setattr(analysis, "_WORTH_A_PROCESS", 0 if processes > 1 else 1e9)
    monkeypatch.setattr(analysis, "run", hangs)
    # A second part, so that there is work for two processes.
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "main.tf").write_text(FUNCTION.format("other"), encoding="utf-8")
    found = evidence_of(analysis.analyse(Selection(tmp_path), processes, seconds=2))
    failed = {
        judged.address.rpartition(".")[2].lower() for judged, result in found.results if result.verdict == "failed"
    }
    assert "sound" in failed
    assert "bad" not in failed
    assert len(found.rule_errors) == 2
    assert "bad" in found.rule_errors[0].message


def test_the_report_is_the_same_however_many_processes_read(tmp_path: Path) -> None:
    """A module that is not read is named once, also where the roots that share its caller are read apart."""
    files = {
        "shared/main.tf": 'module "closed" {\n  source = "git::https://example.com/closed.git"\n}\n'
        + FUNCTION.format("a"),
        **{f"{root}/main.tf": 'module "app" {\n  source = "../shared"\n}\n' + LONG for root in ("one", "two")},
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = []
    for jobs in ("1", "2"):
        # In processes of their own: what is here already has made every class.
        command = [sys.executable, str(CHECKS / "lambdanet"), "evidence", str(tmp_path), "--jobs", jobs]
        said.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert said[0].count("module.app.module.closed (git::https://example.com/closed.git)") == 1
    assert said[1] == said[0]
