"""Which release of a described module a commit is: many name the commit, as CKV_TF_1 asks for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("release_commits.txt")
"""By the names of the modules: each commit that is a release, and its version."""
_OWNER = "terraform-aws-modules"


def version_of(owner: str, name: str, commit: str) -> str | None:
    """The version that a commit of a module's repository is; None where it is no release that is known."""
    return _versions().get((name, commit)) if owner == _OWNER else None


@lru_cache(maxsize=1)
def _versions() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    name = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            commit, _, version = line.partition(" ")
            found[name, commit] = version
    return found
