"""Feeds mutated code to the whole pack, and keeps every input on which something is wrong.

    python scripts/fuzz.py --inputs 100000

An input has a number, and is the same whenever it is made: ``--first`` begins at another. Each thousand runs in a
process of its own with bounded memory; one that dies is found like one that raises. Needs what the tests need.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests" / "support")]
_ENDINGS = {"terraform": ".tf", "cloudformation": ".template", "terraform_plan": ".plan"}


def main(arguments: list[str]) -> int:
    """Run the inputs, print what was found, and end with 1 when that is something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=100_000, help="how many (100000)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one (0)")
    parser.add_argument("--seed", default="lambdanet", help="other words make other inputs")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), help="where inputs are kept (fuzz-found)")
    parser.add_argument("--batch", type=int, default=50, help="how many are scanned together (50)")
    parser.add_argument("--chunk", type=int, default=1000, help="how many a process runs (1000)")
    parser.add_argument("--seconds", type=int, default=60, help="how long a batch may take (60)")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after that long")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        return _work(options)
    begun, done, kinds = time.monotonic(), 0, Counter[str]()
    last = options.first + options.inputs
    for first in range(options.first, last, options.chunk):
        if time.monotonic() - begun > options.minutes * 60:
            break
        count = min(options.chunk, last - first)
        for what in _chunk(options, first, count):
            kinds[what[:70]] += 1
        done += count
        seconds = time.monotonic() - begun
        print(f"{done} inputs, {done / seconds:.1f} a second, {sum(kinds.values())} problems", flush=True)
    for what, number in kinds.most_common():
        print(f"{number} x {what}")
    return 1 if kinds else 0


def _chunk(options: argparse.Namespace, first: int, count: int) -> list[str]:
    """What is wrong with some inputs; those with which a process dies are found by halving."""
    command = [sys.executable, __file__, "--worker", "--first", str(first), "--inputs", str(count)]
    for name in ("seed", "found", "batch", "seconds"):
        command += [f"--{name}", str(getattr(options, name))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60 + count)
        status, said = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        status, said = -1, ""
    if status == 0:
        return [json.loads(line) for line in said.splitlines() if line.startswith('"')]
    if count > 1:
        half = count // 2
        return [*_chunk(options, first, half), *_chunk(options, first + half, count - half)]
    from fuzz_mutations import made
    from fuzz_oracle import Problem

    return [_keep(options.found, Problem(made(options.seed, first), f"the process ends with {status}"))]


def _work(options: argparse.Namespace) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    logging.disable(logging.INFO)
    from fuzz_mutations import made
    from fuzz_oracle import problems_of

    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        for first in range(options.first, options.first + options.inputs, options.batch):
            numbers = range(first, min(first + options.batch, options.first + options.inputs))
            inputs = [made(options.seed, number) for number in numbers]
            for problem in problems_of(Path(folder) / "scanned", inputs, options.seconds):
                print(json.dumps(_keep(options.found, problem)), flush=True)
    return 0


def _keep(folder: Path, problem: object) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    content, what = problem.input.content, problem.what  # type: ignore[attr-defined]
    name = hashlib.sha256(content).hexdigest()[:12]
    (folder / f"{name}{_ENDINGS[problem.input.kind]}").write_bytes(content)  # type: ignore[attr-defined]
    (folder / f"{name}.txt").write_text(what, encoding="utf-8", errors="backslashreplace")
    return str(what)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
