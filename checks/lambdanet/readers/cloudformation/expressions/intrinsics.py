"""Evaluates the expressions of a template: references, intrinsic functions, conditions.

Evaluation never raises and its work is bounded: every object of a template is evaluated once, an object that
leads back to itself is unknown, and so is what is nested too deeply.
"""

from __future__ import annotations

import base64
import datetime
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from lambdanet.readers.cloudformation.declarations.combination import ABSENT, Perhaps, either, settled
from lambdanet.readers.cloudformation.declarations.loops import LOOP, unrolled
from lambdanet.readers.cloudformation.declarations.partial_texts import (
    joined,
    printed,
    resources_in,
    scalar_text,
    shown,
    unknowns_in,
)
from lambdanet.readers.cloudformation.declarations.restoration import MARKERS
from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.cloudformation.expressions.cidr_function import blocks_within
from lambdanet.readers.cloudformation.expressions.conditions import DEEPEST, condition_value
from lambdanet.readers.cloudformation.expressions.imported_values import imported
from lambdanet.readers.cloudformation.expressions.parameters import parameter_datum, split_at
from lambdanet.readers.cloudformation.expressions.pseudo_parameters import pseudo_parameter
from lambdanet.readers.cloudformation.expressions.references import attribute_datum, reference_datum
from lambdanet.readers.cloudformation.expressions.stored_values import resolved, stored_in
from lambdanet.readers.conversions import kind_of
from lambdanet.readers.cut_texts import piece_at, pieces_between
from lambdanet.readers.datum import Datum, Derived, Listing, Reference, Text, derived
from lambdanet.readers.json_texts import Json
from lambdanet.readers.possible_resources import one_of
from lambdanet.readers.secrets_of_databases import is_word
from lambdanet.readers.withheld import current
from lambdanet.values import Known, Unknown, Value

_LARGEST_NUMBER = 1000
_DYNAMIC_REFERENCE = re.compile(r"\{\{resolve:[^{}]*\}\}")
_OF_SECRET = re.compile(r"\{\{resolve:secretsmanager:[^{}]*:SecretString:([^:{}]*)(?::[^:{}]*){0,2}\}\}")


def evaluate(value: Any, template: Template, depth: int = 0) -> Datum:
    """What an expression of the template stands for; None when it stands for nothing (``AWS::NoValue``)."""
    return settled(outcome_of(value, template, depth))


def condition_holds(name: Any, template: Template) -> Value[bool]:
    """Whether a condition of the template holds."""
    return condition_value(name, template, 0)


def outcome_of(value: Any, template: Template, depth: int) -> object:
    """As ``evaluate``, but distinguishing what is absent, or may be, from what is null."""
    if isinstance(value, str):
        return _literal(value, template, depth) if "{" in value else str(value)
    if not isinstance(value, (dict, list)):
        return _scalar(value)
    if depth > DEEPEST:
        return Unknown("the expression is nested too deeply")
    if len(value) == 1 and "Ref" in value and isinstance(value, dict):
        return _ref(value["Ref"], template, depth + 1)
    remembered = template.memory.get(id(value))
    if remembered is None:
        # The entry holds the value too, so that its id is not given to another object.
        template.memory[id(value)] = (value, Unknown("the expression refers to itself"))
        outcome = _list(value, template, depth) if isinstance(value, list) else _object(value, template, depth)
        remembered = template.memory[id(value)] = (value, outcome)
    result: object = remembered[1]
    return result


def _scalar(value: Any) -> Datum:
    if isinstance(value, int) and not isinstance(value, bool):
        # Python refuses to print whole numbers of thousands of digits, which hexadecimal ones may have.
        return value if value.bit_length() < _LARGEST_NUMBER else Unknown("the number is too large")
    if value is None or isinstance(value, (bool, float, Unknown, Reference, Text, Listing)):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    return Unknown(f"a value of type {type(value).__name__} is not expected in a template")


def _literal(text: str, template: Template, depth: int) -> Datum:
    if "${AWS::" in text:
        # Nobody writes these characters on purpose: it is a Fn::Sub that Checkov has replaced by its text.
        return _substituted(str(text), {}, template, depth)
    return _resolved(str(text), template)


def _resolved(text: Datum, template: Template) -> Datum:
    """A text without its dynamic references, where it has any: each is what it stands for."""
    return joined(_literal_parts(text, template)) if isinstance(text, str) and "{{resolve:" in text else text


def _literal_parts(text: str, template: Template) -> list[Datum]:
    """A text with its dynamic references, which only CloudFormation can resolve, taken apart."""
    parts: list[Datum] = []
    start = 0
    for match in _DYNAMIC_REFERENCE.finditer(text):
        reason = f"the dynamic reference {match[0]} is resolved when the stack is deployed"
        parts += [
            text[start : match.start()],
            resolved(match[0], template, _not_resolved(match[0], reason)),
        ]
        start = match.end()
    return [*parts, text[start:]]


