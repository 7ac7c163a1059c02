"""Whatever the input, evidence ends, in CPU time that grows no faster than the input."""

from __future__ import annotations

import gc
import os
import resource
import sys
from pathlib import Path

import pytest

from growing_inputs import KINDS
from lambdanet.bridge import garbage_collection
from lambdanet.command_line import main
from lambdanet.evidence.gather.checkov_runs import prepare
from lambdanet.frameworks import FRAMEWORKS

SMALL, LARGE = 5_000, 20_000
# What is square in the size takes sixteen times as long; what is linear, four times.
MOST = 9
# Below this a ratio measures the machine.
SECONDS_ANYWAY = 1.0
# More than any kind takes; a hang ends here.
MOST_SECONDS = 12

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    prepare(FRAMEWORKS)


@pytest.mark.parametrize("kind", list(KINDS))
def test_time_grows_with_the_input(kind: str, tmp_path: Path) -> None:
    seconds = []
    for size in (SMALL, LARGE):
        folder = tmp_path / str(size)
        folder.mkdir()
        KINDS[kind](folder, size)
        code, took = _evidence_of(folder, tmp_path / "output")
        output = (tmp_path / "output").read_text(encoding="utf-8", errors="replace")
        assert code in (0, 1, 2), f"{kind} of {size}: ended by {code} after {took:.1f} s\n{output[-1500:]}"
        assert "a fault of lambdanet" not in output
        assert "did not finish" not in output
        # The function beside the odd value is judged even so.
        assert "failed LAMBDANET_203" in output or "not read" in output, output
        seconds.append(took)
    small, large = seconds
    assert large < max(SECONDS_ANYWAY, MOST * small), f"{kind}: {small:.2f} s, and {large:.2f} s for four times as much"


def _evidence_of(folder: Path, output: Path) -> tuple[int, float]:
    """The exit code of the command in a process of its own, negative for a signal, and its seconds of CPU time."""
    process = os.fork()
    if process == 0:
        code = 99
        # What the tests before have left is not to be walked with it, as no command would have it.
        gc.freeze()
        gc.get_freeze_count = lambda: 0
        garbage_collection._frozen_by_pack = False
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
            descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(descriptor, 1)
            os.dup2(descriptor, 2)
            sys.stdout = sys.__stdout__ = open(1, "w", closefd=False)  # noqa: SIM115
            sys.stderr = sys.__stderr__ = open(2, "w", closefd=False)  # noqa: SIM115
            code = main(["evidence", str(folder), "--jobs", "1"])
            sys.stdout.flush()
        finally:
            os._exit(code)
    _, status, used = os.wait4(process, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
