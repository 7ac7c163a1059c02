"""Terraform's own evaluator, as a second source: many expressions in one process, without providers or network."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

REFUSED = "!"  # no base64 text has it
WITHHELD = "(...)"
TERRAFORM = shutil.which("terraform")


def evaluated(expressions: Sequence[str], folder: Path) -> list[Any]:
    """What Terraform makes of each expression, by way of JSON; ``REFUSED`` where it answers with an error.

    Numbers are ``int`` or ``Decimal``. A syntax error in one expression is an error of the whole.
    """
    assert TERRAFORM is not None
    lines = [f'try(base64encode(jsonencode({expression})), "{REFUSED}"),' for expression in expressions]
    (folder / "main.tf").write_text("locals {\n  all = [\n" + "\n".join(lines) + "\n]\n}\n", encoding="utf-8")
    run = subprocess.run(
        [TERRAFORM, "console"],
        cwd=folder,
        input="local.all",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    answers = [line.strip().rstrip(",") for line in run.stdout.strip().splitlines()[1:-1]]
    assert len(answers) == len(expressions), run.stdout[:2000]
    return [_decoded(answer.strip('"')) for answer in answers]


def _decoded(answer: str) -> Any:
    if answer == REFUSED or answer.startswith("("):
        return REFUSED if answer == REFUSED else WITHHELD
    return json.loads(base64.b64decode(answer), parse_float=Decimal)
