"""Who else uses what is in an account: by the network interfaces that its files list, and by what names a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lambdanet.given.account import Account, Item
from lambdanet.given.account_lists import GROUPS_OF_MOUNT_TARGET
from lambdanet.given.parts_of_answers import objects_of, texts_of
from lambdanet.model import Use
from lambdanet.readers.account.resources_around import in_vpcs
from lambdanet.readers.account.shapes_of_networks import is_gone
from lambdanet.readers.account.shapes_of_services import LISTS_OF_GROUPS, ONLY_WHERE_NAMED
from lambdanet.values import Cause, Items, Known, Unknown, Value

_LIST = "NetworkInterfaces"
_OF_FUNCTIONS = "lambda"
_WITH_INTERFACES = ("vpc-", "subnet-", "sg-")


class UsersAround:
    """accounts: identity of what was taken from files -> the account that it is in."""

    def __init__(self, taken: Mapping[str, Item], accounts: Mapping[str, Account]) -> None:
        self._taken = taken
        self._accounts = accounts
        self._by_account: dict[int, dict[str, list[dict[str, Any]]]] = {}
        self._by_group: dict[int, dict[str, list[str]]] = {}

    def of(self, identity: str) -> Items[Use]:
        """The uses of a resource of an account by what the code does not make; for anything else none."""
        account = self._accounts.get(identity)
        if account is None:
            return Items()
        if identity.startswith("arn:") and identity in account.lists.get("RoleDetailList", {}):
            return Items(more=Unknown(f"no file says who else has {identity}", cause=Cause.NOT_DECLARED))
        if not identity.startswith(_WITH_INTERFACES):
            return Items()
        why = account.why_more_in(_LIST, self._taken[identity])
        more = Unknown(f"what else uses {identity} is not known: {why}", cause=Cause.NOT_DECLARED) if why else None
        uses = [_use(each) for each in self._interfaces(account, identity)]
        uses += [Use("other", each, each) for each in self._having(account, identity)]
        return Items(tuple(map(Known, uses)), more)

    def of_functions(self, identity: str) -> Value[int]:
        """How many interfaces Lambda has in a subnet or a VPC."""
        account = self._accounts[identity]
        if why := account.why_more_in(_LIST, self._taken[identity]):
            return Unknown(
                f"how many interfaces Lambda has in {identity} is not known: {why}", cause=Cause.NOT_DECLARED
            )
        return Known(sum(_is_of_function(each) for each in self._interfaces(account, identity)))

    def _interfaces(self, account: Account, identity: str) -> list[dict[str, Any]]:
        held = self._by_account.get(id(account))
        if held is None:
            held = self._by_account[id(account)] = {}
            own = _of_networks(account)
            for item in account.items(_LIST):
                for place in () if item.id in own else _places_of(item.data):
                    held.setdefault(place, []).append(item.data)
        return held.get(identity, [])

    def _having(self, account: Account, group: str) -> list[str]:
        """What has a security group, whether or not an interface of it is listed: an endpoint's is left out."""
        held = self._by_group.get(id(account))
        if held is None:
            held = self._by_group[id(account)] = {}
            for name, groups in _groups_of_others(account):
                for each in groups:
                    held.setdefault(each, []).append(name)
        return held.get(group, [])


def _groups_of_others(account: Account) -> Iterator[tuple[str, list[str]]]:
    for item in account.items("VpcEndpoints"):
        if not is_gone(item.data):
            yield item.id, texts_of([each.get("GroupId") for each in objects_of(item.data, "Groups")])
    for target, item in account.about.get(GROUPS_OF_MOUNT_TARGET, {}).items():
        yield target, texts_of(item.data.get("SecurityGroups"))
    for identity, (key, _, service) in in_vpcs(account).services.items():
        if key not in ONLY_WHERE_NAMED:
            yield identity, service.named(*LISTS_OF_GROUPS)


def _of_networks(account: Account) -> set[str]:
    """The interfaces of endpoints and NAT gateways, which are resources of the network themselves."""
    found: set[str] = set()
    for item in account.items("VpcEndpoints"):
        found.update(texts_of(item.data.get("NetworkInterfaceIds")))
    for item in account.items("NatGateways"):
        addresses = objects_of(item.data, "NatGatewayAddresses")
        found.update(texts_of([each.get("NetworkInterfaceId") for each in addresses]))
    return found


def _places_of(data: dict[str, Any]) -> Iterator[str]:
    for name in ("VpcId", "SubnetId"):
        if isinstance(data.get(name), str):
            yield data[name]
    yield from texts_of([each.get("GroupId") for each in objects_of(data, "Groups")])


def _is_of_function(data: dict[str, Any]) -> bool:
    """Lambda's interfaces have a type of their own.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html
    """
    return data.get("InterfaceType") == _OF_FUNCTIONS


def _use(data: dict[str, Any]) -> Use:
    described = data.get("Description")
    description = f" ({described[:80]})" if isinstance(described, str) and described else ""
    identity = str(data.get("NetworkInterfaceId"))
    return Use("function" if _is_of_function(data) else "other", f"{identity}{description}", identity)
