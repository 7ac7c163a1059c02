"""Keys of instances that are known only when Terraform runs, such as the ARNs of what the same code makes."""

from __future__ import annotations

from lambdanet.readers.conversions import printed
from lambdanet.readers.datum import Datum, Reference, Text
from lambdanet.values import Unknown


class StandIn(str):
    """What stands for a key that is not known, so that the instances can be told apart; no address may show it.

    datum: the value for which it stands; None where that is told elsewhere.
    """

    __slots__ = ("datum",)
    datum: Datum

    def __new__(cls, text: str, datum: Datum = None) -> StandIn:
        """A key that is printed so."""
        made = super().__new__(cls, text)
        made.datum = datum
        return made


def key_of(element: Datum) -> str | None:
    """The key of the instance that an element of a set makes; None where it cannot be told from others."""
    if isinstance(element, (Reference, Text)) or (isinstance(element, Unknown) and element.symbol):
        return StandIn(printed(element), element)
    return element if isinstance(element, str) else None


def stand_in(datum: Datum) -> str:
    """The key of a map that stands for a value that is not known."""
    return StandIn(printed(datum), datum)


def meant_by(key: object) -> Datum:
    """The value for which a key of a map stands: itself, unless it is a stand-in."""
    return key.datum if isinstance(key, StandIn) and key.datum is not None else key


def are_keys(data: list[Datum]) -> bool:
    """Whether values that are not known can be the keys of one map: it is certain that they differ.

    So it is of the elements of a list in which each stands once.
    """
    lists = {each.list_symbol for each in data if isinstance(each, Unknown) and each.distinct and each.symbol}
    places = {each.index for each in data if isinstance(each, Unknown)}
    return bool(data) and len(lists) == 1 and None not in lists and len(places) == len(data)
