"""Evidence as a line for each failure, for editors and other programs that read what compilers write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.reading_order import failures_by_rule
from lambdanet.plain_text import plain, without_commands

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence

_LEVELS = {"CRITICAL": "error", "HIGH": "error", "MEDIUM": "warning", "LOW": "info"}


def render(evidence: Evidence) -> str:
    """``FILE:LINE: LEVEL: SENTENCE [RULE]``, with the file as seen from where the command runs."""
    root = evidence.selection.root
    lines = (
        f"{plain(_seen_from_here(root / judged.file))}:{max(judged.line, 1)}: {_LEVELS[group.rule.severity]}: "
        f"{' '.join(result.explanation.split())} [{group.rule.id}]"
        for group in failures_by_rule(evidence)
        for judged, result in group.results
    )
    return "".join(f"{without_commands(line)}\n" for line in lines)


def _seen_from_here(file: Path) -> str:
    below = os.path.relpath(file)
    return str(file) if below.startswith(os.pardir) else below
