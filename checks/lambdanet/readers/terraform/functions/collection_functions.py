"""Terraform's functions on lists, sets and maps, on collections that may be known in part.

An element of a result is certainly there. Whatever may be there besides, or instead, is in ``more``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.json_texts import Json
from lambdanet.readers.sets import (
    InSomeOrder,
    Paired,
    SetListing,
    Unordered,
    are_paired,
    in_some_order,
    is_sortable,
    like,
    places_known,
)
from lambdanet.readers.terraform.functions.function_table import function
from lambdanet.readers.terraform.values.certainty import (
    EvaluationError,
    Refused,
    Undecided,
    candidates_of,
    doubtful,
    equal,
    is_instance,
    one_among,
    spend,
    unknown_because,
)
from lambdanet.readers.terraform.values.names_in_scope import UncertainInstances
from lambdanet.readers.terraform.values.or_more import NOT_KNOWN, OrMore
from lambdanet.readers.terraform.values.stand_ins import (
    StandIn,
    are_apart,
    are_keys,
    hidden_in,
    in_order_of,
    key_of,
    meant_by,
    stand_in,
)
from lambdanet.readers.terraform.values.type_conversion import (
    collection,
    string_part,
    text,
    truth,
    whole_number,
    whole_number_or_more,
)
from lambdanet.readers.terraform.values.unification import refuse_mixture, unified
from lambdanet.values import Unknown, besides, merged

LONGEST_SLICE = 10_000


def united(unknowns: Iterable[Unknown | None]) -> Unknown | None:
    """One unknown for those that are there, or None."""
    found = [unknown for unknown in unknowns if unknown is not None]
    return merged(found) if found else None


def element_of_symbol(unknown: Unknown, place: int) -> Unknown:
    """The element at a place of a list that is not known."""
    if unknown.symbol is None:
        element = unknown.of_another(unknown.candidates)
    else:
        symbol = f"{unknown.symbol}[{place}]"
        element = unknown.of_another(unknown.candidates, symbol, list_symbol=unknown.symbol, index=place)
    return element if unknown.alike is None else replace(element, alike=unknown.alike)


def as_set(listing: Listing) -> Listing:
    """The elements of a listing as a set: each once, in Terraform's order where it is known."""
    kept, _ = _once(unified(listing.elements))
    if listing.more is not None:
        return SetListing(tuple(kept), listing.more)
    return SetListing(tuple(sorted(kept) if is_sortable(kept) else kept))


def _once(elements: Iterable[Datum]) -> tuple[list[Datum], bool]:
    """The elements without certain repetitions, and whether there may be others."""
    listed = list(elements)
    spend(len(listed))
    if all(isinstance(element, str) for element in listed):
        return list(dict.fromkeys(listed)), False
    kept: list[Datum] = []
    doubt = False
    for element in listed:
        answers = [equal(element, other) for other in kept]
        if not any(answer is True for answer in answers):
            doubt = doubt or any(isinstance(answer, Unknown) for answer in answers)
            kept.append(element)
    return kept, doubt


def _sized(listing: Listing) -> Listing:
    """The listing, where it is certain how many elements it has; else ``Undecided``."""
    if listing.more is not None:
        raise Undecided(unknown_because(listing))
    # A list of partners has as many elements as the other, equal or not.
    if isinstance(listing, Unordered) and not isinstance(listing, Paired) and _once(listing.elements)[1]:
        raise Undecided(unknown_because(listing))
    return listing


def _ordered(datum: Datum) -> Listing:
    """A list whose every element is at a known place; else ``Undecided``."""
    listing = collection(datum)
    if not places_known(listing):
        raise Undecided(unknown_because(listing))
    return listing


def _partners(one: Datum, other: Datum) -> tuple[Listing, Listing]:
    """Two lists of which it is known which element belongs to which; else ``Undecided``."""
    first, second = collection(one), collection(other)
    return (first, second) if are_paired(first, second) else (_ordered(first), _ordered(second))


def _map(datum: Datum) -> dict[str, Datum]:
    if isinstance(datum, dict):
        return datum
    if isinstance(datum, (Unknown, Reference, UncertainInstances)) or is_instance(datum):
        raise Undecided(unknown_because(datum))
    raise Refused("a map is required")


