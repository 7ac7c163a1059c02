"""In which VPC something is, and whether two VPCs are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lambdanet.kit.wording import short
from lambdanet.queries.lists.lists_in_part import choices as choices
from lambdanet.queries.lists.lists_in_part import open_ends as open_ends
from lambdanet.queries.reachability.sameness import same_vpc
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambdanet.model import Function, Network, SecurityGroup, Subnet

DEFAULT_VPC = ""
"""The Region's default VPC, for what names no VPC."""


@dataclass(frozen=True)
class Member:
    """A subnet or a security group of a function, with its VPC.

    may_be_used_elsewhere: it is a group that is associated with further VPCs, or may be.
    """

    resource: Subnet | SecurityGroup
    vpc: Value[str]
    may_be_used_elsewhere: bool = False


def members(network: Network, function: Function) -> Iterator[Member]:
    """The subnets and security groups that the function is known to use."""
    return _members(network, function.subnets.known(), function.security_groups.known())


def possible_members(network: Network, function: Function) -> Iterator[Member]:
    """The subnets and security groups of which the function uses some, it is not known which."""
    yield from _members(network, choices(function.subnets), choices(function.security_groups))
    for unknown in (*function.subnets.unknowns(), *function.security_groups.unknowns()):
        member = _for_each(network, unknown)
        if member is not None:
            yield member


def without_vpc(network: Network, items: Items[str]) -> list[Unknown]:
    """Why a list may hold what is of any VPC."""
    return [unknown for unknown in open_ends(items) if _for_each(network, unknown) is None]


def _for_each(network: Network, unknown: Unknown) -> Member | None:
    """What stands for each subnet or group that a value or a list may be, where all of these are of one VPC."""
    if unknown.alike is None:
        return None
    found = next(_members(network, [unknown.alike], [unknown.alike]), None)
    # The VPC of one of several that the code makes may be another than that of the next.
    differs = unknown.alike in network.several and found is not None and isinstance(found.vpc, Unknown)
    return None if differs else found


def _members(network: Network, subnets: Iterable[str], groups: Iterable[str]) -> Iterator[Member]:
    for identity in dict.fromkeys(subnets):
        subnet = network.subnets.get(identity)
        if subnet is None:
            continue
        own = subnet.vpc
        if isinstance(own, Known) and own.value is None:
            yield Member(subnet, Unknown(f"{subnet.address} names no VPC"))
        else:
            yield Member(subnet, cast("Value[str]", own))
    for identity in dict.fromkeys(groups):
        group = network.security_groups.get(identity)
        if group is not None:
            named = group.vpc
            vpc = named if isinstance(named, Unknown) else Known(named.value or DEFAULT_VPC)
            yield Member(group, vpc, group.associated_vpcs != Items())


def are_different(network: Network, first: Value[str], second: Value[str]) -> Value[bool]:
    """Whether two VPCs are different ones."""
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        unknowns = [vpc for vpc in (first, second) if isinstance(vpc, Unknown)]
        if len(unknowns) == 2 and first == second and unknowns[0].symbol is not None:
            return Known(False)
        return unknowns[0]
    defaults = (_is_default(network, first.value), _is_default(network, second.value))
    if defaults == (True, True):
        return Known(False)
    if set(defaults) == {True, False}:
        return Known(True)
    same = same_vpc(network, first, second) if DEFAULT_VPC not in (first.value, second.value) else Unknown("")
    if isinstance(same, Known):
        return Known(not same.value)
    return Unknown(f"{name_of(network, first.value)} and {name_of(network, second.value)} may be one VPC")


def name_of(network: Network, identity: str) -> str:
    """A VPC as explanations name it."""
    if identity == DEFAULT_VPC:
        return "the default VPC"
    vpc = network.vpcs.get(identity)
    return vpc.address if vpc is not None else short(identity)


def _is_default(network: Network, identity: str) -> bool | None:
    """Whether it is the default VPC; None when that is not known."""
    if identity == DEFAULT_VPC:
        return True
    vpc = network.vpcs.get(identity)
    return vpc.default.value if vpc is not None and isinstance(vpc.default, Known) else None
