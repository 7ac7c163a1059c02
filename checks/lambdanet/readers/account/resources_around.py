"""Which resources of accounts are around the code: those that it names, and what belongs to their VPCs."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Any

from lambdanet.aws.identifiers import MANAGED_POLICY
from lambdanet.given.account import Account, Item
from lambdanet.given.account_lists import BROKERS, IN_NO_REGION
from lambdanet.given.accounts import Accounts
from lambdanet.given.notes import notes
from lambdanet.readers.account.shapes_of_networks import is_gone, peering
from lambdanet.readers.account.shapes_of_services import GROUPS, SERVICES, Service
from lambdanet.readers.resources.collection import Collection

# What belongs to a VPC and is read with it. Groups are many: they are read where something has them.
OF_VPC = (
    "Subnets",
    "RouteTables",
    "NetworkAcls",
    "InternetGateways",
    "EgressOnlyInternetGateways",
    "NatGateways",
    "VpcEndpoints",
    "VpcPeeringConnections",
    "MountTargets",
)
_VIEW_OF_OWN = ("Tags", "AvailableIpAddressCount", "MapPublicIpOnLaunch", "State")
"""What differs between two accounts' views of a shared resource, or by the hour."""


class InVpcs:
    """What an account holds, by VPC."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.by_vpc: dict[str, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
        self.default_groups: dict[str, Item] = {}
        self.services: dict[str, tuple[str, Item, Service]] = {}
        self._associated: dict[str, set[str]] = {}
        self._groups = {
            key: {str(item.data.get(named)): item.data for item in account.items(key)} for key, named in GROUPS.items()
        }
        for key in OF_VPC:
            for item in account.items(key):
                if not is_gone(item.data):
                    for vpc in _vpcs_of(key, item.data):
                        self.by_vpc[vpc][key].append(item)
        for item in account.items("SecurityGroups"):
            if item.data.get("GroupName") == "default":
                self.default_groups[str(item.data.get("VpcId"))] = item
        for key, shape in SERVICES.items():
            for item in account.items(key):
                if not is_gone(item.data):
                    self.services[item.id] = (key, item, shape(item.data, self._groups_for(key)))

    def _groups_for(self, key: str) -> dict[str, Any]:
        if key == "ClusterInfoList":
            return self._brokers()
        if key == "ReplicationGroups":
            return {**self._groups["CacheSubnetGroups"], **self._groups["CacheClusters"]}
        listed = {
            "DBClusters": "DBSubnetGroups",
            "CacheClusters": "CacheSubnetGroups",
            "Clusters": "ClusterSubnetGroups",
        }
        return self._groups.get(listed.get(key, ""), {})

    def _brokers(self) -> dict[str, Any]:
        """The answers about the brokers of each cluster, by its ARN."""
        return {id: item.data for key in BROKERS for id, item in self.account.about.get(key, {}).items()}

    def associated(self, key: str) -> set[str]:
        """The subnets that a table, or an ACL, of the account names."""
        if key not in self._associated:
            found = self._associated[key] = set()
            for item in self.account.items(key):
                listed = item.data.get("Associations")
                for each in listed if isinstance(listed, list) else ():
                    if isinstance(each, dict) and isinstance(each.get("SubnetId"), str):
                        found.add(each["SubnetId"])
        return self._associated[key]

    def vpc_of_subnets(self, subnets: Iterable[Any]) -> str:
        """The VPC in which the first of the subnets is."""
        held = self.account.lists.get("Subnets", {})
        return next((str(held[each].data.get("VpcId")) for each in subnets if each in held), "")


def _vpcs_of(key: str, data: dict[str, Any]) -> Iterator[str]:
    attachments = data.get("Attachments")
    sides = [data.get(name) for name in ("RequesterVpcInfo", "AccepterVpcInfo")]
    listed = attachments if isinstance(attachments, list) else []
    for each in (data, *listed, *sides):
        if isinstance(each, dict) and isinstance(each.get("VpcId"), str):
            yield each["VpcId"]


def ids_of_accounts_in(collection: Collection, known: Container[str]) -> set[str]:
    """The ids of accounts that are anywhere in what was read of the code."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting: list[Any] = [collection]
    fields: dict[type, tuple[str, ...]] = {}
    while waiting:
        each = waiting.pop()
        kind = type(each)
        if kind is str:
            if each in known:
                found.add(each)
        elif kind is tuple or kind is list or kind is frozenset or kind is set:
            waiting += each
        elif isinstance(each, dict):
            waiting += each.keys()
            waiting += each.values()
        elif isinstance(each, (str, list, tuple)):
            waiting += [str(each)] if isinstance(each, str) else each
        elif id(each) not in seen:
            if kind not in fields:
                fields[kind] = tuple(kind.__dataclass_fields__) if dataclasses.is_dataclass(kind) else ()
            if fields[kind]:
                seen.add(id(each))
                waiting += [getattr(each, name) for name in fields[kind]]
    return found


def the_one(accounts: Accounts, id: str) -> tuple[Account, str, Item] | None:
    """Where an id is, if that is one place; where accounts share the resource, in the one that it belongs to."""
    places = accounts.find(id)
    if not places:
        return None
    if MANAGED_POLICY in id:
        # Accounts differ in how often they attach it; of an older and a newer answer the newer one holds.
        return max(places, key=lambda place: place[2].rank)
    wanted = sorted(places, key=lambda place: place[2].data.get("OwnerId") != place[0].number)
    first = wanted[0]
    for account, key, item in wanted[1:]:
        elsewhere = account.region != first[0].region and key not in IN_NO_REGION
        if account is not first[0] and (elsewhere or not _same(key, item.data, first[2].data)):
            where = " and ".join(dict.fromkeys(f"{place[2].file.shown} ({place[0].name})" for place in wanted))
            notes().add_contradiction(f"{id} is in {where}, which differ: nothing is taken of it")
            return None
    return first


def _same(key: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    if key == "VpcPeeringConnections":
        # Each side has tags of its own, and options that it alone may see.
        return peering(one) == peering(other)
    names = (one.keys() | other.keys()) - set(_VIEW_OF_OWN)
    if one.get("AvailabilityZoneId") and one.get("AvailabilityZoneId") == other.get("AvailabilityZoneId"):
        # Each account has names of its own for zones, whose ids are the same.
        names -= {"AvailabilityZone"}
    return all(one.get(name) == other.get(name) for name in names)


_looked_through: dict[int, tuple[Account, InVpcs]] = {}


def in_vpcs(account: Account) -> InVpcs:
    """What an account holds, by VPC; looked through once."""
    held = _looked_through.get(id(account))
    if held is None:
        held = _looked_through[id(account)] = (account, InVpcs(account))
    return held[1]


def what_is_read_with(account: Account, vpc: str) -> list[str]:
    """The ids of what is read with a VPC, with its default group."""
    held = in_vpcs(account)
    default = [held.default_groups[vpc].id] if vpc in held.default_groups else []
    return [*(each.id for items in held.by_vpc[vpc].values() for each in items), *default]