@function("length")
def length(value: Datum) -> Datum:
    """How many elements a collection, or characters a string, has."""
    if isinstance(value, dict):
        return len(value)
    if isinstance(value, str):
        if not value.isascii():
            raise Undecided(Unknown("length() of characters outside ASCII is not evaluated"))
        return len(value)
    if isinstance(value, (Text, Json)) or is_instance(value):
        raise Undecided(unknown_because(value))
    return len(_sized(collection(value)).elements)


@function("element")
def element(listing: Datum, place: Datum) -> Datum:
    """The element at a place, counted round and round, backwards where it is negative."""
    number = whole_number_or_more(place)
    if isinstance(listing, Unknown):
        if number < 0:
            raise Undecided(unknown_because(listing))
        if number == 0 or listing.symbol is None:
            return element_of_symbol(listing, number)
        # Of a shorter list it is an earlier element.
        return listing.of_another(listing.candidates, f"{listing.symbol}[{number}]")
    known = collection(listing)
    if known.more is None and not known.elements:
        raise Refused("the list is empty")
    if isinstance(number, OrMore) and number >= len(known.elements):
        raise Undecided(NOT_KNOWN)
    return _ordered(known).elements[number % len(known.elements)]


@function("index")
def index(listing: Datum, value: Datum) -> Datum:
    """The first place of a value in a list."""
    known = _ordered(listing)
    for place, item in enumerate(known.elements):
        answer = equal(item, value)
        if isinstance(answer, Unknown):
            raise Undecided(answer)
        if answer:
            return place
    raise Refused("the value is not in the list")


@function("contains")
def contains(listing: Datum, value: Datum) -> Datum:
    """Whether a value is in a list or a set."""
    known = collection(listing)
    answers = [equal(item, value) for item in known.elements]
    if any(answer is True for answer in answers):
        return True
    unknown = united([*(answer for answer in answers if isinstance(answer, Unknown)), known.more])
    if unknown is not None:
        raise Undecided(unknown)
    return False


@function("slice")
def slice_of(listing: Datum, start: Datum, end: Datum) -> Datum:
    """The elements from a place up to another. There must be that many: even an unknown list has them."""
    first, behind = whole_number_or_more(start), whole_number_or_more(end)
    if first < 0 or behind < first:
        raise Refused("the places are not in order")
    if behind - first > LONGEST_SLICE:
        raise Undecided(unknown_because(listing))
    spend(behind - first)
    if isinstance(listing, Unknown):
        return Listing(tuple(element_of_symbol(listing, place) for place in range(first, behind)))
    known = collection(listing)
    if known.more is None and behind > len(known.elements):
        raise Refused(f"the list has only {len(known.elements)} elements")
    if places_known(known):
        return Listing(known.elements[first:behind])
    return Listing(tuple(unknown_because(known) for _ in range(first, behind)))


@function("concat")
def concatenation(first: Datum, *others: Datum) -> Datum:
    """The elements of several lists."""
    known = [collection(listing) for listing in (first, *others)]
    elements = tuple(item for listing in known for item in listing.elements)
    spend(len(elements))
    more = besides(*(listing.more for listing in known))
    if more is None and not all(places_known(listing) for listing in known):
        return Unordered(elements)
    if more is None and any(isinstance(listing, InSomeOrder) for listing in known):
        return InSomeOrder(elements, None, tuple(item for listing in known for item in in_some_order(listing)))
    return Listing(elements, more)


@function("flatten")
def flattened(listing: Datum) -> Datum:
    """The elements of lists within lists."""
    elements: list[Datum] = []
    doubts: list[Unknown | None] = []
    ordered = _flatten_into(collection(listing), elements, doubts)
    more = besides(*doubts)
    return Listing(tuple(elements), more) if ordered or more is not None else Unordered(tuple(elements))


def _flatten_into(listing: Listing, elements: list[Datum], doubts: list[Unknown | None]) -> bool:
    """Collect what ``listing`` holds; answers whether the places are known."""
    spend()
    doubts.append(listing.more)
    ordered = places_known(listing)
    for item in listing.elements:
        if isinstance(item, Listing):
            ordered = _flatten_into(item, elements, doubts) and ordered
        elif _may_be_list(item):
            doubts.append(collection(item).more if isinstance(item, Unknown) else unknown_because(item))
        else:
            spend()
            elements.append(item)
    return ordered


