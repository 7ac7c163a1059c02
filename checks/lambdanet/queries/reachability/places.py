"""Where a resource may be, as seen from a subnet of a function, with the security groups that it has there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.dependencies.mounts import file_system_of, is_elsewhere, targets_that_cover
from lambdanet.queries.reachability.traffic import End
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import MountTarget, Network, PrivateResource

FILE_SYSTEM = "file system"


def ends(subnets: Items[str], groups: Items[str], owner: str) -> Iterator[End]:
    """An end in each of the subnets; one in a subnet that is not known where there may be others."""
    has = _groups(groups, owner)
    for element in dict.fromkeys((*subnets.elements, *(() if subnets.more is None else (subnets.more,)))):
        yield End(element, has)
    if not subnets.elements and subnets.more is None:
        yield End(Unknown(f"{owner} names no subnet"), has)


def places(network: Network, resource: PrivateResource, seen_from: Value[str]) -> tuple[End, ...]:
    """Where the resource may be. A file system is mounted by the target in the zone of the function's subnet."""
    if resource.kind == FILE_SYSTEM:
        found = _mount_targets(network, resource, seen_from)
    else:
        found = ends(resource.subnets, resource.security_groups, resource.address)
    return tuple(dict.fromkeys(place for end in found for place in possible_ends(network, end)))


def possible_ends(network: Network, end: End) -> list[End]:
    """The end in each of the subnets of which its own is one; the end itself where it may be another."""
    subnet = end.subnet
    if isinstance(subnet, Known) or not subnet.exhaustive or not subnet.candidates <= network.subnets.keys():
        return [end]
    return [End(Known(one), end.groups) for one in sorted(subnet.candidates)] or [end]


def _groups(groups: Items[str], owner: str) -> Items[str]:
    """The groups of an interface, which always has some."""
    if groups.is_empty() == Known(True):
        return Items(more=Unknown(f"{owner} names no security group"))
    return groups


def _mount_targets(network: Network, resource: PrivateResource, seen_from: Value[str]) -> Iterator[End]:
    from lambdanet.model import FileSystemMount

    system = file_system_of(network, FileSystemMount(Known(resource.identity), Known(None)))
    if isinstance(system, Unknown):
        yield End(system, Items(more=system))
        return
    subnet = network.subnets.get(seen_from.value) if isinstance(seen_from, Known) else None
    targets = system.mount_targets.known()
    if subnet is not None:
        elsewhere = [(target, is_elsewhere(network, target, subnet)) for target in targets]
        here = [target for target, answer in elsewhere if answer == Known(False)]
        if here:
            yield from map(_end, here)
            return
        covering = targets_that_cover(network, system, subnet)
        if covering:
            for end in (one for target in covering for one in possible_ends(network, _end(target))):
                own = network.subnets[end.subnet.value] if isinstance(end.subnet, Known) else None
                if own is not None and own.zone == subnet.zone:
                    yield end
            return
        targets = [target for target, answer in elsewhere if answer != Known(True)]
        for answer in (answer for _, answer in elsewhere if isinstance(answer, Unknown)):
            why = answer.with_reason(f"{system.address} may have no mount target in its zone: {answer.reason}")
            yield End(why, Items(more=why))
            break
    yield from map(_end, targets)
    doubt = system.mount_targets.more
    if doubt is None and any(isinstance(target.subnet, Unknown) for target in targets):
        doubt = Unknown(f"{system.address} may have no mount target in its zone")
    if doubt is not None or not targets:
        why = doubt if doubt is not None else Unknown(f"{system.address} has no mount target in its zone")
        yield End(why, Items(more=why))


def _end(target: MountTarget) -> End:
    subnet = target.subnet
    if isinstance(subnet, Known) and subnet.value is not None:
        return End(Known(subnet.value), _groups(target.security_groups, target.address))
    why = subnet if isinstance(subnet, Unknown) else Unknown(f"{target.address} names no subnet")
    return End(why, _groups(target.security_groups, target.address))
