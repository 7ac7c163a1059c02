"""Which things belong together because they name the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def united(names: Mapping[str, set[T]]) -> list[list[str]]:
    """The keys in groups: two that have a name in common are in one group. In the order of the keys."""
    leader: dict[str, str] = {}

    def leader_of(key: str) -> str:
        while leader.get(key, key) != key:
            leader[key] = key = leader.get(leader[key], leader[key])
        return key

    first: dict[T, str] = {}
    for key, named in names.items():
        for name in named:
            other = first.setdefault(name, key)
            leader[leader_of(key)] = leader_of(other)
    groups: dict[str, list[str]] = {}
    for key in names:
        groups.setdefault(leader_of(key), []).append(key)
    return list(groups.values())
