"""Why a report that has no failure does not mean that all is well: what was not judged, in one line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.reading_order import unread_calls_in_words
from lambdanet.kit.wording import counted

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence


def not_judged(evidence: Evidence, may_be_empty: bool = False) -> Iterator[str]:
    """What keeps a report from being green: nothing was judged, or not by every rule.

    may_be_empty: it is no fault that there is nothing to judge.
    """
    scanned = evidence.selection.file or evidence.selection.root
    if not evidence.frameworks:
        if may_be_empty:
            return
        yield f"{scanned}: there is no Terraform configuration, plan or CloudFormation template; nothing was judged"
    elif evidence.parse_errors and not evidence.files:
        yield f"{scanned}: {counted(len(evidence.parse_errors), 'file')} could not be read; nothing was judged"
    for rule in sorted({error.rule for error in evidence.rule_errors}):
        yield f"{rule} raised an error and did not judge everything; the report shows the error"


def unread(evidence: Evidence) -> Iterator[str]:
    """What is in no verdict because it was not read; an option makes it fail."""
    for file in evidence.parse_errors:
        yield f"{file} was not read; no answer covers its content"
    if evidence.unread_calls:
        yield unread_calls_in_words(evidence.unread_calls)
