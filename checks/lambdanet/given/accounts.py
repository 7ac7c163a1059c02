"""What an account holds in a Region, as files say it: lists of the AWS CLI's answers, each complete or not.

An id is one resource of AWS's. Where files say different things of it, those of the newest snapshot of one account and
Region hold; where it would be in several Regions or accounts, nothing is known about it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from lambdanet.given.account import Account, Item
from lambdanet.given.account_lists import (
    ABOUT_ONE,
    ASSOCIATED,
    BLOCK_PUBLIC_ACCESS,
    BROKERS,
    CONTINUED,
    GROUPS_OF_MOUNT_TARGET,
    IDENTIFIERS,
    IN_NO_REGION,
    IN_VPC,
    call_of,
)
from lambdanet.given.fact_files import RECORD_OF_SNAPSHOT, FactFile
from lambdanet.given.rules_of_groups import give_rules_to_groups
from lambdanet.given.whose_answers import certain_account, likely_account, the_only
from lambdanet.records import dataclass

_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]*:([a-z0-9-]*):(\d{12})?:")
_ZONE = re.compile(r"^([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})[a-z]")
_ID = re.compile(r"[a-z-]+-[0-9a-f]{8,32}")
MOST_PROBLEMS = 200


@dataclass
class Accounts:
    """All accounts and Regions that the files are of, and what is wrong with the files."""

    accounts: list[Account] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    files: list[FactFile] = field(default_factory=list)
    _places: dict[str, list[tuple[Account, str, Item]]] = field(default_factory=dict)

    def find(self, id: str) -> list[tuple[Account, str, Item]]:
        """Where an id, or an ARN, is: the account, the key of the list and the element."""
        return self._places.get(id, [])

    def index(self) -> None:
        """Note where each id is."""
        for account in self.accounts:
            for key, items in account.lists.items():
                for id, item in items.items():
                    self._places.setdefault(id, []).append((account, key, item))

    def ids(self) -> Iterable[str]:
        """Every id."""
        return self._places.keys()


def accounts_in(files: Iterable[tuple[FactFile, str, str, bool]]) -> Accounts:
    """The accounts that files are of.

    Each comes with the account and the Region that the settings say it is of, and with whether it is for the
    environment that is read for: what such a file says comes before what others say.
    """
    found = Accounts()
    taken = []
    for file, number, region, specific in files:
        if file.problem:
            _add_problem(found, f"{file.shown}: {file.problem}")
        if is_of_account(file.content):
            found.files.append(file)
            taken.append(_Answers(file, found, number, region, specific=specific))
    by_folder: dict[str, list[_Answers]] = {}
    for answers in taken:
        by_folder.setdefault(answers.folder, []).append(answers)
    accounts: dict[tuple[str, str], Account] = {}
    for together in by_folder.values():
        _place(together)
    # The newest last: it holds, unless one of the environment does.
    for answers in sorted(taken, key=lambda each: (each.specific, each.file.taken)):
        place = (answers.number, "" if answers.is_global else answers.region)
        account = accounts.setdefault(place, Account(*place))
        answers.give(account, found)
    found.accounts = _with_global(accounts)
    for account in found.accounts:
        for problem in give_rules_to_groups(account):
            _add_problem(found, problem)
    found.index()
    return found


def _add_problem(found: Accounts, problem: str) -> None:
    if len(found.problems) < MOST_PROBLEMS and problem not in found.problems:
        found.problems.append(problem)


def is_of_account(content: Any) -> bool:
    """Whether it says what an account holds."""
    if not isinstance(content, dict):
        return False
    known = (*IDENTIFIERS, *ABOUT_ONE, BLOCK_PUBLIC_ACCESS, RECORD_OF_SNAPSHOT, "DomainNames")
    return any(key in content for key in known) or {"Account", "Arn", "UserId"} <= content.keys()


_GLOBAL_REGION = "global"


class _Answers:
    """The answers in one file, looked through: wrong elements are reported and left out."""

    def __init__(self, file: FactFile, found: Accounts, number: str, region: str, *, specific: bool) -> None:
        self.file = file
        self.specific = specific
        self.folder = file.path.rpartition("/")[0]
        self.lists: dict[str, dict[str, Item]] = {}
        self.unread: dict[str, str] = {}
        self.about: list[tuple[str, str, dict[str, Any]]] = []
        self.record: dict[str, Any] = {}
        self.of_snapshot: dict[str, Any] = {}
        content = file.content
        for key, value in content.items():
            if key == "SecurityGroups" and _names_only(value, content):
                self.about.append((GROUPS_OF_MOUNT_TARGET, _text(content.get("MountTargetId")), content))
            elif key in IDENTIFIERS:
                self.lists[key] = dict(self._items(key, value, found))
            elif key in ABOUT_ONE or key == BLOCK_PUBLIC_ACCESS:
                self._note(key, value, found)
            elif key == RECORD_OF_SNAPSHOT and isinstance(value, dict):
                self.record = value
        self.continued = next((key for key in CONTINUED if content.get(key)), "")
        self.is_global = bool(self.lists) and self.lists.keys() <= IN_NO_REGION
        self.caller = _text(content.get("Account")) if "UserId" in content else ""
        self.given, self.is_vouched = number, False
        self.own = certain_account(self.lists)
        self.number = self.own or likely_account([self.lists])
        recorded = _text(self.record.get("Region"))
        self.is_global = self.is_global or recorded == _GLOBAL_REGION
        self.region = region or (recorded if recorded != _GLOBAL_REGION else "") or _most(_regions(self.lists))

    def _items(self, key: str, value: Any, found: Accounts) -> Iterator[tuple[str, Item]]:
        named = IDENTIFIERS[key]
        if not isinstance(value, list):
            self._leave_out(key, f"{key} is {_kind(value)}, expected a list", found)
            return
        for place, element in enumerate(value):
            id = element.get(named) if isinstance(element, dict) else None
            if isinstance(id, str) and id and key in IN_VPC and not _text(element.get("VpcId")):
                self._leave_out(key, f"{key}[{place}] has no VpcId, expected a text", found)
            elif isinstance(id, str) and id:
                if key in ASSOCIATED and not _names_its_subnets(element):
                    self._leave_out(key, f"{key}[{place}] does not say of which subnets it is", found)
                yield id, Item(id, element, self.file, self.specific)
            elif isinstance(element, dict):
                self._leave_out(key, f"{key}[{place}] has no {named}, expected a text", found)
            else:
                self._leave_out(key, f"{key}[{place}] is {_kind(element)}, expected an object", found)

    def _leave_out(self, key: str, problem: str, found: Accounts) -> None:
        """Report what cannot be read; the list is not complete without it."""
        problem = f"{self.file.shown}: {problem}"
        _add_problem(found, problem)
        self.unread.setdefault(key, problem)

    def _note(self, key: str, value: Any, found: Accounts) -> None:
        if key == BLOCK_PUBLIC_ACCESS:
            if isinstance(value, dict):
                self.about.append((key, "", value))
            return
        named, start = ABOUT_ONE[key]
        id = _text(self.file.content.get(named))
        if not id:
            in_name = re.search(rf"{start}[0-9a-f]{{8,17}}", self.file.path.rpartition("/")[2]) if start else None
            id = in_name[0] if in_name else ""
        if id:
            self.about.append((key, id, self.file.content))
        elif key in ("Entries", "EnableDnsSupport", "EnableDnsHostnames", *BROKERS):
            or_name = ", or the id into the file's name" if start else ""
            problem = f'{key} of which {named}? Put "{named}" beside it{or_name}'
            _add_problem(found, f"{self.file.shown}: {problem}")

    def give(self, account: Account, found: Accounts) -> None:
        """Put what the file holds into the account that it is of."""
        one_of_several = f"{self.file.shown} ends in a {self.continued}: it is one page of several"
        for key, items in self.lists.items():
            account.limit(key, self._vpcs_of(key))
            held = account.lists.setdefault(key, {})
            if self.is_vouched:
                account.vouched.add(key)
            if key not in self.unread:
                self._drop_what_is_gone(key, held, items, found)
            for id, item in items.items():
                before = held.get(id)
                if before is not None and before.data != item.data and before.file.path != item.file.path:
                    differs = f"{id} is not the same in {before.file.shown} of {before.file.taken}"
                    _add_problem(found, f"{self.file.shown}: {differs}; what {self.file.shown} says counts")
                held[id] = item
            if self.continued:
                account.incomplete[key] = one_of_several
        account.incomplete.update(self.unread)
        for key, id, answer in self.about:
            account.about.setdefault(key, {})[id] = Item(id, answer, self.file, self.specific)
            if self.continued:
                account.take_page_of(key, id, one_of_several)
        if self.of_snapshot:
            account.snapshots.add(self.file.folder)

    def _vpcs_of(self, key: str) -> frozenset[str] | None:
        """The VPCs to which a list is limited; None where it is of all."""
        limits = self.of_snapshot.get("LimitedTo")
        if not limits:
            return None
        named = limits if isinstance(limits, dict) else {}
        vpcs, calls = named.get("VpcIds"), named.get("Calls")
        if isinstance(calls, list) and call_of(key) not in calls:
            return None
        return frozenset(each for each in vpcs if isinstance(each, str)) if isinstance(vpcs, list) else frozenset()

    def _drop_what_is_gone(self, key: str, held: dict[str, Item], items: dict[str, Item], found: Accounts) -> None:
        """Leave out what only an older snapshot has: since then it was deleted. A part is of its VPCs alone."""
        if not self.of_snapshot or self.continued:
            return
        vpcs = self._vpcs_of(key)
        for id, item in [*held.items()]:
            older = item.file.taken < self.file.taken and item.file.path.rpartition("/")[0] != self.folder
            if id in items or not older:
                continue
            if vpcs is None or item.data.get("VpcId") in vpcs:
                del held[id]
                alone = f"{id} is only in {item.file.shown} of {item.file.taken}"
                _add_problem(found, f"{self.file.shown}: {alone}: it is taken to be gone")


def _names_its_subnets(element: dict[str, Any]) -> bool:
    """Whether each association of a table, or an ACL, is there and says of what it is."""
    listed = element.get("Associations")
    known = ("SubnetId", "GatewayId")
    return isinstance(listed, list) and all(
        isinstance(each, dict) and (each.get("Main") is True or any(_text(each.get(name)) for name in known))
        for each in listed
    )


def _names_only(value: Any, content: dict[str, Any]) -> bool:
    """Whether it is the groups of a mount target, and not those of EC2."""
    listed = isinstance(value, list) and all(isinstance(element, str) for element in value)
    return listed and (bool(value) or "MountTargetId" in content)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _most(named: Iterable[str]) -> str:
    counted = Counter(named)
    return counted.most_common(1)[0][0] if counted else ""


def _regions(lists: dict[str, dict[str, Item]]) -> Iterator[str]:
    for items in lists.values():
        for item in items.values():
            zone, region = item.data.get("AvailabilityZone"), item.data.get("RegionName")
            if isinstance(region, str):
                yield region
            elif isinstance(zone, str) and (found := _ZONE.match(zone)):
                yield found[1]
            else:
                arn = item.id if item.id.startswith("arn:") else _arn_of(item.data)
                if (named := _ARN.match(arn)) and named[1]:
                    yield named[1]


_ARNS = ("SubnetArn", "SecurityGroupArn", "SecurityGroupRuleArn")


def _arn_of(data: dict[str, Any]) -> str:
    return next((arn for name in _ARNS if (arn := _text(data.get(name)))), "")


def _place(together: list[_Answers]) -> None:
    """Let the files of a folder be of the account and the Region that one of them names."""
    # The account that asked for the answers is the best evidence: for what others share with it, AWS names the owner.
    callers, owners = {answers.caller for answers in together}, {answers.own for answers in together}
    of_folder = the_only(callers if any(callers) else owners)
    record = next((answers.record for answers in together if answers.record), {})
    for answers in together:
        answers.of_snapshot = record
        certain = answers.given or _text(record.get("Account")) or answers.caller or of_folder or answers.own
        answers.is_vouched, answers.number = bool(certain), certain or answers.number
    number = the_only(answers.number for answers in together)
    if not any(answers.is_vouched for answers in together):
        number = likely_account(answers.lists for answers in together)
    region = the_only(answers.region for answers in together if not answers.is_global)
    for answers in together:
        answers.number, answers.region = answers.number or number, answers.region or region


def _with_global(accounts: dict[tuple[str, str], Account]) -> list[Account]:
    """The accounts by Region, each with what it has in no Region."""
    placed = [account for (_, region), account in accounts.items() if region]
    for (number, region), account in accounts.items():
        if region:
            continue
        of_it = [other for other in placed if other.number == number] or ([] if number else placed)
        accounts_of_it = {other.number for other in of_it}
        for other in of_it:
            for key in account.lists.keys() - other.lists.keys():
                # What is in no Region is in all of one account. Anything else is in one of them.
                if len(accounts_of_it if key in IN_NO_REGION else of_it) > 1:
                    other.incomplete[key] = f"no file says of which account and Region the {key} are"
            _add_to(other, account)
        if not of_it:
            placed.append(account)
    return placed


def _add_to(account: Account, more: Account) -> None:
    """Put into an account what files say that name no Region; the answer that counts more holds."""
    for key, items in more.lists.items():
        account.limit(key, more.limited.get(key))
        held = account.lists.setdefault(key, {})
        held.update({id: item for id, item in items.items() if id not in held or item.rank >= held[id].rank})
    for key, answers in more.about.items():
        known = account.about.setdefault(key, {})
        known.update({id: item for id, item in answers.items() if id not in known or item.rank >= known[id].rank})
    account.snapshots |= more.snapshots
    account.vouched |= more.vouched
    for key, why in more.incomplete.items():
        account.incomplete.setdefault(key, why)
