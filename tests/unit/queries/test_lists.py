"""What is counted in lists of which not everything is known: each answer holds for every list that it may be."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdanet.queries.lists.lists_in_part import choices, least_different, most_different, slots, which
from lambdanet.values import Items, Known, Unknown, Value

NAMES = "abcd"
ANYTHING = Unknown("it may be anything")


def one_of(*names: str, symbol: str | None = None) -> Unknown:
    return Unknown(f"one of {names}", frozenset(names), symbol, exhaustive=True)


def are_different(first: int, second: int) -> Value[bool]:
    return Known(first != second)


def numbers(items: Items[str], fact: dict[str, int]) -> tuple[int, int | None]:
    def of(name: str) -> Value[int]:
        return Known(fact[name])

    found = slots(items, of)
    return least_different(found, are_different), most_different(found, of)


ZONES = {"a": 1, "b": 2, "c": 1, "d": 2}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (Items(), (0, 0)),
        (Items((Known("a"),)), (1, 1)),
        (Items((one_of("a", "b"),)), (1, 1)),
        (Items((ANYTHING,)), (1, 1)),
        (Items((ANYTHING, ANYTHING)), (1, 2)),
        (Items((one_of("a", "b", symbol="s"), one_of("a", "b", symbol="s"))), (1, 1)),
        (Items((Known("a"), one_of("b", "d"))), (2, 2)),
        (Items((Known("a"), one_of("a", "c"))), (1, 1)),
        (Items((Known("a"), one_of("b", "c"))), (1, 2)),
        (Items((Known("a"),), one_of("b")), (1, 2)),
        (Items((Known("a"),), one_of("c")), (1, 1)),
        (Items((Known("a"),), ANYTHING), (1, None)),
        (Items((one_of("a", "b"),), one_of("a", "b")), (1, 2)),
        (Items((ANYTHING,), one_of("a")), (1, 2)),
    ],
)
def test_different_values(items: Items[str], expected: tuple[int, int | None]) -> None:
    assert numbers(items, ZONES) == expected


ELEMENTS = st.one_of(
    st.sampled_from(NAMES).map(Known),
    st.sets(st.sampled_from(NAMES), min_size=1).map(lambda names: one_of(*sorted(names))),
)
LISTS = st.builds(
    lambda elements, more: Items(tuple(elements), more),
    st.lists(ELEMENTS, max_size=3),
    st.one_of(st.none(), st.sets(st.sampled_from(NAMES), min_size=1).map(lambda names: one_of(*sorted(names)))),
)


def readings(items: Items[str]) -> list[tuple[str, ...]]:
    """Every list that it may be; of what it may hold besides, up to two elements."""
    places = [[one.value] if isinstance(one, Known) else sorted(one.candidates) for one in items.elements]
    found = list(product(*places))
    if items.more is None:
        return found
    others = [ends for number in range(3) for ends in product(sorted(items.more.candidates), repeat=number)]
    return [(*certain, *ends) for certain in found for ends in others]


@given(LISTS, st.fixed_dictionaries({name: st.integers(1, 3) for name in NAMES}))
def test_numbers_hold_for_every_reading(items: Items[str], fact: dict[str, int]) -> None:
    least, most = numbers(items, fact)
    counted = [len({fact[name] for name in reading}) for reading in readings(items)]
    assert least <= min(counted)
    assert most is not None
    assert most >= max(counted)


@given(LISTS, st.fixed_dictionaries({name: st.booleans() for name in NAMES}))
def test_which_holds_for_every_reading(items: Items[str], fact: dict[str, bool]) -> None:
    found, doubts = which(items, lambda name: Known(fact[name]))
    true = [[name for name in reading if fact[name]] for reading in readings(items)]
    if found:
        assert all(true)
    if not found and not doubts:
        assert not any(true)


def test_what_else_there_may_be_is_a_doubt() -> None:
    items = Items((Known("a"),), one_of("b"))
    assert which(items, lambda name: Known(name == "b")) == ([], [one_of("b")])
    assert which(items, lambda name: Known(name == "a")) == (["a"], [])
    assert choices(items) == ["b"]
