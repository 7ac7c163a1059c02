"""Whether two identities are of one resource, as far as the code says.

A resource that the code only refers to, by an id written out or by a look-up, may be one that is declared
elsewhere in the scan: the id of what one configuration makes is in another. So it is where a file says what an account
holds: once the code is deployed, what it makes has an id there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambdanet.identities import DEFAULT_GROUP, is_id, is_planned, is_written_out, made_with, vpc_that_made
from lambdanet.kit.wording import short
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.values import Items, Known, Unknown, Value, any_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambdanet.model import Network, Resource, SecurityGroup, Subnet, Vpc


def same_vpc(network: Network, first: Value[str | None], second: Value[str | None]) -> Value[bool]:
    """Whether two values name one VPC."""
    for value in (first, second):
        if isinstance(value, Unknown):
            twins = isinstance(first, Unknown) and isinstance(second, Unknown) and first.symbol is not None
            return Known(True) if twins and first.symbol == second.symbol else value  # type: ignore[union-attr]
        if value.value is None:
            return Unknown("the VPC is not known")
    return _same(network.vpcs, first.value, second.value)  # type: ignore[union-attr, arg-type]


def same_subnet(network: Network, first: Value[str], second: Value[str]) -> Value[bool]:
    """Whether two values name one subnet."""
    for value in (first, second):
        if isinstance(value, Unknown):
            return value
    return _same(network.subnets, first.value, second.value)  # type: ignore[union-attr]


def has_group(network: Network, groups: Items[str], wanted: str) -> Value[bool]:
    """Whether a group is one of a list."""
    found: list[Value[bool]] = []
    for element in (*groups.elements, *([groups.more] if groups.more is not None else [])):
        if isinstance(element, Known):
            found.append(_same_group(network, (element.value, wanted)))
        elif not element.exhaustive or wanted in element.candidates:
            found.append(element)
    return any_of(found)


@once_per_key
def _same_group(network: Network, pair: tuple[str, str]) -> Value[bool]:
    ids = [_without_account(identity) for identity in pair]
    first, second = (_settled(network, identity) for identity in ids)
    if first == second:
        return Known(True)
    if _are_ids(*ids):
        return Known(False)
    one, other = (vpc_that_made(identity, DEFAULT_GROUP) for identity in (first, second))
    if one is not None and other is not None:
        return _same(network.vpcs, one, other)
    if _are_known_to_differ(*(_is_default(network, identity) for identity in (first, second))):
        return Known(False)
    return _same(network.security_groups, first, second, _made(network))


def _is_default(network: Network, identity: str) -> Value[bool]:
    if vpc_that_made(identity, DEFAULT_GROUP) is not None:
        return Known(True)
    group = network.security_groups.get(identity)
    return Unknown("it is not in the code") if group is None else group.default


def _without_account(identity: str) -> str:
    """A group of another account by its id."""
    account, _, group = identity.partition("/")
    return group if account.isdecimal() else identity


def _settled(network: Network, identity: str) -> str:
    """The default group of a VPC under one name, whoever names it."""
    return _default_groups(network).get(identity, identity)


@once_per_network
def _default_groups(network: Network) -> dict[str, str]:
    return {
        group.identity: made_with(group.vpc.value, DEFAULT_GROUP)
        for group in network.security_groups.values()
        if group.default == Known(True) and isinstance(group.vpc, Known) and group.vpc.value
    }


@once_per_network
def _made(network: Network) -> frozenset[str]:
    """The default groups that AWS makes with the VPCs of the code."""
    return frozenset(made_with(vpc.identity, DEFAULT_GROUP) for vpc in network.vpcs.values() if vpc.declared)


def _same(
    resources: Mapping[str, Vpc] | Mapping[str, Subnet] | Mapping[str, SecurityGroup],
    first: str,
    second: str,
    made: frozenset[str] = frozenset(),
) -> Value[bool]:
    if first == second:
        return Known(True)
    if _are_ids(first, second):
        return Known(False)
    declared = [_is_declared(resources.get(identity)) or identity in made for identity in (first, second)]
    if all(declared) and (
        not may_be_deployed_as(first, second) or _differ(resources.get(first), resources.get(second))
    ):
        return Known(False)
    return Unknown(f"{short(first)} and {short(second)} may be one")


def _are_ids(*identities: str) -> bool:
    """Whether all are ids of AWS's: two of them are of two resources."""
    return all(is_id(identity) for identity in identities)


def may_be_deployed_as(first: str, second: str) -> bool:
    """Whether one is of the code and the other an id that may be its own, or was: the code is deployed already."""
    return is_written_out(first) != is_written_out(second) and not (is_planned(first) or is_planned(second))


def _is_declared(resource: Resource | None) -> bool:
    return resource is not None and resource.declared


def _differ(first: Resource | None, second: Resource | None) -> bool:
    """Whether what AWS never changes of a resource is not the same of both: the first block of a VPC, for example."""
    # Not imported where rules are loaded, which every process of Checkov's does.
    from lambdanet.model import Subnet, Vpc

    if isinstance(first, Subnet) and isinstance(second, Subnet):
        return _are_known_to_differ(first.cidr, second.cidr)
    if isinstance(first, Vpc) and isinstance(second, Vpc):
        blocks = [vpc.cidrs.elements[:1] for vpc in (first, second)]
        differ = all(blocks) and _are_known_to_differ(blocks[0][0], blocks[1][0])
        return differ or _are_known_to_differ(first.default, second.default)
    return False


def _are_known_to_differ(first: Value[Any], second: Value[Any]) -> bool:
    return isinstance(first, Known) and isinstance(second, Known) and first != second
