"""Answers that many rules, or many resources, ask of one network.

Rules run one at a time, so nothing here needs a lock. Only the latest network is remembered: a scan reads one
after the other.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from lambdanet.model import Network

T = TypeVar("T")
K = TypeVar("K", bound="Hashable")


def once_per_network(function: Callable[[Network], T]) -> Callable[[Network], T]:
    """Work the answer out once for each network."""
    latest: tuple[Network, T] | None = None

    @functools.wraps(function)
    def ask(network: Network) -> T:
        nonlocal latest
        if latest is None or latest[0] is not network:
            latest = (network, function(network))
        return latest[1]

    return ask


def once_per_key(function: Callable[[Network, K], T]) -> Callable[[Network, K], T]:
    """Work the answer out once for each network and each value of the second argument."""
    latest: tuple[Network, dict[K, T]] | None = None

    @functools.wraps(function)
    def ask(network: Network, key: K) -> T:
        nonlocal latest
        if latest is None or latest[0] is not network:
            latest = (network, {})
        known = latest[1]
        # Keys are large: their fields are looked through each time that one is looked for.
        try:
            return known[key]
        except KeyError:
            pass
        answer = known[key] = function(network, key)
        return answer

    return ask
