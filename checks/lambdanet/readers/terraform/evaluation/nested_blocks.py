"""The nested blocks of a body, with those that ``dynamic`` blocks generate."""

from __future__ import annotations

from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.evaluation.evaluator import Bindings, entries_of, evaluate
from lambdanet.readers.terraform.functions.collection_functions import united
from lambdanet.readers.terraform.syntax.syntax import Body, Traversal
from lambdanet.readers.terraform.values.certainty import doubtful
from lambdanet.readers.terraform.values.names_in_scope import Scope
from lambdanet.values import Unknown

NestedBlock = tuple[Body, Bindings]


def nested_blocks(
    body: Body, name: str, scope: Scope, bindings: Bindings | None = None
) -> tuple[list[NestedBlock], Unknown | None]:
    """The blocks of type ``name`` in ``body`` with the names bound in each, and why there may be others.

    Written blocks come first, then the generated ones in the order of their collections.
    """
    outer: Bindings = bindings if bindings is not None else {}
    found: list[NestedBlock] = [(block.body, outer) for block in body.blocks_of(name)]
    doubts: list[Unknown | None] = []
    for block in body.blocks_of("dynamic"):
        if block.labels == (name,):
            generated, more = _generated(block.body, name, scope, outer)
            found += generated
            doubts.append(more)
    return found, united(doubts)


def _generated(dynamic: Body, name: str, scope: Scope, outer: Bindings) -> tuple[list[NestedBlock], Unknown | None]:
    content = dynamic.blocks_of("content")
    if "for_each" not in dynamic.attributes or not content:
        return [], Unknown(f"a dynamic {name} block has no for_each or no content")
    iterator = dynamic.attributes.get("iterator")
    bound = iterator.root if isinstance(iterator, Traversal) else name
    entries, more = entries_of(evaluate(dynamic.attributes["for_each"], scope, outer))
    blocks: list[NestedBlock] = [
        (content[0].body, {**outer, bound: {"key": key, "value": value}}) for key, value in entries
    ]
    if more is None:
        return blocks, None
    unseen = {**outer, bound: {"key": more.of_another(), "value": more.of_another(more.candidates)}}
    return blocks, doubtful(more, more, *_data_in(content[0].body, scope, unseen))


def _data_in(body: Body, scope: Scope, bindings: Bindings) -> list[Datum]:
    """What the attributes of a body and of its blocks are."""
    data = [evaluate(expression, scope, bindings) for expression in body.attributes.values()]
    for block in body.blocks:
        data += _data_in(block.body, scope, bindings)
    return data
