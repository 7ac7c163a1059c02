"""A fact that a file states, and which one holds where several files are about one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lambdanet.given.fact_files import FactFile
from lambdanet.given.notes import notes
from lambdanet.records import dataclass
from lambdanet.values import Unknown

# What AWS calls one resource: an id, or an ARN.
_ID = re.compile(r"(?<![\w-])(?:[a-z]+(?:-[a-z]+)?-[0-9a-f]{8,17}(?![\w-])|arn:aws[a-z-]*:[^\s,\"']+)")
_LONGEST = 100_000
_OF_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z0-9-]*):(\d{12})?:")


@dataclass(frozen=True)
class Fact:
    """What a file says about one thing.

    value: plain JSON. account, region: where it holds; "" where nothing says it. version: of a stored parameter.
    hidden: why the value is not read, as "is a SecureString"; then there is none.
    specific: it is given for the environment for which the code is read.
    """

    value: Any
    file: FactFile
    account: str = ""
    region: str = ""
    version: int | None = None
    hidden: str = ""
    specific: bool = False


def place_in(arn: Any) -> tuple[str, str]:
    """The account and the Region that an ARN names; "" where it names none."""
    found = _OF_ARN.match(arn) if isinstance(arn, str) else None
    return (found[2] or "", found[1]) if found else ("", "")


def the_one(facts: Iterable[Fact], what: str, region: str = "", version: int | None = None) -> Fact | Unknown | None:
    """The fact that holds; an unknown where several do that differ, or none may be read; None where none is about it.

    what: for people. region: of the code, where it is known; what holds in another one is no fact about the code.
    """
    found = list(facts)
    found = [fact for fact in found if fact.specific] or found
    here = [fact for fact in found if not region or fact.region in ("", region)]
    if found and not here:
        elsewhere = f"{found[0].file.shown} has {what} of {found[0].region}, but the code is for {region}"
        return Unknown(elsewhere)
    if version is not None:
        of_version = [fact for fact in here if fact.version == version]
        if here and not of_version:
            return Unknown(f"{here[0].file.shown} has another version of {what} than {version}")
        here = of_version
    if not here:
        return None
    first = here[0]
    other = next((fact for fact in here if fact.value != first.value or fact.hidden != first.hidden), None)
    if other is not None:
        differ = f"{_places(first, other)} {what} different values"
        notes().add_contradiction(differ)
        return Unknown(differ)
    return Unknown(f"{what} {first.hidden} ({first.file.shown})") if first.hidden else first


def _places(one: Fact, other: Fact) -> str:
    """ "a.json and b.json give", each with where it holds where that differs."""
    if (one.account, one.region) == (other.account, other.region):
        places = [one.file.shown, other.file.shown]
    else:
        places = [
            f"{fact.file.shown} ({', '.join(filter(None, (fact.account, fact.region))) or 'place not named'})"
            for fact in (one, other)
        ]
    return f"{places[0]} gives" if places[0] == places[1] else f"{places[0]} and {places[1]} give"


def contradicted(fact: Fact, what: str) -> str:
    """A sentence about a fact that the code contradicts, without the values: one of them may be a secret."""
    return f"{fact.file.shown} says something else of {what} than the code that makes it: the code counts"


def take(fact: Fact, place: str, *, secret: bool = False) -> Any:
    """The value of a fact, noted as taken for a root module's folder or a template.

    secret: what it says is shown to nobody, so its ids are noted nowhere.
    """
    note_taken(fact.file, place, () if secret else ids_within(fact.value))
    return fact.value


def note_taken(file: FactFile, place: str, ids: Iterable[str]) -> None:
    """Note that a file said something of a root module or a template, and of these ids."""
    notes().take(file, f":{place}")
    for id in ids:
        notes().take(file, id)


def ids_within(value: Any) -> list[str]:
    """The ids and ARNs in plain data."""
    found: dict[str, None] = {}
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            found.update(dict.fromkeys(_ID.findall(each[:_LONGEST])))
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, (list, tuple)):
            waiting += each
    return list(found)
