"""Which of the files that were read differ from the commit that is checked out.

Their content is compared with that of the commit, so neither what is staged nor times count. Line ends of
Windows are no difference: git makes them when it checks out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from lambdanet.git_commit_files import FilesOfCommit, content_id_of
from lambdanet.git_objects import ObjectProblem
from lambdanet.git_repository import objects_of, revision_of, top_of
from lambdanet.kit.wording import counted
from lambdanet.records import dataclass
from lambdanet.regular_files import content_of


@dataclass(frozen=True)
class Changes:
    """Files, relative to the scanned folder. deleted: those next to files that were read, of a kind that is read."""

    differ: tuple[str, ...] = ()
    not_in_commit: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.differ) + len(self.not_in_commit) + len(self.deleted)

    @property
    def in_words(self) -> str:
        """ "2 files differ", without from what."""
        return f"{counted(self.number, 'file')} {'differs' if self.number == 1 else 'differ'}"

    @property
    def each(self) -> Iterator[tuple[str, str]]:
        """What has changed, and the file."""
        yield from (("changed", file) for file in self.differ)
        yield from (("not in the commit", file) for file in self.not_in_commit)
        yield from (("deleted", file) for file in self.deleted)


def changes_in(root: Path, files: tuple[str, ...]) -> Changes | None:
    """The changes among the files; None where there is no commit, or it cannot be read."""
    commit, top, objects = revision_of(root), top_of(root), objects_of(root)
    if not commit or top is None or objects is None:
        return None
    try:
        return _changes(root, files, Path(os.path.realpath(top)), FilesOfCommit(objects, commit))
    except ObjectProblem:
        return None


def _changes(root: Path, files: tuple[str, ...], top: Path, committed: FilesOfCommit) -> Changes:
    differ, absent = [], []
    for file in files:
        path = _within(root / file, top)
        id = None if path is None else committed.content_id(path)
        if id is None:
            absent.append(file)
        elif not _is(root / file, id):
            differ.append(file)
    return Changes(tuple(differ), tuple(absent), tuple(_deleted(root, files, top, committed)))


def _within(file: Path, top: Path) -> bytes | None:
    """The path in the repository, by which a commit has it: a link is where it leads to."""
    path = os.path.relpath(os.path.realpath(file), top).replace(os.sep, "/")
    return None if path.startswith("../") or os.path.isabs(path) else os.fsencode(path)


def _is(file: Path, id: str) -> bool:
    try:
        content = content_of(str(file))
    except OSError:
        return False
    return any(content_id_of(each, id) == id for each in (content, content.replace(b"\r\n", b"\n")))


def _deleted(root: Path, files: tuple[str, ...], top: Path, committed: FilesOfCommit) -> Iterator[str]:
    endings = {os.path.splitext(file)[1] for file in files}
    for folder in sorted({os.path.dirname(file) for file in files}):
        path = _within(root / folder, top)
        for name in committed.files_in(b"" if path == b"." else path) if path is not None else ():
            file = os.path.join(folder, os.fsdecode(name))
            if os.path.splitext(file)[1] in endings and not os.path.lexists(root / file):
                yield file.replace(os.sep, "/")
