"""What would decide the undecided, most wanted first, and nothing else: for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.undecided_reasons import undecided
from lambdanet.plain_text import plain, without_commands

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence


def render(evidence: Evidence) -> str:
    """The list's text: for each line of facts what waits for them, and below what to do."""
    return "".join(f"{without_commands(line)}\n" for line in _lines(evidence))


def _lines(evidence: Evidence) -> Iterator[str]:
    groups = undecided(evidence.results)
    if not groups:
        yield "Everything is decided."
    for group in groups:
        yield f"{plain(group.in_words)}:"
        yield f"  {plain(group.way.to_do)}"
        if group.way.command:
            yield f"  {plain(group.way.command)}"
