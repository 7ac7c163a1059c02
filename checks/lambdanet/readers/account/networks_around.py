"""Networks in an account: VPCs with all that belongs to them, and notes where a file is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterator
from typing import Any

from lambdanet.given.account import Account, Item
from lambdanet.given.parts_of_answers import objects_of, texts_of
from lambdanet.identities import DEFAULT_GROUP, made_with
from lambdanet.model import (
    NetworkAcl,
    NetworkAclAssociation,
    Place,
    RouteTable,
    RouteTableAssociation,
    SecurityGroup,
    TransitGateway,
)
from lambdanet.readers.account.adding import Adding, missing
from lambdanet.readers.account.blocked_access_around import note_blocked_access
from lambdanet.readers.account.resources_around import in_vpcs, what_is_read_with
from lambdanet.readers.account.shapes_of_networks import (
    SHAPES,
    dns_servers,
    further_blocks,
    is_gone,
    subnets_of_table,
    why_not_ready,
)
from lambdanet.readers.account.shapes_of_services import LISTS_OF_SUBNETS, ONLY_WHERE_NAMED
from lambdanet.readers.account.transit_gateways_around import parts_of, why_not_all
from lambdanet.readers.imported_ids import meant
from lambdanet.readers.resources.collection import Addition
from lambdanet.values import Cause, Items, Known, Unknown


def add_network(adding: Adding, account: Account, key: str, item: Item) -> Iterator[str]:
    """Add a part of a network; yields what has to be added with it."""
    kind, data = adding.code.leaves(key, item.id, SHAPES[key](item.data))
    if key == "Vpcs":
        yield from _add_vpc(adding, account, item, data)
    elif kind:
        _drop_what_leads_to_what_is_gone(account, data, adding.code.withdrawn.gone)
        adding.read(kind, item, data, account)
    if key == "Subnets":
        _describe_subnet(adding, item, account)
    elif key == "SecurityGroups" and kind and not isinstance(item.data.get("GroupName"), str):
        group = adding.collection.security_groups[-1]
        default = missing(f"no file holds the name of {item.id}: it may be the default group")
        adding.collection.security_groups[-1] = dataclasses.replace(group, default=default)
    elif key == "RouteTables":
        associate(adding, item, account)
    elif (why := why_not_ready(item.data)) and key == "VpcEndpoints":
        endpoint = adding.collection.endpoints[-1]
        adding.collection.endpoints[-1] = dataclasses.replace(endpoint, made=Unknown(why), private_dns=Unknown(why))
    elif why and key == "NatGateways":
        gateway = adding.collection.nat_gateways[-1]
        adding.collection.nat_gateways[-1] = dataclasses.replace(gateway, connectivity=Unknown(why))
    yield from texts_of(data.get("security_group_ids"))
    yield from _lists_named(data)
    yield from texts_of([each.get("transit_gateway_id") for each in objects_of(data, "route")])
    yield from texts_of([data.get("vpc_id"), data.get("peer_vpc_id")])


def _add_vpc(adding: Adding, account: Account, item: Item, data: dict[str, Any]) -> Iterator[str]:
    known = {
        "enable_dns_support": _attribute(account, "EnableDnsSupport", item.id),
        "enable_dns_hostnames": _attribute(account, "EnableDnsHostnames", item.id),
    }
    adding.read("aws_vpc", item, {**data, **known}, account)
    for block in further_blocks(item.data):
        adding.collection.vpc_blocks.append(Addition(Known(item.id), Known(block), item.id))
    if not isinstance(item.data.get("CidrBlockAssociationSet"), list):
        why = missing(f"the file does not have the CidrBlockAssociationSet of {item.id}")
        adding.collection.vpc_blocks.append(Addition(Known(item.id), why, item.id))
    default = item.data.get("IsDefault")
    more = _may_have_more(account, item)
    adding.collection.vpcs[-1] = dataclasses.replace(
        adding.collection.vpcs[-1], default=Known(default is True), more=more
    )
    _note_dns_servers(adding, account, item)
    note_blocked_access(adding, account, item)
    held = in_vpcs(account)
    yield from what_is_read_with(account, item.id)
    _add_placeholders(adding, account, item)
    for identity, (key, _, service) in held.services.items():
        if key in ONLY_WHERE_NAMED:
            continue
        if held.vpc_of_subnets(service.named(*LISTS_OF_SUBNETS)) == item.id:
            yield identity


def _may_have_more(account: Account, vpc: Item) -> Unknown | None:
    """Why there may be endpoints and gateways, for example, in a VPC that no file describes."""
    kinds = ("VpcEndpoints", "InternetGateways", "EgressOnlyInternetGateways", "NatGateways")
    reasons = [why for key in (*kinds, "VpcPeeringConnections") if (why := account.why_more_in(key, vpc))]
    if not reasons:
        return None
    # What is said of the VPC holds for all its lists.
    why = reasons[0] if vpc.id in reasons[0] else f"{vpc.id}: {'; '.join(reasons[:2])}"
    return Unknown(why, cause=Cause.NOT_DECLARED)


def _add_placeholders(adding: Adding, account: Account, vpc: Item) -> None:
    """Mark what AWS makes with a VPC as unknown where no file has it."""
    held, groups = in_vpcs(account).by_vpc[vpc.id], in_vpcs(account).default_groups
    for key, made, words, there in (
        ("RouteTables", "main route table", "route tables", held["RouteTables"]),
        ("NetworkAcls", "default network ACL", "network ACLs", held["NetworkAcls"]),
        # There are many groups, and only the default one is in every VPC.
        ("SecurityGroups", DEFAULT_GROUP, "default security group", vpc.id in groups),
    ):
        listed = account.why_more_in(key, vpc)
        if there and (key == "SecurityGroups" or not listed):
            continue
        why = missing(listed or f"no file holds the {words} of {vpc.id}")
        identity = made_with(vpc.id, f"{made} that no file holds")
        place = Place(vpc.id, vpc.file.shown, 1)
        known: dict[str, Any] = {"identity": identity, "place": place, "declared": False, "vpc": Known(vpc.id)}
        rules: Items[Any] = Items(more=why)
        if key == "RouteTables":
            table = RouteTable(**known, main=Known(True), routes=Items(more=why), more=why)
            adding.collection.route_tables.append(table)
        elif key == "NetworkAcls":
            adding.collection.network_acls.append(NetworkAcl(**known, default=Known(True), ingress=rules, egress=rules))
        else:
            group = SecurityGroup(**known, default=Known(True), ingress=rules, egress=rules)
            adding.collection.security_groups.append(group)
        adding.collection.same_as.setdefault(made_with(vpc.id, made), identity)


def _describe_subnet(adding: Adding, item: Item, account: Account) -> None:
    subnet = adding.collection.subnets[-1]
    _leave_open_what_is_missing(adding, item, account)
    default = Known(item.data.get("DefaultForAz") is True)
    free = item.data.get("AvailableIpAddressCount")
    count = free if isinstance(free, int) and not isinstance(free, bool) else None
    adding.collection.subnets[-1] = dataclasses.replace(subnet, default=default, free_addresses=count)


def _leave_open_what_is_missing(adding: Adding, item: Item, account: Account) -> None:
    """Let a subnet have some table and some ACL, where the one that it has is in no file."""
    place = Place(item.id, item.file.shown, 1)
    tables, acls = (in_vpcs(account).associated(key) for key in ("RouteTables", "NetworkAcls"))
    if (why := account.why_more_in("RouteTables", item)) and item.id not in tables:
        adding.collection.associations.append(
            RouteTableAssociation(item.id, place, table=missing(why), subnet=Known(item.id))
        )
    if (why := account.why_more_in("NetworkAcls", item)) and item.id not in acls:
        adding.collection.network_acl_associations.append(
            NetworkAclAssociation(item.id, place, acl=missing(why), subnet=Known(item.id))
        )


def _drop_what_leads_to_what_is_gone(account: Account, data: dict[str, Any], gone: Container[str]) -> None:
    """Let routes to a target that AWS lists as deleted, or that were never created, lead nowhere. gone: by a plan."""
    for route in objects_of(data, "route"):
        named = texts_of(list(route.values()))
        held = (items[id] for key, items in account.lists.items() if key in SHAPES for id in named if id in items)
        if any(id in gone for id in named) or any(is_gone(each.data) for each in held):
            route["blackhole"] = True


def associate(adding: Adding, item: Item, account: Account) -> None:
    """Let a table be that of the subnets which the account says, where the code says no other."""
    for subnet in subnets_of_table(item.data):
        if meant(subnet) in adding.code.tables or adding.code.withdrawn.association(item.id, subnet):
            continue
        data = {"subnet_id": subnet, "route_table_id": item.id}
        adding.read("aws_route_table_association", item, data, account, f"{item.id}/{subnet}")


def _lists_named(data: dict[str, Any]) -> Iterator[str]:
    """The prefix lists that routes and rules name."""
    for entry in (each for name in ("route", "ingress", "egress") for each in objects_of(data, name)):
        yield from texts_of(entry.get("prefix_list_ids"))
        yield from texts_of([entry.get("destination_prefix_list_id")])


def _note_dns_servers(adding: Adding, account: Account, item: Item) -> None:
    options = str(item.data.get("DhcpOptionsId"))
    if options == "default":
        return
    held = account.lists.get("DhcpOptions", {}).get(options)
    data = {"vpc_id": item.id, "dhcp_options_id": options}
    if held is not None and options not in adding.collection.dhcp_options:
        adding.read("aws_vpc_dhcp_options", held, {"domain_name_servers": dns_servers(held.data)}, account)
    elif held is None:
        why = missing(f"no file holds the DHCP options {options} of {item.id}")
        adding.collection.dhcp_options.setdefault(options, why)
    adding.read("aws_vpc_dhcp_options_association", item, data, account, f"{item.id}/{options}")


def add_transit_gateway(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """A gateway of which the files hold everything; of any other nothing is known."""
    if why := why_not_all(account, item.id):
        place = Place(item.id, item.file.shown, 1)
        gateway = TransitGateway(item.id, place, declared=False, more=missing(why))
        adding.collection.transit_gateways.append(gateway)
        return
    for part in parts_of(account, item.id):
        adding.read(part.type, part.item, part.data, account, part.identity)
        yield from (str(part.data[name]) for name in ("vpc_id",) if part.data.get(name))


def _attribute(account: Account, name: str, vpc: str) -> Any:
    answer = account.about.get(name, {}).get(vpc)
    known = answer.data.get(name) if answer is not None else None
    value = known.get("Value") if isinstance(known, dict) else None
    return value if isinstance(value, bool) else missing(f"no file has {name} of {vpc}")
