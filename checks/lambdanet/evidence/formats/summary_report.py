"""Evidence as Markdown of at most a page: what a pull request's run says of itself, for a step summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.equal_failures import equal_failures, root_modules_in_words
from lambdanet.evidence.findings.reading_order import failures_by_rule, shown_verdict
from lambdanet.evidence.findings.report_scope import scope_of
from lambdanet.evidence.findings.undecided_reasons import undecided
from lambdanet.evidence.formats.markdown_of_resource import code, table, text
from lambdanet.handbook.rule_pages import page_of
from lambdanet.kit.verdicts import FAILED, PASSED, UNDECIDED
from lambdanet.kit.wording import counted
from lambdanet.plain_text import without_commands

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.findings.ways_to_facts import Way
    from lambdanet.evidence.gather.findings_of_part import JudgedResource

# A page: so many failures and reasons, and so many characters of a sentence.
_MOST_FAILURES = 20
_MOST_REASONS = 5
_LONGEST = 400


def render(evidence: Evidence) -> str:
    """The summary's text."""
    return "".join(f"{without_commands(line)}\n" for line in _lines(evidence))


def _lines(evidence: Evidence) -> Iterator[str]:
    totals = Counter(shown_verdict(result) for _, result in evidence.results)
    numbers = ", ".join(
        f"**{totals[word]} {word}**" if word == FAILED and totals[word] else f"{totals[word]} {word}"
        for word in (FAILED, UNDECIDED, "suppressed", "in the baseline", PASSED)
        if totals[word] or word in (FAILED, PASSED)
    )
    yield from ("### lambdanet", "", f"{counted(len(evidence.functions), 'function')}: {numbers}.")
    rows = [
        (
            f"[{group.rule.id}]({page_of(group.rule.id)})",
            group.rule.severity,
            _place(equal.resources),
            _short(equal.result.explanation),
        )
        for group in failures_by_rule(evidence)
        for equal in equal_failures(group.results)
    ]
    if rows:
        yield from ("", *table(("Rule", "Severity", "Place", "What is wrong"), rows[:_MOST_FAILURES]))
    if len(rows) > _MOST_FAILURES:
        yield from ("", f"{len(rows) - _MOST_FAILURES} more failures are in the report.")
    changes = scope_of(evidence).changes
    if changes is not None and changes.number:
        yield from ("", f"**{changes.in_words} from the commit** that is checked out; the report lists them.")
    yield from _not_judged(evidence)
    for heading, sentences in evidence.outside.sections:
        more = f" And {len(sentences) - 1} more." if len(sentences) > 1 else ""
        yield from ("", f"**{heading}:** {_short(sentences[0])}.{more}")
    reasons = undecided(evidence.results)
    if reasons:
        yield from ("", "Undecided:", "")
        yield from (f"- {_short(group.in_words)}: {_to_do(group.way)}" for group in reasons[:_MOST_REASONS])
        rest = len(reasons) - _MOST_REASONS
        if rest > 0:
            yield f"- {counted(rest, 'further reason')}: the report lists {'it' if rest == 1 else 'them'}."


def _place(resources: tuple[JudgedResource, ...]) -> str:
    first = resources[0]
    whose = root_modules_in_words(resources) if len(resources) > 1 else ""
    return f"{code(f'{first.file}:{first.line}')}{f', {_short(whose)}' if whose else ''}"


def _to_do(way: Way) -> str:
    return f"{_short(way.to_do)}{f': {code(_cut(way.command))}' if way.command else '.'}"


def _not_judged(evidence: Evidence) -> Iterator[str]:
    unread = len(evidence.parse_errors) + len(evidence.unread_calls)
    if unread:
        yield from (
            "",
            f"**Not read:** {unread} of the files, modules, stacks and applications; the report lists them.",
        )
    if evidence.rule_errors:
        yield from ("", f"**Did not finish:** {', '.join(sorted({error.rule for error in evidence.rule_errors}))}.")


def _short(sentence: str) -> str:
    return text(_cut(sentence))


def _cut(sentence: str) -> str:
    """The text, of a long one its begin and its last sentence, which says what to do."""
    if len(sentence) <= _LONGEST:
        return sentence
    _, _, last = sentence.rpartition(". ")
    end = f" {last}" if len(last) <= _LONGEST // 2 else ""
    return f"{sentence[: _LONGEST - 1 - len(end)]}…{end}"
