"""``import`` blocks: a resource of the code is one that exists already, with the id that the block names.

It keeps what it had, where the code says nothing of that: provider's attributes that are optional and computed.
https://developer.hashicorp.com/terraform/language/block/import
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.terraform.configuration.blocks_without_vertices import address_in, bodies_of
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, ResourceInstance
from lambdanet.readers.terraform.syntax.syntax import (
    Body,
    Expression,
    GetAttr,
    Index,
    Traversal,
)
from lambdanet.records import dataclass
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.readers.terraform.syntax.source_text import SourceText

_IN_REGION = re.compile(r"@[a-z]{2}(?:-[a-z]+)+-\d+$")
_MOST = 10_000


@dataclass(frozen=True)
class Import:
    """One. id: None where the code does not say it, or not for which instance of the block it is."""

    resource: ResourceInstance
    id: str | None


def imports_of(
    roots: Mapping[str, ModuleInstance], listed: Callable[[str], list[str]], source: SourceText
) -> Iterator[Import]:
    """The imports of root modules, by their folders; other modules may have none. listed: the files in a folder."""
    for directory, module in roots.items():
        for body in bodies_of("import", listed(directory), source):
            yield from _imports_in(module, body)


def _imports_in(module: ModuleInstance, body: Body) -> Iterator[Import]:
    to = address_in(body.attributes.get("to"))
    if to is None:
        return
    for bindings in _each(module, body.attributes.get("for_each")):
        id = _id(module, body, bindings)
        for resource, is_it in _resources(module, to, bindings):
            yield Import(resource, id if is_it and id else None)


def _id(module: ModuleInstance, body: Body, bindings: dict[str, Any]) -> str | None:
    """The id, without the Region behind it, or the id or ARN by which AWS's resource is identified otherwise.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
    """
    named, identified = body.attributes.get("id"), body.attributes.get("identity")
    value = module.evaluate(named, bindings) if named is not None else None
    if identified is not None:
        parts = module.evaluate(identified, bindings)
        value = (parts.get("id") or parts.get("arn")) if isinstance(parts, dict) else None
    return _IN_REGION.sub("", value) if isinstance(value, str) else None


def _each(module: ModuleInstance, for_each: Expression | None) -> Iterator[dict[str, Any]]:
    """What ``each`` stands for, once for each import; nothing is bound in an import without ``for_each``."""
    if for_each is None:
        yield {}
        return
    several = module.evaluate(for_each)
    pairs: list[tuple[Any, Datum]] = []
    more: Datum = None
    if isinstance(several, dict):
        pairs = list(several.items())
    elif isinstance(several, Listing):
        pairs, more = [(element, element) for element in several.elements], several.more
    elif several is not None:
        more = Unknown("the code does not say what is imported")
    if len(pairs) > _MOST:
        more = Unknown("there is more than is read")
    for key, value in pairs[:_MOST]:
        yield {"each": {"key": key, "value": value}}
    if more is not None:
        any_other = Unknown("the code does not say what is imported")
        yield {"each": {"key": any_other, "value": any_other}}


def _resources(
    module: ModuleInstance, to: Traversal, bindings: dict[str, Any]
) -> Iterator[tuple[ResourceInstance, bool]]:
    """What has an address such as ``module.network["a"].aws_subnet.private[0]``, and whether it is the one.

    Where a key in it is not known, these are all that it may be: blocks, whichever instance is meant.
    """
    places, is_it, names, steps = [module], True, [to.root], list(to.steps)
    while True:
        while steps and len(names) < 2:
            step = steps.pop(0)
            if not isinstance(step, GetAttr):
                return
            names.append(step.name)
        key: Datum = None
        if steps and isinstance(steps[0], Index):
            key = module.evaluate(steps[0].key, bindings)
            steps.pop(0)
        if len(names) < 2:
            return
        is_known = isinstance(key, (str, int, type(None)))
        is_it = is_it and is_known
        if names[0] != "module":
            for place in places if not steps else ():
                declaration = place.find("resource", ".".join(names))
                if declaration is not None:
                    at = key if isinstance(key, (str, int)) else None
                    yield ResourceInstance(place, declaration, at), is_it
            return
        places = [inner for place in places for inner in _called(place, names[1], key)]
        if not steps or not isinstance(steps[0], GetAttr):
            return
        names = [steps[0].name]
        steps.pop(0)


def _called(module: ModuleInstance, name: str, key: Datum) -> Iterator[ModuleInstance]:
    """The instances of a called module with a key: each of them where the key is not known."""
    call = module.find("module", name)
    if call is None:
        return
    keys: list[Any] | Unknown = [key]
    if not isinstance(key, (str, int, type(None))):
        keys = module.keys(call)
    for each in [None] if isinstance(keys, Unknown) else keys:
        inner = module.configuration.called(module, call, each)
        if inner is not None:
            yield inner