def _may_be_list(item: Datum) -> bool:
    """Whether something that is not known may be a list; a resource's attribute is one when its name is a plural."""
    if isinstance(item, Reference):
        return item.attribute.endswith("s") and not item.attribute.endswith(("ss", "us"))
    return isinstance(item, (Unknown, UncertainInstances))


@function("compact")
def compacted(listing: Datum) -> Datum:
    """The strings of a list that are neither null nor empty."""
    known = collection(listing)
    kept: list[Datum] = []
    doubts = [known.more]
    for item in (None if element is None else string_part(element) for element in known.elements):
        spend()
        answer = equal(item, "") if item is not None else True
        if isinstance(item, Unknown) and item.exhaustive and item.candidates:
            # One of some resources, whichever: its id is not empty.
            kept.append(item)
        elif isinstance(answer, Unknown):
            doubts.append(unknown_because(item))
        elif not answer:
            kept.append(item)
    return like(known, kept, united(doubts))


@function("distinct")
def distinct(listing: Datum) -> Datum:
    """The elements of a list without repetitions."""
    known = collection(listing)
    kept, doubt = _once(unified(known.elements))
    if known.more is None and doubt:
        return Unordered(tuple(kept))
    return like(known, kept)


@function("toset")
def to_set(listing: Datum) -> Datum:
    """A list as a set."""
    if listing is None:
        return None
    if isinstance(listing, Unknown):
        raise Undecided(unknown_because(listing))
    known = collection(listing)
    refuse_mixture(known.elements)
    return as_set(known)


@function("tolist")
def to_list(listing: Datum) -> Datum:
    """A set or a tuple as a list."""
    if listing is None:
        return None
    if isinstance(listing, Unknown):
        # A list is itself; of a set no one can ask for an element but by its list.
        return unknown_because(listing) if listing.symbol is None else listing
    known = collection(listing)
    refuse_mixture(known.elements)
    return like(known, unified(known.elements))


@function("tomap")
def to_map(value: Datum) -> Datum:
    """An object as a map, whose values have one type."""
    if value is None:
        return None
    known = _map(value)
    refuse_mixture(tuple(known.values()))
    return dict(zip(known, unified(tuple(known.values()))))


@function("keys")
def keys(value: Datum) -> Datum:
    """The keys of a map, in order."""
    known = sorted(_map(value))
    return in_order_of(known, map(meant_by, known))


@function("values")
def values(value: Datum) -> Datum:
    """The values of a map, in the order of its keys."""
    if isinstance(value, UncertainInstances):
        return Listing((), more=value.reason)
    known = _map(value)
    return in_order_of(sorted(known), (known[key] for key in sorted(known)))


@function("zipmap")
def zipped(names: Datum, listing: Datum) -> Datum:
    """A map of the keys in one list to the values in another."""
    listed_names, listed_values = _partners(names, listing)
    known_names, known_values = listed_names.elements, listed_values.elements
    if len(known_names) != len(known_values):
        raise Refused("there are not as many keys as values")
    spend(len(known_names))
    named = stand_in if are_keys(list(known_names)) else text
    return dict(sorted({named(name): value for name, value in zip(known_names, known_values)}.items()))


@function("lookup")
def lookup(value: Datum, key: Datum, *default: Datum) -> Datum:
    """The value of a key in a map, or a default."""
    known = _map(value)
    meant = key_of(key)
    if len(default) > 1:
        raise Refused("there is more than one default")
    if isinstance(key, (Unknown, Reference, Text)) and meant not in known and hidden_in(known) is None:
        why = unknown_because(key).of_another(candidates_of(known, key, *default))
        found = one_among(why, (*known.values(), *default))
        if isinstance(found, Unknown):
            raise Undecided(found)
        return found
    name = meant if isinstance(meant, StandIn) and meant in known else text(key)
    if name in known:
        return known[name]
    if (hidden := hidden_in(known)) is not None:
        raise Undecided(hidden.of_another(candidates_of(known, *default)))
    if default:
        return default[0]
    raise Refused(f'the map has no key "{name}"')


