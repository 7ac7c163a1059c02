"""The files of a commit, with what git calls their content."""

from __future__ import annotations

import hashlib

from lambdanet.git_objects import GitObjects, ObjectProblem

_FOLDER = 0o40000
_KIND, _FILE = 0o170000, 0o100000


class FilesOfCommit:
    """Looks files up by the names of the folders that lead to them, as bytes. Raises ObjectProblem."""

    def __init__(self, objects: GitObjects, commit: str) -> None:
        self._objects = objects
        self._trees: dict[str, dict[bytes, tuple[int, str]]] = {}
        self._size_of_id = len(commit) // 2
        kind, content = objects.read(commit)
        first = content.partition(b"\n")[0].decode("ascii", "replace")
        if kind != "commit" or not first.startswith("tree ") or len(first) != 5 + len(commit):
            raise ObjectProblem(f"{commit} is no commit")
        self._root = first[5:]

    def content_id(self, path: bytes) -> str | None:
        """The id of a file's content; None where the commit has no such file."""
        folder, _, name = path.rpartition(b"/")
        mode, id = self._tree_of(folder).get(name, (0, ""))
        return id if mode & _KIND == _FILE else None

    def files_in(self, folder: bytes) -> list[bytes]:
        """The names of the files in a folder."""
        return [name for name, (mode, _) in self._tree_of(folder).items() if mode & _KIND == _FILE]

    def _tree_of(self, folder: bytes) -> dict[bytes, tuple[int, str]]:
        id = self._root
        for name in folder.split(b"/") if folder else ():
            mode, id = self._tree(id).get(name, (0, ""))
            if mode != _FOLDER:
                return {}
        return self._tree(id)

    def _tree(self, id: str) -> dict[bytes, tuple[int, str]]:
        if id not in self._trees:
            kind, content = self._objects.read(id)
            if kind != "tree":
                raise ObjectProblem(f"{id} is no tree")
            self._trees[id] = self._entries(content)
        return self._trees[id]

    def _entries(self, content: bytes) -> dict[bytes, tuple[int, str]]:
        found: dict[bytes, tuple[int, str]] = {}
        at = 0
        while at < len(content):
            end = content.find(b"\0", at)
            mode, _, name = content[at:end].partition(b" ")
            at = end + 1 + self._size_of_id
            if end < 0 or at > len(content) or not mode.isdigit():
                raise ObjectProblem("a tree is broken")
            found[name] = (int(mode, 8), content[end + 1 : at].hex())
        return found


def content_id_of(content: bytes, like: str) -> str:
    """What git calls the content, by the digest that an id like this one is of."""
    whole = b"blob %d\0%s" % (len(content), content)
    # The digest is git's.
    return (hashlib.sha1(whole) if len(like) == 40 else hashlib.sha256(whole)).hexdigest()  # noqa: S324
