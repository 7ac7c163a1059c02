"""What an expression is made of, with the attributes that are taken from each part: a step of following names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lambdanet.readers.terraform.syntax.syntax import (
    Access,
    BlockSyntax,
    Body,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    GetAttr,
    Literal,
    Object,
    Quoted,
    Splat,
    Template,
    Traversal,
    Tuple,
)

Path = tuple[str, ...]
# What the name of a ``for``, of ``each`` or of a ``dynamic`` block stands for: an expression, the names around it, and
# whether an element is asked for by ``value``.
Bound = Mapping[str, "tuple[Any, Any, bool]"]
Parts = Iterator["tuple[Any, Path, Bound]"]

# Functions of which the answer names nothing, whatever they are given.
_WORDS_ONLY = frozenset(
    ("length", "can", "contains", "startswith", "endswith", "cidrsubnet", "cidrhost", "cidrnetmask")
)


def parts_of(node: Any, path: Path, bound: Bound) -> Parts:
    """The parts of an expression or a body. path: the attributes that are taken from it."""
    of_kind = _BY_KIND.get(node.__class__)
    return of_kind(node, path, bound) if of_kind is not None else iter(())


def attributes_in(steps: tuple[Any, ...]) -> Iterator[str]:
    """The names of the attributes that the steps of a traversal take."""
    for step in steps:
        if isinstance(step, GetAttr):
            yield step.name
        elif isinstance(step, Splat):
            yield from attributes_in(step.steps)


def _access(node: Access, path: Path, bound: Bound) -> Parts:
    yield node.source, (*attributes_in(node.steps), *path), bound


def _call(node: Call, path: Path, bound: Bound) -> Parts:
    if node.name not in _WORDS_ONLY:
        yield from ((argument, path, bound) for argument in node.arguments)


def _conditional(node: Conditional, path: Path, bound: Bound) -> Parts:
    yield node.when_true, path, bound
    yield node.when_false, path, bound


def _object(node: Object, path: Path, bound: Bound) -> Parts:
    """The value that is asked for, or all where the key may be left out by an index."""
    if path:
        for key, value in node.entries:
            if isinstance(key, Literal) and key.value == path[0]:
                yield value, path[1:], bound
                return
    yield from ((value, path, bound) for _, value in node.entries)


def _for(node: ForTuple | ForObject, path: Path, bound: Bound) -> Parts:
    inner = {**bound, node.value_name: (node.collection, bound, False)}
    yield node.value, path, inner
    if isinstance(node, ForObject):
        yield node.key, (), inner


def _body(node: Body, path: Path, bound: Bound) -> Parts:
    yield from ((given, (), bound) for given in node.attributes.values())
    yield from ((block, (), bound) for block in node.blocks)


def _block(node: BlockSyntax, path: Path, bound: Bound) -> Parts:
    over = node.body.attributes.get("for_each") if node.type == "dynamic" else None
    iterator: Bound = {} if over is None or not node.labels else {node.labels[0]: (over, bound, True)}
    yield node.body, (), {**bound, **iterator}


_BY_KIND: dict[type, Callable[[Any, Path, Bound], Parts]] = {
    Traversal: lambda node, path, bound: iter(((node, path, bound),)),
    Access: _access,
    Call: _call,
    Conditional: _conditional,
    Tuple: lambda node, path, bound: ((element, path, bound) for element in node.elements),
    Quoted: lambda node, path, bound: iter(((node.value, path, bound),)),
    tuple: lambda node, path, bound: ((element, path, bound) for element in node),
    Template: lambda node, path, bound: ((part, (), bound) for part in node.parts),
    Object: _object,
    ForTuple: _for,
    ForObject: _for,
    Body: _body,
    BlockSyntax: _block,
}


def expressions_in(body: Body) -> Iterator[Expression]:
    """The expressions of a body, and of the blocks in it."""
    yield from body.attributes.values()
    for block in body.blocks:
        yield from expressions_in(block.body)
