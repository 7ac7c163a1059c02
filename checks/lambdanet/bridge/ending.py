"""Ends Checkov's run with exit code 2, however many runners it has and wherever they run.

Checkov survives every exception of a check but ``SystemExit``, keeps its text to itself, and loses it altogether where
runners work in parallel: the forked process ends without a result, and the parent goes on as if there had been none.
A forked process still has the frames of its parent, and so the pipe on which the parent waits for its result. What is
sent there as an exception is raised in the parent.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

from lambdanet.standard_error import say

if TYPE_CHECKING:
    from types import FrameType

_OURS = ("terraform", "cloudformation", "terraform_plan")


def end_run(problem: str) -> NoReturn:
    """Write the problem once, and end this process and the one that waits for it."""
    frames = list(_frames())
    runners = [kind for kinds in (_kinds_of_runners(frame) for frame in frames) for kind in kinds]
    own = next((str(runner.check_type) for frame in frames if (runner := _runner(frame)) is not None), "")
    # Each runner's process loads the rules and would say the same.
    speaker = next((kind for kind in _OURS if kind in runners), own)
    if own == speaker or not runners:
        say(problem)
    pipe = next((frame.f_locals["connection"] for frame in frames if frame.f_code.co_name == "func_wrapper"), None)
    if pipe is not None:
        from checkov.common.parallelizer.parallel_runner import ParallelRunException

        pipe.send(ParallelRunException(SystemExit(2)))
    sys.exit(2)


def _frames() -> list[FrameType]:
    found: list[FrameType] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def _kinds_of_runners(frame: FrameType) -> list[str]:
    """The frameworks of the runners that Checkov has started in parallel; none in other frames."""
    if frame.f_code.co_name != "_run_function_multiprocess_fork":
        return []
    groups = frame.f_locals.get("groups_of_items") or ()
    # Checkov parses files in such processes too; what it gives them are no runners.
    return [str(item[0].check_type) for group in groups for item in group if hasattr(item[0], "check_type")]


def _runner(frame: FrameType) -> Any:
    """The runner whose ``run`` the frame is."""
    runner = frame.f_locals.get("self") if frame.f_code.co_name == "run" else None
    return runner if hasattr(runner, "check_type") else None
