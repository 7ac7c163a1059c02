"""Rules of security groups that AWS lists by themselves, put into their groups.

``ec2 describe-security-groups`` prints a group with its rules, ``describe-security-group-rules`` the rules alone,
without the name and the VPC of their groups. Of a group the younger answer counts.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lambdanet.given.parts_of_answers import objects_of

if TYPE_CHECKING:
    from lambdanet.given.account import Account, Item

_RULES, _GROUPS = "SecurityGroupRules", "SecurityGroups"
_LISTS = {False: "IpPermissions", True: "IpPermissionsEgress"}
# The member that names the peer of a rule -> where a group's permission has it, and by which member.
_PEERS = {
    "CidrIpv4": ("IpRanges", "CidrIp"),
    "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "PrefixListId": ("PrefixListIds", "PrefixListId"),
    "ReferencedGroupInfo": ("UserIdGroupPairs", "GroupId"),
}
_OF_ICMP = ("icmp", "icmpv6", "1", "58")
_OF_SOMEBODY: dict[str, Any] = {"UserIdGroupPairs": [{}]}


def give_rules_to_groups(account: Account) -> Iterator[str]:
    """Let each group of the account have the rules that count; yields what differs."""
    if _RULES not in account.lists:
        return
    by_group: dict[str, list[Item]] = {}
    for item in account.items(_RULES):
        by_group.setdefault(str(item.data.get("GroupId")), []).append(item)
    listed = account.lists.get(_GROUPS, {})
    whole = not account.incomplete.get(_RULES)
    for id in by_group.keys() - listed.keys():
        if _GROUPS not in account.lists:
            account.incomplete[_GROUPS] = account.why_more(_GROUPS)
        newest = _newest(by_group[id])
        data = {"GroupId": id, "OwnerId": newest[0].data.get("GroupOwnerId"), **(_lists_of(newest) if whole else {})}
        account.lists.setdefault(_GROUPS, {})[id] = newest[0].of(id, data)
    if not whole or not by_group:
        return
    youngest = max((item for items in by_group.values() for item in items), key=lambda item: item.file.taken)
    left_out = []
    for id, group in listed.items():
        newest = _newest(by_group[id]) if id in by_group else []
        rules = (newest[0] if newest else youngest).file
        if rules.taken < group.file.taken or rules.folder == group.file.folder:
            continue
        if _each_of(group.data) == _each_of(_lists_of(newest)):
            continue
        told = f"{rules.shown} of {rules.taken} has not the rules that {group.file.shown} of {group.file.taken} gives"
        if newest and rules.taken > group.file.taken:
            yield f"{told} {id}: the younger count"
            listed[id] = newest[0].of(id, {**group.data, **_lists_of(newest)})
            continue
        # Of the same day, or a list that may be of other groups alone.
        listed[id] = group.of(id, {name: data for name, data in group.data.items() if name not in _LISTS.values()})
        left_out.append((told, id))
    if left_out:
        others = f" and {len(left_out) - 1} more" if len(left_out) > 1 else ""
        yield f"{left_out[0][0]} {left_out[0][1]}{others}: they are not known"


def _newest(items: list[Item]) -> list[Item]:
    """The rules of the youngest file: what only an older one has is gone."""
    day = max(item.file.taken for item in items)
    return [item for item in items if item.file.taken == day]


def _lists_of(rules: list[Item]) -> dict[str, list[dict[str, Any]]]:
    """The rules as a group has them."""
    lists: dict[str, list[dict[str, Any]]] = {name: [] for name in _LISTS.values()}
    for item in rules:
        lists[_LISTS[item.data.get("IsEgress") is True]].append(_permission(item.data))
    return lists


def _permission(rule: dict[str, Any]) -> dict[str, Any]:
    protocol = rule.get("IpProtocol")
    ports = {name: rule.get(name) for name in ("FromPort", "ToPort")}
    # Where there are no ports, rules write -1 for them and groups nothing; of ICMP it is a type.
    without = protocol not in _OF_ICMP and set(ports.values()) <= {-1, None}
    permission: dict[str, Any] = {"IpProtocol": protocol, **({} if without else ports)}
    for named, (listed, member) in _PEERS.items():
        peer = rule.get(named)
        peer = peer.get("GroupId") if isinstance(peer, dict) else peer
        if named in rule:
            permission[listed] = [{member: peer}]
    # A peer that is none of these is not known, as is a group without its id.
    return permission if permission.keys() & {listed for listed, _ in _PEERS.values()} else _OF_SOMEBODY | permission


def _each_of(group: dict[str, Any]) -> set[tuple[Any, ...]]:
    """What a group admits, each peer by itself, whatever else is said of it."""
    found: set[tuple[Any, ...]] = set()
    for name in _LISTS.values():
        for permission in objects_of(group, name):
            end = tuple(permission.get(each) for each in ("IpProtocol", "FromPort", "ToPort"))
            for listed, member in _PEERS.values():
                found.update((name, *end, member, str(each.get(member))) for each in objects_of(permission, listed))
    return found
