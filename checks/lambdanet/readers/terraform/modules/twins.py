"""Blocks made once for each of the same keys, which are not known: ``fn[each.key]`` beside an ``fn`` of its own.

Whatever the keys are, the instances of two such blocks that have the same one belong together. One of each stands for
all of them, where nothing in the module speaks of one by another key: what that adds would be the one's alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.syntax.names_in import nodes_in
from lambdanet.readers.terraform.syntax.syntax import (
    BlockSyntax,
    Call,
    Expression,
    ForObject,
    ForTuple,
    GetAttr,
    Index,
    Traversal,
)
from lambdanet.values import Unknown

# What gives another value each time.
_IMPURE = frozenset({"uuid", "bcrypt", "timestamp"})
_OWN = ("each", "count")
_KEY = Traversal("each", (GetAttr("key"),))
_VALUE = Traversal("each", (GetAttr("value"),))
_INDEX = Traversal("count", (GetAttr("index"),))


def name_of_number(module: Any, expression: Expression) -> str | None:
    """A name for what ``count`` or ``for_each`` stands for: equal expressions of one module give equal keys."""
    calls = (node.name for node in nodes_in(expression) if isinstance(node, Call))
    return None if _IMPURE.intersection(calls) else f"by {module.symbol(repr(expression))}"


def name_of_key(keys: Unknown) -> str | None:
    """A name for the key of an instance of a block with these keys."""
    return None if keys.symbol is None else f"one key of those {keys.symbol}"


def is_set(expression: Expression | None) -> bool:
    """Whether ``each.value`` is ``each.key``."""
    return isinstance(expression, Call) and expression.name == "toset"


def is_named_by_like_alone(module: Any, declaration: Declaration) -> bool:
    """Whether every reference to the block, in its module, is one from a block with the same keys, by its own key."""
    keys = module.keys(declaration)
    for beside in (each for of_kind in module.declarations.values() for each in of_kind.values()):
        if not beside.is_readable:
            return False
        named = list(_indexes(beside, declaration))
        if named and any(map(_has_an_each_of_its_own, nodes_in(beside.body))):
            return False
        if named and (beside.kind not in ("resource", "data", "module") or not _is_like(module, beside, keys)):
            return False
        own = (_KEY, _VALUE, _INDEX) if is_set(beside.attribute("for_each")) else (_KEY, _INDEX)
        if not all(index in own for index in named):
            return False
    return True


def _has_an_each_of_its_own(node: Any) -> bool:
    """Whether ``each`` or ``count`` is another name there: of a loop, or of a dynamic block."""
    if isinstance(node, (ForTuple, ForObject)):
        return node.key_name in _OWN or node.value_name in _OWN
    return isinstance(node, BlockSyntax) and "iterator" in node.body.attributes


def _is_like(module: Any, declaration: Declaration, keys: Unknown) -> bool:
    own = module.keys(declaration)
    return isinstance(own, Unknown) and own.symbol is not None and own.symbol == keys.symbol


def _indexes(beside: Declaration, declaration: Declaration) -> Iterator[Expression | None]:
    """By which index each reference in a block names the declaration; None by none."""
    front = ("module",) if declaration.kind == "module" else ("data",) if declaration.kind == "data" else ()
    address = (*front, *declaration.name.split("."))
    for node in nodes_in(beside.body):
        if not isinstance(node, Traversal) or node.root != address[0]:
            continue
        steps = node.steps
        count = len(address) - 1
        if tuple(step.name if isinstance(step, GetAttr) else "" for step in steps[:count]) != address[1:]:
            continue
        step = steps[count] if len(steps) > count else None
        yield step.key if isinstance(step, Index) else None
