"""Version constraints: which versions a call may get.

https://developer.hashicorp.com/terraform/language/expressions/version-constraints
"""

from __future__ import annotations

import re

Version = tuple[int, ...]

_CLAUSE = re.compile(r"\s*(?P<operator>=|!=|>=|<=|>|<|~>)?\s*v?(?P<version>\d+(?:\.\d+){0,2})\s*")


class NotAConstraint(ValueError):
    """The text is no version constraint, or one with a pre-release."""


def may_meet(constraint: str, first: Version, below: Version) -> bool:
    """Whether a version from ``first`` up to ``below`` may meet the constraint. Raises NotAConstraint."""
    first, below = _full(first), _full(below)
    for clause in constraint.split(","):
        match = _CLAUSE.fullmatch(clause)
        if match is None:
            raise NotAConstraint(constraint)
        least, limit = _range(match["operator"] or "=", tuple(int(part) for part in match["version"].split(".")))
        first, below = max(first, least), min(below, limit)
    return first < below


_FIRST: Version = (0, 0, 0)
_ENDLESS: Version = (10**9, 0, 0)


def _full(version: Version) -> Version:
    return (*version, 0, 0)[:3]


def _range(operator: str, version: Version) -> tuple[Version, Version]:
    """The versions that meet one clause, from the first up to a limit."""
    full = _full(version)
    following = (*full[:2], full[2] + 1)
    if operator == "=":
        return full, following
    if operator == ">=":
        return full, _ENDLESS
    if operator == ">":
        return following, _ENDLESS
    if operator == "<":
        return _FIRST, full
    if operator == "<=":
        return _FIRST, following
    if operator == "~>":
        if len(version) == 1:
            return full, _ENDLESS
        return full, _full((*version[:-2], version[-2] + 1))
    return _FIRST, _ENDLESS  # "!=" leaves out one version
