"""What was found about the files with facts in one part, as plain data: it goes with the findings into the reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambdanet.given.what_files_say import said_by
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.given.fact_files import FactFile
    from lambdanet.given.notes import Notes


@dataclass(frozen=True)
class GivenFile:
    """A file from which facts were taken.

    path: absolute. shown: as people see it. digest: SHA-256 of its bytes. day: of what it says, as 2026-11-20.
    ages: it says what somebody else has, which changes without the file; the values of a deployment do not.
    """

    path: str
    shown: str
    digest: str
    day: str
    ages: bool


@dataclass(frozen=True)
class Given:
    """taken: the files. unmatched, contradictions, problems: sentences, as ``Notes`` has them."""

    taken: tuple[GivenFile, ...] = ()
    unmatched: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


SENTENCES = ("unmatched", "contradictions", "problems")
"""The fields of ``Given`` that are shown to people as they are."""


def given_in(all_notes: Iterable[Notes]) -> Given:
    """What several readings of a part noted, each once."""
    found = list(all_notes)
    taken = {path: file for notes in found for path, file in notes.taken.items()}
    return Given(
        tuple(_plain(taken[path]) for path in sorted(taken)),
        tuple(dict.fromkeys(sentence for notes in found for sentence in notes.unmatched)),
        tuple(dict.fromkeys(sentence for notes in found for sentence in notes.contradictions)),
        tuple(dict.fromkeys(sentence for notes in found for sentence in notes.problems)),
    )


def _plain(file: FactFile) -> GivenFile:
    return GivenFile(file.path, file.shown, file.digest, file.taken, not said_by(file).holds_values)
