"""Numbers of which only the least is known, as of the zones of a Region where Local Zones may be among them.

Code is read as if there were that many. What such a number decides is decided for every greater one too.
"""

from __future__ import annotations

from lambdanet.readers.datum import Datum, Listing
from lambdanet.values import Cause, Unknown

NOT_KNOWN = Unknown("how many there are is known only when Terraform runs", cause=Cause.WHEN_IT_RUNS)


class OrMore(int):
    """A number or any greater one."""


def is_equal(left: int | float, right: int | float) -> bool | Unknown:
    """Whether two numbers are equal of which one is such a number."""
    if isinstance(left, OrMore) and isinstance(right, OrMore):
        return NOT_KNOWN
    least, other = (left, right) if isinstance(left, OrMore) else (right, left)
    return False if other < least else NOT_KNOWN


def calculated(operator: str, left: int | float, right: int | float) -> Datum:
    """The result of an operator on two numbers of which one is such a number."""
    both = isinstance(left, OrMore) and isinstance(right, OrMore)
    if operator in _COMPARED:
        return NOT_KNOWN if both else _compared(operator, left, right)
    if operator == "+" and isinstance(left, int) and isinstance(right, int):
        return OrMore(int(left) + int(right))
    if both:
        return NOT_KNOWN
    if operator == "-" and isinstance(left, OrMore) and isinstance(right, int):
        return OrMore(int(left) - right)
    if operator == "*" and isinstance(left, int) and isinstance(right, int) and min(left, right) > 0:
        return OrMore(int(left) * int(right))
    if operator == "%" and isinstance(right, OrMore) and 0 <= left < right:
        return left
    return NOT_KNOWN


_COMPARED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _compared(operator: str, left: int | float, right: int | float) -> Datum:
    if not isinstance(left, OrMore):
        return _compared(_COMPARED[operator], right, left)
    least = int(left)
    if operator in (">", "<="):
        return operator == ">" if right < least else NOT_KNOWN
    return operator == ">=" if right <= least else NOT_KNOWN


def counted(number: int, most: int | None) -> int:
    """A number of elements. most: from which on there may be more of anything; None where all numbers are known."""
    return number if most is None or number < most else OrMore(number)


def may_be_more(datum: Datum, most: int | None) -> bool:
    """Whether it is such a number, or a list that may be longer: of so many elements that are not written out."""
    if most is None:
        return False
    if isinstance(datum, Listing):
        return len(datum.elements) >= most and not all(isinstance(each, (str, int)) for each in datum.elements)
    return isinstance(datum, OrMore)


def places(number: int) -> list[int]:
    """The places of that many elements, of which the last stands for those behind it too."""
    found = list(range(number))
    return [*found[:-1], OrMore(found[-1])] if found and isinstance(number, OrMore) else found


def is_behind(place: Datum, elements: int, most: int | None) -> bool:
    """Whether a place is behind the last of so many elements, where there may be more of them."""
    return most is not None and elements >= most and isinstance(place, int) and place >= elements
