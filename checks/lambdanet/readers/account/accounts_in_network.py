"""From files of accounts to the collection: the one step that puts what stands around the code beside it.

Ids that the code writes out, looks up or gets from others are the identities of what stands in the account, so nothing
has to be linked. What a file lists completely is complete; where no file holds a list, the resources say that there may
be more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from lambdanet.given.account_lists import BLOCK_PUBLIC_ACCESS, GROUPS_OF_MOUNT_TARGET
from lambdanet.given.accounts import Account, Accounts, Item
from lambdanet.given.in_force import all_accounts
from lambdanet.given.notes import notes
from lambdanet.identities import DEFAULT_GROUP, made_with
from lambdanet.model import (
    BlockPublicAccess,
    NetworkAcl,
    NetworkAclAssociation,
    Place,
    PrefixList,
    RouteTable,
    RouteTableAssociation,
    SecurityGroup,
)
from lambdanet.readers.account import hosts
from lambdanet.readers.account.account_block import AccountBlock
from lambdanet.readers.account.resources_around import InVpcs, ids_in, the_one
from lambdanet.readers.account.shapes_of_networks import SHAPES, further_blocks, subnets_of_table
from lambdanet.readers.account.shapes_of_roles import policy, role
from lambdanet.readers.account.shapes_of_services import ONLY_WHERE_NAMED, SERVICES, Service
from lambdanet.readers.account.users_around import UsersAround
from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum
from lambdanet.readers.resources.collection import Addition, Collection, reader_of
from lambdanet.values import Cause, Items, Known, Unknown, Value

_looked_through: dict[int, tuple[Account, InVpcs]] = {}


def in_vpcs(account: Account) -> InVpcs:
    """What an account holds, by VPC; looked through once."""
    held = _looked_through.get(id(account))
    if held is None:
        held = _looked_through[id(account)] = (account, InVpcs(account))
    return held[1]


def know_hosts() -> None:
    """Let code mean the resources of accounts whose hosts it writes out."""
    found: dict[str, tuple[str, str]] = {}
    doubled: set[str] = set()
    for account in all_accounts().accounts:
        for identity, (_, _, service) in in_vpcs(account).services.items():
            for host, attribute in service.hosts.items():
                if found.setdefault(host, (identity, attribute))[0] != identity:
                    doubled.add(host)
    hosts.know({host: meant for host, meant in found.items() if host not in doubled})


def add_resources_around(collection: Collection) -> tuple[dict[str, Item], UsersAround | None]:
    """Add what stands around the code.

    Returns the elements of the files that were taken, by identity, and who else uses what they tell of.
    """
    accounts = all_accounts()
    for problem in accounts.problems:
        notes().add_problem(problem)
    known = frozenset(accounts.ids())
    if not known:
        return {}, None
    step = _Step(collection, accounts)
    step.add(ids_in(collection, known))
    users = UsersAround(step.taken, step.accounts_of)
    step.count_interfaces(users)
    return step.taken, users


class _Step:
    def __init__(self, collection: Collection, accounts: Accounts) -> None:
        self.collection = collection
        self.accounts = accounts
        self.taken: dict[str, Item] = {}
        self.accounts_of: dict[str, Account] = {}
        self._refused = self._elsewhere()

    def _elsewhere(self) -> set[str]:
        """Ids that functions name in a Region in which they do not stand."""
        refused = set()
        for function in self.collection.functions:
            region = function.region.value if isinstance(function.region, Known) else None
            for id in {*function.subnets.known(), *function.security_groups.known()} if region else ():
                places = self.accounts.find(id)
                if places and all(account.region and account.region != region for account, _, _ in places):
                    told = f"{id} stands in {places[0][2].file.shown}, in {places[0][0].region}"
                    notes().add_contradiction(f"{told}; {function.address}, which names it, is deployed to {region}")
                    refused.add(id)
        return refused

    def add(self, ids: Iterable[str]) -> None:
        """Add what has these ids, their VPCs, and what belongs to it."""
        waiting = sorted(ids)
        while waiting:
            id = waiting.pop()
            if id in self.taken or id in self._refused:
                continue
            place = the_one(self.accounts, id)
            if place is None:
                continue
            account, key, item = place
            waiting += self._add(account, key, item)

    def _add(self, account: Account, key: str, item: Item) -> Iterator[str]:
        """Add a resource; yields what has to be added with it."""
        self.taken[item.id] = item
        self.accounts_of[item.id] = account
        notes().take(item.file, item.id)
        if key in SERVICES:
            service = in_vpcs(account).services[item.id][2]
            yield from self._add_service(account, item, service)
        elif key in SHAPES:
            kind, data = SHAPES[key](item.data)
            if key == "Vpcs":
                yield from self._add_vpc(account, item, data)
            elif key == "Subnets":
                self._read(kind, item, data, account)
                self._describe_subnet(item, account)
            else:
                self._read(kind, item, data, account)
                if key == "RouteTables":
                    self._associate(item, account)
            yield from _texts(data.get("security_group_ids"))
            yield from self._lists_named(data)
            yield from (str(value) for value in (data.get("vpc_id"), data.get("peer_vpc_id")) if value)
        elif key == "RoleDetailList":
            self._read("aws_iam_role", item, role(item.data, account.lists.get("Policies", {})), account)
            yield from (str(each.get("PolicyArn")) for each in item.data.get("AttachedManagedPolicies") or () if each)
        elif key == "Policies":
            self._read("aws_iam_policy", item, policy(item.data), account)
        elif key == "PrefixLists":
            self._add_prefix_list(account, item)
        elif key == "FileSystems":
            self._read("aws_efs_file_system", item, {}, account)
            yield from (each.id for each in account.items("MountTargets") if each.data.get("FileSystemId") == item.id)
        elif key == "MountTargets":
            yield from self._add_mount_target(account, item)
        elif key == "AccessPoints":
            self._read("aws_efs_access_point", item, {"file_system_id": item.data.get("FileSystemId")}, account)
            yield str(item.data.get("FileSystemId"))

    def _read(self, kind: str, item: Item, data: dict[str, Any], account: Account, identity: str = "") -> None:
        place = Place(identity or item.id, item.file.shown, 1)
        held: dict[str, Datum] = {name: from_python(value) for name, value in data.items()}
        block = AccountBlock(kind, identity or item.id, place, held, account.region)
        self.collection.types[block.identity] = kind
        reader = reader_of(kind)
        if reader is not None:
            reader(block, self.collection)

    def count_interfaces(self, users: UsersAround) -> None:
        """Say of VPCs and subnets how many interfaces Lambda has in them already."""
        for place, vpc in enumerate(self.collection.vpcs):
            if vpc.identity in self.accounts_of:
                number = users.of_functions(vpc.identity)
                self.collection.vpcs[place] = dataclasses.replace(vpc, interfaces_of_functions=number)
        for place, subnet in enumerate(self.collection.subnets):
            if subnet.identity in self.accounts_of:
                number = users.of_functions(subnet.identity)
                self.collection.subnets[place] = dataclasses.replace(subnet, interfaces_of_functions=number)

    # VPCs and what comes with them

    def _add_vpc(self, account: Account, item: Item, data: dict[str, Any]) -> Iterator[str]:
        told = {
            "enable_dns_support": _attribute(account, "EnableDnsSupport", item.id),
            "enable_dns_hostnames": _attribute(account, "EnableDnsHostnames", item.id),
        }
        self._read("aws_vpc", item, {**data, **told}, account)
        for block in further_blocks(item.data):
            self.collection.vpc_blocks.append(Addition(Known(item.id), Known(block), item.id))
        default = item.data.get("IsDefault")
        more = self._may_have_more(account, item.id)
        self.collection.vpcs[-1] = dataclasses.replace(
            self.collection.vpcs[-1], default=Known(default is True), more=more
        )
        self._note_dns_servers(account, item)
        self._note_blocked_access(account)
        held = in_vpcs(account)
        for items in held.by_vpc[item.id].values():
            for each in items:
                yield each.id
        if item.id in held.default_groups:
            yield held.default_groups[item.id].id
        self._stand_in_for_what_is_missing(account, item)
        for identity, (key, _, service) in held.services.items():
            if key in ONLY_WHERE_NAMED:
                continue
            inside = service.attributes.get("vpc_options") or service.attributes
            named = (inside.get(name) for name in ("subnet_ids", "vpc_subnet_ids"))
            subnets = next((each for each in named if isinstance(each, list)), [])
            if held.vpc_of_subnets(subnets) == item.id:
                yield identity

    def _may_have_more(self, account: Account, vpc: str) -> Unknown | None:
        """Why there may be endpoints, gateways and the like in a VPC of which no file tells."""
        kinds = ("VpcEndpoints", "InternetGateways", "EgressOnlyInternetGateways", "NatGateways")
        reasons = [why for key in (*kinds, "VpcPeeringConnections") if (why := account.why_more(key))]
        return Unknown(f"{vpc}: {'; '.join(reasons[:2])}", cause=Cause.NOT_DECLARED) if reasons else None

    def _stand_in_for_what_is_missing(self, account: Account, item: Item) -> None:
        """Let nothing of what AWS makes with a VPC be believed where no file holds it."""
        place = Place(item.id, item.file.shown, 1)
        held = in_vpcs(account).by_vpc[item.id]
        tables, acls = ((account.why_more(key), held[key]) for key in ("RouteTables", "NetworkAcls"))
        groups = account.why_more("SecurityGroups")
        if tables[0] or not tables[1]:
            why = _missing(tables[0] or f"no file holds the route tables of {item.id}")
            identity = made_with(item.id, "main route table that no file holds")
            self.collection.route_tables.append(
                RouteTable(
                    identity,
                    place,
                    declared=False,
                    vpc=Known(item.id),
                    main=Known(True),
                    routes=Items(more=why),
                    more=why,
                )
            )
            self.collection.same_as.setdefault(made_with(item.id, "main route table"), identity)
        if acls[0] or not acls[1]:
            hidden: Items[Any] = Items(more=_missing(acls[0] or f"no file holds the network ACLs of {item.id}"))
            identity = made_with(item.id, "default network ACL that no file holds")
            self.collection.network_acls.append(
                NetworkAcl(
                    identity,
                    place,
                    declared=False,
                    vpc=Known(item.id),
                    default=Known(True),
                    ingress=hidden,
                    egress=hidden,
                )
            )
            self.collection.same_as.setdefault(made_with(item.id, "default network ACL"), identity)
        if item.id not in in_vpcs(account).default_groups:
            hidden = Items(more=_missing(groups or f"no file holds the default security group of {item.id}"))
            identity = made_with(item.id, "default security group that no file holds")
            self.collection.security_groups.append(
                SecurityGroup(
                    identity,
                    place,
                    declared=False,
                    vpc=Known(item.id),
                    default=Known(True),
                    ingress=hidden,
                    egress=hidden,
                )
            )
            self.collection.same_as.setdefault(made_with(item.id, DEFAULT_GROUP), identity)

    def _describe_subnet(self, item: Item, account: Account) -> None:
        subnet = self.collection.subnets[-1]
        self._leave_open_what_is_missing(item, account)
        default = Known(item.data.get("DefaultForAz") is True)
        free = item.data.get("AvailableIpAddressCount")
        count = free if isinstance(free, int) and not isinstance(free, bool) else None
        self.collection.subnets[-1] = dataclasses.replace(subnet, default=default, free_addresses=count)

    def _leave_open_what_is_missing(self, item: Item, account: Account) -> None:
        """Let a subnet have some table and some ACL, where the one that it has is in no file."""
        place = Place(item.id, item.file.shown, 1)
        tables, acls = (in_vpcs(account).associated(key) for key in ("RouteTables", "NetworkAcls"))
        if (why := account.why_more("RouteTables")) and item.id not in tables:
            self.collection.associations.append(
                RouteTableAssociation(item.id, place, table=_missing(why), subnet=Known(item.id))
            )
        if (why := account.why_more("NetworkAcls")) and item.id not in acls:
            self.collection.network_acl_associations.append(
                NetworkAclAssociation(item.id, place, acl=_missing(why), subnet=Known(item.id))
            )

    def _associate(self, item: Item, account: Account) -> None:
        for subnet in subnets_of_table(item.data):
            data = {"subnet_id": subnet, "route_table_id": item.id}
            self._read("aws_route_table_association", item, data, account, f"{item.id}/{subnet}")

    def _lists_named(self, data: dict[str, Any]) -> Iterator[str]:
        """The prefix lists that routes and rules name."""
        for entry in (*(data.get("route") or ()), *(data.get("ingress") or ()), *(data.get("egress") or ())):
            yield from _texts(entry.get("prefix_list_ids"))
            yield from _texts([entry.get("destination_prefix_list_id")])

    def _note_dns_servers(self, account: Account, item: Item) -> None:
        options = str(item.data.get("DhcpOptionsId"))
        if options == "default":
            return
        held = account.lists.get("DhcpOptions", {}).get(options)
        data = {"vpc_id": item.id, "dhcp_options_id": options}
        if held is not None and options not in self.collection.dhcp_options:
            self._read("aws_vpc_dhcp_options", held, {"domain_name_servers": _dns_servers(held.data)}, account)
        elif held is None:
            why = _missing(f"no file holds the DHCP options {options} of {item.id}")
            self.collection.dhcp_options.setdefault(options, why)
        self._read("aws_vpc_dhcp_options_association", item, data, account, f"{item.id}/{options}")

    def _note_blocked_access(self, account: Account) -> None:
        """What blocks public access in the Region, where it blocks anything."""
        held = account.about.get(BLOCK_PUBLIC_ACCESS, {}).get("")
        mode = held.data.get("InternetGatewayBlockMode") if held is not None else None
        identity = f"{BLOCK_PUBLIC_ACCESS}/{account.name}"
        if held is None or mode in (None, "off") or identity in self.taken:
            return
        self.taken[identity] = held
        notes().take(held.file, identity)
        place = Place(f"VPC Block Public Access of {account.name}", held.file.shown, 1)
        told: Value[str | None] = Known(str(mode))
        region: Value[str | None] = Known(account.region or None)
        self.collection.block_public_access.append(
            BlockPublicAccess(identity, place, declared=False, mode=told, region=region)
        )
        for item in account.items("VpcBlockPublicAccessExclusions"):
            arn = str(item.data.get("ResourceArn"))
            named = "subnet_id" if ":subnet/" in arn else "vpc_id"
            self._read("aws_vpc_block_public_access_exclusion", item, {named: arn.rpartition("/")[2]}, account)

    # What else code names

    def _add_prefix_list(self, account: Account, item: Item) -> None:
        name = str(item.data.get("PrefixListName"))
        public = item.data.get("OwnerId") == "AWS" or (name.startswith("com.amazonaws.") and "Cidrs" in item.data)
        answer = account.about.get("Entries", {}).get(item.id)
        listed = (
            item.data.get("Cidrs")
            if answer is None
            else [each.get("Cidr") for each in answer.data.get("Entries") or () if isinstance(each, dict)]
        )
        cidrs = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else None
        entries: Items[str] = (
            Items(more=_missing(f"no file holds the entries of {item.id}")) if cidrs is None else Items.of(cidrs)
        )
        service = name.rpartition(".")[2] if public and name.endswith((".s3", ".dynamodb")) else ""
        self.collection.types[item.id] = "aws_ec2_managed_prefix_list"
        self.collection.prefix_lists.append(
            PrefixList(
                item.id, Place(item.id, item.file.shown, 1), entries=entries, public=bool(service), service=service
            )
        )

    def _add_mount_target(self, account: Account, item: Item) -> Iterator[str]:
        answer = account.about.get(GROUPS_OF_MOUNT_TARGET, {}).get(item.id)
        groups = answer.data.get("SecurityGroups") if answer is not None else None
        data = {"file_system_id": item.data.get("FileSystemId"), "subnet_id": item.data.get("SubnetId")}
        why = _missing(f"no file holds the security groups of {item.id}")
        held: Datum = [each for each in groups if isinstance(each, str)] if isinstance(groups, list) else why
        self._read("aws_efs_mount_target", item, {**data, "security_groups": held}, account)
        yield str(item.data.get("FileSystemId"))
        yield from _texts(held)

    def _add_service(self, account: Account, item: Item, service: Service) -> Iterator[str]:
        data = service.attributes
        self._read(service.type, item, data, account)
        inside = data.get("vpc_options") or data
        for name in ("vpc_security_group_ids", "security_group_ids", "security_groups", "subnet_ids", "vpc_subnet_ids"):
            yield from _texts(inside.get(name))


def _texts(listed: Any) -> list[str]:
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []


def _missing(why: str) -> Unknown:
    return Unknown(why, cause=Cause.NOT_DECLARED)


def _attribute(account: Account, name: str, vpc: str) -> Any:
    answer = account.about.get(name, {}).get(vpc)
    told = answer.data.get(name) if answer is not None else None
    value = told.get("Value") if isinstance(told, dict) else None
    return value if isinstance(value, bool) else _missing(f"no file tells {name} of {vpc}")


def _dns_servers(data: dict[str, Any]) -> list[str]:
    for each in data.get("DhcpConfigurations") or ():
        if isinstance(each, dict) and each.get("Key") == "domain-name-servers":
            return [
                value["Value"] for value in each.get("Values") or () if isinstance(value, dict) and "Value" in value
            ]
    return []
