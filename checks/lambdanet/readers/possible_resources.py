"""The resources that a partly known value can be, or hold, where it can be nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from lambdanet.readers.conversions import HANDLES
from lambdanet.readers.datum import Datum, Listing, Reference
from lambdanet.values import Unknown


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
    named = all_they_may_be(data)
    return why.of_another(otherwise) if named is None else why.of_another(named, exhaustive=True)
