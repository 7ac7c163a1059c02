"""A comparison as Markdown of at most a page, for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lambdanet.comparison.comparison_words import (
    GONE,
    answer_in_words,
    cut,
    cut_name,
    failures,
    place_of,
    revision_of,
    totals,
    went_with,
)
from lambdanet.comparison.differences import KINDS, NEW, NO_LONGER_SUPPRESSED, STILL_FAILING
from lambdanet.evidence.formats.markdown_of_resource import code, table, text
from lambdanet.handbook.rule_pages import page_of
from lambdanet.plain_text import without_commands

if TYPE_CHECKING:
    from lambdanet.comparison.differences import Comparison, Difference

_MOST_FAILURES = 15
_MOST_OF_A_KIND = 3
_MOST_NOTES = 3
_ID = re.compile(r"LAMBDANET_\d{3}")


def render(comparison: Comparison) -> str:
    """The page."""
    return "".join(f"{without_commands(line)}\n" for line in _lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    yield from (f"### lambdanet: {failures(comparison)}", "", f"{_capital(totals(comparison))}.")
    revisions = [revision_of(report) for report in (comparison.old, comparison.new)]
    if all(revisions):
        yield from ("", f"From {code(revisions[0])} to {code(revisions[1])}.")
    failing = [*comparison.of(NEW), *comparison.of(NO_LONGER_SUPPRESSED)]
    failing = [each for each in failing if each.fails_newly]
    if failing:
        yield from ("", *table(("Rule", "Severity", "Place", "What is wrong"), map(_row, failing[:_MOST_FAILURES])))
    if len(failing) > _MOST_FAILURES:
        yield from ("", f"{len(failing) - _MOST_FAILURES} more are not shown here.")
    for kind, heading in KINDS.items():
        # What goes on failing is a number on this page: the report has it.
        found = [each for each in comparison.of(kind) if not each.fails_newly and kind != STILL_FAILING]
        yield from _listed(heading, [*map(_point, found[:_MOST_OF_A_KIND])], len(found))
    gone = [
        f"- {_name(each.resource.address)} ({text(cut_name(each.resource.file))}): {text(cut(went_with(each)))}"
        for each in comparison.gone[:_MOST_OF_A_KIND]
    ]
    yield from _listed(GONE, gone, len(comparison.gone))
    notes = [f"- {_capital(text(cut(each)))}." for each in comparison.beside[:_MOST_NOTES]]
    yield from _listed("How the reports were made", notes, len(comparison.beside))


def _listed(heading: str, points: Sequence[str], number: int) -> Iterator[str]:
    if points:
        yield from ("", f"**{heading}**", "", *points)
        if number > len(points):
            yield f"- and {number - len(points)} more"


def _row(each: Difference) -> tuple[str, ...]:
    words = cut(each.now.explanation) if each.now else ""
    before = " It was suppressed." if each.kind == NO_LONGER_SUPPRESSED else ""
    return _rule(each.rule), text(cut(each.severity, 20)), code(cut_name(place_of(each))), f"{text(words)}{before}"


def _point(each: Difference) -> str:
    was = f" Previously {text(cut(answer_in_words(each.before)))}" if each.before is not None else ""
    place = text(cut_name(place_of(each)))
    return f"- {_rule(each.rule)} {_name(each.resource.address)} ({place}): {text(cut(answer_in_words(each.now)))}{was}"


def _rule(id: str) -> str:
    return f"[{id}]({page_of(id)})" if _ID.fullmatch(id) else text(cut(id, 40))


def _name(address: str) -> str:
    return code(cut_name(address))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
