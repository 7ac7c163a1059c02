"""The resources that a partly known value can be, or hold, where it can be nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from lambdanet.identities import is_id
from lambdanet.readers.conversions import HANDLES, is_filled_in
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.values import Unknown

# An address, an ARN or a URL has a dot, a colon or a slash.
_WORDS = re.compile(r"[\w\s-]*")
_OF_THE_ACCOUNT = re.compile(r"(?:.*[|.])?data\.aws_(?:region|caller_identity|partition)\.[^.]*", re.DOTALL)


def all_it_may_be(datum: Datum) -> frozenset[str] | None:
    """Every resource that the datum may be or hold, when it can be, or hold, nothing else; else None."""
    if isinstance(datum, Reference):
        return frozenset({datum.identity}) if datum.attribute in HANDLES else None
    if isinstance(datum, Unknown):
        return datum.candidates if datum.exhaustive else None
    if isinstance(datum, Listing):
        return all_they_may_be((*datum.elements, *(() if datum.more is None else (datum.more,))))
    return None


def all_they_may_be(data: Iterable[Datum]) -> frozenset[str] | None:
    """The same of several data together."""
    found: set[str] = set()
    for datum in data:
        named = all_it_may_be(datum)
        if named is None:
            return None
        found |= named
    return frozenset(found)


def one_of(why: Unknown, data: Iterable[Datum], otherwise: frozenset[str]) -> Unknown:
    """What is one of the data. why: it is not known which. otherwise: the candidates where it can be something else."""
    data = tuple(data)
    named = all_they_may_be(data)
    one = why.of_another(otherwise) if named is None else why.of_another(named, exhaustive=True)
    return replace(one, plain=True) if all(map(names_nothing, data)) else one


def names_nothing(datum: Datum) -> bool:
    """Whether the datum names nothing on a network, whichever of its values it has: a number, words, or a Region."""
    if isinstance(datum, Text):
        return all(map(names_nothing, datum.parts))
    if isinstance(datum, Unknown):
        return datum.plain or is_filled_in(datum)
    if isinstance(datum, Reference):
        return _OF_THE_ACCOUNT.fullmatch(datum.identity) is not None
    if isinstance(datum, str):
        return _WORDS.fullmatch(datum) is not None and not is_id(datum)
    return datum is None or isinstance(datum, (bool, int, float))
