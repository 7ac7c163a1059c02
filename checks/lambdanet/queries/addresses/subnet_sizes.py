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
    """How many addresses there are at least and at most for the functions of the code. clause: what is said about that.

    Interfaces that Lambda has in the subnet already may be those of the code's functions.
    """

    least: int
    most: int
    clause: str = ""


def free_addresses(subnet: Subnet, usable: int) -> Free:
    """The usable addresses that nothing else uses, where AWS said how many are free; else all."""
    free = subnet.free_addresses
    if free is None:
        return Free(usable, usable)
    taken = subnet.interfaces_of_functions
    most = min(usable, free + taken.value) if isinstance(taken, Known) else usable
    return Free(free, most, f", {free} of them free,")


def blocks_in(items: Items[str]) -> tuple[list[ipaddress.IPv4Network], list[Unknown]]:
    """The IPv4 blocks of a list; one that is none is not known."""
    found, unknowns = [], items.unknowns()
    for text in items.known():
        try:
            found.append(ipaddress.IPv4Network(text, strict=False))
        except ValueError:
            unknowns.append(Unknown(f"{text!r} is no IPv4 block"))
    return found, unknowns
