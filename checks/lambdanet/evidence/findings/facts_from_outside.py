"""The files with facts from outside the code: what was taken from which, how old it is, and what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING

from lambdanet.given.accounts import is_of_account
from lambdanet.given.fact_files import files_at
from lambdanet.given.in_force import are_given, entries
from lambdanet.kit.wording import counted
from lambdanet.plain_text import plain
from lambdanet.records import dataclass
from lambdanet.settings.settings_in_force import current

if TYPE_CHECKING:
    from lambdanet.evidence.gather.given_files import Given, GivenFile

_SHORT = 12


@dataclass(frozen=True)
class TakenFrom:
    """A file from which facts were taken. days: how old they are; None where that is not known. old: too old."""

    file: str
    digest: str
    day: str
    days: int | None
    old: bool

    @property
    def in_words(self) -> str:
        """It in one line, with the beginning of the digest."""
        age = "" if self.days is None else f", {counted(self.days, 'day')} old"
        return f"{self.file} ({self.digest[:_SHORT]}) of {self.day}{age}"


@dataclass(frozen=True)
class FromOutside:
    """All that there is to say about the files. given: there are any.

    unused: the files and folders of which nothing was taken.
    """

    given: bool = False
    taken: tuple[TakenFrom, ...] = ()
    unused: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What a person has to look at, the most serious first: a heading, and a sentence for each."""
        days = current().days_of_surroundings
        found = (
            ("Contradicted", self.contradictions),
            ("Wrong in the files", self.problems),
            (f"Older than {counted(days, 'day')}", tuple(each.in_words for each in self.taken if each.old)),
            ("Not matched", self.unmatched),
            ("Nothing was taken from", self.unused),
        )
        return tuple((heading, sentences) for heading, sentences in found if sentences)


def from_outside(parts: Iterable[Given]) -> FromOutside:
    """What all parts of a scan took from the files, and what is wrong with them."""
    if not are_given():
        return FromOutside()
    found = list(parts)
    taken = {file.path: file for part in found for file in part.taken}
    return FromOutside(
        True,
        tuple(_aged(taken[path]) for path in sorted(taken)),
        tuple(_shown(path) for path in _unused(taken.keys())),
        _each(part.contradictions for part in found),
        _each(part.problems for part in found),
        _each(part.unmatched for part in found),
    )


def _unused(taken: Container[str]) -> Iterator[str]:
    """The files of which nothing was taken. Of an account most are about something else: it is named as a whole."""
    for named in dict.fromkeys(named for entry in entries() for named in entry.files):
        files = files_at(named)
        is_used = any(file.path in taken for file in files)
        of_account = [file for file in files if is_of_account(file.content)]
        if of_account and not is_used:
            yield named
        yield from (file.path for file in files if file.path not in taken and file not in of_account)


def _each(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence for each in groups for sentence in each))


def _aged(file: GivenFile) -> TakenFrom:
    try:
        days: int | None = max((_today() - date.fromisoformat(file.day)).days, 0)
    except ValueError:
        days = None
    old = file.ages and days is not None and days > current().days_of_surroundings
    return TakenFrom(plain(file.shown), file.digest, file.day, days, old)


def _today() -> date:
    """SOURCE_DATE_EPOCH sets it, as the time of the report."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(seconds), timezone.utc) if seconds else datetime.now(timezone.utc)).date()


def _shown(path: str) -> str:
    relative = os.path.relpath(path)
    return plain(path if relative.startswith(os.pardir) else relative)