def _not_resolved(reference: str, reason: str) -> Unknown:
    of_secret = _OF_SECRET.fullmatch(reference)
    plain = of_secret is not None and (is_word(of_secret[1]) or of_secret[1] == "password")
    return Unknown(reason, symbol=reference, plain=plain, waits_for=stored_in(reference))


def _list(values: list[Any], template: Template, depth: int) -> Datum:
    elements: list[Datum] = []
    more: Unknown | None = None
    for value in values:
        outcome = outcome_of(value, template, depth + 1)
        if isinstance(outcome, Perhaps):
            unknown = outcome.unknown
            more = unknown if more is None else more.of_another(more.candidates | unknown.candidates)
        elif outcome is not ABSENT:
            elements.append(outcome)
    return Listing(tuple(elements), more)


def _object(value: dict[Any, Any], template: Template, depth: int) -> object:
    keys = list(value) if len(value) == 1 else [key for key in value if key not in MARKERS]
    if len(keys) == 1:
        function = _FUNCTIONS.get(keys[0])
        if function is not None:
            return function(value[keys[0]], template, depth + 1)
    if any(str(key).startswith(LOOP) for key in keys):
        written_out = unrolled(value, template)
        if written_out is not value:
            return outcome_of(written_out, template, depth + 1)
    strange = ""
    data: dict[str, Datum] = {}
    for key in keys:
        name = str(key)
        if name.startswith("Fn::"):
            strange = strange or name
        outcome = outcome_of(value[key], template, depth + 1)
        if outcome is not ABSENT:
            data[name] = settled(outcome)
    return Unknown(f"{strange} is not evaluated", resources_in(data)) if strange else data


# --- the functions; each takes the raw argument -------------------------------------------------------------


def _ref(argument: Any, template: Template, depth: int) -> object:
    if isinstance(argument, dict):
        # With AWS::LanguageExtensions a function may make the name.
        name = evaluate(argument, template, depth)
        argument = name if isinstance(name, str) else argument
    if not isinstance(argument, str):
        return Unknown("Ref takes a name")
    if argument == "AWS::NoValue":
        return ABSENT
    if argument.startswith("AWS::"):
        return pseudo_parameter(str(argument), template)
    if argument in template.parameters:
        return parameter_datum(argument, template, depth)
    return reference_datum(argument, template)


def _get_att(argument: Any, template: Template, depth: int) -> Datum:
    if isinstance(argument, str):
        name, _, attribute = argument.partition(".")
    elif isinstance(argument, list) and argument:
        parts = [scalar_text(evaluate(part, template, depth)) for part in argument]
        if any(part is None for part in parts):
            return Unknown("Fn::GetAtt names an attribute that is not known")
        name, attribute = str(parts[0]), ".".join(str(part) for part in parts[1:])
        if not attribute:
            name, _, attribute = name.partition(".")
    else:
        return Unknown("Fn::GetAtt takes a resource and an attribute")
    return attribute_datum(name, attribute, template, depth)


def _sub(argument: Any, template: Template, depth: int) -> Datum:
    if isinstance(argument, str):
        return _substituted(str(argument), {}, template, depth)
    if isinstance(argument, list) and len(argument) == 1 and isinstance(argument[0], str):
        return _substituted(str(argument[0]), {}, template, depth)
    if isinstance(argument, list) and len(argument) == 2:
        pattern, variables = argument
        if isinstance(pattern, str) and isinstance(variables, dict):
            return _substituted(str(pattern), variables, template, depth)
    return Unknown("Fn::Sub takes a text, or a text and an object", resources_in(evaluate(argument, template, depth)))


def _substituted(pattern: str, variables: dict[Any, Any], template: Template, depth: int) -> Datum:
    parts: list[Datum] = []
    for literal, name in _pieces(pattern):
        parts += _literal_parts(literal, template) if "{{resolve:" in literal else [literal]
        if name.startswith("!"):
            parts.append("${" + name[1:] + "}")
        elif name in variables and name not in MARKERS:
            parts.append(evaluate(variables[name], template, depth))
        elif "." in name and not name.startswith("AWS::") and name not in template.generated:
            parts.append(_get_att(name, template, depth))
        elif name:
            parts.append(settled(_ref(name, template, depth)))
    # What it names may be within a dynamic reference.
    return _resolved(joined(parts), template)


