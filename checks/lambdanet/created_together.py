"""Which resources are created together, where the code leaves in doubt whether they are created."""

from __future__ import annotations

from collections.abc import Mapping

from lambdanet.values import Unknown


def are_together(uncertain: Mapping[str, Unknown], one: str, other: str) -> bool:
    """Whether one condition decides, and decides alike, whether two resources are created."""
    doubt, same_doubt = uncertain.get(one), uncertain.get(other)
    if doubt is None or same_doubt is None:
        return False
    return doubt.symbol is not None and doubt.symbol == same_doubt.symbol


def is_there_with(uncertain: Mapping[str, Unknown], one: str, other: str) -> bool:
    """Whether a resource is created whenever the other one is."""
    return one == other or one not in uncertain or are_together(uncertain, one, other)
