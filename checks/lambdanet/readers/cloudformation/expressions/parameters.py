"""What ``Ref`` of a parameter is: what a parent stack of the scan passes, else what a file gives, else the default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lambdanet.given.facts import Fact, take
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.readers.cloudformation.declarations.combination import either, settled
from lambdanet.readers.cloudformation.declarations.partial_texts import resources_in, scalar_text, unknowns_in
from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.cloudformation.expressions.allowed_values import is_allowed, is_secret
from lambdanet.readers.cloudformation.expressions.given_parameters import given_value
from lambdanet.readers.cloudformation.expressions.nested_stacks import stacks_of
from lambdanet.readers.cloudformation.expressions.stored_values import stored_value
from lambdanet.readers.conversions import kind_of
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.values import Cause, Unknown

_STORED = "AWS::SSM::Parameter::Value<"
_WORD = re.compile(r"[A-Za-z]*|[0-9]+")


def parameter_datum(name: str, template: Template, depth: int) -> Datum:
    """The value of a declared parameter."""
    key = ("parameter", name)
    if key not in template.memory:
        template.memory[key] = Unknown(f"parameter {name} depends on itself", symbol=f"{template.file}#{name}")
        template.memory[key] = _value(name, template, depth + 1)
    return template.memory[key]


def _value(name: str, template: Template, depth: int) -> Datum:
    declaration = template.parameters[name]
    kind = declaration.get("Type")
    kind = kind if isinstance(kind, str) else "String"
    symbol = f"{template.file}#{name}"
    waits_for = (MissingFact(Sort.PARAMETER, str(name), template.file),)
    passed = _passed(name, template, depth)
    if passed is not None:
        return _typed(kind, passed, name, symbol)
    default = declaration.get("Default")
    given = None if stacks_of(template) else given_value(name, template)
    if isinstance(given, Fact) and is_allowed(name, given, template):
        default = take(given, template.file, secret=is_secret(declaration))
    elif isinstance(given, Unknown):
        return Unknown(given.reason, symbol=symbol, cause=Cause.NO_DEFAULT, waits_for=waits_for)
    if default is None:
        plain = kind == "Number" or _is_one_of_words(declaration.get("AllowedValues"))
        return Unknown(
            f"parameter {name} has no default",
            symbol=symbol,
            plain=plain,
            cause=Cause.NO_DEFAULT,
            waits_for=waits_for,
        )
    if kind.startswith(_STORED):
        stored = scalar_text(default)
        unknown = Unknown(
            f"parameter {name} is read from the parameter store when the stack is deployed",
            symbol=symbol if stored is None else f"{{{{resolve:ssm:{stored}}}}}",
            waits_for=() if stored is None else (MissingFact(Sort.STORED_PARAMETER, stored),),
        )
        value = unknown if stored is None else stored_value(stored, template, unknown)
        return _typed(kind[len(_STORED) : -1], value, name, symbol)
    return _typed(kind, default, name, symbol)


def _is_one_of_words(allowed: Any) -> bool:
    """Whether a parameter is one of some words, none of which could be an address, an id or an ARN."""
    words = [scalar_text(value) for value in allowed] if isinstance(allowed, list) else []
    return bool(words) and all(word is not None and _WORD.fullmatch(word) for word in words)


def _passed(name: str, template: Template, depth: int) -> Datum:
    """What the stacks that use the template in the scan pass for the parameter; None when that is nothing."""
    values: list[object] = []
    for stack in stacks_of(template):
        arguments = stack.properties.get("Parameters")
        given = arguments.get(name) if isinstance(arguments, dict) else None
        if given is not None:
            values.append(stack.template.evaluate(given, depth))
        elif isinstance(arguments, Mapping) and any(str(key).startswith("Fn::") for key in arguments):
            values.append(Unknown(f"what is passed for parameter {name} is not known"))
    if not values:
        return None
    result = values[0]
    for value in values[1:]:
        why = Unknown(f"the stacks that use the template pass different values for parameter {name}")
        result = either(why, result, value)
    return settled(result)


def _typed(kind: str, value: Datum, name: str, symbol: str) -> Datum:
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return _listing(value, name, symbol)
    if isinstance(value, (Unknown, Reference, Text)):
        return value
    text = scalar_text(value)
    if text is None:
        return Unknown(f"parameter {name} is {kind_of(value)}", resources_in(value), symbol=symbol)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else text


def _listing(value: Any, name: str, symbol: str) -> Datum:
    text = scalar_text(value)
    if text is not None:
        return Listing(tuple(part.strip() for part in text.split(","))) if text.strip() else Listing()
    if isinstance(value, list):
        value = Listing(tuple(value))
    if isinstance(value, Listing):
        return value
    if isinstance(value, Unknown):
        return value
    pieces = split_at(value, ",")
    if pieces is not None:
        return pieces
    why = next(unknowns_in(value), None)
    if why is not None:
        return why.of_another(resources_in(value), symbol)
    return Unknown(f"parameter {name} is not a list", resources_in(value), symbol)


def split_at(value: Datum, delimiter: str) -> Listing | None:
    """A text split at every delimiter; None when an unknown part may hold further ones.

    Ids, names and ARNs of resources hold no comma, semicolon or bar, so references are not in the way.
    """
    if isinstance(value, str):
        return Listing(tuple(value.split(delimiter)))
    parts = value.parts if isinstance(value, Text) else (value,)
    pieces: list[list[Datum]] = [[]]
    for part in parts:
        if isinstance(part, str):
            first, *others = part.split(delimiter)
            pieces[-1].append(first)
            pieces.extend([other] for other in others)
        elif isinstance(part, Reference) and delimiter in (",", ";", "|"):
            pieces[-1].append(part)
        else:
            return None
    return Listing(tuple(_whole(piece) for piece in pieces))


def _whole(pieces: list[Datum]) -> Datum:
    present = [piece for piece in pieces if piece != ""]
    return present[0] if len(present) == 1 else Text(tuple(present)) if present else ""