@lru_cache(maxsize=1024)
def _pieces(pattern: str) -> tuple[tuple[str, str], ...]:
    """Each stretch of literal text of a pattern with the variable after it; none after the last."""
    pieces: list[tuple[str, str]] = []
    start = 0
    while (begin := pattern.find("${", start)) >= 0 and (end := pattern.find("}", begin)) >= 0:
        pieces.append((pattern[start:begin], pattern[begin + 2 : end].strip()))
        start = end + 1
    return (*pieces, (pattern[start:], ""))


def _join(argument: Any, template: Template, depth: int) -> Datum:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Join takes a delimiter and a list")
    delimiter = scalar_text(argument[0])
    values = evaluate(argument[1], template, depth)
    if delimiter is None or not isinstance(values, Listing):
        name = printed(values) if isinstance(values, (Unknown, Reference)) else None
        why = values if isinstance(values, Unknown) else Unknown(f"Fn::Join joins {kind_of(values)}")
        symbol = None if name is None else f"Join({delimiter},{name})"
        return why.of_another(resources_in(values), symbol)
    if values.more is not None:
        return values.more.of_another(resources_in(values))
    pieces: list[Datum] = []
    for element in values.elements:
        pieces += [delimiter, *(element.elements if isinstance(element, Listing) else (element,))]
    return _resolved(joined(pieces[1:]), template)


def _select(argument: Any, template: Template, depth: int) -> Datum:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Select takes an index and a list")
    index = _whole_number(evaluate(argument[0], template, depth))
    values = evaluate(argument[1], template, depth)
    if index is None or index < 0:
        among = values.elements if isinstance(values, Listing) and values.more is None else (values,)
        return one_of(Unknown("the index of Fn::Select is not known"), among, resources_in(values))
    if isinstance(values, Listing):
        if values.more is not None:
            return values.more.of_another(resources_in(values))
        if index < len(values.elements):
            return values.elements[index]
        return Unknown(f"Fn::Select takes element {index} of a list of {len(values.elements)}")
    if isinstance(values, (Unknown, Reference)):
        name = printed(values)
        name = values.symbol if isinstance(values, Unknown) else name
        later = Unknown(f"{shown(values)} is known only after deployment")
        why = values if isinstance(values, Unknown) else later
        if name is None:
            return derived(why.of_another(resources_in(values)), (values,))
        distinct = isinstance(values, Unknown) and values.distinct
        found = why.of_another(resources_in(values), f"{name}[{index}]", name, index, distinct=distinct)
        if not isinstance(values, Derived):
            return found
        cut = piece_at(values, index)
        return replace(found, plain=True) if cut is None else derived(found, values.of, cut)
    return Unknown(f"Fn::Select takes an element of {kind_of(values)}", resources_in(values))


def _split(argument: Any, template: Template, depth: int) -> Datum:
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str) or not argument[0]:
        return Unknown("Fn::Split takes a delimiter and a text")
    value = evaluate(argument[1], template, depth)
    pieces = split_at(value, str(argument[0]))
    if pieces is not None:
        place = current().place_of(value)
        if place is not None:
            current().add(pieces, place, derived=True)
        return pieces
    name = printed(value)
    why = value if isinstance(value, Unknown) else Unknown(f"{shown(value)} cannot be split before deployment")
    return derived(
        why.of_another(resources_in(value), None if name is None else f"Split({argument[0]},{name})"),
        (value,),
        pieces_between(argument[0], value),
    )


def _get_azs(argument: Any, template: Template, depth: int) -> Datum:
    region = evaluate(argument, template, depth)
    name = region.symbol if isinstance(region, Unknown) else scalar_text(region)
    symbol = None if name is None else f"GetAZs({name or 'AWS::Region'})"
    return Unknown("AWS names the availability zones of the Region when the stack is deployed", symbol=symbol)


def _cidr(argument: Any, template: Template, depth: int) -> Datum:
    if not isinstance(argument, list) or not 2 <= len(argument) <= 3:
        return Unknown("Fn::Cidr takes a block, a count and the bits of a block")
    block, *numbers = (evaluate(part, template, depth) for part in argument)
    count, bits = _whole_number(numbers[0]), _whole_number(numbers[1]) if len(numbers) == 2 else None
    if isinstance(block, str) and count is not None and bits is not None:
        blocks = blocks_within(block, count, bits)
        return Unknown(blocks) if isinstance(blocks, str) else Listing(tuple(blocks))
    names = [printed(part) for part in (block, *numbers)]
    symbol = None if any(name is None for name in names) else f"Cidr({','.join(str(name) for name in names)})"
    unknown = next((part for part in (block, *numbers) if isinstance(part, Unknown)), None)
    why = unknown if unknown is not None else Unknown("the block that Fn::Cidr divides is not known")
    return why.of_another(symbol=symbol)


