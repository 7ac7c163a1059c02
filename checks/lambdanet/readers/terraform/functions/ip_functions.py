"""Terraform's functions on IP address ranges."""

from __future__ import annotations

import ipaddress
import re
from typing import Union

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.functions.function_table import function
from lambdanet.readers.terraform.values.certainty import Refused, Undecided, spend, unknown_because
from lambdanet.readers.terraform.values.type_conversion import text, whole_number, whole_number_or_more
from lambdanet.values import Unknown

_LEADING_ZEROS = re.compile(r"(?<![\d.])0+(?=\d)|(?<=\.)0+(?=\d)", re.ASCII)
_RANGE = re.compile(r"[0-9a-fA-F.:]+/\d{1,3}", re.ASCII)

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


def _network(datum: Datum) -> Network:
    """The range that an argument names; as in Terraform, bits behind the prefix are dropped."""
    written = text(datum)
    if not _RANGE.fullmatch(written):
        raise Refused(f'"{written}" is not an IP address range')
    if ":" in written and "." in written:
        raise Undecided(Unknown(f'"{written}" mixes the forms of IPv4 and IPv6'))
    plain = written if ":" in written else _LEADING_ZEROS.sub("", written)
    try:
        return ipaddress.ip_network(plain, strict=False)
    except ValueError as problem:
        raise Refused(str(problem)) from None


def _address(network: Network, number: int) -> str:
    return str(type(network.network_address)(number))


def _extended(network: Network, bits: int) -> int:
    """The prefix length of ranges that are ``bits`` longer than that of ``network``."""
    if network.prefixlen + bits > network.max_prefixlen:
        raise Refused(f"{network} has no room to extend the prefix by {bits}")
    return network.prefixlen + bits


@function("cidrsubnet")
def subnet(prefix: Datum, new_bits: Datum, number: Datum) -> Datum:
    """The range number ``number`` among those whose prefix is ``new_bits`` longer."""
    network, bits, place = _network(prefix), whole_number(new_bits), whole_number_or_more(number)
    if bits < 0 or place < 0:
        raise Undecided(Unknown("cidrsubnet() of negative numbers is not evaluated"))
    length = _extended(network, bits)
    if place >= 1 << bits:
        raise Refused(f"{network} extended by {bits} bits has no range number {place}")
    start = int(network.network_address) + (place << (network.max_prefixlen - length))
    return f"{_address(network, start)}/{length}"


@function("cidrsubnets")
def subnets(prefix: Datum, *new_bits: Datum) -> Datum:
    """Consecutive ranges, each with a prefix longer by its number of bits."""
    try:
        network = _network(prefix)
        lengths = [whole_number(bits) for bits in new_bits]
    except Undecided as undecided:
        return Listing(tuple(unknown_because(undecided.unknown, prefix) for _ in new_bits))
    if network.prefixlen == 0:
        raise Undecided(Unknown("cidrsubnets() of everything is not evaluated: some versions refuse it"))
    ranges = []
    behind = int(network.network_address)
    for bits in lengths:
        spend()
        if bits < 1:
            raise Refused("a prefix must be extended by at least one bit")
        if bits > 32:
            raise Refused("a prefix cannot be extended by more than 32 bits")
        length = _extended(network, bits)
        size = 1 << (network.max_prefixlen - length)
        start = (behind + size - 1) // size * size
        behind = start + size
        if behind > int(network.broadcast_address) + 1:
            raise Refused(f"{network} has no room left for a prefix of {length} bits")
        ranges.append(f"{_address(network, start)}/{length}")
    return Listing(tuple(ranges))


@function("cidrhost")
def host(prefix: Datum, number: Datum) -> Datum:
    """The address number ``number`` in a range; negative numbers count from its end."""
    network, place = _network(prefix), whole_number(number)
    size = 1 << (network.max_prefixlen - network.prefixlen)
    if not -size <= place < size:
        raise Refused(f"{network} has no host number {place}")
    return _address(network, int(network.network_address) + place % size)


@function("cidrnetmask")
def netmask(prefix: Datum) -> Datum:
    """The netmask of an IPv4 range."""
    network = _network(prefix)
    if network.version != 4:
        raise Refused("only IPv4 ranges have a netmask")
    return str(network.netmask)
