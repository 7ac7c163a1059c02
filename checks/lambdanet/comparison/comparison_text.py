"""A comparison for the terminal: what fails newly first, the totals last."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from lambdanet.comparison.comparison_words import (
    GONE,
    answer_in_words,
    failures,
    place_of,
    revision_of,
    totals,
    went_with,
)
from lambdanet.comparison.differences import KINDS, NEW, NO_LONGER_SUPPRESSED, STILL_FAILING
from lambdanet.evidence.formats.text_report import Paint, painter
from lambdanet.kit.wording import counted
from lambdanet.plain_text import plain, without_commands

if TYPE_CHECKING:
    from lambdanet.comparison.differences import Comparison, Difference

_COLOURS = {NEW: "red", NO_LONGER_SUPPRESSED: "red", "fixed": "green", "newly_decided": "green"}
_MOST_WIDTH = 110
_MOST_LISTED = 20


def render(comparison: Comparison, colour: bool = False) -> str:
    """The text. colour: for a terminal."""
    text = "".join(f"{without_commands(line)}\n" for line in _lines(comparison, painter(colour)))
    return text.lstrip("\n")


def _lines(comparison: Comparison, paint: Paint) -> Iterator[str]:
    revisions = [revision_of(report) for report in (comparison.old, comparison.new)]
    if all(revisions):
        yield plain(f"{revisions[0]} -> {revisions[1]}")
    yield from _some([f"{paint('note', 'magenta')} {plain(each)}" for each in comparison.beside], "note")
    for kind, heading in KINDS.items():
        found = comparison.of(kind)
        if found:
            yield from ("", paint(heading, _COLOURS.get(kind, "bold")))
            # What ends the command with 1 is shown in full.
            shown = found if kind in _COLOURS and _COLOURS[kind] == "red" else found[:_MOST_LISTED]
            for each in shown:
                yield from _difference(each, paint)
            if len(found) > len(shown):
                yield f"  and {len(found) - len(shown)} more: --format json has all."
    if comparison.gone:
        yield from ("", paint(GONE, "bold"))
        yield from _some(
            [
                plain(f"  {each.resource.address}  {each.resource.file}:{each.resource.line}  {went_with(each)}")
                for each in comparison.gone
            ],
            "resource",
        )
    if comparison.came:
        yield from ("", paint("New resources", "bold"))
        yield from _some([plain(f"  {each.address}  {each.file}:{each.line}") for each in comparison.came], "resource")
    yield ""
    yield f"{paint(failures(comparison), 'red' if comparison.new_failures else 'green')}, {totals(comparison)}"


def _difference(each: Difference, paint: Paint) -> Iterator[str]:
    name = paint(plain(each.resource.address), "bold")
    yield f"  {plain(f'{each.rule} {each.severity}')} {name}  {plain(place_of(each))}"
    if each.kind == STILL_FAILING and each.before == each.now:
        return
    if each.now is not None:
        yield from _wrapped(answer_in_words(each.now))
    if each.before is not None or each.kind not in (NEW, "newly_suppressed"):
        yield from _wrapped(f"previously {answer_in_words(each.before)}")


def _wrapped(words: str) -> Iterator[str]:
    width = min(get_terminal_size((_MOST_WIDTH, 24)).columns, _MOST_WIDTH)
    for line in textwrap.wrap(plain(words), max(width, 40), break_long_words=False, break_on_hyphens=False):
        yield f"    {line}"


def _some(lines: Sequence[str], word: str) -> Iterator[str]:
    yield from lines[:_MOST_LISTED]
    if len(lines) > _MOST_LISTED:
        yield f"  and {counted(len(lines) - _MOST_LISTED, f'further {word}')}: --format json has all."
