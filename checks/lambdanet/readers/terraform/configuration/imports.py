"""``import`` blocks: a resource of the code is one that exists already, with the id that the block names.

It keeps what it had, where the code says nothing of that: provider's attributes that are optional and computed.
https://developer.hashicorp.com/terraform/language/block/import
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, ResourceInstance
from lambdanet.readers.terraform.syntax.syntax import (
    Body,
    Expression,
    GetAttr,
    Index,
    Literal,
    SyntaxProblem,
    Traversal,
)
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.readers.terraform.syntax.source_text import SourceText

_BEGINS = re.compile(r"\s*import\s*\{|.*\"import\"\s*:")
_MOST = 10_000


@dataclass(frozen=True)
class Import:
    """One. id: None where the code does not tell it."""

    resource: ResourceInstance
    id: str | None


def imports_of(
    roots: Mapping[str, ModuleInstance], listed: Callable[[str], list[str]], source: SourceText
) -> Iterator[Import]:
    """The imports of root modules, by their folders; other modules may have none. listed: the files in a folder."""
    for directory, module in roots.items():
        for file in listed(directory):
            if any(_BEGINS.match(line) for line in source.lines(file)):
                # Of a layout nobody knows whether it stands in a comment: few files have any, so they are parsed.
                with suppress(SyntaxProblem, OSError):
                    for block in [block for block, _, _ in source.placed_blocks(file) if block.type == "import"]:
                        yield from _imports_in(module, block.body)


def _imports_in(module: ModuleInstance, body: Body) -> Iterator[Import]:
    to, named = body.attributes.get("to"), body.attributes.get("id")
    if isinstance(to, Literal) and isinstance(to.value, str):
        from lambdanet.readers.terraform.syntax.grammar import parse_expression

        try:
            to = parse_expression(to.value)
        except SyntaxProblem:
            return
    for bindings in _each(module, body.attributes.get("for_each")):
        resource = _resource(module, to, bindings)
        id = module.evaluate(named, bindings) if named is not None else None
        if resource is not None:
            yield Import(resource, id if isinstance(id, str) and id else None)


def _each(module: ModuleInstance, for_each: Expression | None) -> Iterator[dict[str, Any]]:
    """What ``each`` stands for, once for each import; nothing is bound in an import without ``for_each``."""
    if for_each is None:
        yield {}
        return
    several = module.evaluate(for_each)
    pairs: list[tuple[Any, Datum]] = []
    if isinstance(several, dict):
        pairs = list(several.items())
    elif isinstance(several, Listing):
        pairs = [(element, element) for element in several.elements]
    for key, value in pairs[:_MOST]:
        yield {"each": {"key": key, "value": value}}


def _resource(module: ModuleInstance, to: Expression | None, bindings: dict[str, Any]) -> ResourceInstance | None:
    """The resource with an address such as ``module.network["a"].aws_subnet.private[0]``; None where there is none."""
    if not isinstance(to, Traversal):
        return None
    names, steps = [to.root], list(to.steps)
    while True:
        keys: list[Any] = []
        while steps and len(names) < 2:
            step = steps.pop(0)
            if not isinstance(step, GetAttr):
                return None
            names.append(step.name)
        if steps and isinstance(steps[0], Index):
            keys = [module.evaluate(steps[0].key, bindings)]
            steps.pop(0)
        key = keys[0] if keys else None
        if len(names) < 2 or not isinstance(key, (str, int, type(None))):
            return None
        if names[0] != "module":
            declaration = module.find("resource", ".".join(names))
            return None if steps or declaration is None else ResourceInstance(module, declaration, key)
        call = module.find("module", names[1])
        inner = module.configuration.called(module, call, key) if call is not None else None
        if inner is None or not steps or not isinstance(steps[0], GetAttr):
            return None
        module, names = inner, [steps[0].name]
        steps.pop(0)
