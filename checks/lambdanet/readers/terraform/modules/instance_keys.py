"""The keys of the instances that ``count`` and ``for_each`` make, and what decides whether there are any."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.syntax.names_in import names_in
from lambdanet.readers.terraform.syntax.syntax import (
    Call,
    Conditional,
    Expression,
    ForObject,
    GetAttr,
    Object,
    Traversal,
)
from lambdanet.readers.terraform.values.names_in_scope import UncertainInstances
from lambdanet.readers.terraform.values.or_more import OrMore, places
from lambdanet.readers.terraform.values.stand_ins import StandIn
from lambdanet.readers.terraform.values.stand_ins import key_of as key_of
from lambdanet.records import dataclass
from lambdanet.values import Unknown

MOST_INSTANCES = 10_000
"""Of all blocks together, beside the few that each may have: some lines of code count to any number."""
FEW_INSTANCES = 50
_MOST_OF_A_BLOCK = 2_000
_MOST_DIGITS = 10
_CONVERSIONS = ("toset", "tomap", "tolist")
_FURTHEST = 10
"""Through how many names a condition is followed."""


@dataclass(frozen=True)
class IfAny:
    """The instances that there are if there are any. value: of the argument then. name: of the condition for that."""

    keys: list[Any]
    value: Datum
    name: str


def if_any(module: Any, declaration: Declaration) -> IfAny | None:
    """The instances if there are any, of ``condition ? keys : none`` and of a filter that is such a condition.

    What one condition decides is there together: the name is the same for all blocks with it, also where they take it
    from a local value or an argument of their module.
    """
    counted = declaration.attribute("count")
    name, expression = ("count", counted) if counted is not None else ("for_each", declaration.attribute("for_each"))
    where, found = _followed(module, expression)
    where, found = _converted(where, found)
    found = _unfiltered(found) if isinstance(found, ForObject) else found
    if not isinstance(found, Conditional):
        return None
    values = [where.evaluate(branch) for branch in (found.when_true, found.when_false)]
    when_true, when_false = (keys_by(value, name) for value in values)
    condition = where.symbol(repr(found.condition))
    if when_false == [] and isinstance(when_true, list):
        return IfAny(when_true, values[0], f"if {condition}")
    if when_true == [] and isinstance(when_false, list):
        return IfAny(when_false, values[1], f"unless {condition}")
    return None


def _converted(module: Any, expression: Expression | None) -> tuple[Any, Expression | None]:
    """``toset(condition ? keys : none)`` as a condition: a conversion leaves the keys as they are."""
    if not isinstance(expression, Call) or expression.name not in _CONVERSIONS or len(expression.arguments) != 1:
        return module, expression
    where, found = _followed(module, expression.arguments[0])
    if not isinstance(found, Conditional):
        return module, expression
    when_true, when_false = (Call(expression.name, (branch,)) for branch in (found.when_true, found.when_false))
    return where, Conditional(found.condition, when_true, when_false)


def _unfiltered(found: ForObject) -> Conditional | None:
    """``{for ... if condition}`` as a condition, where that is the same for all of its entries."""
    if found.condition is None or {names[0] for names in names_in(found.condition)} & {
        found.key_name,
        found.value_name,
    }:
        return None
    return Conditional(found.condition, replace(found, condition=None), Object(()))


def _followed(module: Any, expression: Expression | None) -> tuple[Any, Expression | None]:
    """The expression for which a name stands, through local values and arguments, and the module it is of."""
    for _ in range(_FURTHEST):
        if not isinstance(expression, Traversal) or len(expression.steps) != 1:
            break
        step = expression.steps[0]
        given: Expression | None = None
        if isinstance(step, GetAttr) and expression.root == "local":
            declared = module.find("local", step.name)
            given = declared.attribute(step.name) if declared is not None else None
        elif isinstance(step, GetAttr) and expression.root == "var" and module.call is not None:
            given = module.call.attribute(step.name)
            if given is None or any(names[0] in ("each", "count") for names in names_in(given)):
                break
            module = module.parent
        if given is None:
            break
        expression = given
    return module, expression


def as_many_as(count: Unknown) -> str | None:
    """A name for a number that is not known: what there is as many of is there together."""
    return None if count.symbol is None else f"as many as {count.symbol}"


def keys_by(value: Datum, argument: str) -> list[Any] | Unknown:
    """The keys of instances that a value of the argument, ``count`` or ``for_each``, stands for."""
    if argument == "count" and isinstance(value, str) and value.isdecimal() and len(value) < _MOST_DIGITS:
        value = int(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value > _MOST_OF_A_BLOCK:
            return Unknown("it is counted too high")
        if value < 0 or value != int(value):
            return Unknown("it is not a whole number from 0 on, which Terraform refuses")
        return places(value if isinstance(value, OrMore) else int(value))
    if isinstance(value, dict):
        return [key if isinstance(key, StandIn) else str(key) for key in value]
    if isinstance(value, Listing) and value.more is None:
        keys = [key_of(element) for element in value.elements]
        if None not in keys:
            return keys
    if isinstance(value, UncertainInstances):
        return value.reason.of_another()
    hidden = value.more if isinstance(value, Listing) else value
    return hidden if isinstance(hidden, Unknown) else Unknown("not all of its keys are known")
