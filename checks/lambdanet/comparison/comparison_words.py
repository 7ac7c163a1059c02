"""The words about a comparison that text and Markdown share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.comparison.differences import (
    FIXED,
    NEWLY_SUPPRESSED,
    NO_LONGER_DECIDED,
    NO_LONGER_SUPPRESSED,
    NOT_JUDGED,
    STILL_FAILING,
)
from lambdanet.kit.wording import counted

if TYPE_CHECKING:
    from lambdanet.comparison.compared_report import Answer, ComparedReport
    from lambdanet.comparison.differences import Comparison, Difference, GoneResource

GONE = "Resources that are gone, or that no rule judges any more"
_ALWAYS_SHOWN = (FIXED, STILL_FAILING)
_LONGEST = 400
_LONGEST_NAME = 120


def totals(comparison: Comparison) -> str:
    """How many of each kind; ``failures`` says what fails newly."""
    kinds = (FIXED, STILL_FAILING, NEWLY_SUPPRESSED, NO_LONGER_SUPPRESSED, NO_LONGER_DECIDED, NOT_JUDGED)
    counts = {kind: len(comparison.of(kind)) for kind in kinds}
    shown = [f"{counts[kind]} {kind.replace('_', ' ')}" for kind in kinds if counts[kind] or kind in _ALWAYS_SHOWN]
    if comparison.gone:
        shown.append(f"{counted(len(comparison.gone), 'resource')} gone or judged no longer")
    if comparison.came:
        shown.append(counted(len(comparison.came), "new resource"))
    return ", ".join(shown)


def failures(comparison: Comparison) -> str:
    """ "1 new failure", "no new failure"."""
    return counted(comparison.new_failures, "new failure") if comparison.new_failures else "no new failure"


def answer_in_words(answer: Answer | None) -> str:
    """A verdict with its explanation, and why it is suppressed."""
    if answer is None:
        return "not judged."
    suppressed = (
        ""
        if answer.suppressed_because is None
        else f" (suppressed: {answer.suppressed_because or 'no reason is given'})"
    )
    return f"{answer.verdict}{suppressed}: {answer.explanation}"


def place_of(difference: Difference) -> str:
    """Where the resource is, and where it was."""
    resource, before = difference.resource, difference.moved_from
    moved = "" if before is None else f" (moved from {before.file if before.file != resource.file else before.part})"
    return f"{resource.file}:{resource.line}{moved}"


def revision_of(report: ComparedReport) -> str:
    """The commit that the report is about, in short; "" where it names none."""
    return f"{cut(report.revision, 12, '')}{' with changes' if report.changed else ''}" if report.revision else ""


def went_with(gone: GoneResource) -> str:
    """What a resource that is gone failed."""
    if gone.unread:
        return "its file could not be read"
    return f"failed {', '.join(gone.failures)}" if gone.failures else "failed nothing"


def cut(words: str, longest: int = _LONGEST, mark: str = "…") -> str:
    """The beginning of what is too long for a page."""
    return words if len(words) <= longest else f"{words[: longest - len(mark)]}{mark}"


def cut_name(name: str) -> str:
    """A name that is too long for a page, by its beginning and its end."""
    half = _LONGEST_NAME // 2
    return name if len(name) <= _LONGEST_NAME else f"{name[:half]}…{name[-half:]}"
