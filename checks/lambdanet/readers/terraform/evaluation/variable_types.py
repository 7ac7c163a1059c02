"""What a variable's type makes of a value: optional attributes get their defaults, primitives their type.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.functions.collection_functions import as_set
from lambdanet.readers.terraform.functions.function_calls import call_function
from lambdanet.readers.terraform.syntax.syntax import Call, Expression, Literal, Object, Traversal, Tuple
from lambdanet.readers.terraform.values.unification import unified
from lambdanet.values import Unknown

Evaluate = Callable[[Expression], Datum]
_PRIMITIVES = {"string": "tostring", "number": "tonumber", "bool": "tobool"}


def converted(datum: Datum, constraint: Expression | None, evaluate: Evaluate) -> Datum:
    """The value as a variable with this type has it. What cannot be converted is left as it is."""
    if datum is None or constraint is None or isinstance(datum, Unknown):
        return datum
    if isinstance(constraint, Traversal):
        function = _PRIMITIVES.get(constraint.root)
        if function is None or not isinstance(datum, (str, int, float, bool)):
            return datum
        result = call_function(function, [datum])
        return datum if isinstance(result, Unknown) else result
    if not isinstance(constraint, Call) or not constraint.arguments:
        return datum
    inner = constraint.arguments[0]
    if constraint.name == "object" and isinstance(inner, Object) and isinstance(datum, dict):
        return _object(datum, inner, evaluate)
    if constraint.name == "map" and isinstance(datum, dict):
        return dict(zip(datum, _of_one_type([*datum.values()], inner, evaluate)))
    if constraint.name in ("list", "set") and isinstance(datum, Listing):
        elements = _of_one_type(datum.elements, inner, evaluate)
        listing = dataclasses.replace(datum, elements=elements)
        return as_set(listing) if constraint.name == "set" else listing
    if constraint.name == "tuple" and isinstance(inner, Tuple) and isinstance(datum, Listing):
        pairs = zip(datum.elements, inner.elements)
        return dataclasses.replace(datum, elements=tuple(converted(element, kind, evaluate) for element, kind in pairs))
    return datum


def _of_one_type(data: Sequence[Datum], constraint: Expression, evaluate: Evaluate) -> tuple[Datum, ...]:
    """What a list, a set or a map holds, as its type has it. ``any`` is one type for all of it, found by Terraform."""
    found = tuple(converted(datum, constraint, evaluate) for datum in data)
    inner = constraint
    while isinstance(inner, Call) and inner.name in ("list", "set", "map") and inner.arguments:
        inner = inner.arguments[0]
    return unified(found) if isinstance(inner, Traversal) and inner.root == "any" else found


def _object(datum: dict[str, Datum], constraint: Object, evaluate: Evaluate) -> Datum:
    """The attributes that the type names: others are dropped, missing optional ones get their default or null."""
    found: dict[str, Datum] = {}
    for key, wanted in constraint.entries:
        if not isinstance(key, Literal):
            return datum
        name = str(key.value)
        value = datum.get(name)
        if isinstance(wanted, Call) and wanted.name == "optional" and wanted.arguments:
            inner, *default = wanted.arguments
            if value is None and default:
                value = evaluate(default[0])
            found[name] = converted(value, inner, evaluate)
        elif name in datum:
            found[name] = converted(value, wanted, evaluate)
    return found
