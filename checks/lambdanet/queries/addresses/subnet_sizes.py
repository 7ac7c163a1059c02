"""How many addresses a subnet has for interfaces."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from lambdanet.aws.quotas import RESERVED_ADDRESSES
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Subnet


def ipv4_block(subnet: Subnet) -> Value[ipaddress.IPv4Network]:
    """The subnet's IPv4 block."""
    if isinstance(subnet.cidr, Unknown):
        return subnet.cidr
    try:
        return Known(ipaddress.IPv4Network(subnet.cidr.value or "", strict=False))
    except ValueError:
        reason = f"{subnet.cidr.value!r} is no IPv4 block" if subnet.cidr.value else "it has no IPv4 block"
        return Unknown(reason)


def usable_addresses(subnet: Subnet) -> Value[int]:
    """The IPv4 addresses of the subnet without those that AWS keeps."""
    block = ipv4_block(subnet)
    return block if isinstance(block, Unknown) else Known(max(block.value.num_addresses - RESERVED_ADDRESSES, 0))


@dataclass(frozen=True)
class Free:
    """How many addresses there are at least and at most for what the code makes.

    clause: what is said about that. why: why it is not known which of the two.
    """

    least: int
    most: int
    clause: str = ""
    why: str = ""


def free_addresses(subnet: Subnet, usable: int, others: int) -> Free:
    """The usable addresses that nothing else uses, where AWS said how many are free; else all.

    Interfaces that are in the subnet already may be those of the code: of its functions what Lambda has there, and of
    everything else, of which there are so many in the code, what else has an address.
    """
    free, functions = subnet.free_addresses, subnet.interfaces_of_functions
    if functions is None:
        return Free(usable, usable)
    if free is None:
        return Free(0, usable, ", of which no file says how many are free,")
    taken = max(usable - free, 0)
    own = min(functions.value, taken) if isinstance(functions, Known) else taken
    own += min(others, taken - own)
    why = ", because interfaces that are there already may be among them" if own else ""
    return Free(free, min(usable, free + own), f", {free} of them free,", why)


def blocks_in(items: Items[str]) -> tuple[list[ipaddress.IPv4Network], list[Unknown]]:
    """The IPv4 blocks of a list; one that is none is not known."""
    found, unknowns = [], items.unknowns()
    for text in items.known():
        try:
            found.append(ipaddress.IPv4Network(text, strict=False))
        except ValueError:
            unknowns.append(Unknown(f"{text!r} is no IPv4 block"))
    return found, unknowns
