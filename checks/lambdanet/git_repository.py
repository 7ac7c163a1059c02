"""What a git repository says of itself, read without starting a process: its commit, and where it is hosted."""

from __future__ import annotations

import re
from pathlib import Path

from lambdanet.git_objects import GitObjects
from lambdanet.regular_files import content_of

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# What git allows in the name of a reference, and less: none leads out of the folder, or is anything but a name.
_REFERENCE = re.compile(r"refs(?:/(?!\.)[^/\s\\:?*\[~^\x00-\x1f]+)+")
_MOST_BYTES = 50_000_000
_ORIGIN = re.compile(r'^\[remote "origin"\][^\[]*?^\s*url\s*=\s*(\S+)\s*$', re.MULTILINE)
# https://HOST/PATH and ssh://git@HOST/PATH, and the short form of the latter, git@HOST:PATH.
_HOSTED = re.compile(
    r"(?:(?:https|ssh)://(?:[^@/\s]*@)?|[\w.-]+@(?=[\w.-]+:[^/]))([\w.-]+)(?::\d+)?[/:]([\w./-]+?)(?:\.git)?/?"
)


def revision_of(folder: Path) -> str:
    """The commit that is checked out in the repository around the folder; "" where there is none."""
    try:
        git = _git_folder(folder)
        return _commit(git) if git else ""
    except (OSError, ValueError):
        return ""


def top_of(folder: Path) -> Path | None:
    """The folder of which the repository holds the files; None where there is none."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def objects_of(folder: Path) -> GitObjects | None:
    """The objects of the repository around the folder."""
    try:
        git = _git_folder(folder)
        return GitObjects(_shared(git) / "objects") if git else None
    except (OSError, ValueError):
        return None


def home_of(folder: Path) -> str:
    """The address at which people see the repository that the folder was cloned from; "" where it has none.

    Nothing of the user's name or password that may be in the address of the clone is in it.
    """
    try:
        git = _git_folder(folder)
        config = (_shared(git) / "config").read_text(encoding="utf-8") if git else ""
    except (OSError, ValueError):
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
    head = _line_of(git / "HEAD")
    reference = head.partition("ref: ")[2]
    if not reference:
        return _checked(head)
    if not _REFERENCE.fullmatch(reference) or ".." in reference:
        return ""
    shared = _shared(git)
    for each in (git, shared):
        # A link may lead anywhere.
        if (each / reference).exists() and (each / "refs").resolve() in (each / reference).resolve().parents:
            return _checked(_line_of(each / reference))
    packed = shared / "packed-refs"
    for line in _text_of(packed).splitlines() if packed.exists() else ():
        if line.endswith(f" {reference}"):
            return _checked(line.partition(" ")[0])
    return ""


def _checked(commit: str) -> str:
    """What a report shows of a repository's files is a commit, or nothing."""
    return commit if _COMMIT.fullmatch(commit) else ""


def _line_of(file: Path) -> str:
    return _text_of(file).strip()


def _text_of(file: Path) -> str:
    return content_of(str(file), _MOST_BYTES).decode("utf-8")
