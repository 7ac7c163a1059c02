"""What the benchmarks observe of a scan is what Checkov reports of it: else they compare with something else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest

from repository import CHECKS, REPOSITORY

BENCHMARKS = REPOSITORY / "benchmarks"


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
def test_every_record_is_observed(tmp_path: Path, framework: str) -> None:
    run_path(str(BENCHMARKS / "networks.py"))[framework](tmp_path / "code", 10)
    scan = ["--directory", str(tmp_path / "code"), "--external-checks-dir", str(CHECKS), "--framework", framework]
    options = ["--check", "LAMBDANET_*", "--soft-fail", "--skip-download", "--output", "json"]
    command = [sys.executable, str(BENCHMARKS / "observed.py"), str(tmp_path / "observed"), "scan", *scan, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100)
    summary = json.loads(done.stdout)["summary"]
    observed = json.loads((tmp_path / "observed").read_text(encoding="utf-8"))["verdicts"].values()
    assert summary["failed"] > 0
    assert summary["passed"] == sum(len(verdicts["passed"]) for verdicts in observed)
    assert summary["failed"] == sum(len(verdicts["failed"]) for verdicts in observed)
