"""Which resources an expression names: by id, ARN or name, or as a whole.

Names are followed through variables, locals, outputs, ``for`` and ``each`` to the resources; a word of a resource, such
as the block of a VPC, names nothing.
"""

from __future__ import annotations

from typing import Any

from lambdanet.readers.conversions import MADE_WITH_VPC, made_with
from lambdanet.readers.terraform.configuration.configuration import Configuration
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance
from lambdanet.readers.terraform.syntax.expression_parts import Bound, Path, attributes_in, parts_of
from lambdanet.readers.terraform.syntax.syntax import Body, Call, Literal, Traversal
from lambdanet.values import Unknown

_OWN_NAMES = frozenset(
    ("id", "arn", "name", "function_name", "qualified_arn", "invoke_arn", "qualified_invoke_arn", "unique_id")
)
"""The attributes that name the resource itself."""
_LOOKED_UP_BY = ("id", "name", "route_table_id", "function_name")
_DEEPEST = 40


class Naming:
    """The resources that expressions of a configuration name."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._known: dict[tuple[int, str, str, Path], frozenset[str]] = {}

    def in_block(self, module: ModuleInstance, declaration: Declaration, body: Body) -> frozenset[str]:
        """The resources that a part of a declaration's body names."""
        return self._in(module, body, (), _each_of(declaration), 0)

    def _in(self, module: ModuleInstance, node: Any, path: Path, bound: Bound, depth: int) -> frozenset[str]:
        """The resources that an expression names; path: the attributes that are taken from it."""
        if node is None or node.__class__ in (Literal, str, int, bool) or depth > _DEEPEST:
            return frozenset()
        found: set[str] = set()
        for part, rest, around in parts_of(node, path, bound):
            if isinstance(part, Traversal):
                found |= self._named(module, part, rest, around, depth + 1)
            else:
                found |= self._in(module, part, rest, around, depth + 1)
        return frozenset(found)

    def _named(
        self, module: ModuleInstance, traversal: Traversal, path: Path, bound: Bound, depth: int
    ) -> frozenset[str]:
        root, rest = traversal.root, (*attributes_in(traversal.steps), *path)
        if root in bound:
            expression, around, by_value = bound[root]
            if by_value:
                if rest[:1] == ("key",) and not (isinstance(expression, Call) and expression.name == "toset"):
                    return frozenset()
                rest = rest[1:]
            return self._in(module, expression, rest, around, depth)
        if not rest:
            return frozenset()
        name, further = rest[0], rest[1:]
        if root == "var":
            if module.call is None or module.parent is None:
                return frozenset()
            return self._in(module.parent, module.call.attribute(name), further, _each_of(module.call), depth)
        if root in ("local", "output"):
            return self.of(module, root, name, further, depth)
        if root == "module":
            call = module.find("module", name)
            if call is None:
                return frozenset()
            outputs = further[:1] or tuple(
                output
                for instance in self.instances(module, call)
                for output in instance.declarations.get("output", {})
            )
            found = [
                self.of(instance, "output", output, further[1:], depth)
                for instance in self.instances(module, call)
                for output in outputs
            ]
            return frozenset().union(*found)
        if root == "data":
            return self.of(module, "data", ".".join(rest[:2]), rest[2:], depth)
        return self.of(module, "resource", f"{root}.{name}", further, depth)

    def of(self, module: ModuleInstance, kind: str, name: str, path: Path, depth: int) -> frozenset[str]:
        """The resources that a declaration, or an attribute of it, names."""
        key = (id(module), kind, name, path)
        if key not in self._known:
            self._known[key] = frozenset()  # what depends on itself names nothing more that way
            declaration = module.find(kind, name)
            if declaration is not None:
                self._known[key] = self._of_declaration(module, declaration, path, depth)
        return self._known[key]

    def _of_declaration(
        self, module: ModuleInstance, declaration: Declaration, path: Path, depth: int
    ) -> frozenset[str]:
        kind = declaration.kind
        if kind in ("local", "output"):
            value = declaration.attribute(declaration.name if kind == "local" else "value")
            return self._in(module, value, path, {}, depth)
        attribute = path[0] if path else "id"
        if kind == "data":
            # Who is given what a look-up finds is given what it looks for; other attributes are words.
            asked = _LOOKED_UP_BY if attribute in _OWN_NAMES else (attribute,)
            found = [self._in(module, declaration.attribute(one), (), {}, depth) for one in asked]
            return frozenset().union(*found)
        identity = module.identity(declaration.name)
        if attribute in MADE_WITH_VPC:
            return frozenset({made_with(identity, MADE_WITH_VPC[attribute])})
        if not path and declaration.name.startswith("aws_vpc."):
            # The whole object has the ids of what AWS makes with the VPC too.
            return frozenset({identity, *(made_with(identity, what) for what in MADE_WITH_VPC.values())})
        body = declaration.body
        if attribute in _OWN_NAMES and not (attribute == "function_name" and not _names_function(declaration)):
            return frozenset({identity})
        bound = _each_of(declaration)
        given = body.attributes.get(attribute)
        if given is not None:
            return self._in(module, given, path[1:], bound, depth)
        blocks = tuple(block for block in body.blocks if attribute in (block.type, *block.labels))
        return self._in(module, blocks, (), bound, depth) if blocks else frozenset()

    def instances(self, module: ModuleInstance, call: Declaration) -> list[ModuleInstance]:
        """The module instances that a call makes, as far as they are in the scan or described."""
        keys = module.keys(call)
        wanted = [None] if isinstance(keys, Unknown) else keys
        found = [self._configuration.called(module, call, key) for key in wanted]
        return [instance for instance in found if instance is not None]


def _each_of(declaration: Declaration) -> Bound:
    """What ``each`` stands for in a block."""
    each = declaration.attribute("for_each")
    return {} if each is None else {"each": (each, {}, True)}


def _names_function(declaration: Declaration) -> bool:
    """Whether ``function_name`` of the resource is its own name, and not that of a function which it is about."""
    return declaration.name.startswith("aws_lambda_function.")
