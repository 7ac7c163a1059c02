"""How long a single file takes, as an editor asks for it: ``python3 benchmarks/single_file.py``.

Prints the ratio of the shortest times of the ``checkov`` command with the pack and without; the target is 1.2.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "checks")]

from _venv import clean_environment, prepare, program  # noqa: E402
from lambdanet.pack_folders import options_for_checkov  # noqa: E402

TARGET = 1.2
FILES = ("terraform/main.tf", "cloudformation/reports.template")


def main() -> int:
    """Measure each example, and say whether the target is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run")
    rounds = parser.parse_args().rounds
    prepare("requirements.txt")
    met = True
    with tempfile.TemporaryDirectory() as folder:
        scanned = Path(folder, "repository")
        shutil.copytree(ROOT / "examples", scanned)
        for file in FILES:
            without, with_pack = _shortest(scanned, file, rounds)
            ratio = with_pack / without
            met = met and ratio <= TARGET
            print(f"{file}: {without:.2f} s without, {with_pack:.2f} s with the pack: {ratio:.2f} (target {TARGET})")
    return 0 if met else 1


def _shortest(folder: Path, file: str, rounds: int) -> tuple[float, float]:
    """The shortest times without and with the pack; in turn, so that both see the same machine."""
    times: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(rounds + 1):
        for with_pack in times:
            options = options_for_checkov() if with_pack else []
            scan = ["-m", "checkov.main", "--file", file, "--skip-download", "--compact", "--quiet", "--soft-fail"]
            begin = time.perf_counter()
            subprocess.run(
                [program("python"), *scan, *options],
                cwd=folder,
                env=clean_environment(),
                check=True,
                stdout=subprocess.DEVNULL,
            )
            times[with_pack].append(time.perf_counter() - begin)
    # The first round fills caches.
    return min(times[False][1:]), min(times[True][1:])


if __name__ == "__main__":
    raise SystemExit(main())
