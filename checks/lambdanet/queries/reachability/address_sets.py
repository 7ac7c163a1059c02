"""Blocks of addresses as sets of numbers, IPv4 and IPv6 apart."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from lambdanet.aws.address_ranges import NOT_ON_THE_INTERNET
from lambdanet.queries.reachability.intervals import Intervals

IPV4, IPV6 = 4, 6
NONE = Intervals()
_LAST = {IPV4: 2**32 - 1, IPV6: 2**128 - 1}

# What else no host of the internet has: RFC 1122, 5771, 1112. Of IPv6 only 2000::/3 is in use, RFC 4291.
_UNUSED_IPV4 = ("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")
_USED_IPV6 = "2000::/3"


@lru_cache(maxsize=2)
def everything(family: int) -> Intervals:
    """All addresses of a family."""
    return Intervals(((0, _LAST[family]),))


@lru_cache(maxsize=2)
def private(family: int) -> Intervals:
    """The addresses that are not of the internet."""
    return Intervals.of(
        each for cidr in NOT_ON_THE_INTERNET[family] for each in (addresses(cidr, family) or NONE).ranges
    )


@lru_cache(maxsize=2)
def internet(family: int) -> Intervals:
    """The addresses that hosts of the internet may have."""
    if family == IPV6:
        return addresses(_USED_IPV6, IPV6) or NONE
    unused = Intervals.of(each for cidr in _UNUSED_IPV4 for each in (addresses(cidr, IPV4) or NONE).ranges)
    return everything(IPV4) - private(IPV4) - unused


@lru_cache(maxsize=4096)
def addresses(cidr: str, family: int) -> Intervals | None:
    """The addresses of a block, none when it is of the other family; None when the text is no block."""
    block = _block(cidr)
    if block is None:
        return None
    if block.version != family:
        return NONE
    return Intervals(((int(block.network_address), int(block.broadcast_address)),))


def prefix(cidr: str) -> int:
    """The length of a block's prefix; of a text that is no block that of the widest."""
    block = _block(cidr)
    return 0 if block is None else block.prefixlen


def _block(cidr: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return None
