"""Terraform's JSON syntax (``.tf.json``) as the syntax of its own language.

https://developer.hashicorp.com/terraform/language/syntax/json: what is a nested block and what an argument only the
provider says, so objects stay arguments, which are read as blocks where blocks are wanted. A name that an object has
twice is two blocks (https://github.com/hashicorp/hcl/blob/main/json/spec.md); Terraform refuses two arguments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lambdanet.readers.terraform.syntax.grammar import parse_expression, parse_template
from lambdanet.readers.terraform.syntax.syntax import (
    LABELS,
    BlockSyntax,
    Body,
    Expression,
    Literal,
    Object,
    SyntaxProblem,
    Tuple,
)

_LABELS = {**LABELS, "import": 0, "removed": 0, "terraform": 0}
_OF_ARGUMENTS = frozenset(("locals", "variable", "output"))
_COMMENT = "//"
# Arguments that hold names, without the marks of an interpolation.
_NAMES = frozenset(("provider", "providers", "depends_on"))
_DEEPEST = 60


class _Several(list[Any]):
    """The objects of one name that stands several times."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found and name != _COMMENT:
            value = _Several((*_listed(name, found[name]), *_listed(name, value)))
        found[name] = value
    return found


def _listed(name: str, value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, dict) for each in values):
        raise SyntaxProblem(f"{name} is set twice")
    return values


def without_repeated_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice, for ``json.loads``. Raises ValueError."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def blocks_in_json(text: str) -> list[BlockSyntax]:
    """The blocks of a file. Raises SyntaxProblem."""
    try:
        content = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object)
    except (ValueError, RecursionError) as problem:
        raise SyntaxProblem(f"it is not JSON: {problem}") from None
    if not isinstance(content, (dict, list)):
        raise SyntaxProblem("it is not an object of blocks")
    return [block for part in _each(content) for kind, value in part.items() for block in _blocks(kind, value, ())]


def _each(value: Any) -> list[dict[str, Any]]:
    """The objects of a property that may have one or several."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _blocks(kind: str, value: Any, labels: tuple[str, ...]) -> Iterator[BlockSyntax]:
    for item in _each(value):
        if len(labels) < _LABELS.get(kind, 0):
            for label, inner in item.items():
                if label != _COMMENT:
                    yield from _blocks(kind, inner, (*labels, label))
        elif kind in _LABELS:
            if kind in _OF_ARGUMENTS and any(isinstance(each, _Several) for each in item.values()):
                raise SyntaxProblem(f"an argument of {'.'.join((kind, *labels))} is set twice")
            yield BlockSyntax(kind, labels, _variable(item) if kind == "variable" else _body(item))


def _variable(item: dict[str, Any]) -> Body:
    """Defaults are taken as they are, types are written as expressions in a string."""
    body = _body({name: value for name, value in item.items() if name not in ("default", "type")})
    attributes = dict(body.attributes)
    if "default" in item:
        attributes["default"] = _literal(item["default"], 0)
    if isinstance(item.get("type"), str):
        attributes["type"] = parse_expression(item["type"])
    return Body(attributes, body.blocks)


def _body(item: dict[str, Any]) -> Body:
    attributes: dict[str, Expression] = {}
    blocks: list[BlockSyntax] = []
    for name, value in item.items():
        if name in ("dynamic", "provisioner"):
            blocks += [
                BlockSyntax(name, (label,), _dynamic(inner) if name == "dynamic" else _body(inner))
                for part in _each(value)
                for label, found in part.items()
                for inner in _each(found)
            ]
        elif name in _NAMES:
            attributes[name] = _named(value)
        elif name != _COMMENT:
            attributes[name] = _expression(value, 0)
    return Body(attributes, tuple(blocks))


def _dynamic(item: dict[str, Any]) -> Body:
    body = _body({name: value for name, value in item.items() if name not in ("content", "iterator")})
    attributes = dict(body.attributes)
    if isinstance(item.get("iterator"), str):
        attributes["iterator"] = parse_expression(item["iterator"])
    contents = tuple(BlockSyntax("content", (), _body(each)) for each in _each(item.get("content")))
    return Body(attributes, body.blocks + contents)


def _expression(value: Any, deep: int) -> Expression:
    if deep > _DEEPEST:
        raise SyntaxProblem("it is nested too deeply")
    if isinstance(value, str):
        return parse_template(value) if "${" in value or "%{" in value else Literal(value)
    if isinstance(value, list):
        return Tuple(tuple(_expression(element, deep + 1) for element in value))
    if isinstance(value, dict):
        entries = ((parse_template(name), inner) for name, inner in value.items() if name != _COMMENT)
        return Object(tuple((name, _expression(inner, deep + 1)) for name, inner in entries))
    return Literal(value)


def _literal(value: Any, deep: int) -> Expression:
    if deep > _DEEPEST:
        raise SyntaxProblem("it is nested too deeply")
    if isinstance(value, list):
        return Tuple(tuple(_literal(element, deep + 1) for element in value))
    if isinstance(value, dict):
        return Object(tuple((Literal(name), _literal(inner, deep + 1)) for name, inner in value.items()))
    return Literal(value)


def _named(value: Any) -> Expression:
    if isinstance(value, str):
        return parse_expression(value)
    if isinstance(value, list):
        return Tuple(tuple(_named(element) for element in value))
    if isinstance(value, dict):
        return Object(tuple((Literal(name), _named(inner)) for name, inner in value.items()))
    return Literal(value)
