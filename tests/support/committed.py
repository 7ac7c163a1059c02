"""What would be committed here, in a repository of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from repository import REPOSITORY, committed_files


def as_committed(target: Path) -> Path:
    """Make a repository with the files of the working tree."""
    for name in committed_files():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((REPOSITORY / name).read_bytes())
    commit_all(target)
    return target


def commit_all(folder: Path) -> str:
    """Make a repository of a folder, or a further commit; the commit's id."""
    git("init", "--quiet", cwd=folder)
    git("add", "--all", cwd=folder)
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    git(*identity, "commit", "--quiet", "--no-verify", "--message", "as committed", cwd=folder)
    return git("rev-parse", "HEAD", cwd=folder).strip()


def git(*arguments: str, cwd: Path) -> str:
    """What git prints."""
    return subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, check=True).stdout
