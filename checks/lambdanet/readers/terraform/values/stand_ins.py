"""Keys of instances that are known only when Terraform runs, such as the ARNs of what the same code makes."""

from __future__ import annotations

from collections.abc import Iterable

from lambdanet.readers.conversions import printed
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.sets import Paired
from lambdanet.values import Cause, Unknown


class StandIn(str):
    """What stands for a key that is not known, so that the instances can be distinguished; no address may show it.

    datum: the value for which it stands; None where that is known from elsewhere.
    """

    __slots__ = ("datum",)
    datum: Datum

    def __new__(cls, text: str, datum: Datum = None) -> StandIn:
        """A key that is printed so."""
        made = super().__new__(cls, text)
        made.datum = datum
        return made


def key_of(element: Datum) -> str | None:
    """The key of the instance that an element of a set makes; None where it cannot be distinguished from others."""
    if isinstance(element, (Reference, Text)) or (isinstance(element, Unknown) and element.symbol):
        return StandIn(printed(element), element)
    return element if isinstance(element, str) else None


def stand_in(datum: Datum) -> str:
    """The key of a map that stands for a value that is not known."""
    return StandIn(printed(datum), datum)


def meant_by(key: object) -> Datum:
    """The value for which a key of a map stands: itself, unless it is a stand-in."""
    return key.datum if isinstance(key, StandIn) and key.datum is not None else key


def hidden_in(keys: Iterable[object]) -> Unknown | None:
    """Why a key that is not literally among those of a map may be among them: some only stand for what is not known."""
    hidden = next((key for key in keys if isinstance(key, StandIn)), None)
    if hidden is None:
        return None
    datum = hidden.datum
    if isinstance(datum, Unknown):
        return datum.of_another(datum.candidates)
    return Unknown(f"the key {hidden} is known only when Terraform runs", cause=Cause.WHEN_IT_RUNS)


def in_order_of(keys: Iterable[str], elements: Iterable[Datum]) -> Listing:
    """What is at the keys of a map, in their order: those that are not known may come in any."""
    listed, held = list(keys), tuple(elements)
    return Listing(held) if hidden_in(listed) is None or len(held) < 2 else Paired(held, pairs=repr(listed))


def are_apart(keys: Iterable[str], maps: Iterable[Iterable[str]]) -> bool:
    """Whether it is certain that the keys of some maps, taken together, differ: so they do within each map."""
    together = set(keys)
    if hidden_in(together) is None or any(together == set(each) for each in maps):
        return True
    return are_keys([meant_by(key) for key in together])


def are_keys(data: list[Datum]) -> bool:
    """Whether values that are not known can be the keys of one map: it is certain that they differ.

    So it is of the elements of a list in which each is once.
    """
    lists = {each.list_symbol for each in data if isinstance(each, Unknown) and each.distinct and each.symbol}
    places = {each.index for each in data if isinstance(each, Unknown)}
    return bool(data) and len(lists) == 1 and None not in lists and len(places) == len(data)
