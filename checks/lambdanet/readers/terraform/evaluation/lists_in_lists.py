"""Lists in lists, as code from the time of Terraform 0.11 has them: ``["${module.network.subnet_ids}"]``.

That language made one list of them, and the later one refuses them where ids are wanted
(https://developer.hashicorp.com/terraform/language/v1.1.x/upgrade-guides/0-12#referring-to-list-variables).
"""

from __future__ import annotations

from collections.abc import Sequence

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.syntax.syntax import Expression, GetAttr, Quoted, Traversal
from lambdanet.readers.terraform.values.names_in_scope import Scope
from lambdanet.values import Unknown, besides


def flattened(written: Sequence[Expression], elements: Sequence[Datum], scope: Scope) -> Listing:
    """The list of these elements, with the elements of the lists that are quoted in it."""
    flat: list[Datum] = []
    more: Unknown | None = None
    for expression, element in zip(written, elements):
        if not isinstance(expression, Quoted):
            flat.append(element)
        elif isinstance(element, Listing):
            flat += element.elements
            more = besides(more, element.more)
        elif isinstance(element, Unknown) and _may_be_list(expression.value, element, scope):
            more = besides(more, element)
        else:
            flat.append(element)
    return Listing(tuple(flat), more)


def _may_be_list(expression: Expression, unknown: Unknown, scope: Scope) -> bool:
    """Whether a value is several or may be: a list variable, a look-up for several, what others give out."""
    if not isinstance(expression, Traversal):
        return unknown.never_null
    declares_list = getattr(scope, "declares_list", None)
    if expression.root == "var" and declares_list is not None and isinstance(expression.steps[0], GetAttr):
        return bool(declares_list(expression.steps[0].name))
    return unknown.never_null or expression.root in ("module", "data", "local")
