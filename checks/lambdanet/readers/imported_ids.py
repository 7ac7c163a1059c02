"""Ids of resources that exist and that the code takes over: whoever writes one out means the code's resource."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from lambdanet.given.in_force import environment
from lambdanet.readers.owners_of_ids import owners_of
from lambdanet.readers.terraform.awscc_types import type_in_awscc

# Expressions are evaluated when a rule asks, which is after all environments have been read: each has its own ids.
_known: dict[str, Mapping[str, str]] = {}
_last: Mapping[str, str] = {}


def know_none() -> None:
    """Forget all: another scan begins."""
    global _last
    _known.clear()
    _last = {}


def know(identities: Mapping[str, str]) -> None:
    """Take these, and no others, in the environment that is being read: id -> identity of the code's resource."""
    global _last
    _known[environment()] = _last = identities


def _of_environment() -> Mapping[str, str]:
    # A plan is read for the environment that is asked for, and judged for none.
    return _known.get(environment(), _last)


def known() -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, str]]:
    """What is known now in all environments, as ``resume`` takes it."""
    return {**_known}, _last


def resume(state: tuple[Mapping[str, Mapping[str, str]], Mapping[str, str]]) -> None:
    """Know what was known then, and nothing else."""
    global _known, _last
    _known, _last = {**state[0]}, state[1]


def meant(id: str) -> str:
    """The identity of the resource with the id: that of the code's block, where code takes it over, else the id."""
    return _of_environment().get(id, id)


def is_imported(id: str) -> bool:
    """Whether code takes over what has the id."""
    return id in _of_environment()


def is_own(id: str, kind: str) -> bool:
    """Whether an id or ARN that a resource of this type is known by is AWS's of it: no name, and not of another."""
    own = _types_with(id)
    return own is not None and kind in own


def is_of_another(id: str, kind: str) -> bool:
    """Whether AWS has such ids, or ARNs, of resources of another type."""
    own = _types_with(id)
    return own is not None and kind not in own


@lru_cache(maxsize=4096)
def _types_with(id: str) -> frozenset[str] | None:
    """The types of resources of which AWS makes such ids, in all languages; None where that is not known."""
    types = owners_of(id)
    if types is None:
        return None
    return frozenset((*types, *(type_in_awscc(name) for name in types if name.startswith("AWS::"))))
