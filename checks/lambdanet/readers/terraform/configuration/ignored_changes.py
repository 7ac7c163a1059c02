"""What a resource that exists gets from the code: all that is written, without what ``ignore_changes`` names.

https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
"""

from __future__ import annotations

import re

from lambdanet.readers.terraform.modules.module_instance import ResourceInstance
from lambdanet.readers.terraform.syntax.syntax import Body, Expression, Literal, Quoted, Template, Traversal, Tuple

_ALL = frozenset(("all", "*"))


def written_in(resource: ResourceInstance) -> frozenset[str]:
    """The attributes and blocks of a resource that hold for it if it is there already. Null is as if nothing was."""
    module, declaration = resource.module, resource.declaration
    body = declaration.body
    ignored = _ignored(body)
    if ignored is None:
        return frozenset()
    keys = module.keys_to_judge(declaration)
    said = {
        name
        for name, value in body.attributes.items()
        if name not in ignored
        and all(module.evaluate(value, module.bindings(declaration, key)) is not None for key in keys)
    }
    return frozenset((*said, *(block.type for block in body.blocks if block.type not in ignored)))


def _ignored(body: Body) -> frozenset[str] | None:
    """The names of what is ignored; None where that may be all."""
    found: set[str] = set()
    for block in body.blocks_of("lifecycle"):
        listed = block.body.attributes.get("ignore_changes")
        if listed is None:
            continue
        if not isinstance(listed, Tuple):
            return None
        for element in listed.elements:
            name = _name(element)
            if name is None or name in _ALL:
                return None
            found.add(name)
    return frozenset(found)


def _name(element: Expression) -> str | None:
    """The attribute that an element of the list is of, such as ``route[0]``; a text is as a name."""
    if isinstance(element, Traversal):
        return element.root
    while isinstance(element, Quoted) or (isinstance(element, Template) and len(element.parts) == 1):
        element = element.value if isinstance(element, Quoted) else element.parts[0]
    if isinstance(element, Literal) and isinstance(element.value, str):
        return re.split(r"[.[]", element.value, maxsplit=1)[0]
    return None