@function("merge")
def merged_maps(*maps: Datum) -> Datum:
    """One map with the entries of several, of which later ones win; nulls are left out."""
    entries: dict[str, Datum] = {}
    for value in maps:
        if value is not None:
            entries.update(_map(value))
    spend(len(entries))
    if not are_apart(entries, (value for value in maps if value is not None)):
        raise Undecided(unknown_because(*entries.values(), hidden_in(entries)))
    return dict(sorted(entries.items()))


@function("matchkeys")
def matched(listing: Datum, names: Datum, wanted: Datum) -> Datum:
    """The elements of a list whose partners in a second list are in a third."""
    known_values, known_names = _partners(listing, names)
    searched = collection(wanted)
    if len(known_values.elements) != len(known_names.elements):
        raise Refused("the lists differ in length")
    kept: list[Datum] = []
    doubts: list[Unknown | None] = []
    of_one_type = unified((*known_names.elements, *searched.elements))
    partners, wanted_ones = of_one_type[: len(known_names.elements)], of_one_type[len(known_names.elements) :]
    for value, name in zip(unified(known_values.elements), partners):
        answers = [equal(name, item) for item in wanted_ones]
        if any(answer is True for answer in answers):
            kept.append(value)
        elif searched.more is not None or any(isinstance(answer, Unknown) for answer in answers):
            doubts.append(unknown_because(value, searched))
    if not doubts and not places_known(known_values):
        return _places_lost(kept)
    return Listing(tuple(kept), united(doubts))


@function("coalesce")
def coalesced(first: Datum, *others: Datum) -> Datum:
    """The first value that is neither null nor empty."""
    data = unified((first, *others))
    for place, value in enumerate(data):
        answer = equal(value, "") if value is not None else True
        if isinstance(answer, Unknown):
            raise Undecided(unknown_because(*data[place:]))
        if not answer:
            return value
    raise Refused("all values are null or empty")


@function("coalescelist")
def coalesced_lists(first: Datum, *others: Datum) -> Datum:
    """The first list that is not empty."""
    data = (first, *others)
    for place, value in enumerate(data):
        if value is None:
            continue
        known = collection(value)
        if known.elements:
            return value
        if known.more is not None:
            raise Undecided(unknown_because(*data[place:]))
    raise Refused("all lists are empty")


@function("one")
def one(value: Datum) -> Datum:
    """The only element of a collection, or null where it is empty."""
    known = collection(value)
    if known.more is not None and len(known.elements) == 1:
        return known.elements[0]  # Terraform refuses a second one
    elements = _sized(known).elements
    if len(elements) > 1:
        raise Refused("there is more than one element")
    return elements[0] if elements else None


@function("reverse")
def reverse(listing: Datum) -> Datum:
    """A list from its end to its beginning."""
    known = collection(listing)
    return like(known, known.elements[::-1])


@function("sort")
def sort(listing: Datum) -> Datum:
    """A list of strings in order."""
    if isinstance(listing, Unknown):
        raise Undecided(unknown_because(listing))
    known = collection(listing)
    elements = tuple(string_part(item) for item in known.elements)
    spend(len(elements))
    if any(isinstance(item, EvaluationError) for item in elements):
        raise Undecided(unknown_because(known))
    if known.more is not None:
        return Listing(elements, known.more)
    return Listing(tuple(sorted(elements))) if is_sortable(elements) else _places_lost(elements)


def _places_lost(elements: Sequence[Datum]) -> Listing:
    return Unordered(tuple(elements)) if len(elements) > 1 else Listing(tuple(elements))


def _sets(*data: Datum) -> list[Listing]:
    """The collections as sets whose elements have one type."""
    listings = [collection(datum) for datum in data]
    elements = iter(unified(tuple(element for listing in listings for element in listing.elements)))
    return [as_set(Listing(tuple(next(elements) for _ in listing.elements), listing.more)) for listing in listings]


