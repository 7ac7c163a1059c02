"""Other resources of an account that code names: services, roles, policies, prefix lists and file systems."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from lambdanet.given.account import Account, Item
from lambdanet.given.account_lists import GROUPS_OF_MOUNT_TARGET
from lambdanet.given.notes import notes
from lambdanet.given.parts_of_answers import objects_of, texts_of
from lambdanet.model import MountTarget, Place, PrefixList
from lambdanet.readers.account.adding import Adding, missing
from lambdanet.readers.account.resources_around import in_vpcs
from lambdanet.readers.account.shapes_of_networks import is_gone
from lambdanet.readers.account.shapes_of_roles import boundary_of, policy, role
from lambdanet.readers.account.shapes_of_services import LISTS_OF_GROUPS, LISTS_OF_SUBNETS, SERVICES
from lambdanet.readers.datum import Datum
from lambdanet.readers.resources.collection import ProxyTarget
from lambdanet.values import Cause, Items, Known, Unknown

Add = Callable[[Adding, Account, Item], "Iterator[str]"]


def add_role(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """A role with what is attached to it."""
    data = adding.code.leaves_of_role(item.data)
    adding.read("aws_iam_role", item, role(data, account.lists.get("Policies", {})), account)
    yield from texts_of([boundary_of(data)])
    yield from texts_of([each.get("PolicyArn") for each in objects_of(data, "AttachedManagedPolicies")])


def add_policy(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """A managed policy of the customer."""
    adding.read("aws_iam_policy", item, policy(item.data), account)
    yield from ()


def add_file_system(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """A file system with its mount targets.

    AWS lists them for one file system at a time: a list that has none of this one may be that of another.
    """
    adding.read("aws_efs_file_system", item, {}, account)
    listed = [
        each.id
        for each in account.items("MountTargets")
        if each.data.get("FileSystemId") == item.id and not is_gone(each.data)
    ]
    nameless = [each.id for each in account.items("MountTargets") if not isinstance(each.data.get("FileSystemId"), str)]
    why = account.why_more("MountTargets") or ("" if listed else f"no file holds the mount targets of {item.id}")
    why = why or (f"no file has the file system of {nameless[0]}" if nameless else "")
    if why:
        more: Items[MountTarget] = Items(more=missing(why))
        adding.collection.file_systems[-1] = dataclasses.replace(adding.collection.file_systems[-1], mount_targets=more)
    yield from listed


def add_access_point(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """An access point."""
    adding.read("aws_efs_access_point", item, {"file_system_id": item.data.get("FileSystemId")}, account)
    yield from texts_of([item.data.get("FileSystemId")])


def add_mount_target(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """A mount target with its security groups, which AWS returns by a call of its own."""
    answer = account.about.get(GROUPS_OF_MOUNT_TARGET, {}).get(item.id)
    groups = answer.data.get("SecurityGroups") if answer is not None else None
    data = {"file_system_id": item.data.get("FileSystemId"), "subnet_id": item.data.get("SubnetId")}
    why = missing(f"no file holds the security groups of {item.id}")
    # There is always one: where it is given none, it has the default group of its VPC.
    held: Datum = texts_of(groups) or why
    adding.read("aws_efs_mount_target", item, {**data, "security_groups": held}, account)
    yield from texts_of([item.data.get("FileSystemId")])
    yield from texts_of(held)


def add_prefix_list(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """A prefix list; entries that no file holds are not known."""
    name = str(item.data.get("PrefixListName"))
    public = item.data.get("OwnerId") == "AWS" or (name.startswith("com.amazonaws.") and "Cidrs" in item.data)
    answer = account.about.get("Entries", {}).get(item.id)
    listed = item.data.get("Cidrs") if answer is None else answer.data.get("Entries")
    blocks = (
        [each.get("Cidr") if isinstance(each, dict) else each for each in listed] if isinstance(listed, list) else []
    )
    cidrs = texts_of(blocks)
    why = "" if answer is None and cidrs else account.why_more_about("Entries", item.id)
    if not why and (not isinstance(listed, list) or len(cidrs) < len(blocks)):
        why = f"no file holds all entries of {item.id}"
    entries: Items[str] = Items(tuple(map(Known, cidrs)), missing(why) if why else None)
    service = name.rpartition(".")[2] if public and name.endswith((".s3", ".dynamodb")) else ""
    adding.collection.types[item.id] = "aws_ec2_managed_prefix_list"
    adding.collection.prefix_lists.append(
        PrefixList(item.id, Place(item.id, item.file.shown, 1), entries=entries, public=bool(service), service=service)
    )
    yield from ()


def add_service(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """A database or a cache, for example, with its groups and subnets."""
    service = in_vpcs(account).services[item.id][2]
    adding.read(service.type, item, service.attributes, account)
    _leave_open_what_code_says_otherwise(adding, item)
    yield from _instances_of_cluster(adding, account, item)
    yield from _behind_proxy(adding, account, item)
    yield from service.named(*LISTS_OF_GROUPS, *LISTS_OF_SUBNETS)


def _leave_open_what_code_says_otherwise(adding: Adding, item: Item) -> None:
    """Leave open the groups and ports of a database of which the code has one of the same name with others.

    In one account and Region it is the same one, and the files say what it was.
    """
    collection, read = adding.collection, adding.collection.private_resources[-1]
    name = collection.names.get(read.identity)
    for each in collection.private_resources[:-1] if name else ():
        same = each.kind == read.kind and collection.names.get(each.identity) == name and each.declared
        if not same or each.identity in adding.taken:
            continue
        if set(each.security_groups.elements) != set(read.security_groups.elements) or each.ports != read.ports:
            reason = f"{item.file.shown} says something else of {name} than {each.address}, which may be the same one"
            notes().add_contradiction(reason)
            more: Items[Any] = Items(more=Unknown(reason, cause=Cause.NOT_DECLARED))
            changed = dataclasses.replace(read, security_groups=more, ports=more, other_ports=Items())
            collection.private_resources[-1] = changed
            return


def _instances_of_cluster(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """The instances of a database cluster: its hosts lead to them, so it is as public as they are.

    Only a Multi-AZ DB cluster has an option of its own
    (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html).
    """
    name = item.data.get("DBClusterIdentifier")
    if "DBClusterArn" not in item.data or not isinstance(name, str):
        return
    instances = [each for each in account.items("DBInstances") if each.data.get("DBClusterIdentifier") == name]
    for each in instances:
        adding.collection.cluster_of[each.id] = Known(item.id)
        yield each.id
    listed = texts_of([each.get("DBInstanceIdentifier") for each in objects_of(item.data, "DBClusterMembers")])
    held = texts_of([each.data.get("DBInstanceIdentifier") for each in instances])
    why = account.why_more("DBInstances") or next((f"no file holds {each}" for each in listed if each not in held), "")
    cluster = adding.collection.private_resources[-1]
    if why and item.data.get("PubliclyAccessible") is None and item.data.get("Engine") != "docdb":
        private = missing(f"{why}, an instance of {name}, which may be publicly accessible")
        adding.collection.private_resources[-1] = dataclasses.replace(cluster, private=private)


def _behind_proxy(adding: Adding, account: Account, item: Item) -> Iterator[str]:
    """The databases behind a proxy, where a file has the answer about its targets.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBProxyTarget.html
    """
    answer = account.about.get("Targets", {}).get(str(item.data.get("DBProxyName")))
    listed = answer.data.get("Targets") if answer is not None and "DBProxyArn" in item.data else None
    if not isinstance(listed, list):
        return
    found: Items[str] = Items()
    for target in listed:
        # The instances of a cluster are listed next to it.
        if not isinstance(target, dict) or target.get("TrackedClusterId"):
            continue
        databases = [each.id for each in _databases(account) if _is_target(each, target)]
        yield from databases
        name = target.get("RdsResourceId")
        found = found + (Items.of(databases) if databases else Items((missing(f"no file holds the database {name}"),)))
    if why := account.why_more_about("Targets", str(item.data["DBProxyName"])):
        found = dataclasses.replace(found, more=missing(why))
    adding.collection.proxy_targets.append(ProxyTarget(Known(item.id), found, item.id))


def _databases(account: Account) -> Iterator[Item]:
    yield from account.items("DBInstances")
    yield from account.items("DBClusters")


def _is_target(database: Item, target: dict[str, Any]) -> bool:
    if target.get("TargetArn"):
        return bool(target["TargetArn"] == database.id)
    of_instance = target.get("Type") == "RDS_INSTANCE"
    named = database.data.get("DBInstanceIdentifier" if of_instance else "DBClusterIdentifier")
    return isinstance(named, str) and named == target.get("RdsResourceId")


ADD: dict[str, Add] = {
    **dict.fromkeys(SERVICES, add_service),
    "RoleDetailList": add_role,
    "Policies": add_policy,
    "PrefixLists": add_prefix_list,
    "FileSystems": add_file_system,
    "MountTargets": add_mount_target,
    "AccessPoints": add_access_point,
}
