"""What a run of Checkov says of the files with facts: its records have no place for what contradicts or is wrong."""

from __future__ import annotations

import logging
from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.bridge.current_run import number_of_run
from lambdanet.plain_text import plain
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.readers.reading import Reading

logger = logging.getLogger("lambdanet")
MOST = 20


@dataclass
class _Logged:
    """What was logged in a run, by its number."""

    run: int = 0
    by_kind: dict[str, set[str]] = field(default_factory=dict)


_logged = _Logged()


def warn_of_facts(reading: Reading) -> None:
    """Log what is wrong with the files, contradicts the code or fits nothing: each once in a run, of many the first."""
    notes = reading.notes
    if _logged.run != number_of_run():
        _logged.run = number_of_run()
        _logged.by_kind.clear()
    for kind, found in (
        ("contradictions", notes.contradictions),
        ("problems of files with facts", notes.problems),
        ("facts that were looked for in vain", notes.unmatched),
    ):
        logged = _logged.by_kind.setdefault(kind, set())
        new = [each for each in found if each not in logged]
        room = MOST - len(logged)
        logged.update(new)
        for each in new[: max(room, 0)]:
            logger.warning("%s", plain(reading.withheld.replaced_in(each)))
        if room > 0 and len(new) > room:
            logger.warning("and %d more %s", len(new) - room, kind)