@function("setunion")
def set_union(first: Datum, *others: Datum) -> Datum:
    """The elements that are in any of the sets."""
    known = [collection(value) for value in (first, *others)]
    elements = tuple(item for listing in known for item in listing.elements)
    return as_set(Listing(elements, besides(*(listing.more for listing in known))))


@function("setintersection")
def set_intersection(first: Datum, *others: Datum) -> Datum:
    """The elements that are in all of the sets."""
    known = _sets(first, *others)
    kept: list[Datum] = []
    doubts: list[Unknown | None] = []
    for item in known[0].elements:
        membership = [_membership(item, listing) for listing in known[1:]]
        if all(answer is True for answer in membership):
            kept.append(item)
        elif not any(answer is False for answer in membership):
            doubts.append(doubtful(Unknown("it is not known whether all sets hold the element"), item))
    more = known[0].more
    if more is not None and all(listing.elements or listing.more is not None for listing in known):
        doubts.append(more)
    return as_set(Listing(tuple(kept), united(doubts)))


@function("setsubtract")
def set_difference(value: Datum, removed: Datum) -> Datum:
    """The elements of one set that are not in another."""
    known, other = _sets(value, removed)
    kept: list[Datum] = []
    doubts: list[Unknown | None] = [known.more]
    for item in known.elements:
        answer = _membership(item, other)
        if isinstance(answer, Unknown):
            doubts.append(unknown_because(item, answer))
        elif not answer:
            kept.append(item)
    return as_set(Listing(tuple(kept), united(doubts)))


def _membership(item: Datum, listing: Listing) -> bool | Unknown:
    answers = [equal(item, other) for other in listing.elements]
    if any(answer is True for answer in answers):
        return True
    unknown = united([*(answer for answer in answers if isinstance(answer, Unknown)), listing.more])
    return False if unknown is None else unknown


@function("setproduct")
def set_product(*sets: Datum) -> Datum:
    """Every combination of one element from each of the sets."""
    known = [replace(value, elements=unified(value.elements)) for value in map(collection, sets)]
    if len(known) < 2:
        raise Refused("at least two sets are required")
    if any(listing.more is None and not listing.elements for listing in known):
        return Listing()
    size = 1
    for listing in known:
        size *= len(listing.elements)
    spend(size)
    combinations = tuple(Listing(elements) for elements in product(*(listing.elements for listing in known)))
    more = unknown_because(*known) if any(listing.more is not None for listing in known) else None
    if more is None and not all(places_known(listing) for listing in known):
        return Unordered(combinations)
    return Listing(combinations, more)


@function("chunklist")
def chunks(listing: Datum, size: Datum) -> Datum:
    """A list cut into lists of one size."""
    elements, width = unified(_ordered(listing).elements), whole_number(size)
    if width < 0:
        raise Refused("the size is negative")
    if not elements:
        return Listing()
    width = width or len(elements)
    starts = range(0, len(elements), width)
    return Listing(tuple(Listing(elements[start : start + width]) for start in starts))


@function("transpose")
def transposed(value: Datum) -> Datum:
    """A map of lists of strings turned round: from each string to the keys whose lists hold it."""
    found: dict[str, list[Datum]] = {}
    if (hidden := hidden_in(_map(value))) is not None:
        raise Undecided(hidden)
    for key, listing in sorted(_map(value).items()):
        for item in _sized(collection(listing)).elements:
            spend()
            found.setdefault(text(item), []).append(key)
    return {name: Listing(tuple(found[name])) for name in sorted(found)}


@function("alltrue")
def all_true(listing: Datum) -> Datum:
    """Whether all elements are true."""
    known = collection(listing)
    return _combined(known, decisive=False)


@function("anytrue")
def any_true(listing: Datum) -> Datum:
    """Whether any element is true."""
    known = collection(listing)
    return _combined(known, decisive=True)


def _combined(listing: Listing, *, decisive: bool) -> bool:
    doubts = [listing.more]
    for item in listing.elements:
        try:
            if item is not None and truth(item) is decisive:
                return decisive
            if item is None and not decisive:
                return False
        except Undecided as undecided:
            doubts.append(undecided.unknown)
    unknown = united(doubts)
    if unknown is not None:
        raise Undecided(unknown)
    return not decisive
