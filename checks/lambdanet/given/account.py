"""An account in a Region: the lists that files hold, each complete or not."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import field
from typing import Any

from lambdanet.given.account_lists import SEEN_BY_PARTICIPANTS
from lambdanet.given.fact_files import FactFile
from lambdanet.records import dataclass


@dataclass(frozen=True)
class Item:
    """An element of a list: what AWS says of a resource, and the file in which it is.

    specific: the file is for the environment for which the code is read.
    """

    id: str
    data: dict[str, Any]
    file: FactFile
    specific: bool = False

    def of(self, id: str, data: dict[str, Any]) -> Item:
        """Something else that the same file says."""
        return Item(id, data, self.file, self.specific)

    @property
    def rank(self) -> tuple[bool, str]:
        """Of two answers about one thing the higher counts: that of the environment, else the younger one."""
        return self.specific, self.file.taken


@dataclass
class Account:
    """What is known of an account in a Region; either is "" where no file says it.

    lists: by the key at the top, the elements by id.
    about: what files say of one thing: key -> id of the thing -> the answer and its file.
    incomplete: why a list, by its key, or an answer about one thing may hold more.
    vouched: the keys of the lists that are this account's for certain, not only because it owns most of what they list.
    limited: the VPCs to which a list is limited, by its key; not for a list of all.
    snapshots: the folders that hold one, whole answers one and all.
    found: what others have worked out from the lists once these were whole.
    """

    number: str = ""
    region: str = ""
    lists: dict[str, dict[str, Item]] = field(default_factory=dict)
    incomplete: dict[str, str] = field(default_factory=dict)
    about: dict[str, dict[str, Item]] = field(default_factory=dict)
    vouched: set[str] = field(default_factory=set)
    limited: dict[str, frozenset[str]] = field(default_factory=dict)
    snapshots: set[str] = field(default_factory=set)
    found: dict[Hashable, Any] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """For people."""
        where = [f"account {self.number}"] if self.number else []
        return " in ".join([*where, *([self.region] if self.region else [])]) or "the account"

    def items(self, key: str) -> Iterable[Item]:
        """The elements of a list."""
        return self.lists.get(key, {}).values()

    def why_more(self, key: str) -> str:
        """Why the account may hold more of a kind than the files say; "" where they say it all."""
        if key not in self.lists:
            return f"no file holds the {key} of {self.name}"
        return self.incomplete.get(key, "")

    def why_not_of(self, key: str, vpcs: Iterable[str]) -> str:
        """Why a list may lack what is in these VPCs, or in any where there are none; "" where it does not."""
        limits, wanted = self.limited.get(key), frozenset(vpcs)
        if limits is None or (wanted and wanted <= limits):
            return ""
        others = ", ".join(sorted(wanted - limits)[:3])
        return f"the {key} of {self.name} are of some VPCs only" + (f", and not of {others}" if others else "")

    def limit(self, key: str, vpcs: frozenset[str] | None) -> None:
        """Note that a file has a list, of these VPCs alone or of all (None)."""
        if vpcs is None or (key in self.lists and key not in self.limited):
            self.limited.pop(key, None)
        else:
            self.limited[key] = self.limited.get(key, frozenset()) | vpcs

    def why_more_about(self, key: str, id: str) -> str:
        """Why an answer about one thing may hold more than its file; "" where it is whole."""
        if id not in self.about.get(key, {}):
            return f"no file holds the {key} of {id}"
        return self.incomplete.get(_about(key, id), "")

    def take_page_of(self, key: str, id: str, why: str) -> None:
        """Note that an answer about one thing is a part of it."""
        self.incomplete[_about(key, id)] = why

    def why_more_in(self, key: str, holder: Item) -> str:
        """The same of a kind in a VPC or a subnet; where it is shared, some kinds are listed by its owner alone."""
        owner = holder.data.get("OwnerId")
        vpc = holder.data.get("VpcId")
        if why := self.why_more(key) or (self.why_not_of(key, [vpc]) if isinstance(vpc, str) else ""):
            return why
        if not isinstance(owner, str) or key in SEEN_BY_PARTICIPANTS:
            return ""
        if self.number and owner != self.number:
            return f"{holder.id} is shared by account {owner}, which alone lists all {key} of it"
        if key not in self.vouched:
            return (
                f"no file says which account listed the {key}, and account {owner} alone lists all of {holder.id}: "
                "put the answer of aws sts get-caller-identity beside them"
            )
        return ""


def _about(key: str, id: str) -> str:
    return f"{key} of {id}"
