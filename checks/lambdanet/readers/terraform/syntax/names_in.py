"""The names that syntax mentions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from typing import Any

from lambdanet.readers.terraform.syntax.syntax import Body, GetAttr, Literal, Splat, Traversal


def names_in(syntax: Any) -> Iterator[tuple[str, ...]]:
    """The names of every traversal in a body or an expression, without indexes: ``("module", "network", "ids")``."""
    return ((node.root, *attributes_of(node.steps)) for node in nodes_in(syntax) if node.__class__ is Traversal)


def nodes_in(syntax: Any) -> Iterator[Any]:
    """Every part of a body or an expression but literals, and the body or expression itself."""
    pending = [syntax]
    while pending:
        node = pending.pop()
        kind = node.__class__
        # Most nodes are these, and none of them names anything.
        if kind is Literal or kind is str:
            continue
        if kind is not tuple:
            yield node
        if kind is Traversal:
            pending.extend(node.steps)
        elif kind is Body:
            pending.extend(node.attributes.values())
            pending.extend(node.blocks)
        elif kind is tuple:
            pending.extend(node)
        else:
            pending.extend([getattr(node, name) for name in _fields(kind)])


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a kind of syntax, none of what is no syntax."""
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def attributes_of(steps: tuple[Any, ...]) -> Iterator[str]:
    """The names among the steps of a traversal."""
    for step in steps:
        if isinstance(step, GetAttr):
            yield step.name
        elif isinstance(step, Splat):
            yield from attributes_of(step.steps)
