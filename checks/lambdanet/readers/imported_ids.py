"""Ids of resources that exist and that the code takes over: whoever writes one out means the code's resource."""

from __future__ import annotations

from collections.abc import Mapping

_known: Mapping[str, str] = {}


def know(identities: Mapping[str, str]) -> None:
    """Take these from here on, and no others: id -> identity of the code's resource."""
    global _known
    _known = identities


def meant(id: str) -> str:
    """The identity of the resource with the id: that of the code's block, where code takes it over, else the id."""
    return _known.get(id, id)


def is_imported(id: str) -> bool:
    """Whether code takes over what has the id."""
    return id in _known
