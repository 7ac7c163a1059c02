"""What the pack costs: ``python3 benchmarks/run.py``. Makes the repository's virtual environment when it is not there.

Four questions, each about generated code with many functions:

own time    the CPU time of the pack's checks, of the user CPU time of the same run with no check selected: on code that
            is nothing but functions, on Terraform as repositories have it (shapes.py), and on each of --folders
whole run   the median time with the pack, of the median time with trivial checks that give the same verdicts:
            every record costs Checkov time, whoever causes it
loading     the CPU time of loading every rule once, in a process that has imported Checkov's runners
growth      (--growth) the pack's own time for ten times the functions; 10000 take Checkov minutes
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapes

import networks

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from _venv import clean_environment, prepare, program  # noqa: E402

# As the README says it; the policies come with it.
PACK = (str(ROOT / "checks"),)
OBSERVED = str(Path(__file__).with_name("observed.py"))
LANGUAGES = {"terraform": networks.terraform, "cloudformation": networks.cloudformation}

MOST_OWN_SHARE = 0.03
ROOTS_OF_SHAPES = 10
MOST_RUN_RATIO = 1.05
MOST_LOADING_SECONDS = 0.030
MOST_GROWTH = 12.0

TRIVIAL_CHECK = """import json
from pathlib import Path

from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.graph.checks_infra.base_check import BaseGraphCheck
from checkov.runner_filter import RunnerFilter


class Trivial(BaseGraphCheck):
    def __init__(self):
        super().__init__()
        self.id = {id!r}
        self.name = "trivial"
        self.category = "NETWORKING"
        verdicts = json.loads(Path({verdicts!r}).read_text(encoding="utf-8"))[self.id]
        self.passed, self.failed = set(verdicts["passed"]), set(verdicts["failed"])

    def run(self, graph_connector):
        passed, failed = [], []
        for _, vertex in graph_connector.nodes():
            if vertex["hash"] in self.passed:
                passed.append(vertex)
            elif vertex["hash"] in self.failed:
                failed.append(vertex)
        return passed, failed, []


checks = get_graph_checks_registry({framework!r}).checks
checks[:] = [check for check in checks if check.id != {id!r}]
checks.append(Trivial())
RunnerFilter.notify_external_check({id!r})
"""


@dataclass(frozen=True)
class Row:
    """A line of the result. ``bound`` is None for what has no target."""

    question: str
    measured: str
    value: float
    bound: float | None

    @property
    def kept(self) -> bool:
        """Whether the target is met."""
        return self.bound is None or self.value <= self.bound


@dataclass(frozen=True)
class Bench:
    """Where and with what to measure."""

    python: str
    work: Path

    def scan(self, framework: str, code: Path, checks: tuple[str, ...], selected: str) -> list[str]:
        """The arguments of a scan."""
        folders = [argument for folder in checks for argument in ("--external-checks-dir", folder)]
        options = [
            "--framework",
            framework,
            "--check",
            selected,
            "--quiet",
            "--compact",
            "--soft-fail",
            "--skip-download",
        ]
        return ["--directory", str(code), *folders, *options, "--output", "json"]

    def run(self, arguments: list[str], output: Path | None = None) -> tuple[float, float]:
        """Run Python with the arguments; the wall-clock seconds, and the user CPU seconds."""
        began, before = time.perf_counter(), os.times().children_user
        with (output or Path(os.devnull)).open("w", encoding="utf-8") as file:
            environment = {**clean_environment(), "LOG_LEVEL": "ERROR"}
            subprocess.run([self.python, *arguments], cwd=self.work, env=environment, stdout=file, check=True)
        return time.perf_counter() - began, os.times().children_user - before

    def observe(self, *arguments: str) -> dict[str, Any]:
        """What ``observed.py`` notes about a run."""
        out = self.work / "observed"
        self.run([OBSERVED, str(out), *arguments])
        noted: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return noted


def main(arguments: list[str]) -> int:
    """Measure and print the table."""
    options = _options(arguments)
    if options.python is None:
        prepare("requirements.txt")
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(options.python or program("python"), Path(work))
        rows = [_loading(bench, options.repeat)]
        _print(rows[0])
        for framework in options.framework:
            for row in _cost(bench, framework, options.functions, options.repeat):
                rows.append(row)
                _print(row)
            if framework == "terraform":
                code = bench.work / "shapes"
                shapes.repository(code, ROOTS_OF_SHAPES, options.functions)
                row, _ = _own(bench, framework, code, options.repeat, f"own time, {ROOTS_OF_SHAPES} root modules")
                rows.append(row)
                _print(row)
            if options.growth:
                for row in _growth(bench, framework, options.growth):
                    rows.append(row)
                    _print(row)
        for folder in options.folders:
            for framework in options.framework:
                row, _ = _own(bench, framework, folder.resolve(), options.repeat, f"{folder.name}, {framework}")
                rows.append(row)
                _print(row)
    over = [row for row in rows if not row.kept]
    print(f"\n{len(over)} of {sum(row.bound is not None for row in rows)} targets missed")
    return 1 if over and options.strict else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--functions", type=int, default=1000)
    parser.add_argument("--framework", nargs="+", choices=sorted(LANGUAGES), default=sorted(LANGUAGES, reverse=True))
    parser.add_argument("--repeat", type=int, default=5, help="runs of each kind for the medians")
    parser.add_argument("--folders", nargs="+", type=Path, default=[], help="code of your own, for the own time on it")
    parser.add_argument("--growth", type=int, nargs="+", metavar="FUNCTIONS", help="e.g. 100 1000 10000")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a target is missed")
    parser.add_argument("--python", help="a Python with Checkov, instead of the one in .venv")
    return parser.parse_args(arguments)


def _loading(bench: Bench, repeat: int) -> Row:
    seconds = [float(bench.observe("load", *PACK)["seconds"]) for _ in range(repeat)]
    middle = statistics.median(seconds)
    return Row("loading", f"{middle * 1000:.1f} ms CPU for every rule once", middle, MOST_LOADING_SECONDS)


def _cost(bench: Bench, framework: str, functions: int, repeat: int) -> list[Row]:
    code = bench.work / f"{framework}_{functions}"
    LANGUAGES[framework](code, functions)
    share, noted = _own(bench, framework, code, repeat, f"own time, {framework}")
    trivial = _trivial_checks(bench, framework, noted["verdicts"])
    with_pack = ["-m", "checkov.main", *bench.scan(framework, code, PACK, "LAMBDANET_*")]
    with_trivial = ["-m", "checkov.main", *bench.scan(framework, code, (trivial,), "LAMBDANET_*")]
    _same_records(bench, with_pack, with_trivial)
    pairs = [(bench.run(with_pack)[0], bench.run(with_trivial)[0]) for _ in range(repeat)]
    pack, same = (statistics.median(seconds) for seconds in zip(*pairs))
    records = sum(len(keys) for verdicts in noted["verdicts"].values() for keys in verdicts.values())
    times = f"{pack:.2f} s, trivial checks {same:.2f} s, ratio {pack / same:.3f} ({records} records)"
    return [share, Row(f"whole run, {framework}", times, pack / same, MOST_RUN_RATIO)]


def _own(bench: Bench, framework: str, code: Path, repeat: int, question: str) -> tuple[Row, dict[str, Any]]:
    """The pack's own time on code, and what was noted of the run that it is of."""
    noted = [bench.observe("scan", *bench.scan(framework, code, PACK, "LAMBDANET_*")) for _ in range(repeat)]
    own = statistics.median(sum(each["seconds"].values()) for each in noted)
    without = ["-m", "checkov.main", *bench.scan(framework, code, PACK, "NONE_SELECTED")]
    nothing = statistics.median(bench.run(without)[1] for _ in range(repeat))
    slowest = max(noted[0]["seconds"].items(), key=lambda item: item[1], default=("no rule", 0.0))
    measured = f"{own:.2f} s of {nothing:.2f} s user CPU = {own / nothing:.1%}"
    most = f" (most in {slowest[0]}: {slowest[1]:.2f} s)"
    return Row(question, measured + most, own / nothing, MOST_OWN_SHARE), noted[0]


