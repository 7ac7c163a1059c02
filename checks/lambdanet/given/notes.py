"""What was found about the files with facts while code was read: what was taken, what fitted nothing, what contradicts.

One for each reading, as the readers make it; it goes with the reading into the reports.
"""

from __future__ import annotations

from dataclasses import field

from lambdanet.given.fact_files import FactFile
from lambdanet.missing_facts import MissingFact
from lambdanet.records import dataclass

MOST = 500


@dataclass
class Notes:
    """taken: path of a file -> the file, of those from which something was taken.

    of: an id, or the root module or template with ":" in front, -> the files from which what is known of it was taken.
    unmatched: sentences about what was looked for in the files and is not there, or is there more than once.
    asked: identity of a look-up -> the fact that it asks for by its name, such as a stored parameter or another state.
    contradictions: sentences about facts that contradict the code, or each other. problems: what is wrong in the files.
    """

    taken: dict[str, FactFile] = field(default_factory=dict)
    of: dict[str, dict[str, FactFile]] = field(default_factory=dict)
    unmatched: dict[str, None] = field(default_factory=dict)
    asked: dict[str, MissingFact] = field(default_factory=dict)
    contradictions: dict[str, None] = field(default_factory=dict)
    problems: dict[str, None] = field(default_factory=dict)

    def take(self, file: FactFile, whose: str) -> None:
        """Note that something was taken from a file about an id, or (":" and its path) a root module or template."""
        self.taken[file.path] = file
        self.of.setdefault(whose, {})[file.path] = file

    def add_unmatched(self, sentence: str) -> None:
        """Note what was looked for and not found."""
        if len(self.unmatched) < MOST:
            self.unmatched[sentence] = None

    def add_contradiction(self, sentence: str) -> None:
        """Note a fact that contradicts the code or another fact."""
        if len(self.contradictions) < MOST:
            self.contradictions[sentence] = None

    def add_problem(self, sentence: str) -> None:
        """Note what is wrong in a file."""
        if len(self.problems) < MOST:
            self.problems[sentence] = None


_current = Notes()


def begin() -> Notes:
    """Start a new reading."""
    global _current
    _current = Notes()
    return _current


def resume(of_reading: Notes) -> None:
    """Take these notes from here on: what is read belongs to their reading."""
    global _current
    _current = of_reading


def notes() -> Notes:
    """The notes of the reading under way."""
    return _current
