"""Lists in lists, as code from the time of Terraform 0.11 has them: ``["${module.network.subnet_ids}"]``.

That language made one list of them, and the later one refuses them where ids are wanted
(https://developer.hashicorp.com/terraform/language/v1.1.x/upgrade-guides/0-12#referring-to-list-variables).
"""

from __future__ import annotations

from collections.abc import Sequence

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.syntax.syntax import Expression, Quoted, Traversal
from lambdanet.values import Cause, Unknown, besides


def flattened(written: Sequence[Expression], elements: Sequence[Datum]) -> Listing:
    """The list of these elements, with the elements of the lists that are quoted in it."""
    flat: list[Datum] = []
    more: Unknown | None = None
    for expression, element in zip(written, elements):
        if not isinstance(expression, Quoted):
            flat.append(element)
        elif isinstance(element, Listing):
            flat += element.elements
            more = besides(more, element.more)
        elif isinstance(element, Unknown) and _may_be_list(expression.value, element):
            more = besides(more, element)
        else:
            flat.append(element)
    return Listing(tuple(flat), more)


def _may_be_list(expression: Expression, unknown: Unknown) -> bool:
    """Whether the code does not tell that the value is one: what others hand out; a look-up for several."""
    if unknown.never_null:
        return True
    handed_out = isinstance(expression, Traversal) and expression.root in ("module", "data")
    return handed_out and unknown.cause in (Cause.OUTSIDE_MODULE, Cause.NO_VALUE, None)
