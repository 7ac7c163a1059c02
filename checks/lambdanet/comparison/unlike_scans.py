"""What differs in how two reports were made: what a difference may come from where the code is the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdanet.comparison.compared_report import ComparedReport


def unlike_scans(old: ComparedReport, new: ComparedReport) -> Iterator[str]:
    """Sentences without a full stop."""
    if old.digest and old.digest == new.digest:
        yield "both reports have read the same content"
    yield from _changed("the version of ", old.versions, new.versions)
    yield from _changed("the setting ", old.settings, new.settings)
    yield from _options(old, new)
    if old.from_outside != new.from_outside:
        yield "the files with facts from outside the code differ"
    yield from _kinds_of_code(old, new)
    yield from _not_read(old, new)


def _changed(what: str, before: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for name, value in now.items():
        if name in before and before[name] != value:
            yield f"{what}{name} was {before[name]} and is {value}"


def _options(old: ComparedReport, new: ComparedReport) -> Iterator[str]:
    for name in dict.fromkeys((*old.options, *new.options)):
        before, now = old.options.get(name), new.options.get(name)
        if before is None or now is None:
            yield f"the option {name}, {before or now}, is of the {'new' if before is None else 'old'} report only"
        elif before != now:
            yield f"the option {name} was {before} and is {now}"


def _kinds_of_code(old: ComparedReport, new: ComparedReport) -> Iterator[str]:
    for name in old.frameworks:
        if name not in new.frameworks:
            yield f"only the old report has read anything as {name}"
    for name in new.frameworks:
        if name not in old.frameworks:
            yield f"only the new report has read anything as {name}"


def _not_read(old: ComparedReport, new: ComparedReport) -> Iterator[str]:
    for file in new.parse_errors:
        yield f"{file} could not be read for the new report"
    for file in old.parse_errors:
        if file not in new.parse_errors:
            yield f"{file} could not be read for the old report"
    for rule in dict.fromkeys(new.rule_errors):
        yield f"{rule} did not finish for the new report"
    for call in dict.fromkeys(new.calls_not_read):
        if call not in old.calls_not_read:
            yield f"{call} is not in the new scan and may make functions"
