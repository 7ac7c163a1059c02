"""What a resource that exists gets from the code: all that is written, without what ``ignore_changes`` names.

https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambdanet.readers.terraform.syntax.syntax import (
    Body,
    Expression,
    Literal,
    Object,
    Quoted,
    Template,
    Traversal,
    Tuple,
)
from lambdanet.records import dataclass

_ALL = frozenset(("all", "*"))
# Arguments of Terraform's own, which are no part of what exists.
_OF_TERRAFORM = frozenset(("count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection"))


@dataclass(frozen=True)
class Ignored:
    """The attributes and blocks of a resource whose changes are ignored. names: None where that may be all."""

    names: frozenset[str] | None = frozenset()

    def has(self, name: str) -> bool:
        """Whether changes of an attribute, or of blocks of this name, are or may be ignored."""
        return name not in _OF_TERRAFORM if self.names is None else name in self.names


NOTHING_IGNORED = Ignored()


def ignored_in(body: Body) -> Ignored:
    """What the block of a resource ignores changes of."""
    found: set[str] = set()
    for listed in in_lifecycle(body, "ignore_changes"):
        if not isinstance(listed, Tuple):
            return Ignored(None)
        for element in listed.elements:
            name = _name(element)
            if name is None or name in _ALL:
                return Ignored(None)
            found.add(name)
    return Ignored(frozenset(found))


def in_lifecycle(body: Body, name: str) -> Iterator[Expression]:
    """What an argument of ``lifecycle`` says: of a block, or in JSON of an object or of several."""
    for block in body.blocks_of("lifecycle"):
        if name in block.body.attributes:
            yield block.body.attributes[name]
    written = body.attributes.get("lifecycle")
    for each in written.elements if isinstance(written, Tuple) else (written,):
        if isinstance(each, Object):
            yield from (value for key, value in each.entries if _name(key) == name)


def _name(element: Expression) -> str | None:
    """The attribute that an element of the list is of, such as ``route[0]``; a text is as a name."""
    if isinstance(element, Traversal):
        return element.root
    while isinstance(element, Quoted) or (isinstance(element, Template) and len(element.parts) == 1):
        element = element.value if isinstance(element, Quoted) else element.parts[0]
    if isinstance(element, Literal) and isinstance(element.value, str):
        return re.split(r"[.[]", element.value, maxsplit=1)[0]
    return None
