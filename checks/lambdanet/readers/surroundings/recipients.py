"""Who outside the scan is given the id of a resource, and so may add to the resource.

A closed module that gets a security group may give it rules; what it does not get it leaves as it is. Each language
answers who is given what (``Recipients``); what follows from it is said once, in ``edge_of_view``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from lambdanet.identities import is_id
from lambdanet.missing_facts import MissingFact
from lambdanet.model import Place
from lambdanet.readers.datum import Datum
from lambdanet.readers.parts_of_data import every_part
from lambdanet.records import dataclass
from lambdanet.values import Cause, Unknown


@dataclass(frozen=True)
class Recipient:
    """Who is given the ids of resources.

    clause: a clause about it, with ``{}`` in the place of the resource. who: who it is that may add something.
    settled: the lists of the resource that are known even so, by their names in the model. existing: it made the
    resource, so that what AWS made with it may differ, too. cause, waits_for: as those of ``Unknown``.
    """

    clause: str
    who: str = "it"
    settled: frozenset[str] = frozenset()
    existing: bool = False
    cause: Cause | None = None
    waits_for: tuple[MissingFact, ...] = ()

    def may(self, address: str, add: str) -> Unknown:
        """Why something of the resource with this address is not known: the recipient may add it."""
        reason = f"{self.clause.replace('{}', address)}: {self.who} may {add}"
        return Unknown(reason, cause=self.cause, waits_for=self.waits_for)


@dataclass(frozen=True)
class UnreadCall:
    """A call of a module, a nested stack or an application whose code is not in the scan.

    source: what it names as its source, as far as the code says it, else "".
    """

    place: Place
    source: str


_USER = re.compile(r"(?<=//)(?!git@)[^/@\s]*@|^(?!git@)[^/@\s]*:[^/@\s]*@")
_QUERY = re.compile(r"[?&](?!(?:ref|depth|version)=)[^&#\s]*")


def without_credentials(source: str) -> str:
    """Where a module or a template comes from, without who gets it there: users, passwords, tokens, signatures."""
    plain = _QUERY.sub("", _USER.sub("", source.partition("#")[0]))
    head, mark, query = plain.partition("&")
    return f"{head}{'&' if '?' in head else '?'}{query}" if mark else head


def is_id_or_arn(text: str) -> bool:
    """Whether a text is an id or an ARN, as AWS makes them."""
    return text.startswith("arn:aws") or is_id(text)


def ids_written_out_in(data: Iterable[Datum]) -> Iterator[str]:
    """The ids and ARNs that are written out in data: of what is in an account, where files describe one."""
    return (datum for datum in every_part(*data) if isinstance(datum, str) and is_id_or_arn(datum))


class Recipients(Protocol):
    """Who is given which resource, in one language."""

    def unread_calls(self) -> tuple[UnreadCall, ...]:
        """The calls of what is not in the scan, which may make anything, functions too."""

    def is_nothing(self) -> bool:
        """Whether all is in the scan: nothing outside the scanned code has any resource's id."""

    def to(self, identity: str) -> Recipient | None:
        """What has the id of the resource, one of several; None where nothing outside the scanned code has it."""


def exported(output: str) -> Recipient:
    """The id leaves the configuration: whoever reads it there may add to the resource."""
    return Recipient(f"{output} exports {{}}", "whoever reads it")


def not_in_scan(address: str, awaited: MissingFact | None = None) -> Recipient:
    """A module, a nested stack or an application whose code is not in the scan. awaited: what has its code."""
    clause = f"{address} gets {{}} and is not in the scan"
    return Recipient(clause) if awaited is None else Recipient(clause, cause=Cause.OUTSIDE_MODULE, waits_for=(awaited,))


def of_unread_type(address: str) -> Recipient:
    """A resource of a type that is not read."""
    return Recipient(f"{address} names {{}} and is of a type that is not read")


_LISTS = {"ingress": "ingress", "egress": "egress", "route": "routes"}
"""Attributes by which the code says all that a list of the model holds."""


def existing_before(id: str, written: Iterable[str]) -> Recipient:
    """What the code takes over: it keeps what it had. written: the attributes and blocks that the code has for it."""
    settled = frozenset(_LISTS[name] for name in written if name in _LISTS)
    return Recipient(f"{{}} is imported{f' as {id}' if id else ''}", "whoever made it", settled, existing=True)


def running_commands(address: str) -> Recipient:
    """A resource that runs commands, or code, whose effect is not known."""
    return Recipient(f"{address} gets {{}} and runs commands that are not known")
