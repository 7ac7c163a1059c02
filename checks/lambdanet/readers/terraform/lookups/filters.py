"""AWS's filters on what an account holds.

All filters have to be met, each by one of its values; ``*`` and ``?`` stand for any characters and for one, a backslash
takes that from them; names and values are case-sensitive.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from lambdanet.given.account import Account, Item

# Names of filters that are no member in other letters: by the list, the path to the values.
_PATHS = {
    "Vpcs": {
        "cidr": "CidrBlock",
        "cidr-block-association.cidr-block": "CidrBlockAssociationSet.CidrBlock",
        "ipv6-cidr-block-association.ipv6-cidr-block": "Ipv6CidrBlockAssociationSet.Ipv6CidrBlock",
        "isDefault": "IsDefault",
    },
    "Subnets": {
        "cidr": "CidrBlock",
        "cidrBlock": "CidrBlock",
        "availabilityZone": "AvailabilityZone",
        "defaultForAz": "DefaultForAz",
        "ipv6-cidr-block-association.ipv6-cidr-block": "Ipv6CidrBlockAssociationSet.Ipv6CidrBlock",
    },
    "RouteTables": {
        "association.subnet-id": "Associations.SubnetId",
        "association.main": "Associations.Main",
        "association.gateway-id": "Associations.GatewayId",
        "association.route-table-id": "Associations.RouteTableId",
        "association.route-table-association-id": "Associations.RouteTableAssociationId",
        "route.destination-cidr-block": "Routes.DestinationCidrBlock",
        "route.destination-ipv6-cidr-block": "Routes.DestinationIpv6CidrBlock",
        "route.destination-prefix-list-id": "Routes.DestinationPrefixListId",
        "route.gateway-id": "Routes.GatewayId",
        "route.nat-gateway-id": "Routes.NatGatewayId",
        "route.transit-gateway-id": "Routes.TransitGatewayId",
        "route.vpc-peering-connection-id": "Routes.VpcPeeringConnectionId",
    },
    "NetworkAcls": {"association.subnet-id": "Associations.SubnetId", "default": "IsDefault"},
    "InternetGateways": {"attachment.vpc-id": "Attachments.VpcId", "attachment.state": "Attachments.State"},
    "SecurityGroups": {
        "ip-permission.cidr": "IpPermissions.IpRanges.CidrIp",
        "ip-permission.group-id": "IpPermissions.UserIdGroupPairs.GroupId",
        "egress.ip-permission.cidr": "IpPermissionsEgress.IpRanges.CidrIp",
    },
    "VpcEndpoints": {"vpc-endpoint-state": "State"},
    "VpcPeeringConnections": {
        "requester-vpc-info.vpc-id": "RequesterVpcInfo.VpcId",
        "requester-vpc-info.cidr-block": "RequesterVpcInfo.CidrBlock",
        "accepter-vpc-info.vpc-id": "AccepterVpcInfo.VpcId",
        "accepter-vpc-info.cidr-block": "AccepterVpcInfo.CidrBlock",
        "status-code": "Status.Code",
    },
}
# Names that are the member's in other letters.
_PLAIN = {
    "Vpcs": ("vpc-id", "owner-id", "state", "dhcp-options-id", "is-default"),
    "Subnets": (
        *("subnet-id", "vpc-id", "owner-id", "state", "cidr-block", "availability-zone", "availability-zone-id"),
        *("default-for-az", "ipv6-native", "map-public-ip-on-launch", "subnet-arn", "available-ip-address-count"),
    ),
    "RouteTables": ("route-table-id", "vpc-id", "owner-id"),
    "NetworkAcls": ("network-acl-id", "vpc-id", "owner-id"),
    "InternetGateways": ("internet-gateway-id", "owner-id"),
    "SecurityGroups": ("group-id", "group-name", "vpc-id", "owner-id", "description"),
    "NatGateways": ("nat-gateway-id", "subnet-id", "vpc-id", "state"),
    "VpcEndpoints": ("vpc-endpoint-id", "vpc-id", "service-name", "vpc-endpoint-type", "ip-address-type"),
    "VpcPeeringConnections": ("vpc-peering-connection-id",),
    "PrefixLists": ("prefix-list-id", "prefix-list-name", "owner-id"),
}


class NoSuchFilter(Exception):
    """A filter that is not known here, so that its result is not known."""


def those_that_pass(account: Account, key: str, asked: Iterable[tuple[str, list[str]]]) -> list[Item]:
    """The elements of a list that pass all filters, in its order. Raises NoSuchFilter."""
    found = list(account.items(key))
    open_ones: list[tuple[str, list[str]]] = []
    wanted: list[set[int]] = []
    for name, values in asked:
        if any(sign in value for value in values for sign in "*?\\"):
            open_ones.append((name, values))
        else:
            having = _by_value(account, key, name, found)
            wanted.append({place for value in values for place in having.get(value, ())})
    if wanted:
        fewest = min(wanted, key=len)
        found = [found[place] for place in sorted(fewest) if all(place in places for places in wanted)]
    return [item for item in found if all(_passes(key, item.data, name, values) for name, values in open_ones)]


def _by_value(account: Account, key: str, name: str, items: list[Item]) -> dict[str, list[int]]:
    """The places of the elements in their list, by what they have that a filter asks for."""
    if (key, name) not in account.found:
        having: dict[str, list[int]] = {}
        for place, item in enumerate(items):
            for value in set(_values(key, item.data, name)):
                having.setdefault(value, []).append(place)
        account.found[(key, name)] = having
    known: dict[str, list[int]] = account.found[(key, name)]
    return known


def _passes(key: str, data: dict[str, Any], name: str, values: Iterable[str]) -> bool:
    """Whether an element of a list passes a filter."""
    held = set(_values(key, data, name))
    return any(_expression(value).fullmatch(each) for value in values for each in held)


def _values(key: str, data: dict[str, Any], name: str) -> Iterator[str]:
    listed = data.get("Tags")
    tags = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if name == "tag-key":
        yield from (str(each.get("Key")) for each in tags)
    elif name.startswith("tag:"):
        yield from (str(each.get("Value")) for each in tags if each.get("Key") == name[len("tag:") :])
    elif name in _PATHS.get(key, {}):
        yield from _at(data, _PATHS[key][name].split("."))
    elif name in _PLAIN.get(key, ()):
        yield from _at(data, ["".join(word.capitalize() for word in name.split("-"))])
    else:
        raise NoSuchFilter(name)


def _at(data: Any, path: list[str]) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from _at(each, path)
    elif not path:
        if isinstance(data, bool):
            yield "true" if data else "false"
        elif isinstance(data, (str, int)):
            yield str(data)
    elif isinstance(data, dict) and path[0] in data:
        yield from _at(data[path[0]], path[1:])


@lru_cache(maxsize=1_000)
def _expression(value: str) -> re.Pattern[str]:
    """The value of a filter as an expression."""
    parts = re.findall(r"\\[*?\\]|[*?]|[^*?\\]+|\\", value)
    written = {"*": ".*", "?": "."}
    found = (
        written.get(part) or re.escape(part[1:] if part.startswith("\\") and len(part) > 1 else part) for part in parts
    )
    return re.compile("".join(found), re.DOTALL)
