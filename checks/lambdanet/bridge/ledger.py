"""Every verdict of the run, also those that Checkov does not report.

Checkov drops undecided results and knows no "not applicable"; the ledger keeps them, with the explanations and
with the rules that raised. It lives as long as the process.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any

from lambdanet.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.frameworks import Framework
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.readers.reading import Reading


@dataclass(frozen=True)
class Entry:
    """One verdict of one rule in one scan. framework: "terraform", "terraform_plan" or "cloudformation"."""

    framework: Framework
    rule: str
    verdict: Verdict


@dataclass(frozen=True)
class RuleError:
    """A rule that raised: its verdicts on this scan are missing."""

    framework: str
    rule: str
    message: str


@dataclass
class Ledger:
    """Collects from all threads of a run."""

    errors: list[RuleError] = field(default_factory=list)
    _recorded: list[tuple[Framework, str, list[Verdict]]] = field(default_factory=list, repr=False)
    _readings: list[tuple[Reading, Any]] | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def entries(self) -> list[Entry]:
        """All verdicts, in the order in which the rules ran."""
        with self._lock:
            return [Entry(framework, rule, one) for framework, rule, verdicts in self._recorded for one in verdicts]

    def record(self, framework: Framework, rule: str, verdicts: list[Verdict]) -> None:
        """Add the verdicts of a rule."""
        with self._lock:
            self._recorded.append((framework, rule, verdicts))

    def record_error(self, framework: str, rule: str, message: str) -> None:
        """Note that a rule raised."""
        with self._lock:
            self.errors.append(RuleError(framework, rule, message))

    @property
    def keeps_readings(self) -> bool:
        """Whether evidence is made of what is read, and so shows all of it."""
        return self._readings is not None

    @contextmanager
    def keeping_readings(self) -> Iterator[list[tuple[Reading, Any]]]:
        """What is read within the block, each with its graph. A scan has no use for it, evidence needs it."""
        self._readings = []
        try:
            yield self._readings
        finally:
            self._readings = None

    def record_reading(self, reading: Reading, graph: Any) -> None:
        """Note a graph that has just been read."""
        if self._readings is not None:
            self._readings.append((reading, graph))

    def clear(self) -> None:
        """Forget everything, before another run in the same process."""
        with self._lock:
            self._recorded.clear()
            self.errors.clear()


LEDGER = Ledger()
"""The ledger of this process."""
