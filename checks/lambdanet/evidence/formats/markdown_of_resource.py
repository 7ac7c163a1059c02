"""What is known of a resource and what the rules say of it, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.reading_order import most_telling_first, told_as

if TYPE_CHECKING:
    from lambdanet.evidence.gather.findings_of_part import JudgedFunction, JudgedResource

# What Markdown, or the HTML in it, would take for its own; within a word an underscore is one.
_SPECIAL = re.compile(r"([\\`*{}\[\]<>#|~$]|(?<!\w)_|_(?!\w))")


def facts(function: JudgedFunction) -> Iterator[str]:
    """The facts of a function, in a table."""
    rows = []
    for name, value in function.facts.items():
        if name != "private_dependencies":
            told = (", ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)
            rows.append((name.replace("_", " "), text(told), text(function.undecided_because.get(name, ""))))
    yield ""
    yield from table(("Fact", "Value", "Why it is undecided"), rows)


def results(judged: JudgedResource) -> Iterator[str]:
    """What the rules say of a resource, in a list."""
    yield ""
    for result in most_telling_first(judged.results):
        reason = f" Suppressed: {text(result.suppressed_because)}" if result.suppressed_because is not None else ""
        yield f"- **{told_as(result)}** {result.rule}: {text(result.explanation)}{reason}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def named(judged: JudgedResource) -> str:
    """A resource with the place where it stands."""
    return f"{code(judged.address)} ({text(judged.file)}:{judged.line})"


def code(written: str) -> str:
    """The text as code, in as many marks as it needs; a bar would end a cell of a table."""
    plain = " ".join(written.split()).replace("|", "¦")
    marks = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    space = " " if "`" in plain else ""
    return f"{marks}{space}{plain}{space}{marks}"


def text(plain: str) -> str:
    """The text with nothing in it that Markdown, or the HTML in it, would take for its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(plain.split()))
