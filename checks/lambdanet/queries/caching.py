"""Answers that many rules, or many resources, ask of one network."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambdanet.model import Network

T = TypeVar("T")


class _ByIdentity:
    """A network as a key of a cache: one network is equal to itself only."""

    __slots__ = ("network",)

    def __init__(self, network: Network) -> None:
        self.network = network

    def __hash__(self) -> int:
        return id(self.network)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.network is self.network


def once_per_network(function: Callable[[Network], T]) -> Callable[[Network], T]:
    """Work the answer out once for each network; only the latest networks are remembered."""

    @functools.lru_cache(maxsize=2)
    def remembered(key: _ByIdentity) -> T:
        return function(key.network)

    @functools.wraps(function)
    def ask(network: Network) -> T:
        return remembered(_ByIdentity(network))

    return ask
