"""What decides about the answers besides the rules: settings, selections and suppressions.

Whoever writes the code may write these too, so every report begins with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lambdanet.evidence.findings.reading_order import suppressed
from lambdanet.records import dataclass
from lambdanet.settings.settings_in_force import settings_in_force, shown

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence


@dataclass(frozen=True)
class Decision:
    """One. what: the setting, the option, or the rule and its resource. value: what it says. where: its place."""

    kind: str
    what: str
    value: str
    where: str

    @property
    def in_words(self) -> str:
        """It in one sentence."""
        return f"{self.kind} {self.what}: {self.value} ({self.where})"


def decided_beside(evidence: Evidence) -> list[Decision]:
    """Settings that differ from their defaults, what was left out, and each suppression with its reason."""
    return [*_settings(), *_options(evidence.selection), *_suppressions(evidence)]


def _settings() -> Iterator[Decision]:
    for each in settings_in_force():
        if each.value != each.default:
            yield Decision("setting", each.name, f"{each.shown}, by default {shown(each.default)}", each.origin)


def _options(selection: Any) -> Iterator[Decision]:
    for option, values in (
        ("--check", selection.checks),
        ("--skip-check", selection.skip_checks),
        ("--skip-path", selection.skip_paths),
        ("--baseline", (selection.baseline,) if selection.baseline else ()),
    ):
        if values:
            yield Decision("option", option, ", ".join(map(str, values)), "the command")


def _suppressions(evidence: Evidence) -> Iterator[Decision]:
    for judged, result in suppressed(evidence):
        by_comment = result.suppressed_because is not None
        reason = result.suppressed_because or "no reason is given" if by_comment else "known before"
        what = f"{result.rule} {result.verdict} on {judged.address}"
        kind = "suppressed" if by_comment else "in the baseline"
        yield Decision(kind, what, str(reason), f"{judged.file}:{judged.line}")
