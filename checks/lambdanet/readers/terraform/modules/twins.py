"""Blocks made once for each of the same keys, which are not known: each has the ``fn[each.key]`` of its own key.

Whatever the keys are, the instances of two such blocks that have the same one belong together. One of each stands for
all of them, where nothing in the module names one by another key: what that adds would be the one's alone.
"""

from __future__ import annotations

from collections.abc import Iterable
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


Named = tuple[Declaration, "Expression | None"]
"""The block that a reference is in, and the index by which it names another; None by none."""


def is_named_by_like_alone(module: Any, declaration: Declaration) -> bool:
    """Whether every reference to the block, in its module, is one from a block with the same keys, by its own key."""
    named: dict[str, list[Named]] | None = module.named_by
    if named is None:
        return False
    keys = module.keys(declaration)
    return all(
        _is_by_own_key(beside, index) and _is_like(module, beside, keys)
        for beside, index in named.get(_address(declaration), ())
    )


def named_by(declarations: Iterable[Declaration]) -> dict[str, list[Named]] | None:
    """Who names which block of a module, by its address; None where one cannot be read, which may name any."""
    found: dict[str, list[Named]] = {}
    seen: set[int] = set()
    for beside in declarations:
        if not beside.is_readable:
            return None
        # All local values of a block have the one body.
        if id(beside.body) in seen:
            continue
        seen.add(id(beside.body))
        for node in nodes_in(beside.body):
            if isinstance(node, Traversal):
                count = {"module": 1, "data": 2}.get(node.root, 1)
                names = [step.name if isinstance(step, GetAttr) else "" for step in node.steps[:count]]
                step = node.steps[count] if len(node.steps) > count else None
                by = step.key if isinstance(step, Index) else None
                found.setdefault(".".join((node.root, *names)), []).append((beside, by))
    return found


def _address(declaration: Declaration) -> str:
    return declaration.name if declaration.kind == "resource" else f"{declaration.kind}.{declaration.name}"


def _is_by_own_key(beside: Declaration, index: Expression | None) -> bool:
    if beside.kind not in ("resource", "data", "module") or any(map(_has_an_each_of_its_own, nodes_in(beside.body))):
        return False
    return index in ((_KEY, _VALUE, _INDEX) if is_set(beside.attribute("for_each")) else (_KEY, _INDEX))


def _has_an_each_of_its_own(node: Any) -> bool:
    """Whether ``each`` or ``count`` has another meaning there: of a loop, or of a dynamic block."""
    if isinstance(node, (ForTuple, ForObject)):
        return node.key_name in _OWN or node.value_name in _OWN
    return isinstance(node, BlockSyntax) and "iterator" in node.body.attributes


def _is_like(module: Any, declaration: Declaration, keys: Unknown) -> bool:
    own = module.keys(declaration)
    return isinstance(own, Unknown) and own.symbol is not None and own.symbol == keys.symbol
