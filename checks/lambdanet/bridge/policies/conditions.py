"""Decides the conditions of a YAML policy on the attributes of one resource, as Checkov's solvers do.

Only what the pack's policies say is understood, and a test compares it with Checkov's solvers: importing these takes
longer than all rules do, for half a dozen comparisons.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Attributes = Mapping[str, Any]


class UnknownCondition(ValueError):
    """A policy says something that is not understood here."""


def holds(condition: Any, kind: str, attributes: Attributes, unknown: object) -> bool | None:
    """Whether a condition holds for a resource of a type; None where that depends on an unknown attribute.

    unknown: the object that represents a value that is not known.
    """
    if isinstance(condition, list):
        return _all_of(condition, kind, attributes, unknown)
    for word, decide in (("and", _all_of), ("or", _any_of)):
        if word in condition:
            return decide(condition[word], kind, attributes, unknown)
    if condition.get("cond_type") != "attribute" or condition.get("operator") not in _OPERATORS:
        raise UnknownCondition(f"{condition} is not a condition that the pack can decide")
    operator, name = condition["operator"], str(condition["attribute"])
    # An attribute is known to be there also where its value is not known; of one within it nothing is known.
    words = name.split(".")
    around = [".".join(words[:end]) for end in range(1, len(words))]
    seen = around if operator in ("exists", "not_exists") else [*around, name]
    if any(attributes.get(each) is unknown for each in seen):
        return None
    return kind in condition["resource_types"] and _OPERATORS[operator](attributes.get(name), condition.get("value"))


def _all_of(conditions: list[Any], kind: str, attributes: Attributes, unknown: object) -> bool | None:
    answers = [holds(each, kind, attributes, unknown) for each in conditions]
    return False if False in answers else None if None in answers else True


def _any_of(conditions: list[Any], kind: str, attributes: Attributes, unknown: object) -> bool | None:
    answers = [holds(each, kind, attributes, unknown) for each in conditions]
    return True if True in answers else None if None in answers else False


def _equals(attribute: Any, value: Any) -> bool:
    if isinstance(attribute, bool) or isinstance(value, bool):
        return str(attribute).lower() == str(value).lower()
    return str(attribute) == str(value)


def _is_longer(attribute: Any, value: Any) -> bool:
    if not isinstance(attribute, (str, list, dict)):
        return False
    # An object counts as one thing, whatever is in it.
    return (1 if isinstance(attribute, dict) else len(attribute)) > int(value)


def _contains(attribute: Any, value: Any) -> bool:
    held = "{}" if attribute is None else attribute
    if isinstance(held, str):
        try:
            held = json.loads(held.replace("'", '"'))
        except ValueError:
            return value in held
    if isinstance(held, dict):
        return value in held or any(value in each for each in held.values() if isinstance(each, (str, list, dict)))
    return isinstance(held, (str, list)) and value in held


def _matches(attribute: Any, value: Any) -> bool:
    return re.match(str(value), str(attribute)) is not None


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": _equals,
    "not_equals": lambda attribute, value: not _equals(attribute, value),
    "exists": lambda attribute, _: attribute is not None,
    "not_exists": lambda attribute, _: attribute is None,
    "length_greater_than": _is_longer,
    "contains": _contains,
    "not_regex_match": lambda attribute, value: not _matches(attribute, value),
}
