"""Terraform's operators on data that may be known in part."""

from __future__ import annotations

from fractions import Fraction
from typing import Union

from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.values.certainty import EvaluationError, Refused, Undecided, equal, unknown_because
from lambdanet.readers.terraform.values.or_more import OrMore, calculated
from lambdanet.readers.terraform.values.type_conversion import as_number, exact, number, truth
from lambdanet.values import Unknown

Answer = Union[bool, Unknown]


def truth_of(datum: Datum) -> Answer:
    """The datum as a condition."""
    if isinstance(datum, Unknown):
        return datum
    try:
        return truth(datum)
    except Undecided as undecided:
        return undecided.unknown
    except Refused as refusal:
        return EvaluationError(str(refusal))


def conjunction(left: Answer, right: Answer) -> Answer:
    """Three-valued "and"; an error on the left is one even where the right decides."""
    return _decided_by(False, left, right)


def disjunction(left: Answer, right: Answer) -> Answer:
    """Three-valued "or"."""
    return _decided_by(True, left, right)


def _decided_by(decisive: bool, left: Answer, right: Answer) -> Answer:
    if left is decisive:
        return decisive
    if right is decisive and not isinstance(left, EvaluationError):
        return decisive
    for answer in (left, right):
        if isinstance(answer, EvaluationError):
            return answer
    if isinstance(left, Unknown):
        return unknown_because(left, right) if isinstance(right, Unknown) else left
    return right


def compute(operator: str, left: Datum, right: Datum) -> Datum:
    """The result of any operator but ``&&`` and ``||``."""
    for operand in (left, right):
        if isinstance(operand, EvaluationError):
            return operand
    if operator in ("==", "!="):
        answer = equal(left, right)
        return answer if isinstance(answer, Unknown) else answer is (operator == "==")
    try:
        if isinstance(left, OrMore) or isinstance(right, OrMore):
            return calculated(operator, *(each if isinstance(each, OrMore) else number(each) for each in (left, right)))
        return _calculate(operator, exact(number(left)), exact(number(right)))
    except Undecided:
        return unknown_because(left, right)
    except Refused as refusal:
        return EvaluationError(str(refusal))


def _calculate(operator: str, left: Fraction, right: Fraction) -> Datum:
    if operator == "<":
        return left < right
    if operator == ">":
        return left > right
    if operator == "<=":
        return left <= right
    if operator == ">=":
        return left >= right
    if operator == "+":
        return as_number(left + right)
    if operator == "-":
        return as_number(left - right)
    if operator == "*":
        return as_number(left * right)
    if operator == "/":
        if right == 0:
            raise Undecided(Unknown("a division by zero is not evaluated"))
        return as_number(left / right)
    if right == 0:
        raise Undecided(Unknown("the rest of a division by zero is not evaluated"))
    quotient = left / right
    return as_number(left - right * int(quotient))  # int() cuts towards zero, as Terraform does


def negate(datum: Datum) -> Datum:
    """``-datum``."""
    return compute("-", 0, datum)


def inverse(datum: Datum) -> Datum:
    """``!datum``."""
    answer = truth_of(datum)
    return answer if isinstance(answer, Unknown) else not answer
