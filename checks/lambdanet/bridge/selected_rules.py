"""Ids of rules that ``--check`` and ``--skip-check`` name but that do not exist: Checkov accepts them silently."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatch
from functools import lru_cache

from lambdanet.pack_folders import checks_folder, policies_folder

PREFIX = "LAMBDANET_"
_DIGITS = 3


@lru_cache(maxsize=1)
def ids_of_pack() -> tuple[str, ...]:
    """The ids of all rules and policies, by the names of their files."""
    folders = [checks_folder() / name for name in os.listdir(checks_folder())]
    names = [name for folder in folders if folder.is_dir() for name in os.listdir(folder)]
    names += os.listdir(policies_folder())
    ids = {name[: len(PREFIX) + _DIGITS].upper() for name in names if name.startswith(PREFIX.lower())}
    return tuple(sorted(id for id in ids if id[len(PREFIX) :].isdecimal()))


def of_no_rule(wanted: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """The sentence for each id or pattern that matches no known id, with the nearest known one."""
    ids = list(known)
    for pattern in wanted:
        # Checkov takes "LAMBDANET_401:path" for the rule in some files alone.
        id = pattern.partition(":")[0]
        if not any(fnmatch(each, id) for each in ids):
            yield f"{ascii(id)[1:-1]} is not a rule of the pack{_meant(id, ids)}"


def is_meant_for_pack(pattern: str) -> bool:
    """Whether an id or pattern looks like one of the pack's, and of nobody else's."""
    return pattern.upper().startswith(PREFIX.rstrip("_"))


def _meant(id: str, ids: list[str]) -> str:
    plain = id.strip().upper().replace("-", "_").replace(" ", "_")
    near = [each for each in (plain, f"{PREFIX}{plain}") if each in ids] or get_close_matches(plain, ids, n=1)
    return f"; the nearest is {near[0]}" if near else "; `lambdanet rules` lists them"
