"""What a report is about: when it was made, of which revision of the code, and of which content."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from lambdanet.evidence.findings.changes_beside_commit import Changes, changes_in
from lambdanet.git_repository import revision_of
from lambdanet.records import dataclass
from lambdanet.regular_files import content_of

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence


@dataclass(frozen=True)
class Scope:
    """made: the time in UTC. revision: the commit that is checked out, "" where there is none.

    changes: which of the files differ from it; None where that is not known.
    digest: of the content of all files that were read, so that it can be shown later which code the report is about.
    """

    made: str
    revision: str
    digest: str
    changes: Changes | None = None


def scope_of(evidence: Evidence) -> Scope:
    """Read without starting a process. SOURCE_DATE_EPOCH sets the time, for reports that have to be equal."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    made = datetime.fromtimestamp(int(seconds), timezone.utc) if seconds else datetime.now(timezone.utc)
    root = evidence.selection.root
    return Scope(
        made.strftime("%Y-%m-%d %H:%M UTC"),
        revision_of(root),
        digest_of(root, evidence.files),
        changes_in(root, evidence.files),
    )


def digest_of(root: Path, files: tuple[str, ...]) -> str:
    """The digest of what ``sha256sum FILES...`` prints, in the order of the list."""
    listed = hashlib.sha256()
    for file in files:
        try:
            content = hashlib.sha256(content_of(str(root / file))).hexdigest()
        except OSError:
            content = "unreadable"
        # The name is in the bytes of the file system, as sha256sum prints it.
        listed.update(f"{content}  ".encode() + os.fsencode(file) + b"\n")
    return listed.hexdigest()
