"""Of which account answers are: what is shared names its owner, whoever asks for it.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
https://docs.aws.amazon.com/vpc/latest/userguide/security-group-sharing.html
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from lambdanet.given.account import Item
from lambdanet.given.account_lists import SEEN_BY_PARTICIPANTS

_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:(\d{12}):")
_SHARED = frozenset(
    (
        *("Vpcs", "Subnets", "SecurityGroups", "SecurityGroupRules", "NetworkInterfaces"),
        *("TransitGateways", "PrefixLists", "DBClusters"),
        *SEEN_BY_PARTICIPANTS,
    )
)
"""What may be another account's: shared with the one that lists it, or in what that one shares."""
# What is never shared of these: the default VPC, and the default group that every VPC has.
_NEVER_SHARED = {"Vpcs": ("IsDefault", True), "SecurityGroups": ("GroupName", "default")}
Lists = Mapping[str, Mapping[str, Item]]


def certain_account(lists: Lists) -> str:
    """The account that the lists belong to, by what nobody shares; "" where nothing in them says it."""
    return the_only(owner for key, item, owner in _owners(lists) if key not in _SHARED or _is_never_shared(key, item))


def likely_account(files: Iterable[Lists]) -> str:
    """The account that owns most of what files list."""
    counted = Counter(owner for lists in files for _, _, owner in _owners(lists))
    return counted.most_common(1)[0][0] if counted else ""


def the_only(named: Iterable[str]) -> str:
    """The one that all name which name any; "" where none does, or they differ."""
    found = {each for each in named if each}
    return found.pop() if len(found) == 1 else ""


def _is_never_shared(key: str, item: Item) -> bool:
    member, value = _NEVER_SHARED.get(key, ("", None))
    return bool(member) and item.data.get(member) == value


def _owners(lists: Lists) -> Iterator[tuple[str, Item, str]]:
    """Each listed thing whose owner is known, with the key of its list."""
    for key, items in lists.items():
        for item in items.values():
            owner = item.data.get("OwnerId", item.data.get("GroupOwnerId"))
            if isinstance(owner, str) and owner.isdecimal():
                yield key, item, owner
            elif found := _ARN.match(item.id):
                yield key, item, found[1]
