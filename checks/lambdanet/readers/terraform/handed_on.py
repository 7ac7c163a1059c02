"""What leaves the scanned code in Terraform: who was handed which resource.

A module that is not in the scan, an output of a root module, a resource of a type that is not read, commands, a file
of the same module that was not read. Who got a word of a resource, such as the block of a VPC, did not get it; who
got its id, ARN or name, or the whole object, did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lambdanet.readers.completing_types import (
    ANYHOW,
    AS_OWNER,
    BY_COMMANDS,
    NOTHING,
    OWNERS,
    PUBLISHED,
    hands_on,
)
from lambdanet.readers.conversions import MADE_WITH_VPC, made_with, vpc_that_it_comes_with
from lambdanet.readers.handing_on import Recipient, exported, not_in_scan, of_unread_type, running_commands
from lambdanet.readers.terraform.configuration import Configuration
from lambdanet.readers.terraform.declaration import Declaration
from lambdanet.readers.terraform.module_instance import ModuleInstance
from lambdanet.readers.terraform.syntax import (
    Access,
    Binary,
    BlockSyntax,
    Body,
    Call,
    Conditional,
    ForObject,
    ForTuple,
    GetAttr,
    Literal,
    Object,
    Splat,
    Template,
    Traversal,
    Tuple,
)
from lambdanet.readers.terraform.unread_files import UnreadFiles
from lambdanet.values import Unknown

Path = tuple[str, ...]
# What the name of a ``for``, of ``each`` or of a ``dynamic`` block stands for: an expression, the names around it, and
# whether an element is asked for by ``value``.
Bound = Mapping[str, "tuple[Any, Any, bool]"]

_OWN_NAMES = frozenset(
    ("id", "arn", "name", "function_name", "qualified_arn", "invoke_arn", "qualified_invoke_arn", "unique_id")
)
"""The attributes that name the resource itself."""

# Arguments of calls and resources that hand nothing over.
_NOT_HANDED = frozenset(("source", "version", "providers", "provider", "depends_on", "count", "for_each"))
_NO_BLOCKS = frozenset(("lifecycle", "timeouts"))
# Functions of which the answer names nothing, whatever they are given.
_WORDS_ONLY = frozenset(("length", "can", "contains", "startswith", "endswith", "cidrsubnet", "cidrhost", "cidrnetmask"))
_LOOKED_UP_BY = ("id", "name", "route_table_id", "function_name")
_DEEPEST = 40


class HandedOn:
    """See ``handing_on.HandedOn``."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._found: dict[str, Recipient] | None = None
        self._open_modules: dict[str, Recipient] = {}
        self._known: dict[tuple[int, str, str, Path], frozenset[str]] = {}

    def to(self, identity: str) -> Recipient | None:
        """What got hold of the resource; all instances of a block are the same here."""
        if self._found is None:
            self._found = {}
            self._read()
        block, made = _block_of(identity)
        return self._found.get(f"{block}{made}") or self._in_open_module(block)

    def _in_open_module(self, block: str) -> Recipient | None:
        if not self._open_modules:
            return None
        directory, _, address = block.rpartition("|")
        steps = address.rsplit(".", 2)
        front = f"{steps[0]}." if len(steps) > 2 else ""
        return self._open_modules.get(f"{directory}|{front}")

    def _read(self) -> None:
        unread = UnreadFiles(self._configuration)
        for module in (*self._configuration.instances(), *self._configuration.described()):
            told = unread.beside(module)
            if told is not None:
                self._open_modules.setdefault(module.identity(""), told)
                self._note(told, self._all_that_it_can_name(module))
            if module.parent is None and not module.prefix:
                for name, output in module.declarations.get("output", {}).items():
                    self._note(exported(f"output.{name}"), self._in(module, output.attribute("value"), (), {}, 0))
            for name, call in module.declarations.get("module", {}).items():
                if not self._instances(module, call) and module.keys(call) != []:
                    found = self._in_block(module, call, _except_not_handed(call.body))
                    self._note(not_in_scan(f"{module.prefix}module.{name}"), found)
            for name, declaration in module.declarations.get("resource", {}).items():
                how = hands_on(name.partition(".")[0])
                if how != NOTHING:
                    self._read_resource(module, f"{module.prefix}{name}", declaration, how)

    def _read_resource(self, module: ModuleInstance, address: str, declaration: Declaration, how: str) -> None:
        if how == AS_OWNER and not any(name in declaration.vertex for name in OWNERS):
            return
        if module.keys(declaration) == []:
            return
        body = declaration.body
        if how == AS_OWNER:
            given = {name: body.attributes.get(name) for name in OWNERS if name in body.attributes}
            self._note(of_unread_type(address), self._in_block(module, declaration, Body(given)))
        elif how == PUBLISHED:
            published = Body({"value": body.attributes.get("value")}) if "value" in body.attributes else Body()
            self._note(exported(address), self._in_block(module, declaration, published))
        elif how == ANYHOW or any(block.labels == ("local-exec",) for block in body.blocks_of("provisioner")):
            recipient = running_commands(address) if how == BY_COMMANDS else _recipient(address)
            self._note(recipient, self._in_block(module, declaration, _except_not_handed(body)))

    def _note(self, recipient: Recipient, targets: frozenset[str]) -> None:
        found = self._found if self._found is not None else {}
        for target in targets:
            found.setdefault(target, recipient)

    def _all_that_it_can_name(self, module: ModuleInstance) -> frozenset[str]:
        """What is handed to a module, and what the modules that it calls hand back."""
        found: set[str] = set()
        if module.parent is not None and module.call is not None:
            found |= self._in_block(module.parent, module.call, _except_not_handed(module.call.body))
        for call in module.declarations.get("module", {}).values():
            for instance in self._instances(module, call):
                for name in instance.declarations.get("output", {}):
                    found |= self._of(instance, "output", name, (), 0)
        return frozenset(found)

    # Following names

    def _in_block(self, module: ModuleInstance, declaration: Declaration, body: Body) -> frozenset[str]:
        return self._in(module, body, (), _each_of(declaration), 0)

    def _in(self, module: ModuleInstance, node: Any, path: Path, bound: Bound, depth: int) -> frozenset[str]:
        """The resources that an expression names; path: the attributes that are taken from it."""
        if node is None or node.__class__ in (Literal, str, int, bool) or depth > _DEEPEST:
            return frozenset()
        found: set[str] = set()
        for part, rest, around in _parts(node, path, bound):
            if isinstance(part, Traversal):
                found |= self._named(module, part, rest, around, depth + 1)
            else:
                found |= self._in(module, part, rest, around, depth + 1)
        return frozenset(found)

    def _named(
        self, module: ModuleInstance, traversal: Traversal, path: Path, bound: Bound, depth: int
    ) -> frozenset[str]:
        root, rest = traversal.root, (*_attributes(traversal.steps), *path)
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
            return self._of(module, root, name, further, depth)
        if root == "module":
            call = module.find("module", name)
            if call is None:
                return frozenset()
            outputs = further[:1] or tuple(
                output for instance in self._instances(module, call) for output in instance.declarations.get("output", {})
            )
            found = [
                self._of(instance, "output", output, further[1:], depth)
                for instance in self._instances(module, call)
                for output in outputs
            ]
            return frozenset().union(*found)
        if root == "data":
            return self._of(module, "data", ".".join(rest[:2]), rest[2:], depth)
        return self._of(module, "resource", f"{root}.{name}", further, depth)

    def _of(self, module: ModuleInstance, kind: str, name: str, path: Path, depth: int) -> frozenset[str]:
        """The resources that a declaration, or an attribute of it, names."""
        key = (id(module), kind, name, path)
        if key not in self._known:
            self._known[key] = frozenset()  # what depends on itself names nothing more by that
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
            # Who got what a look-up finds got what it looks for; other attributes are words.
            asked = _LOOKED_UP_BY if attribute in _OWN_NAMES else (attribute,)
            found = [self._in(module, declaration.attribute(one), (), {}, depth) for one in asked]
            return frozenset().union(*found)
        identity = module.identity(declaration.name)
        if attribute in MADE_WITH_VPC:
            return frozenset({made_with(identity, MADE_WITH_VPC[attribute])})
        body = declaration.body
        if attribute in _OWN_NAMES and not (attribute == "function_name" and not _names_function(declaration)):
            return frozenset({identity})
        bound = _each_of(declaration)
        given = body.attributes.get(attribute)
        if given is not None:
            return self._in(module, given, path[1:], bound, depth)
        blocks = tuple(block for block in body.blocks if attribute in (block.type, *block.labels))
        return self._in(module, blocks, (), bound, depth) if blocks else frozenset()

    def _instances(self, module: ModuleInstance, call: Declaration) -> list[ModuleInstance]:
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


