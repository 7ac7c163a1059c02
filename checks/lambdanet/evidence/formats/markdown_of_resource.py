"""What is known of a resource and what the rules say of it, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.reading_order import most_important_first, shown_verdict
from lambdanet.evidence.gather.facts_in_words import name_of_fact
from lambdanet.plain_text import plain

if TYPE_CHECKING:
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction, JudgedResource

# What a code host makes a link, a mention or a reference of even where it is escaped, and what Markdown, or the HTML in
# it, would take for its own; within a word an underscore is one.
_SPECIAL = re.compile(
    r"(?P<acts>(?:@|#|://|(?<=www)\.|(?<=\bGH)-|(?<!\w)[!%~$&](?=\w))+)|[\\`*{}\[\]<>|~$&]|(?<!\w)_|_(?!\w)"
)


def facts(function: JudgedFunction) -> Iterator[str]:
    """The facts of a function, in a table."""
    rows = []
    for name, value in function.facts.items():
        if name != "private_dependencies":
            shown = (", ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)
            rows.append((name_of_fact(name), text(shown), text(function.undecided_because.get(name, ""))))
    yield ""
    yield from table(("Fact", "Value", "Why it is undecided"), rows)


def results(judged: JudgedResource) -> Iterator[str]:
    """What the rules say of a resource, in a list."""
    yield ""
    for result in most_important_first(judged.results):
        reason = f" Suppressed: {text(result.suppressed_because)}" if result.suppressed_because is not None else ""
        yield f"- **{shown_verdict(result)}** {result.rule}: {text(result.explanation)}{reason}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def named(judged: JudgedResource) -> str:
    """A resource with its place."""
    return f"{code(judged.address)} ({text(judged.file)}:{judged.line})"


def code(written: str) -> str:
    """The text as code, in as many marks as it needs; a bar would end a cell of a table."""
    line = " ".join(plain(written).split()).replace("|", "¦")
    marks = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    space = " " if "`" in line else ""
    return f"{marks}{space}{line}{space}{marks}"


def text(written: str) -> str:
    """The text with nothing in it that Markdown, the HTML in it or a code host would take for its own."""
    line = " ".join(plain(written).split())
    return _SPECIAL.sub(lambda found: f"`{found[0]}`" if found["acts"] else f"\\{found[0]}", line)
