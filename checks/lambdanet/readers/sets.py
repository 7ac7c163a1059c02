"""Listings whose elements have no certain place, and Terraform's sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lambdanet.readers.datum import Datum, Listing
from lambdanet.records import dataclass
from lambdanet.values import Unknown


@dataclass(frozen=True)
class Unordered(Listing):
    """A listing whose elements are all there, but at places that are not known; some may be equal."""


@dataclass(frozen=True)
class InSomeOrder(Listing):
    """A list that has the same elements either way, in one order or in another: of each place it has what may be there.

    held: the elements in one of the orders.
    """

    held: tuple[Datum, ...] = ()


def in_some_order(listing: Listing) -> tuple[Datum, ...]:
    """The elements, at whatever places."""
    return listing.held if isinstance(listing, InSomeOrder) else listing.elements


@dataclass(frozen=True)
class Paired(Unordered):
    """An unordered listing whose elements are at the places of their partners in others of the same name."""

    pairs: str = ""


def are_paired(one: Listing, other: Listing) -> bool:
    """Whether the elements of two listings are each other's partners, place by place, whatever the places."""
    if places_known(one) and places_known(other):
        return True
    return isinstance(one, Paired) and isinstance(other, Paired) and one.pairs == other.pairs


@dataclass(frozen=True)
class SetListing(Unordered):
    """A set. Iterating over it gives each element as key and as value."""


def is_sortable(elements: Iterable[Datum]) -> bool:
    """Whether Terraform's order of these elements of a set is known: all strings, or all numbers."""
    listed = list(elements)
    return all(isinstance(element, str) for element in listed) or all(
        isinstance(element, (int, float)) and not isinstance(element, bool) for element in listed
    )


def places_known(listing: Listing) -> bool:
    """Whether the elements are at the places where the listing holds them."""
    if listing.more is not None:
        return False
    if len(listing.elements) < 2 or not isinstance(listing, Unordered):
        return True
    return isinstance(listing, SetListing) and is_sortable(listing.elements)


def like(listing: Listing, elements: Sequence[Datum], more: Unknown | None = None) -> Listing:
    """A list made from ``listing`` element by element; its places are known where those of ``listing`` are."""
    if more is None and listing.more is None and not places_known(listing):
        return Unordered(tuple(elements))
    return Listing(tuple(elements), more if more is not None else listing.more)
