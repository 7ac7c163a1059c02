"""Whether two identities are of one resource, as far as the code says.

A resource that the code only refers to, by an id written out or by a look-up, may be one that is declared
elsewhere in the scan: the id of what one configuration makes is in another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.identities import DEFAULT_GROUP, is_written_out, made_with, vpc_that_made
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
    first, second = (_settled(network, identity) for identity in pair)
    if first == second:
        return Known(True)
    one, other = (vpc_that_made(identity, DEFAULT_GROUP) for identity in (first, second))
    if one is not None and other is not None:
        return _same(network.vpcs, one, other)
    return _same(network.security_groups, first, second, _made(network))


def _settled(network: Network, identity: str) -> str:
    """The default group of a VPC under one name, whoever names it; one of another account by its id."""
    if is_written_out(identity):
        identity = identity.rpartition("/")[2]
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
    declared = [_is_declared(resources.get(identity)) or identity in made for identity in (first, second)]
    written_out = [is_written_out(identity) for identity in (first, second)]
    if all(declared) or all(written_out):
        return Known(False)
    return Unknown(f"{short(first)} and {short(second)} may be one")


def _is_declared(resource: Resource | None) -> bool:
    return resource is not None and resource.declared
