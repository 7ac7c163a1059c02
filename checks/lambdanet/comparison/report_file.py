"""Reads a file as JSON that anybody may have written: an answer, or what is wrong with the file."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from lambdanet.comparison.held import Held, ReportProblem
from lambdanet.plain_text import plain
from lambdanet.regular_files import content_of, decoded

# A report of 10,000 functions has less than 100 MB.
_MOST_BYTES = 400_000_000
# Lines and counts are below a billion; what Python takes to read a number grows with the square of its digits.
_MOST_DIGITS = 15


def held_in(file: str) -> Held:
    """What the file holds. Raises ReportProblem."""
    shown = plain(file)
    try:
        text = decoded(content_of(file, _MOST_BYTES), "strict")
        value = json.loads(text, parse_int=_number, parse_float=_decimal, parse_constant=_no_constant)
    except OSError as problem:
        raise ReportProblem(f"{shown}: {problem.strerror or problem}") from problem
    except RecursionError as problem:
        raise ReportProblem(f"{shown}: it is nested too deeply for a report") from problem
    except _TooLong as problem:
        raise ReportProblem(f"{shown}: it holds {problem}") from problem
    except ValueError as problem:
        raise ReportProblem(f"{shown}: it is not JSON: {plain(str(problem))[:200]}") from problem
    return Held(value, file)


class _TooLong(ValueError):
    """A number with more digits than any in a report."""


def _number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _TooLong(f"a number of {len(digits)} digits")
    return int(digits)


def _decimal(digits: str) -> Any:
    if len(digits) > 2 * _MOST_DIGITS:
        raise _TooLong(f"a number of {len(digits)} digits")
    return float(digits)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")
