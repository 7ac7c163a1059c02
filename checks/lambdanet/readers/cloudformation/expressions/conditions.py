"""The conditions of a template, three-valued: a parameter without a default decides nothing."""

from __future__ import annotations

from typing import Any

from lambdanet.identities import is_id
from lambdanet.readers.cloudformation.declarations.partial_texts import printed, scalar_text
from lambdanet.readers.cloudformation.declarations.restoration import MARKERS
from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.values import Cause, Known, Unknown, Value, all_of, any_of, negation

_OF_AWS, _CUSTOM = "AWS::", "AWS::CloudFormation::CustomResource"
# What ``Ref`` gives of them is an id.
_HAVE_IDS = ("AWS::EC2::VPC", "AWS::EC2::Subnet")
DEEPEST = 60
"""How many functions may be nested before a value is given up."""


def condition_value(name: Any, template: Template, depth: int) -> Value[bool]:
    """Whether the condition ``name`` holds. An unknown one has a symbol: it is one and the same everywhere."""
    if not isinstance(name, str) or name not in template.conditions:
        return Unknown(
            f"condition {name if isinstance(name, str) else '?'} is not declared in the template",
            cause=Cause.NOT_DECLARED,
        )
    key = ("condition", str(name))
    known = template.memory.get(key)
    if known is None:
        symbol = f"{template.file}#condition {name}"
        template.memory[key] = Unknown(f"condition {name} depends on itself", symbol=symbol)
        known = _value(template.conditions[name], template, depth + 1)
        if isinstance(known, Unknown) and name in template.scan.assumed.get(template.file, {}):
            known = Known(template.scan.assumed[template.file][name])
        if isinstance(known, Unknown):
            known = known.with_reason(f"condition {name} decides: {known.reason}", symbol=symbol)
        template.memory[key] = known
    value: Value[bool] = known
    return value


def _value(expression: Any, template: Template, depth: int) -> Value[bool]:
    if depth > DEEPEST:
        return Unknown("the condition is nested too deeply")
    if isinstance(expression, bool):
        return Known(expression)
    if isinstance(expression, str) and expression in ("true", "false"):
        return Known(expression == "true")
    keys = [key for key in expression if key not in MARKERS] if isinstance(expression, dict) else []
    if len(keys) != 1:
        return Unknown("the condition is not a condition function")
    function, argument = keys[0], expression[keys[0]]
    if function == "Condition":
        return condition_value(argument, template, depth)
    if not isinstance(argument, list) or not argument:
        return Unknown(f"{function} has no list of arguments")
    if function == "Fn::Equals" and len(argument) == 2:
        left, right = (template.evaluate(side, depth + 1) for side in argument)
        equal = _equal(left, right, template)
        allowed = None if isinstance(equal, Known) else _by_allowed_values(left, right, template)
        return equal if allowed is None else allowed
    if function in ("Fn::And", "Fn::Or", "Fn::Not"):
        values = [_value(part, template, depth + 1) for part in argument]
        if function == "Fn::Not":
            return negation(values[0]) if len(values) == 1 else Unknown("Fn::Not takes one condition")
        return all_of(values) if function == "Fn::And" else any_of(values)
    return Unknown(f"{function} is not evaluated")


def _equal(left: Datum, right: Datum, template: Template) -> Value[bool]:
    left_text, right_text = scalar_text(left), scalar_text(right)
    if left_text is not None and right_text is not None:
        return Known(left_text == right_text)
    if any(
        text is not None and _is_other(one, text, template) for text, one in ((left_text, right), (right_text, left))
    ):
        return Known(False)
    left_name, right_name = printed(left), printed(right)
    if left_name is not None and left_name == right_name and type(left) is type(right):
        return Known(True)
    if _is_list_of_texts(left) and _is_list_of_texts(right):
        return Known(left.elements == right.elements)
    unknown = next((side for side in (left, right) if isinstance(side, Unknown)), None)
    if unknown is None:
        parts = (*left.parts,) if isinstance(left, Text) else (*right.parts,) if isinstance(right, Text) else ()
        unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is not None:
        return unknown.of_another()
    if isinstance(left, Reference) or isinstance(right, Reference):
        return Unknown("it compares what is known of a resource only when it is there")
    return Unknown("Fn::Equals compares values that are not texts")


def _is_other(datum: Datum, text: str, template: Template) -> bool:
    """Whether what the stack around gives to a nested one, the id of a resource perhaps, is never this text."""
    if isinstance(datum, Text):
        return not text and any(isinstance(part, str) or _is_other(part, text, template) for part in datum.parts)
    if not isinstance(datum, Reference):
        return False
    file, _, name = datum.identity.partition("#")
    owner = template.scan.templates.get(file)
    resource = None if owner is None else owner.resources.get(name)
    if resource is None or not resource.type.startswith(_OF_AWS) or resource.type == _CUSTOM:
        return False
    if datum.attribute and not datum.attribute.endswith(("Id", "Arn")):
        return False
    return not text or (resource.type in _HAVE_IDS and not datum.attribute and not is_id(text))


def _by_allowed_values(left: Datum, right: Datum, template: Template) -> Known[bool] | None:
    """Whether a parameter is a text, where the values that it may have show that of each of them alike."""
    for one, other in ((left, right), (right, left)):
        text = scalar_text(other)
        name = (one.symbol or "").removeprefix(f"{template.file}#") if isinstance(one, Unknown) else ""
        allowed = template.parameters[name].get("AllowedValues") if name in template.parameters else None
        if text is None or not isinstance(allowed, list) or not allowed:
            continue
        answers = {scalar_text(value) == text for value in allowed if scalar_text(value) is not None}
        if len(answers) == 1 and all(scalar_text(value) is not None for value in allowed):
            return Known(answers.pop())
    return None


def _is_list_of_texts(datum: Datum) -> bool:
    if not isinstance(datum, Listing) or datum.more is not None:
        return False
    return all(scalar_text(element) is not None for element in datum.elements)
