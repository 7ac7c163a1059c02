"""Terraform itself, where it is installed, evaluates what the evaluator evaluates: they never disagree.

What the evaluator leaves undecided is no disagreement, nor what it evaluates and Terraform refuses: such code is never
deployed. LAMBDANET_SEED chooses other expressions.
"""

from __future__ import annotations

import os
from decimal import Decimal
from typing import Any

import pytest

from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.json_texts import Json
from lambdanet.readers.sets import SetListing
from lambdanet.readers.terraform.evaluation.evaluator import evaluate
from lambdanet.readers.terraform.functions.function_table import FUNCTIONS
from lambdanet.readers.terraform.syntax.grammar import parse_expression
from lambdanet.readers.terraform.values.certainty import EvaluationError
from lambdanet.values import Unknown
from random_expressions import KINDS, SIGNATURES, Writer
from terraform_console import REFUSED, TERRAFORM, WITHHELD, evaluated

SEED = int(os.environ.get("LAMBDANET_SEED", "3"))
CALLS, OTHERS = 80, 120

pytestmark = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")


class NoNames:
    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        return Unknown(f"{names} is not declared"), len(names)


class NotKnown(Exception):
    pass


def plain(datum: Datum) -> Any:
    """The datum as JSON has it, sets as ``frozenset`` of texts."""
    if isinstance(datum, Json) and (text := datum.text()) is not None:
        return text
    if isinstance(datum, (Unknown, Text, Reference, Json)) or getattr(datum, "more", None) is not None:
        raise NotKnown
    if isinstance(datum, Listing):
        elements = [plain(element) for element in datum.elements]
        return frozenset(map(repr, elements)) if isinstance(datum, SetListing) else elements
    if isinstance(datum, dict):
        return {key: plain(value) for key, value in datum.items()}
    return Decimal(repr(datum)) if isinstance(datum, float) else datum


def same(ours: Any, theirs: Any) -> bool:
    """Whether the two are one value; a number and its text are, as the evaluator does not follow types everywhere."""
    if isinstance(ours, frozenset):
        return isinstance(theirs, list) and ours == frozenset(map(repr, theirs))
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, (list, dict)) or isinstance(theirs, (list, dict)):
        return False
    if all(isinstance(one, (int, Decimal)) and not isinstance(one, bool) for one in (ours, theirs)):
        return bool(abs(Decimal(ours) - Decimal(theirs)) <= abs(Decimal(theirs)) * Decimal("1e-14"))
    return _text(ours) == _text(theirs)


def _text(scalar: Any) -> Any:
    return str(scalar).lower() if isinstance(scalar, bool) else scalar if scalar is None else str(scalar)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, Datum, Any]]]:
    """Expressions by the function that they call or the kind that they are, with both answers."""
    writer = Writer(SEED)
    written = [(name, writer.call(name, number % 3)) for name in SIGNATURES for number in range(CALLS)]
    written += [(kind, writer.write(kind, 4)) for kind in KINDS for _ in range(OTHERS)]
    theirs = evaluated([expression for _, expression in written], tmp_path_factory.mktemp("console"))
    found: dict[str, list[tuple[str, Datum, Any]]] = {}
    for (name, expression), answer in zip(written, theirs):
        ours = evaluate(parse_expression(expression), NoNames())
        found.setdefault(name, []).append((expression, ours, answer))
    return found


@pytest.mark.parametrize("name", [*SIGNATURES, *KINDS])
def test_both_say_the_same(name: str, answers: dict[str, list[tuple[str, Datum, Any]]]) -> None:
    decided = 0
    for expression, ours, theirs in answers[name]:
        if theirs == WITHHELD:
            decided += name == "sensitive"
            continue
        if isinstance(ours, EvaluationError):
            assert theirs == REFUSED, (expression, ours.reason)
            decided += 1
            continue
        try:
            known = plain(ours)
        except NotKnown:
            continue
        if theirs != REFUSED:
            assert same(known, theirs), expression
            decided += 1
    assert decided > len(answers[name]) / 5, "too much is left undecided for this to tell anything"


def test_every_function_is_asked_for() -> None:
    assert FUNCTIONS.keys() | {"try", "can"} == SIGNATURES.keys()
