"""Steps from one datum to another: attributes and indexes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from lambdanet.identities import is_id
from lambdanet.readers.cut_texts import piece_at
from lambdanet.readers.datum import PART, Datum, Derived, Listing, Reference, Text, derived
from lambdanet.readers.sets import SetListing, places_known
from lambdanet.readers.terraform.functions.collection_functions import element_of_symbol
from lambdanet.readers.terraform.values.certainty import (
    EvaluationError,
    candidates_of,
    is_instance,
    one_among,
    unknown_because,
)
from lambdanet.readers.terraform.values.names_in_scope import Instance, UncertainInstances
from lambdanet.readers.terraform.values.or_more import NOT_KNOWN, OrMore
from lambdanet.readers.terraform.values.stand_ins import hidden_in, key_of
from lambdanet.readers.terraform.values.type_conversion import number_text
from lambdanet.values import Unknown

_WHOLE_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def attribute_of(datum: Datum, name: str) -> Datum:
    """``datum.name``."""
    if isinstance(datum, EvaluationError):
        return datum
    if isinstance(datum, Unknown):
        return _derived(datum, f".{name}")
    if isinstance(datum, Reference):
        return _part(datum, f".{name}" if datum.attribute else name)
    if isinstance(datum, dict):
        return _entry(datum, name, lambda: EvaluationError(f'there is no attribute "{name}"'))
    if isinstance(datum, UncertainInstances):
        return datum.reason.of_another(datum.reason.candidates)
    if is_instance(datum):
        return cast(Instance, datum).attribute(name)
    return EvaluationError(f'a value without attributes has no "{name}"', candidates_of(datum))


def item_of(datum: Datum, key: Datum) -> Datum:
    """``datum[key]``."""
    for operand in (datum, key):
        if isinstance(operand, EvaluationError):
            return operand
    if isinstance(datum, dict) and isinstance(key, (Unknown, Reference, Text)) and (name := key_of(key)) in datum:
        return datum[name]
    if isinstance(datum, UncertainInstances) and isinstance(key, Unknown) and key.symbol is not None:
        twin = datum.like(key.symbol)
        if twin is not None:
            return twin
    if isinstance(key, (Unknown, Reference, Text)):
        why = unknown_because(key).of_another(candidates_of(datum, key))
        if isinstance(datum, Derived):
            return derived(why, datum.of, piece_at(datum, None) or PART)
        # Of a map it is an entry that there is: Terraform refuses any other key.
        return one_among(why, tuple(datum.values())) if isinstance(datum, dict) and hidden_in(datum) is None else why
    if isinstance(key, (str, int)) and not isinstance(key, bool):
        found = _item_at(datum, key)
        return _piece(found, datum, key) if isinstance(datum, Derived) and isinstance(found, Unknown) else found
    return EvaluationError("an index must be a string or a whole number", candidates_of(datum))


def _piece(found: Unknown, datum: Derived, key: str | int) -> Unknown:
    cut = piece_at(datum, key)
    return replace(found, plain=True) if cut is None else derived(found, datum.of, cut)


def _entry(known: dict[str, Datum], name: str, missing: Callable[[], EvaluationError]) -> Datum:
    """What a map has at a name; a key that is not known may have that name."""
    if name in known:
        return known[name]
    hidden = hidden_in(known)
    return missing() if hidden is None else hidden.of_another(candidates_of(known))


def _item_at(datum: Datum, key: str | int) -> Datum:
    place = int(key) if isinstance(key, int) or _WHOLE_NUMBER.fullmatch(key) else None
    if isinstance(datum, SetListing):
        return EvaluationError("a set has no index", candidates_of(datum))
    if isinstance(datum, Listing):
        return _element(datum, place)
    if isinstance(datum, dict) and isinstance(key, OrMore):
        return unknown_because(NOT_KNOWN, *datum.values())
    if isinstance(datum, dict):
        name = key if isinstance(key, str) else number_text(key)
        return _entry(datum, name, lambda: EvaluationError(f'there is no key "{name}"', candidates_of(datum)))
    if isinstance(datum, UncertainInstances):
        return datum.at(key)
    if isinstance(datum, Unknown):
        if isinstance(key, int):
            return element_of_symbol(datum, key)
        return _derived(datum, f'["{key}"]')
    if isinstance(datum, Reference):
        return _part(datum, f"[{key}]" if isinstance(key, int) else f'["{key}"]')
    if is_instance(datum) and isinstance(key, str):
        return cast(Instance, datum).attribute(key)
    return EvaluationError("a value without elements has no index", candidates_of(datum))


def _element(listing: Listing, place: int | None) -> Datum:
    if place is None or place < 0:
        return EvaluationError("an index of a list must be a whole number", candidates_of(listing))
    if not places_known(listing):
        if listing.more is None and all(isinstance(each, str) and is_id(each) for each in listing.elements):
            # Ids of what is in an account: it is one of these.
            symbol = ",".join(listing.elements)
            ids = frozenset(listing.elements)
            why = unknown_because(listing)
            return why.of_another(ids, None, symbol, place, exhaustive=True, distinct=len(ids) == len(listing.elements))
        return unknown_because(listing).of_another(candidates_of(listing))
    if place >= len(listing.elements):
        return EvaluationError(
            f"the list has {len(listing.elements)} elements and none at {place}", candidates_of(listing)
        )
    return listing.elements[place]


def _derived(unknown: Unknown, step: str) -> Unknown:
    symbol = None if unknown.symbol is None else f"{unknown.symbol}{step}"
    return unknown.of_another(unknown.candidates, symbol)


def _part(reference: Reference, step: str) -> Reference:
    symbol = f"{reference.symbol}{step}" if reference.symbol else ""
    return Reference(reference.identity, f"{reference.attribute}{step}", symbol)
