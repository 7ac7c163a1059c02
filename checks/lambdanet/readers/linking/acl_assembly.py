"""Network ACLs with the entries from everywhere, and the default one that AWS makes with a VPC."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from lambdanet.aws.address_ranges import EVERYWHERE
from lambdanet.created_together import are_together
from lambdanet.model import NetworkAcl, NetworkAclAssociation, NetworkAclRule, Place, Vpc
from lambdanet.readers.conversions import made_with, undeclared
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Items, Known, Unknown, Value


def network_acls(collection: Collection, vpcs: Iterable[Vpc], same: Callable[[str], str]) -> dict[str, NetworkAcl]:
    """The ACLs by identity, with those that AWS makes, unless the code adopts them."""
    acls = {acl.identity: acl for acl in collection.network_acls}
    for vpc in vpcs:
        identity = made_with(vpc.identity, "default network ACL")
        if same(identity) == identity:
            acls[identity] = _made_with_vpc(identity, vpc)
    entries = grouped(collection.network_acl_rules, lambda rule: rule.acl, collection.uncertain, same)
    for identity, found in entries.items():
        if identity in acls:
            acls[identity] = _with_entries(acls[identity], found, collection)
    return acls


def network_acl_associations(collection: Collection, same: Callable[[str], str]) -> tuple[NetworkAclAssociation, ...]:
    """Which subnets are associated with which ACLs."""
    return tuple(_settled(item, collection.uncertain, same) for item in collection.network_acl_associations)


def _with_entries(acl: NetworkAcl, entries: Items[NetworkAclRule], collection: Collection) -> NetworkAcl:
    def separate(direction: str) -> Items[NetworkAclRule]:
        found = _in_direction(entries, direction)
        why = collection.overwritten(acl, direction)
        return found.map(lambda entry: dataclasses.replace(entry, action=Unknown(why))) if why else found

    return dataclasses.replace(acl, ingress=acl.ingress + separate("ingress"), egress=acl.egress + separate("egress"))


def _in_direction(entries: Items[NetworkAclRule], direction: str) -> Items[NetworkAclRule]:
    kept: list[Value[NetworkAclRule]] = []
    more = entries.more
    for entry in entries.known():
        if entry.direction == Known(direction):
            kept.append(Known(entry))
        elif isinstance(entry.direction, Unknown):
            more = entry.direction
    return Items(tuple(kept), more)


def _made_with_vpc(identity: str, vpc: Vpc) -> NetworkAcl:
    """The default ACL that AWS makes with a VPC: it allows everything, in and out."""
    place = Place(f"the default network ACL of {vpc.address}", vpc.place.file, vpc.place.line)
    hidden = None if vpc.declared else undeclared(vpc.identity, vpc.address)

    def entries(direction: str) -> Items[NetworkAclRule]:
        if hidden is not None:
            return Items(more=hidden)
        return Items.of(
            NetworkAclRule(
                identity,
                place,
                acl=Known(identity),
                direction=Known(direction),
                number=Known(number),
                action=Known("allow"),
                protocol=Known("-1"),
                ports=Known((0, 65535)),
                cidr=Known(cidr),
            )
            for number, cidr in enumerate(EVERYWHERE, start=100)
        )

    return NetworkAcl(
        identity,
        place,
        declared=False,
        vpc=Known(vpc.identity),
        default=Known(True),
        ingress=entries("ingress"),
        egress=entries("egress"),
    )


def _settled(
    association: NetworkAclAssociation, uncertain: Mapping[str, Unknown], same: Callable[[str], str]
) -> NetworkAclAssociation:
    """The ACL under its own name; the subnet of an association that may not be made is only a candidate."""
    acl, subnet = association.acl, association.subnet
    doubt = uncertain.get(association.identity)
    if isinstance(acl, Known) and acl.value is not None:
        acl = Known(same(acl.value))
    named = subnet.value if isinstance(subnet, Known) else None
    if doubt is not None and not are_together(uncertain, association.identity, named or ""):
        candidates = set(subnet.candidates) if isinstance(subnet, Unknown) else {subnet.value or ""}
        subnet = doubt.of_another(frozenset(candidates))
    return dataclasses.replace(association, acl=acl, subnet=subnet)
