"""Private resources with the subnets of their subnet groups, what they have of their cluster, and default groups."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from lambdanet.model import MountTarget, PrivateResource, Resource, Subnet
from lambdanet.readers.conversions import made_with, short
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.linking.listener_assembly import with_listeners
from lambdanet.readers.linking.names_written_out import meant_by
from lambdanet.readers.linking.proxy_assembly import with_databases_behind
from lambdanet.readers.resources.collection import Collection
from lambdanet.readers.resources.names import OPTION_GROUP, subnet_group_of
from lambdanet.undeclared import not_in_code
from lambdanet.values import Cause, Items, Known, Unknown, Value

NO_GROUP = "no security group"
# The option groups that AWS makes have no options.
_DEFAULT_OPTIONS = "default:"


def private_resources(
    collection: Collection,
    subnets: Mapping[str, Subnet],
    same: Callable[[str], str],
) -> dict[str, PrivateResource]:
    """The resources by identity."""
    found = {resource.identity: _placed(resource, collection, same) for resource in collection.private_resources}
    for identity, resource in found.items():
        if identity in collection.cluster_of:
            found[identity] = resource = _of_cluster(resource, collection, found)
        if identity in collection.has_default_group and resource.security_groups.is_empty() == Known(True):
            groups = _default_group(resource, resource.subnets.known(), subnets, same)
            found[identity] = resource = dataclasses.replace(resource, security_groups=groups)
        if identity in collection.has_no_group and resource.security_groups.is_empty() == Known(True):
            found[identity] = dataclasses.replace(resource, security_groups=Items.of([made_with(identity, NO_GROUP)]))
    for identity, attached in _attached_groups(collection, same).items():
        if identity in found:
            groups = found[identity].security_groups + attached
            found[identity] = dataclasses.replace(found[identity], security_groups=groups)
    for identity, instances in _instances_by_cluster(collection, found).items():
        found[identity] = _as_public_as(found[identity], instances, collection)
    _open_ports_of_options(found, collection)
    return with_databases_behind(with_listeners(found, collection), collection)


def _attached_groups(collection: Collection, same: Callable[[str], str]) -> dict[str, Items[str]]:
    """By resource: the groups that separate resources give to its interface."""
    by_owner = grouped(
        collection.group_attachments,
        lambda attachment: attachment.owner,
        collection.uncertain,
        same,
        lambda attachment: attachment.declared_by,
    )
    found: dict[str, Items[str]] = {}
    for identity, attached in by_owner.items():
        elements: list[Value[str]] = []
        for attachment in attached.known():
            group = attachment.group
            if isinstance(group, Unknown):
                elements.append(group)
            elif group.value is not None:
                elements.append(Known(same(group.value)))
        found[identity] = Items(tuple(elements), attached.more)
    return found


def _open_ports_of_options(found: dict[str, PrivateResource], collection: Collection) -> None:
    """Add the ports that the option groups of databases open beside the database's own."""
    for identity, group in collection.option_group_of.items():
        resource = found[identity]
        group = meant_by(collection, OPTION_GROUP, group, identity)
        named = group.value or "" if isinstance(group, Known) else ""
        missing = Items[int](
            more=Unknown(f"the options of {resource.address} are not in the scanned code", cause=Cause.NOT_DECLARED)
        )
        if named.startswith(_DEFAULT_OPTIONS):
            continue
        ports = collection.ports_of_options.get(named, missing)
        if identity in collection.uncertain or named in collection.uncertain:
            ports = Items(ports.elements, missing.more)
        found[identity] = dataclasses.replace(resource, other_ports=resource.other_ports + ports)


def _instances_by_cluster(
    collection: Collection, found: Mapping[str, PrivateResource]
) -> dict[str, list[PrivateResource]]:
    """The instances of each cluster, those included that may be of it."""
    instances: dict[str, list[PrivateResource]] = {}
    for identity, cluster in collection.cluster_of.items():
        named = cluster.candidates if isinstance(cluster, Unknown) else {cluster.value}
        for each in named:
            if each in found:
                instances.setdefault(str(each), []).append(found[identity])
    return instances


