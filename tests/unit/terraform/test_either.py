"""What a condition that is not known picks from two lists: element by element where they have one length."""

from __future__ import annotations

from lambdanet.readers.datum import Listing, Reference
from lambdanet.readers.terraform.values.certainty import either
from lambdanet.values import Unknown

A, B, C = (Reference(f"|aws_subnet.{name}", "id") for name in "abc")


def one_of(*references: Reference) -> Unknown:
    return Unknown("why", frozenset(reference.identity for reference in references), exhaustive=True)


def test_lists_of_one_length_are_picked_element_by_element() -> None:
    assert either(Unknown("why"), Listing((A, B)), Listing((A, C))) == Listing((A, one_of(B, C)))


def test_lists_of_other_lengths_have_an_element() -> None:
    assert either(Unknown("why"), Listing((A,)), Listing((A, B))) == Listing((one_of(A, B),), one_of(A, B))


def test_numbers_may_convert() -> None:
    assert either(Unknown("why"), Listing((1, "a")), Listing((1, "b"))) == Listing((Unknown("why"), Unknown("why")))


def test_what_is_null_may_be_left_out() -> None:
    assert either(Unknown("why"), Listing((A,)), Listing((None,))) == Unknown("why", frozenset({A.identity}))
