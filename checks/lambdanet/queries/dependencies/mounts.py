"""Which file system a function mounts, and from which of its zones it can.

AWS: an EFS file system has one mount target in an availability zone at most
(https://docs.aws.amazon.com/efs/latest/ug/manage-fs-access-create-delete-mount-targets.html).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.kit.wording import short
from lambdanet.queries.attachment.zones import are_apart, are_different
from lambdanet.queries.caching import once_per_key
from lambdanet.undeclared import not_in_code, undeclared
from lambdanet.values import Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from lambdanet.model import FileSystem, FileSystemMount, MountTarget, Network, Subnet, Zone


def file_system_of(network: Network, mount: FileSystemMount) -> FileSystem | Unknown:
    """The file system behind an access point."""
    if isinstance(mount.access_point, Unknown):
        return mount.access_point
    point = network.access_points.get(mount.access_point.value or "")
    if point is None:
        named = short(mount.access_point.value or "the access point")
        return not_in_code(f"{named} is not declared in the scanned code", mount.access_point.value)
    if isinstance(point.file_system, Unknown):
        return point.file_system
    system = network.file_systems.get(point.file_system.value or "")
    named = short(point.file_system.value or "the file system")
    return (
        system
        if system is not None
        else not_in_code(f"{named} is not declared in the scanned code", point.file_system.value)
    )


def has_no_mount_target(network: Network, system: FileSystem, subnet: Subnet) -> Value[bool]:
    """Whether the file system cannot be mounted from the zone of a subnet."""
    lacks = all_of(is_elsewhere(network, target, subnet) for target in system.mount_targets.known())
    if lacks == Known(False):
        return lacks
    if targets_that_cover(network, system, subnet):
        return Known(False)
    doubt = system.mount_targets.more
    return doubt if doubt is not None else lacks


def is_elsewhere(network: Network, target: MountTarget, subnet: Subnet) -> Value[bool]:
    """Whether a mount target is in another zone than a subnet."""
    if isinstance(target.subnet, Unknown):
        return target.subnet
    if target.subnet.value == subnet.identity:
        return Known(False)
    own = network.subnets.get(target.subnet.value or "")
    if own is None:
        return undeclared(target.subnet.value or "the subnet")
    return are_apart(own.zone, subnet.zone)


def targets_that_cover(network: Network, system: FileSystem, subnet: Subnet) -> list[MountTarget]:
    """The mount targets of which one is certainly in the zone of the subnet, though it is not known which."""
    zone = subnet.zone
    return _covering(network, system.identity).get(zone.value, []) if isinstance(zone, Known) else []


@once_per_key
def _covering(network: Network, identity: str) -> dict[Zone, list[MountTarget]]:
    """Each of as many targets as there are zones for them is in another of these zones."""
    system = network.file_systems[identity]
    if system.kind != "EFS file system":
        return {}
    groups: defaultdict[frozenset[str], list[MountTarget]] = defaultdict(list)
    taken: list[Zone] = []
    for target in system.mount_targets.known():
        if isinstance(target.subnet, Unknown):
            if target.subnet.exhaustive:
                groups[target.subnet.candidates].append(target)
        elif isinstance(zone := _zone_of(network, target.subnet.value or ""), Known):
            taken.append(zone.value)
    found: dict[Zone, list[MountTarget]] = {}
    for candidates, targets in groups.items():
        zones = _different_zones(network, candidates)
        free = [zone for zone in zones if zone not in taken]
        if len(targets) == len(free):
            found.update(dict.fromkeys(free, targets))
    return found


def _different_zones(network: Network, subnets: frozenset[str]) -> list[Zone]:
    """The zones of subnets, if it is known of all of them which are one and which are not."""
    zones: list[Zone] = []
    for identity in sorted(subnets):
        zone = _zone_of(network, identity)
        if isinstance(zone, Unknown):
            return []
        if zone.value not in zones:
            if any(are_different(zone.value, other) != Known(True) for other in zones):
                return []
            zones.append(zone.value)
    return zones


def _zone_of(network: Network, subnet: str) -> Value[Zone]:
    found = network.subnets.get(subnet)
    return (
        found.zone if found is not None else not_in_code(f"{short(subnet)} is not declared in the scanned code", subnet)
    )
