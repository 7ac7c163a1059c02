"""What a report is about: when it was made, of which revision of the code, and of which content."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from lambdanet.records import dataclass
from lambdanet.regular_files import content_of

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence

_COMMIT = re.compile(r"[0-9a-f]{40,64}")


@dataclass(frozen=True)
class Scope:
    """made: the time in UTC. revision: the commit that is checked out, "" where there is none.

    digest: of the content of all files that were read, so that it can be shown later which code the report is about.
    """

    made: str
    revision: str
    digest: str


def scope_of(evidence: Evidence) -> Scope:
    """Read without starting a process. SOURCE_DATE_EPOCH sets the time, for reports that have to be equal."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    made = datetime.fromtimestamp(int(seconds), timezone.utc) if seconds else datetime.now(timezone.utc)
    root = evidence.selection.root
    return Scope(made.strftime("%Y-%m-%d %H:%M UTC"), revision_of(root), digest_of(root, evidence.files))


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


def revision_of(folder: Path) -> str:
    """The commit of the git repository around the folder."""
    for each in (folder, *folder.parents):
        git = each / ".git"
        if git.exists():
            try:
                return _commit(_git_folder(git))
            except OSError:
                return ""
    return ""


def _git_folder(git: Path) -> Path:
    """The repository itself: of a worktree or a submodule, the file ``.git`` names it."""
    if git.is_dir():
        return git
    return (git.parent / git.read_text(encoding="utf-8").partition("gitdir:")[2].strip()).resolve()


def _commit(git: Path) -> str:
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    reference = head.partition("ref: ")[2]
    if not reference:
        return head if _COMMIT.fullmatch(head) else ""
    common = git / "commondir"
    shared = (git / common.read_text(encoding="utf-8").strip()).resolve() if common.exists() else git
    for each in (git, shared):
        if (each / reference).exists():
            return (each / reference).read_text(encoding="utf-8").strip()
    packed = shared / "packed-refs"
    for line in packed.read_text(encoding="utf-8").splitlines() if packed.exists() else ():
        if line.endswith(f" {reference}"):
            return line.partition(" ")[0]
    return ""