def _find_in_map(argument: Any, template: Template, depth: int) -> Datum:
    if not isinstance(argument, list) or not 3 <= len(argument) <= 4:
        return Unknown("Fn::FindInMap takes a map and two keys")
    keys = [evaluate(part, template, depth) for part in argument[:3]]
    level: list[Any] = [template.mappings]
    for key in keys:
        text = scalar_text(key)
        tables = [
            {str(name): inner for name, inner in table.items() if name not in MARKERS}
            for table in level
            if isinstance(table, dict)
        ]
        if text is not None:
            level = [table[text] for table in tables if text in table]
        else:
            level = [inner for table in tables for inner in table.values()]
    unknown = next((key for key in keys if isinstance(key, Unknown)), None)
    default = argument[3].get("DefaultValue") if len(argument) == 4 and isinstance(argument[3], dict) else None
    if default is not None and (unknown is not None or not level):
        level.append(default)
    found = [evaluate(value, template, depth) for value in level]
    if found and all(value == found[0] for value in found):
        return found[0]
    names = [printed(key) for key in keys]
    symbol = None if any(name is None for name in names) else f"{template.file}#FindInMap({','.join(map(str, names))})"
    if unknown is not None:
        return _one_of_those_in_a_map(unknown, found, symbol)
    return Unknown(f"the template maps nothing to {'.'.join(shown(key) for key in keys)}", symbol=symbol)


def _one_of_those_in_a_map(unknown: Unknown, found: list[Datum], symbol: str | None) -> Datum:
    """What a map has for a key that is not known. Of lists of one length it is known how many elements it has."""
    distinct = bool(found) and all(_differ(value) for value in found)
    value = unknown.of_another(resources_in(*found), symbol, distinct=distinct)
    lists = [each for each in found if isinstance(each, Listing) and each.more is None]
    if symbol is None or not lists or len(lists) < len(found) or len({len(each.elements) for each in lists}) > 1:
        return value
    elements = [
        value.of_another(resources_in(*place), f"{symbol}[{index}]", symbol, index, distinct=distinct)
        for index, place in enumerate(zip(*(each.elements for each in lists)))
    ]
    return Listing(tuple(elements))


def _differ(value: Datum) -> bool:
    """Whether it is a list of texts, each of which is in it once."""
    if not isinstance(value, Listing) or value.more is not None:
        return False
    texts = [element for element in value.elements if isinstance(element, str)]
    return len(texts) == len(set(texts)) == len(value.elements)


def _if(argument: Any, template: Template, depth: int) -> object:
    if not isinstance(argument, list) or len(argument) != 3:
        return Unknown("Fn::If takes a condition and two values")
    holds = condition_value(argument[0], template, depth)
    if isinstance(holds, Known):
        return outcome_of(argument[1 if holds.value else 2], template, depth)
    first, second = (outcome_of(branch, template, depth) for branch in argument[1:])
    return either(holds, first, second)


def _import_value(argument: Any, template: Template, depth: int) -> Datum:
    return imported(evaluate(argument, template, depth), template, depth)


def _length(argument: Any, template: Template, depth: int) -> Datum:
    values = evaluate(argument, template, depth)
    if isinstance(values, Listing) and values.more is None:
        return len(values.elements)
    return values.of_another() if isinstance(values, Unknown) else Unknown("the length of the list is not known")


def _base64(argument: Any, template: Template, depth: int) -> Datum:
    value = evaluate(argument, template, depth)
    text = scalar_text(value)
    if text is None:
        why = value if isinstance(value, Unknown) else Unknown("the text that Fn::Base64 encodes is not known")
        return derived(why.of_another(resources_in(value)), (value,))
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def _to_json(argument: Any, template: Template, depth: int) -> Datum:
    value = evaluate(argument, template, depth)
    try:
        return json.dumps(value, default=_as_plain, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        if resources_in(value):
            return Json(value)
        unknown = next(unknowns_in(value), None)
        return unknown.of_another() if unknown is not None else Unknown("what Fn::ToJsonString writes is not known")


def _as_plain(datum: Any) -> Any:
    if isinstance(datum, Listing) and datum.more is None:
        return list(datum.elements)
    raise TypeError(f"{type(datum).__name__} has no JSON form")


def _opaque(function: str) -> Callable[[Any, Template, int], Datum]:
    def unknown(argument: Any, template: Template, depth: int) -> Datum:
        return Unknown(f"{function} is not evaluated", resources_in(evaluate(argument, template, depth)))

    return unknown


def _whole_number(value: Datum) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


_FUNCTIONS: dict[str, Callable[[Any, Template, int], object]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::GetAZs": _get_azs,
    "Fn::Cidr": _cidr,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Length": _length,
    "Fn::Base64": _base64,
    "Fn::ToJsonString": _to_json,
    "Fn::Transform": _opaque("Fn::Transform"),
}
