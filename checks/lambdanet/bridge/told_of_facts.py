"""What a run of Checkov says of the files with facts: its records have no place for what contradicts or is wrong."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lambdanet.plain_text import plain

if TYPE_CHECKING:
    from lambdanet.readers.reading import Reading

logger = logging.getLogger("lambdanet")
MOST = 20
_told: dict[str, set[str]] = {}


def warn_of_facts(reading: Reading) -> None:
    """Log what is wrong with the files, contradicts the code or fits nothing: each once in a run, of many the first."""
    notes = reading.notes
    for kind, found in (
        ("contradictions", notes.contradictions),
        ("problems of files with facts", notes.problems),
        ("facts that were looked for in vain", notes.unmatched),
    ):
        told = _told.setdefault(kind, set())
        new = [each for each in found if each not in told]
        room = MOST - len(told)
        told.update(new)
        for each in new[: max(room, 0)]:
            logger.warning("%s", plain(reading.withheld.replaced_in(each)))
        if room > 0 and len(new) > room:
            logger.warning("and %d more %s", len(new) - room, kind)
