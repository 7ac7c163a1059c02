"""Syntax from what Checkov's graph holds, where that is plainly what was written.

Reading a block again from its file costs about a millisecond, so it is done only where Checkov has rendered or
may have mangled a value. Literals, names of resources and lists of them are taken from the graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lambdanet.readers.terraform.syntax import (
    BlockSyntax,
    Body,
    Expression,
    GetAttr,
    Literal,
    Object,
    Template,
    Traversal,
    Tuple,
)

# Characters of a string that is more than a literal or a name: only its source tells what it means.
_NOT_PLAIN = frozenset('${}()[]?"\n\\%')
_NAMESPACES = frozenset(("var", "local", "module", "data", "each", "count", "path", "terraform", "self"))
# Characters of a name with splats and numbers as indexes.
_INDEXED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.[]*")
# A string with one of these may be one in which Checkov has put a name without the marks around it.
_MARKS_OF_NAMES = ("aws_", "var.", "local.", "module.", "data.", "each.", "count.")
_INTERNAL = "__"


class NotPlain(Exception):
    """The value has to be read from its source."""


IsResource = Callable[[str], bool]


def expression(value: Any, is_resource: IsResource) -> Expression:
    """The expression that Checkov's value of an attribute stands for. Raises NotPlain."""
    if value is None or isinstance(value, (bool, int, float)):
        return Literal(value)
    if isinstance(value, str):
        return _string(value, is_resource)
    if isinstance(value, list):
        return Tuple(tuple(expression(element, is_resource) for element in value))
    if isinstance(value, dict):
        if "Statement" in value:
            raise NotPlain  # Checkov has worked out jsonencode, and references in its strings lost their marks
        return Object(
            tuple(
                (Literal(str(key)), expression(element, is_resource))
                for key, element in value.items()
                if not str(key).startswith(_INTERNAL)
            )
        )
    raise NotPlain


def _string(text: str, is_resource: IsResource) -> Expression:
    if not _NOT_PLAIN.isdisjoint(text):
        return _with_marks(text, is_resource)
    names = text.split(".")
    if len(names) > 1 and not all(name.replace("-", "_").isidentifier() for name in names[2:]):
        if is_resource(f"{names[0]}.{names[1]}") or names[0] in _NAMESPACES:
            return _with_marks(text, is_resource)  # aws_subnet.private.*.id, aws_subnet.private.0.id
    if len(names) < 2 or not all(name.replace("-", "_").isidentifier() for name in names):
        if any(mark in text for mark in _MARKS_OF_NAMES):
            raise NotPlain
        return Literal(text)
    if names[0] in _NAMESPACES or is_resource(f"{names[0]}.{names[1]}"):
        return Traversal(names[0], tuple(GetAttr(name) for name in names[1:]))
    if any(mark in text for mark in _MARKS_OF_NAMES):
        raise NotPlain
    return Literal(text)


def _with_marks(text: str, is_resource: IsResource) -> Expression:
    """A splat or an index of a name, or a template of names; anything else has to be read from its source."""
    if "${" not in text:
        names = text.partition("[")[0].split(".")
        if _INDEXED.issuperset(text) and len(names) > 1 and is_resource(".".join(names[:2])):
            from lambdanet.readers.terraform.grammar import parse_expression

            return parse_expression(text)
        raise NotPlain
    if any(mark in text for mark in ("$$", "%{", "\\", '"', "\n")):
        raise NotPlain
    parts: list[Expression] = []
    for number, piece in enumerate(text.split("${")):
        inner, closed, after = piece.partition("}") if number else ("", "", piece)
        if number:
            named = _string(inner.strip(), is_resource) if closed and _NOT_PLAIN.isdisjoint(inner) else None
            if not isinstance(named, Traversal):
                raise NotPlain
            parts.append(named)
        if "{" in after or "}" in after:
            raise NotPlain
        if after:
            parts.append(Literal(after))
    return Template(tuple(parts)) if len(parts) > 1 else parts[0]


def attribute(held: Any, is_resource: IsResource) -> Expression:
    """The expression of an attribute; Checkov's parser puts every attribute into a list of one."""
    if not isinstance(held, list) or len(held) != 1:
        raise NotPlain
    return expression(held[0], is_resource)


def blocks(block_type: str, held: Any, is_resource: IsResource) -> list[BlockSyntax]:
    """The nested blocks that Checkov holds under a name; none when it is an attribute. Raises NotPlain."""
    if not isinstance(held, list) or not all(isinstance(entry, dict) for entry in held):
        return []
    return [BlockSyntax(block_type, (), _body(entry, is_resource)) for entry in held]


def _body(entry: dict[str, Any], is_resource: IsResource) -> Body:
    attributes: dict[str, Expression] = {}
    nested: list[BlockSyntax] = []
    for name, held in entry.items():
        if name.startswith(_INTERNAL):
            continue
        if name == "dynamic" or not isinstance(held, list):
            raise NotPlain
        # A list of objects is either blocks or one attribute with an object: offer both, the reader asks for one.
        are_objects = bool(held) and all(isinstance(element, dict) for element in held)
        if are_objects:
            nested.extend(blocks(name, held, is_resource))
        if len(held) == 1:
            attributes[name] = expression(held[0], is_resource)
        elif not are_objects:
            # Checkov has worked out a function and put the elements in the place of the one value.
            raise NotPlain
    return Body(attributes, tuple(nested))
