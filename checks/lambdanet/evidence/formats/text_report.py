"""Evidence for the terminal: the failures with their explanations, by function and resource, then how it stands."""

from __future__ import annotations

import os
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.decided_beside import decided_beside
from lambdanet.evidence.findings.evidence_model import is_open
from lambdanet.evidence.findings.reading_order import (
    IN_BASELINE,
    SUPPRESSED,
    most_telling_first,
    told_as,
    told_of_calls,
    told_of_left_out,
)
from lambdanet.evidence.findings.undecided_reasons import undecided
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.kit.verdicts import FAILED, PASSED, UNDECIDED
from lambdanet.kit.wording import counted
from lambdanet.plain_text import plain

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.findings.facts_from_outside import FromOutside
    from lambdanet.evidence.gather.findings_of_part import JudgedResource

_COLOURS = {FAILED: "red", UNDECIDED: "yellow", SUPPRESSED: "magenta", IN_BASELINE: "magenta", PASSED: "green"}
_MOST_WIDTH = 110
_MOST_LISTED = 10
_COMMAND_AT_BEGIN = re.compile(r"^(\W*?)::(?=\w)")
_COMMAND_ANYWHERE = re.compile(r"##(?=\w*\[)")

Paint = Callable[[str, str], str]


def render(evidence: Evidence, colour: bool = False) -> str:
    """The report's text. colour: for a terminal; NO_COLOR in the environment turns it off."""
    return "".join(f"{without_commands(line)}\n" for line in _lines(evidence, painter(colour)))


def without_commands(line: str) -> str:
    """The line, with nothing in it that a CI system would carry out: the log shows reports.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands and
    https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
    """
    line = _COMMAND_ANYWHERE.sub("# #", line)
    return _COMMAND_AT_BEGIN.sub(r"\1: :", line)


def painter(colour: bool) -> Paint:
    """Paints words for a terminal; without colour, or with NO_COLOR in the environment, leaves them as they are."""
    if not colour or os.environ.get("NO_COLOR"):
        return lambda text, _: text
    from termcolor import colored

    return lambda text, name: str(colored(text, None if name == "bold" else name, attrs=["bold"]))


def _lines(evidence: Evidence, paint: Paint) -> Iterator[str]:
    decisions = decided_beside(evidence)
    for decision in decisions:
        yield f"{paint(decision.kind, 'magenta')} {plain(decision.told[len(decision.kind) + 1 :])}"
    if decisions:
        yield ""
    several = len({judged.part for judged in evidence.judged if judged.part}) > 1
    for judged in evidence.judged:
        shown = [result for result in most_telling_first(judged.results) if told_as(result) in (FAILED, SUPPRESSED)]
        if any(is_open(result) for result in shown):
            yield from _resource(judged, paint, several)
            yield ""
    yield from _summary(evidence, paint)


def _resource(judged: JudgedResource, paint: Paint, several: bool) -> Iterator[str]:
    """several: there is more than one root module, so what one calls needs to say whose it is."""
    elsewhere = several and judged.part and judged.part != (os.path.dirname(judged.file) or ".")
    whose = f"  in the root module {judged.part}" if elsewhere else ""
    yield f"{paint(judged.address, 'bold')}  {judged.file}:{judged.line}{whose}"
    rules = pack_rules()
    for result in most_telling_first(judged.results):
        told = told_as(result)
        if told == FAILED:
            yield f"  {paint(told, _COLOURS[told])} {result.rule} {rules[result.rule].severity}"
            yield from _wrapped(result.explanation)
        elif told == SUPPRESSED:
            reason = result.suppressed_because or "no reason is given"
            yield f"  {paint(told, _COLOURS[told])} {result.rule}: {reason}"


def _wrapped(text: str) -> Iterator[str]:
    width = min(get_terminal_size((_MOST_WIDTH, 24)).columns, _MOST_WIDTH)
    for line in textwrap.wrap(text, max(width, 40), break_long_words=False, break_on_hyphens=False):
        yield f"    {line}"


def _summary(evidence: Evidence, paint: Paint) -> Iterator[str]:
    totals = Counter(told_as(result) for _, result in evidence.results)
    told = [
        paint(f"{totals[word]} {word}", colour if totals[word] else "bold")
        for word, colour in _COLOURS.items()
        if totals[word] or word in (FAILED, UNDECIDED, PASSED)
    ]
    others = len(evidence.resources)
    yield f"{counted(len(evidence.functions), 'function')} and {counted(others, 'other resource')}: {', '.join(told)}"
    groups = undecided(evidence.results)
    for group in groups[:_MOST_LISTED]:
        yield f"  {paint(plain(group.told), 'yellow')}. {plain(group.advice)}"
    if len(groups) > _MOST_LISTED:
        yield f"  {counted(len(groups) - _MOST_LISTED, 'further fact')} they wait for: --missing lists all."
    for file in evidence.parse_errors:
        yield f"{paint('not read', 'red')} {plain(file)}"
    if evidence.unread_calls:
        yield f"{paint('not read', 'red')} {told_of_calls(evidence.unread_calls)}:"
        for call in evidence.unread_calls:
            yield f"  {call.address}{f' ({call.source})' if call.source else ''}  {call.file}:{call.line}"
    if evidence.left_out:
        yield f"{paint('not judged', 'yellow')} {told_of_left_out(evidence.left_out)}:"
        yield from _some([f"{each.address}: {each.because}  {each.file}:{each.line}" for each in evidence.left_out])
    yield from _from_outside(evidence.outside, paint)
    for error in evidence.rule_errors:
        yield f"{paint('did not finish', 'red')} {error.rule} ({error.framework}): {error.message}"
    if any(is_open(result) for _, result in evidence.results):
        yield "`lambdanet explain ID` explains a rule and how to fix what it finds."


def _from_outside(outside: FromOutside, paint: Paint) -> Iterator[str]:
    """The files with facts, of many the first, and what a person has to look at."""
    if not outside.given:
        return
    yield f"{paint('facts from', 'bold')} {counted(len(outside.taken), 'file')} outside the code"
    yield from _some([each.told for each in outside.taken])
    for heading, told in outside.sections:
        yield f"{paint(heading.lower(), 'yellow')}:"
        yield from _some(told)


def _some(told: Sequence[str]) -> Iterator[str]:
    yield from (f"  {plain(each)}" for each in told[:_MOST_LISTED])
    if len(told) > _MOST_LISTED:
        yield f"  and {len(told) - _MOST_LISTED} more"