def _recipient(address: str) -> Recipient:
    stacks = ("aws_cloudformation_stack", "aws_serverlessapplicationrepository")
    return not_in_scan(address) if address.rpartition(".")[0].endswith(stacks) else of_unread_type(address)


def _except_not_handed(body: Body) -> Body:
    kept = {name: given for name, given in body.attributes.items() if name not in _NOT_HANDED}
    return Body(kept, tuple(block for block in body.blocks if block.type not in _NO_BLOCKS))


def _attributes(steps: tuple[Any, ...]) -> Iterator[str]:
    for step in steps:
        if isinstance(step, GetAttr):
            yield step.name
        elif isinstance(step, Splat):
            yield from _attributes(step.steps)


def _parts(node: Any, path: Path, bound: Bound) -> Iterator[tuple[Any, Path, Bound]]:
    """What an expression is made of, each with the attributes that are taken from it."""
    if isinstance(node, Traversal):
        yield node, path, bound
    elif isinstance(node, Access):
        yield node.source, (*_attributes(node.steps), *path), bound
    elif isinstance(node, Call):
        if node.name not in _WORDS_ONLY:
            yield from ((argument, path, bound) for argument in node.arguments)
    elif isinstance(node, Conditional):
        yield node.when_true, path, bound
        yield node.when_false, path, bound
    elif isinstance(node, Tuple):
        yield from ((element, path, bound) for element in node.elements)
    elif isinstance(node, Object):
        yield from _entries(node, path, bound)
    elif isinstance(node, (ForTuple, ForObject)):
        inner = {**bound, node.value_name: (node.collection, bound, False)}
        yield node.value, path, inner
        if isinstance(node, ForObject):
            yield node.key, (), inner
    elif isinstance(node, Template):
        yield from ((part, (), bound) for part in node.parts)
    elif isinstance(node, Body):
        yield from ((given, (), bound) for given in node.attributes.values())
        yield from ((block, (), bound) for block in node.blocks)
    elif isinstance(node, BlockSyntax):
        yield node.body, (), {**bound, **_iterator(node, bound)}
    elif isinstance(node, tuple):
        yield from ((element, path, bound) for element in node)
    elif not isinstance(node, Binary):
        yield from ()


def _iterator(block: BlockSyntax, bound: Bound) -> Bound:
    """What the name of a ``dynamic`` block stands for, whose ``value`` is an element."""
    over = block.body.attributes.get("for_each") if block.type == "dynamic" else None
    return {} if over is None or not block.labels else {block.labels[0]: (over, bound, True)}


def _entries(node: Object, path: Path, bound: Bound) -> Iterator[tuple[Any, Path, Bound]]:
    """The values of an object: the one that is asked for, or all where a key may be left out by an index."""
    if path:
        for key, value in node.entries:
            if isinstance(key, Literal) and key.value == path[0]:
                yield value, path[1:], bound
                return
    for _, value in node.entries:
        yield value, path, bound


def _block_of(identity: str) -> tuple[str, str]:
    """The identity of a block without the key of the instance, and what AWS makes with it: "/main route table"."""
    vpc = vpc_that_it_comes_with(identity)
    block, made = (identity, "") if vpc is None else (vpc, identity[len(vpc) :])
    return (block[: block.rfind("[")] if block.endswith("]") else block), made
