"""Rules of security groups that AWS lists by themselves, put into their groups.

``ec2 describe-security-groups`` prints a group with its rules, ``describe-security-group-rules`` the rules alone,
without the name and the VPC of their groups. Of a group the younger answer counts.

The rules alone are often asked for by their ids or by filters, and the answer does not print that. It has all rules of
a group only in a snapshot, or where somebody wrote the ``GroupId`` of that group next to them.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lambdanet.given.parts_of_answers import objects_of

if TYPE_CHECKING:
    from lambdanet.given.account import Account, Item

_RULES, _GROUPS = "SecurityGroupRules", "SecurityGroups"
WHY_MORE = "why there may be more rules"
"""The member of a group that was made of rules: a sentence, where they may be some of its rules alone."""
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
    paged = account.incomplete.get(_RULES)
    for id in by_group.keys() - listed.keys():
        if _GROUPS not in account.lists:
            account.incomplete[_GROUPS] = account.why_more(_GROUPS)
        newest = _newest(by_group[id])
        data = {"GroupId": id, "OwnerId": newest[0].data.get("GroupOwnerId"), **_lists_of(newest)}
        if why := paged or _why_more(account, id, newest):
            data[WHY_MORE] = why
        account.lists.setdefault(_GROUPS, {})[id] = newest[0].of(id, data)
    if paged or not by_group:
        return
    youngest = max((item for items in by_group.values() for item in items), key=lambda item: item.rank)
    left_out = []
    for id, group in listed.items():
        newest = _newest(by_group[id]) if id in by_group else []
        best = newest[0] if newest else youngest
        if best.rank < group.rank or best.file.folder == group.file.folder:
            continue
        if _each_of(group.data) == _each_of(_lists_of(newest)):
            continue
        rules, other = (f"{each.shown} of {each.taken}" for each in (best.file, group.file))
        differs = f"{rules} has not the rules that {other} gives"
        if newest and best.rank > group.rank and not _why_more(account, id, newest):
            counts = "the younger count" if best.specific == group.specific else f"those of {best.file.shown} count"
            yield f"{differs} {id}: {counts}"
            listed[id] = newest[0].of(id, {**group.data, **_lists_of(newest)})
            continue
        # Of the same day, or a list that may be of other groups, or of some rules, alone.
        listed[id] = group.of(id, {name: data for name, data in group.data.items() if name not in _LISTS.values()})
        left_out.append((differs, id))
    if left_out:
        others = f" and {len(left_out) - 1} more" if len(left_out) > 1 else ""
        yield f"{left_out[0][0]} {left_out[0][1]}{others}: they are not known. Take describe-security-groups anew"


def _why_more(account: Account, id: str, rules: list[Item]) -> str:
    """Why a group may have more rules than these; "" where one of their files has them all."""
    if any(item.file.folder in account.snapshots or item.file.content.get("GroupId") == id for item in rules):
        return ""
    return (
        f"{rules[0].file.shown} may have some of the rules of {id} alone: take describe-security-groups too, "
        f'or write "GroupId": "{id}" beside its {_RULES} where these are all'
    )


def _newest(items: list[Item]) -> list[Item]:
    """The rules of the file that counts most, or of several: what only another one has is gone."""
    highest = max(item.rank for item in items)
    return [item for item in items if item.rank == highest]


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
