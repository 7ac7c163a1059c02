"""How long an editor waits for what is found, and what that costs in memory: ``python3 benchmarks/editor.py``.

In one root module with many functions one line is changed, again and again, and each time the time is taken until the
answer is there. Targets: 0.3 seconds with 100 functions, 1.5 with 1,000, and no more memory after 1,000 edits than
after the first 100, but for a tenth.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "checks"), str(ROOT / "benchmarks")]

from _venv import prepare, program  # noqa: E402

TARGETS = {100: 0.3, 1_000: 1.5}
GROWTH = 1.1


def main() -> int:
    """Measure each size, and say whether the targets are met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--edits", type=int, default=20, help="how many edits are timed")
    parser.add_argument("--functions", type=int, nargs="+", default=list(TARGETS), help="in the root module")
    parser.add_argument("--memory", action="store_true", help="make 1,000 edits among few functions, for the memory")
    parser.add_argument("--here", action="store_true", help="measure with the Python that runs this")
    options = parser.parse_args()
    if not options.here:
        prepare("requirements-dev.txt")
        return subprocess.run([program("python"), __file__, *sys.argv[1:], "--here"], check=False).returncode
    met = [_timed(functions, options.edits) for functions in options.functions]
    if options.memory:
        met.append(_memory())
    return 0 if all(met) else 1


def _timed(functions: int, edits: int) -> bool:
    with tempfile.TemporaryDirectory() as name:
        times, _ = _edited(Path(name), functions, edits)
    middle = statistics.median(times)
    target = TARGETS.get(functions)
    goal = f", target {target} s" if target else ""
    print(f"{functions} functions: {middle:.2f} s from a change to the answer (longest {max(times):.2f} s){goal}")
    return target is None or middle <= target


def _memory() -> bool:
    with tempfile.TemporaryDirectory() as name:
        _, sizes = _edited(Path(name), 10, 1_000)
    grown = sizes[-1] / sizes[99]
    print(f"1,000 edits: {sizes[99] / 1024:.0f} MB after 100, {sizes[-1] / 1024:.0f} MB at the end, target {GROWTH}")
    return grown <= GROWTH


def _edited(folder: Path, functions: int, edits: int) -> tuple[list[float], list[int]]:
    """The seconds of each edit, and the memory of the process behind each in KB; the first answer is not timed."""
    from lambdanet.evidence.gather.selection import Selection
    from lambdanet.server.judging_process import JudgingProcess
    from lambdanet.server.questions import Question
    from networks import terraform

    folder = folder.resolve() / "code"
    terraform(folder, functions)
    file = max(folder.rglob("*.tf"), key=lambda path: path.stat().st_size)
    text = file.read_text(encoding="utf-8")
    process = JudgingProcess(folder, seconds=600)
    selection = Selection(root=folder)
    times, sizes = [], []
    try:
        process.ask(Question(selection, {}, {}))
        for number in range(edits):
            begun = time.monotonic()
            answer = process.ask(Question(selection, {str(file): f"{text}\n# {number}\n"}, {}))
            times.append(time.monotonic() - begun)
            judged = len(answer.evidence.functions) if answer.evidence is not None else 0
            if judged < functions:
                sys.exit(f"{judged} of {functions} functions are judged; {answer.problem}")
            sizes.append(_resident(process.pid))
    finally:
        process.end()
    return times, sizes


def _resident(pid: int | None) -> int:
    """The memory of a process in KB, where Linux says it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 1
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 1)


if __name__ == "__main__":
    raise SystemExit(main())