def _as_public_as(
    cluster: PrivateResource, instances: Iterable[PrivateResource], collection: Collection
) -> PrivateResource:
    """A cluster whose endpoints lead to its instances: what reaches these reaches it."""
    doubts = [each for each in instances if each.private != Known(True)]
    if cluster.private != Known(True) or not doubts:
        return cluster
    all_public = all(each.private == Known(False) for each in instances)
    if all_public and not any(each.identity in collection.uncertain for each in instances):
        return dataclasses.replace(cluster, private=Known(False))
    why = f"{doubts[0].address}, an instance of {cluster.address}, may be publicly accessible"
    return dataclasses.replace(cluster, private=Unknown(why))


def mount_targets(
    collection: Collection, subnets: Mapping[str, Subnet], same: Callable[[str], str]
) -> list[MountTarget]:
    """The mount targets of file systems; one without a group has the default one of its subnet's VPC."""
    found = []
    for target in collection.mount_targets:
        groups = target.security_groups.map(same)
        subnet = target.subnet.value if isinstance(target.subnet, Known) else None
        if groups.is_empty() == Known(True):
            groups = _default_group(target, [subnet] if subnet is not None else [], subnets, same)
        found.append(dataclasses.replace(target, security_groups=groups))
    return found


def _placed(resource: PrivateResource, collection: Collection, same: Callable[[str], str]) -> PrivateResource:
    subnets: Items[str] = Items(more=_of_groups(resource.subnets.more, collection))
    for element in resource.subnets.elements:
        if isinstance(element, Unknown) or not element.value.endswith("/subnets"):
            subnets = subnets + Items((element,))
            continue
        named = Known(element.value[: -len("/subnets")])
        kind = subnet_group_of(collection.types[resource.identity])
        meant = meant_by(collection, kind, named, resource.identity)
        if isinstance(meant, Unknown):
            subnets = subnets + Items(more=_of_groups(meant, collection))
            continue
        group = meant.value or ""
        missing = Items[str](more=not_in_code(f"the subnets of {short(group)} are not in the scanned code", group))
        subnets = subnets + collection.subnet_groups.get(group, missing)
    return dataclasses.replace(resource, subnets=subnets, security_groups=resource.security_groups.map(same))


def _of_groups(hidden: Unknown | None, collection: Collection) -> Unknown | None:
    """Why there may be further subnets: of one of several subnet groups it may be the subnets of each."""
    groups = hidden.candidates & collection.subnet_groups.keys() if hidden is not None else frozenset()
    if hidden is None or not groups:
        return hidden
    subnets = [collection.subnet_groups[group] for group in groups]
    named = {identity for items in subnets for identity in items.known()}
    return dataclasses.replace(hidden, candidates=hidden.candidates | named)


def _of_cluster(
    resource: PrivateResource, collection: Collection, found: Mapping[str, PrivateResource]
) -> PrivateResource:
    """An instance of a cluster: the cluster has its security groups, its subnets and its port."""
    named = collection.cluster_of[resource.identity]
    cluster = found.get(named.value or "") if isinstance(named, Known) else None
    if cluster is None:
        why = (
            named
            if isinstance(named, Unknown)
            else not_in_code(f"the cluster of {resource.address} is not in the code", named.value)
        )
        hidden: Items[str] = Items(more=why.of_another())
        return dataclasses.replace(resource, subnets=hidden, security_groups=hidden)
    return dataclasses.replace(
        resource,
        subnets=cluster.subnets,
        security_groups=cluster.security_groups,
        ports=cluster.ports,
        other_ports=cluster.other_ports,
    )


def _default_group(
    resource: Resource, standing_in: Iterable[str], subnets: Mapping[str, Subnet], same: Callable[[str], str]
) -> Items[str]:
    """The default group of the VPC, which these services take when none is given."""
    vpcs = {subnets[identity].vpc for identity in standing_in if identity in subnets}
    vpc = vpcs.pop() if len(vpcs) == 1 else None
    if not isinstance(vpc, Known) or vpc.value is None:
        return Items(
            more=Unknown(
                f"{resource.address} has the default group of its VPC, which is not in the code",
                cause=Cause.NOT_DECLARED,
            )
        )
    return Items.of([same(made_with(vpc.value, "default security group"))])