def _growth(bench: Bench, framework: str, sizes: list[int]) -> list[Row]:
    rows = []
    before: tuple[int, float] | None = None
    for size in sizes:
        code = bench.work / f"{framework}_growth_{size}"
        LANGUAGES[framework](code, size)
        noted = bench.observe("scan", *bench.scan(framework, code, PACK, "LAMBDANET_*"))
        own = sum(noted["seconds"].values())
        records = sum(len(keys) for verdicts in noted["verdicts"].values() for keys in verdicts.values())
        if records < size:
            raise SystemExit(f"only {records} records of {size} functions: Checkov did not read all the code")
        factor = own / before[1] if before else 1.0
        bound = MOST_GROWTH * size / before[0] / 10 if before else None
        row = f"{size} functions: {own:.2f} s" + (f", {factor:.1f} times {before[0]} functions'" if before else "")
        rows.append(Row(f"growth, {framework}", row, factor, bound))
        before = (size, own)
    return rows


def _trivial_checks(bench: Bench, framework: str, verdicts: dict[str, Any]) -> str:
    """A folder with as many checks as the pack has, which look their verdicts up."""
    folder = bench.work / f"trivial_{framework}"
    folder.mkdir()
    (folder / "__init__.py").touch()
    # Without an ending: Checkov takes every JSON file of the folder for a policy.
    file = folder / "verdicts"
    file.write_text(json.dumps(verdicts), encoding="utf-8")
    for id in verdicts:
        text = TRIVIAL_CHECK.format(id=id, verdicts=str(file), framework=framework)
        (folder / f"trivial_{id.lower()}.py").write_text(text, encoding="utf-8")
    return str(folder)


def _same_records(bench: Bench, one: list[str], other: list[str]) -> None:
    """Make sure that two runs report the same; they are the first runs too, which warm the machine."""
    counts = []
    for number, arguments in enumerate((one, other)):
        out = bench.work / f"records_{number}"
        bench.run(arguments, out)
        counts.append(json.loads(out.read_text(encoding="utf-8")).get("summary"))
    if counts[0] != counts[1]:
        raise SystemExit(f"the trivial checks do not report what the pack does: {counts[1]}, not {counts[0]}")


def _print(row: Row) -> None:
    target = "" if row.bound is None else f"  target {row.bound:g}: {'kept' if row.kept else 'MISSED'}"
    print(f"{row.question:28} {row.measured}{target}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
