"""What a git repository says of itself, read without starting a process: its commit, and where it is hosted."""

from __future__ import annotations

import re
from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_ORIGIN = re.compile(r'^\[remote "origin"\][^\[]*?^\s*url\s*=\s*(\S+)\s*$', re.MULTILINE)
# https://HOST/PATH and ssh://git@HOST/PATH, and the short form of the latter, git@HOST:PATH.
_HOSTED = re.compile(
    r"(?:(?:https|ssh)://(?:[^@/\s]*@)?|[\w.-]+@(?=[\w.-]+:[^/]))([\w.-]+)(?::\d+)?[/:]([\w./-]+?)(?:\.git)?/?"
)


def revision_of(folder: Path) -> str:
    """The commit that is checked out in the repository around the folder; "" where there is none."""
    git = _git_folder(folder)
    try:
        return _commit(git) if git else ""
    except (OSError, UnicodeDecodeError):
        return ""


def home_of(folder: Path) -> str:
    """The address at which people see the repository that the folder was cloned from; "" where it has none.

    Nothing of the user's name or password that may stand in the address of the clone is in it.
    """
    git = _git_folder(folder)
    try:
        config = (_shared(git) / "config").read_text(encoding="utf-8") if git else ""
    except (OSError, UnicodeDecodeError):
        return ""
    origin = _ORIGIN.search(config)
    hosted = _HOSTED.fullmatch(origin[1]) if origin else None
    return f"https://{hosted[1]}/{hosted[2].lstrip('/')}" if hosted else ""


def _git_folder(folder: Path) -> Path | None:
    """The repository itself: of a worktree or a submodule, the file ``.git`` names it."""
    for each in (folder, *folder.parents):
        git = each / ".git"
        if git.is_dir():
            return git
        if git.is_file():
            named = git.read_text(encoding="utf-8", errors="replace").partition("gitdir:")[2].strip()
            return (git.parent / named).resolve()
    return None


def _shared(git: Path) -> Path:
    """Where the worktrees of a repository have what they share."""
    common = git / "commondir"
    return (git / common.read_text(encoding="utf-8").strip()).resolve() if common.exists() else git


def _commit(git: Path) -> str:
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    reference = head.partition("ref: ")[2]
    if not reference:
        return head if _COMMIT.fullmatch(head) else ""
    shared = _shared(git)
    for each in (git, shared):
        if (each / reference).exists():
            return (each / reference).read_text(encoding="utf-8").strip()
    packed = shared / "packed-refs"
    for line in packed.read_text(encoding="utf-8").splitlines() if packed.exists() else ():
        if line.endswith(f" {reference}"):
            return line.partition(" ")[0]
    return ""
