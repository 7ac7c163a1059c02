"""Evidence for the terminal: the failures with their explanations, by function and resource, then the totals."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.decided_beside import decided_beside
from lambdanet.evidence.findings.equal_failures import blocks_that_fail, root_modules_in_words
from lambdanet.evidence.findings.evidence_model import is_open
from lambdanet.evidence.findings.reading_order import (
    IN_BASELINE,
    SUPPRESSED,
    left_out_in_words,
    shown_verdict,
    unread_calls_in_words,
)
from lambdanet.evidence.findings.undecided_reasons import undecided
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.kit.verdicts import FAILED, PASSED, UNDECIDED
from lambdanet.kit.wording import counted
from lambdanet.plain_text import plain, without_commands

if TYPE_CHECKING:
    from lambdanet.evidence.findings.equal_failures import FailsAlike
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.findings.facts_from_outside import FromOutside

_COLOURS = {FAILED: "red", UNDECIDED: "yellow", SUPPRESSED: "magenta", IN_BASELINE: "magenta", PASSED: "green"}
_MOST_WIDTH = 110
_MOST_LISTED = 10

Paint = Callable[[str, str], str]


def render(evidence: Evidence, colour: bool = False) -> str:
    """The report's text. colour: for a terminal; NO_COLOR in the environment turns it off."""
    return "".join(f"{without_commands(line)}\n" for line in _lines(evidence, painter(colour)))


def painter(colour: bool) -> Paint:
    """Paints words for a terminal; without colour, or with NO_COLOR in the environment, leaves them as they are."""
    if not colour or os.environ.get("NO_COLOR"):
        return lambda text, _: text
    from termcolor import colored

    return lambda text, name: str(colored(text, None if name == "bold" else name, attrs=["bold"]))


def _lines(evidence: Evidence, paint: Paint) -> Iterator[str]:
    decisions = decided_beside(evidence)
    for decision in decisions:
        yield f"{paint(decision.kind, 'magenta')} {plain(decision.in_words[len(decision.kind) + 1 :])}"
    if decisions:
        yield ""
    several = len({judged.part for judged in evidence.judged if judged.part}) > 1
    for block in blocks_that_fail(evidence):
        yield from _block(block, paint, several)
        yield ""
    yield from _summary(evidence, paint)


def _block(block: FailsAlike, paint: Paint, several: bool) -> Iterator[str]:
    """several: there is more than one root module, so what one calls needs to say whose it is."""
    judged = block.resources[0]
    whose = root_modules_in_words(block.resources) if several else ""
    one = f"  {whose}" if whose and len(block.resources) == 1 else ""
    yield f"{paint(judged.address, 'bold')}  {judged.file}:{judged.line}{one}"
    if whose and not one:
        yield from _wrapped(whose, "  ")
    rules = pack_rules()
    for result in block.results:
        verdict = shown_verdict(result)
        if verdict == FAILED:
            yield f"  {paint(verdict, _COLOURS[verdict])} {result.rule} {rules[result.rule].severity}"
            yield from _wrapped(result.explanation)
        else:
            reason = result.suppressed_because or "no reason is given"
            yield f"  {paint(verdict, _COLOURS[verdict])} {result.rule}: {reason}"


def _wrapped(text: str, indent: str = "    ") -> Iterator[str]:
    width = min(get_terminal_size((_MOST_WIDTH, 24)).columns, _MOST_WIDTH)
    for line in textwrap.wrap(text, max(width, 40), break_long_words=False, break_on_hyphens=False):
        yield f"{indent}{line}"


def _summary(evidence: Evidence, paint: Paint) -> Iterator[str]:
    totals = Counter(shown_verdict(result) for _, result in evidence.results)
    counts = [
        paint(f"{totals[word]} {word}", colour if totals[word] else "bold")
        for word, colour in _COLOURS.items()
        if totals[word] or word in (FAILED, UNDECIDED, PASSED)
    ]
    others = len(evidence.resources)
    yield f"{counted(len(evidence.functions), 'function')} and {counted(others, 'other resource')}: {', '.join(counts)}"
    groups = undecided(evidence.results)
    for group in groups[:_MOST_LISTED]:
        yield f"  {paint(plain(group.in_words), 'yellow')}. {plain(group.advice)}"
    if len(groups) > _MOST_LISTED:
        yield f"  {counted(len(groups) - _MOST_LISTED, 'further fact')} they wait for: --missing lists all."
    for file in evidence.parse_errors:
        yield f"{paint('not read', 'red')} {plain(file)}"
    if evidence.unread_calls:
        yield f"{paint('not read', 'red')} {unread_calls_in_words(evidence.unread_calls)}:"
        for call in evidence.unread_calls:
            yield f"  {call.address}{f' ({call.source})' if call.source else ''}  {call.file}:{call.line}"
    if evidence.left_out:
        yield f"{paint('not judged', 'yellow')} {left_out_in_words(evidence.left_out)}:"
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
    yield from _some([each.in_words for each in outside.taken])
    for heading, sentences in outside.sections:
        yield f"{paint(heading.lower(), 'yellow')}:"
        yield from _some(sentences)


def _some(sentences: Sequence[str]) -> Iterator[str]:
    yield from (f"  {plain(each)}" for each in sentences[:_MOST_LISTED])
    if len(sentences) > _MOST_LISTED:
        yield f"  and {len(sentences) - _MOST_LISTED} more"
