"""Plans that Terraform itself writes, of ``terraform_data``, which needs no provider and no network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

TERRAFORM = shutil.which("terraform")


def plan_by_terraform(folder: Path, configuration: str, modules: dict[str, str] | None = None) -> dict[str, Any]:
    """The plan of a configuration as ``terraform show -json`` prints it. modules: further folders with their code."""
    for name, code in {".": configuration, **(modules or {})}.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "main.tf").write_text(code, encoding="utf-8")
    _run(folder, "init", "-no-color")
    _run(folder, "plan", "-no-color", "-out=plan")
    plan: dict[str, Any] = json.loads(_run(folder, "show", "-json", "plan"))
    return plan


def _run(folder: Path, *arguments: str) -> str:
    assert TERRAFORM is not None
    run = subprocess.run(
        [TERRAFORM, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
