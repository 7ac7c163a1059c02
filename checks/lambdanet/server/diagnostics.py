"""Findings as an editor shows them: on the attribute that is to be changed, with what they rest on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from lambdanet.evidence.findings.evidence_model import is_open
from lambdanet.kit.verdicts import UNDECIDED
from lambdanet.server.pages import page_of
from lambdanet.server.places import lines_of_block, span_to_change, whole_line

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.findings_of_part import JudgedResource, Location, Result
    from lambdanet.server.questions import Answer
    from lambdanet.server.texts import Texts

SOURCE = "lambdanet"
_SEVERITIES = {
    "CRITICAL": types.DiagnosticSeverity.Error,
    "HIGH": types.DiagnosticSeverity.Error,
    "MEDIUM": types.DiagnosticSeverity.Warning,
    "LOW": types.DiagnosticSeverity.Information,
}
_BROKEN = "cannot be read as it is; what lambdanet shows of it is of the last text that could be"
_NEVER_READ = "cannot be read, so nothing of it is judged, and what it makes is not known elsewhere"


def diagnostics_of(answer: Answer, texts: Texts, with_undecided: bool) -> dict[str, list[types.Diagnostic]]:
    """By path: what is wrong in the file, and where the editor's text cannot be read, that."""
    found: dict[str, list[types.Diagnostic]] = {}
    evidence = answer.evidence
    if evidence is None:
        return found
    for judged, result in evidence.results:
        if is_open(result) or (with_undecided and result.verdict == UNDECIDED and result.suppressed_because is None):
            path = os.path.join(evidence.selection.root, judged.file)
            one = _diagnostic(judged, result, path, answer, texts)
            # A finding on what a module makes that is called twice is there for both calls, in the same place.
            if one is not None and one not in found.setdefault(path, []):
                found[path].append(one)
    for path, text in _unreadable(answer, evidence):
        found.setdefault(path, []).append(_note(f"{os.path.basename(path)} {text}", path, texts))
    return {path: ones for path, ones in found.items() if ones}


def _diagnostic(
    judged: JudgedResource, result: Result, path: str, answer: Answer, texts: Texts
) -> types.Diagnostic | None:
    line = texts.line_now(path, judged.line - 1)
    span = None if line is None else span_to_change(texts.now(path).splitlines(), line, result.rule)
    if span is None:
        return None
    severity = (answer.severities or {}).get(result.rule, "LOW")
    decided = result.verdict != UNDECIDED
    return types.Diagnostic(
        range=texts.range(path, span),
        severity=_SEVERITIES[severity] if decided else types.DiagnosticSeverity.Hint,
        code=result.rule,
        code_description=types.CodeDescription(page_of(result.rule)),
        source=SOURCE,
        message=result.explanation if decided else f"Undecided: {result.explanation}",
        data={"line": line, "address": judged.address},
        related_information=list(_related(result, judged, answer, texts)) or None,
    )


def _related(
    result: Result, judged: JudgedResource, answer: Answer, texts: Texts
) -> Iterator[types.DiagnosticRelatedInformation]:
    for place in result.related:
        if answer.evidence is not None and (place.file, place.line) != (judged.file, judged.line):
            location = location_of(place, answer.evidence, texts)
            if location is not None:
                yield types.DiagnosticRelatedInformation(location, place.address)


def location_of(place: Location | JudgedResource, evidence: Evidence, texts: Texts) -> types.Location | None:
    """Where a resource begins now; None where it is gone."""
    path = os.path.join(evidence.selection.root, place.file)
    line = texts.line_now(path, place.line - 1)
    lines = texts.now(path).splitlines()
    block = range(0) if line is None else lines_of_block(lines, line)
    if not block:
        return None
    return types.Location(Path(path).as_uri(), texts.range(path, whole_line(lines, block[0])))


def _unreadable(answer: Answer, evidence: Evidence) -> Iterator[tuple[str, str]]:
    for path in sorted(answer.broken):
        yield path, _BROKEN if path in answer.judged else _NEVER_READ
    for file in evidence.parse_errors:
        path = os.path.join(evidence.selection.root, file)
        if path not in answer.broken:
            yield path, _NEVER_READ


def _note(message: str, path: str, texts: Texts) -> types.Diagnostic:
    lines = texts.now(path).splitlines()
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    return types.Diagnostic(
        range=texts.range(path, whole_line(lines, first)),
        severity=types.DiagnosticSeverity.Warning,
        source=SOURCE,
        message=message,
    )
