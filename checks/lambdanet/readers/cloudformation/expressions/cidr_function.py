"""The address arithmetic of ``Fn::Cidr``."""

from __future__ import annotations

import ipaddress

MOST_BLOCKS = 256


def blocks_within(block: str, count: int, host_bits: int) -> list[str] | str:
    """The first ``count`` blocks of ``host_bits`` bits each inside ``block``; a sentence when there are none.

    ``host_bits`` is the inverse of the mask, as ``Fn::Cidr`` has it: 8 gives /24 blocks in IPv4.
    """
    try:
        network = ipaddress.ip_network(block.strip(), strict=False)
    except ValueError:
        return f"{block!r} is not a CIDR block"
    if not 1 <= count <= MOST_BLOCKS:
        return f"Fn::Cidr gives 1 to {MOST_BLOCKS} blocks, not {count}"
    prefix = network.max_prefixlen - host_bits
    if not network.prefixlen <= prefix <= network.max_prefixlen or count > 2 ** (prefix - network.prefixlen):
        return f"{count} blocks of {host_bits} bits do not fit in {network}"
    first = int(network.network_address)
    make = ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address
    return [f"{make(first + (number << host_bits))}/{prefix}" for number in range(count)]
