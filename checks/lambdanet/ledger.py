"""Every verdict of the run, also those that Checkov does not report.

Checkov drops undecided results and knows no "not applicable"; the ledger keeps them, with the explanations and
with the rules that raised. It lives as long as the process.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdanet.verdicts import Verdict


@dataclass(frozen=True)
class Entry:
    """One verdict of one rule in one scan. framework: "terraform", "terraform_plan" or "cloudformation"."""

    framework: str
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

    entries: list[Entry] = field(default_factory=list)
    errors: list[RuleError] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def record(self, framework: str, rule: str, verdicts: list[Verdict]) -> None:
        """Add the verdicts of a rule."""
        with self._lock:
            self.entries.extend(Entry(framework, rule, verdict) for verdict in verdicts)

    def record_error(self, framework: str, rule: str, message: str) -> None:
        """Note that a rule raised."""
        with self._lock:
            self.errors.append(RuleError(framework, rule, message))

    def clear(self) -> None:
        """Forget everything, before another run in the same process."""
        with self._lock:
            self.entries.clear()
            self.errors.clear()


LEDGER = Ledger()
"""The ledger of this process."""
