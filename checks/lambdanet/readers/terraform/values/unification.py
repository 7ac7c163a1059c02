"""One type for several values, as Terraform gives it to the elements of a list and to the branches of a condition.

https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.json_texts import Json
from lambdanet.readers.terraform.values.certainty import Refused, spend
from lambdanet.readers.terraform.values.type_conversion import string_part

_DEEPEST = 8
_KNOWN_TYPES = (str, int, float, Listing, dict, Text, Reference, Json)


def unified(data: Sequence[Datum], deep: int = 0) -> tuple[Datum, ...]:
    """The data with one type: where some are strings, numbers and booleans become strings, also within collections.

    Data that have no type in common stay as they are: Terraform refuses them.
    """
    known: list[Datum] = [datum for datum in data if isinstance(datum, _KNOWN_TYPES)]
    if len(known) < 2 and not (known and isinstance(known[0], (Listing, dict))):
        return tuple(data)
    spend(len(known))
    if any(isinstance(datum, (str, Text, Reference, Json)) for datum in known):
        return tuple(string_part(datum) if isinstance(datum, (bool, int, float)) else datum for datum in data)
    if deep < _DEEPEST and all(isinstance(datum, Listing) for datum in known):
        return _unified_within(data, [listing.elements for listing in known], deep)
    if deep < _DEEPEST and all(isinstance(datum, dict) for datum in known):
        return _unified_within(data, [tuple(entries.values()) for entries in known], deep, [tuple(e) for e in known])
    return tuple(data)


def _unified_within(
    data: Sequence[Datum], contents: list[tuple[Datum, ...]], deep: int, names: list[tuple[str, ...]] | None = None
) -> tuple[Datum, ...]:
    """Collections of which what they hold has one type, place by place where all have the same places."""
    if not any(_holds_what_changes(content) for content in contents):
        return tuple(data)
    alike = len({len(content) for content in contents}) == 1 if names is None else len(set(names)) == 1
    if alike:
        columns = [unified(column, deep + 1) for column in zip(*contents)]
        changed = iter([*zip(*columns)] if columns else contents)
    else:
        pool = iter(unified([item for content in contents for item in content], deep + 1))
        changed = iter([tuple(next(pool) for _ in content) for content in contents])
    results: list[Datum] = []
    for datum in data:
        if isinstance(datum, Listing):
            results.append(replace(datum, elements=next(changed)))
        elif isinstance(datum, dict):
            results.append(dict(zip(datum, next(changed))))
        else:
            results.append(datum)
    return tuple(results)


def _holds_what_changes(content: tuple[Datum, ...]) -> bool:
    return any(isinstance(item, (bool, int, float, Listing, dict)) for item in content)


def may_change(datum: Datum) -> bool:
    """Whether a type in common with another value could make something else of the datum."""
    if isinstance(datum, Listing):
        return _holds_what_changes(datum.elements)
    return _holds_what_changes(tuple(datum.values())) if isinstance(datum, dict) else isinstance(datum, (int, float))


def refuse_strangers(one: Datum, other: Datum, deep: int = 0) -> None:
    """Raises ``Refused`` where two branches of a condition have no type in common."""
    kinds = {_kind(datum) for datum in (one, other)} - {""}
    if len(kinds) == 2 and kinds not in ({"string", "number"}, {"string", "boolean"}):
        raise Refused("the branches of a condition have no type in common")
    if deep < _DEEPEST and isinstance(one, Listing) and isinstance(other, Listing):
        _refuse_within(one.elements, other.elements, len(one.elements) == len(other.elements), deep)
    if deep < _DEEPEST and isinstance(one, dict) and isinstance(other, dict):
        alike = one.keys() == other.keys()
        _refuse_within(
            tuple(one.values()), tuple(other[key] for key in one) if alike else tuple(other.values()), alike, deep
        )


def _refuse_within(ones: tuple[Datum, ...], others: tuple[Datum, ...], alike: bool, deep: int) -> None:
    if alike:
        for one, other in zip(ones, others):
            spend()
            refuse_strangers(one, other, deep + 1)
    else:
        refuse_mixture((*ones, *others))


def refuse_mixture(elements: Sequence[Datum]) -> None:
    """Raises ``Refused`` where the elements of a list or a map have no type in common."""
    kinds = {_kind(element) for element in elements} - {""}
    if len(kinds) > 1 and (kinds & {"list", "map"} or "string" not in kinds):
        raise Refused("the elements have no type in common")


def _kind(datum: Datum) -> str:
    for kind, types in _KINDS:
        if isinstance(datum, types):
            return kind
    return ""


_KINDS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("boolean", (bool,)),
    ("number", (int, float)),
    ("string", (str, Text, Json)),
    ("list", (Listing,)),
    ("map", (dict,)),
)
