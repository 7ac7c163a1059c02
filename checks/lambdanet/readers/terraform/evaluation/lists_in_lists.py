"""Lists in lists, as code from the time of Terraform 0.11 has them: ``["${module.network.subnet_ids}"]``.

That language made one list of them, and the later one refuses them where ids are wanted
(https://developer.hashicorp.com/terraform/language/v1.1.x/upgrade-guides/0-12#referring-to-list-variables).
"""

from __future__ import annotations

from collections.abc import Sequence

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.syntax.syntax import Call, Expression, GetAttr, Quoted, Traversal
from lambdanet.readers.terraform.values.names_in_scope import Scope
from lambdanet.values import Unknown, besides

# Functions that give a list, whatever it holds.
_GIVE_LISTS = frozenset(
    (
        *("split", "concat", "compact", "distinct", "flatten", "slice", "sort", "reverse", "list", "tolist", "toset"),
        *("keys", "values", "coalescelist", "matchkeys", "chunklist", "formatlist", "setunion", "setintersection"),
        *("setsubtract", "regexall", "range"),
    )
)


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
    if isinstance(expression, Call) and expression.name in _GIVE_LISTS:
        return True
    if not isinstance(expression, Traversal):
        return unknown.never_null
    holds_lists = getattr(scope, "holds_lists", None)
    if expression.root == "var" and holds_lists is not None and isinstance(expression.steps[0], GetAttr):
        return bool(holds_lists(expression.steps[0].name, within=len(expression.steps) > 1))
    return unknown.never_null or expression.root in ("module", "data", "local")
