"""One instance of a module: the names that its expressions see, and the values behind them.

References resolve in the module instance in which they are written, never by a name that is global to the
scan: a scan of a folder tree is one graph of Checkov's, in which root modules with equal names meet.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Protocol

from lambdanet.model import Place
from lambdanet.readers.conversions import printed
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.surroundings.handing_on import without_credentials
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.values_files import EnvironmentValue, of_environment
from lambdanet.readers.terraform.syntax.syntax import Body, Conditional, Expression, Literal, Traversal
from lambdanet.readers.terraform.values.names_in_scope import UncertainInstances
from lambdanet.values import Cause, Known, Unknown, Value

Bindings = Mapping[str, Datum]

_MOST_INSTANCES = 10_000
# The types of which no value names anything on a network.
_PLAIN_TYPES = (Traversal("number"), Traversal("bool"))

# Arguments that name the resource itself: a reference to one is a reference to the resource.
_HANDLES = frozenset(("id", "arn", "name", "function_name", "role", "bucket", "cluster_identifier", "identifier"))
# The arguments by which data sources look up one resource by its id.
_BY_ID = {"aws_vpc": "id", "aws_subnet": "id", "aws_security_group": "id", "aws_route_table": "route_table_id"}
# Attributes of data sources that are lists, so never one id.
_LISTS = frozenset(("ids", "names", "zone_ids", "arns", "cidr_blocks", "group_names"))


class OtherModules(Protocol):
    """What a module asks of the configuration that it belongs to.

    tfvars: directory -> variable -> value.
    values_under_way: how many variables, locals, outputs and the like are being worked out right now.
    """

    tfvars: dict[str, dict[str, Datum]]
    values_under_way: int

    def called(self, module: ModuleInstance, call: Declaration, key: int | str | None) -> ModuleInstance | None:
        """The instance that a call makes for a key, None when the module is not in the scan."""

    def resource_at(self, identity: str, kind: str) -> ResourceInstance | None:
        """The instance of a resource of the scanned code, by its identity and type; None when there is none."""

    def why_not_described(self, module: ModuleInstance, call: Declaration, key: int | str | None) -> str:
        """A clause that says why what a call makes is not known, or nothing when there is no more to say."""


class ModuleInstance:
    """A root module, or a module call with one key.

    directory: of the root module. prefix: "" for the root, else "module.network[0]." and so on.
    """

    def __init__(self, configuration: OtherModules, directory: str, prefix: str, source: Any) -> None:
        self.configuration = configuration
        self.directory = directory
        self.prefix = prefix
        self.source = source
        self.declarations: dict[str, dict[str, Declaration]] = {}
        self.parent: ModuleInstance | None = None
        self.call: Declaration | None = None
        self.call_key: int | str | None = None
        # The one instance that Checkov has of a module whose instances it does not tell apart.
        self.original: ModuleInstance | None = None
        self._values: dict[tuple[str, str], Datum] = {}
        self._under_way: set[tuple[str, str]] = set()
        self._evaluated: dict[int, tuple[Expression, Datum]] = {}

    @cached_property
    def exists(self) -> Value[bool]:
        """Whether what the module declares is created, as far as the calls around it decide that."""
        if self.parent is None or self.call is None:
            return Known(True)
        return both(self.parent.exists, self.parent.instances_exist(self.call))

    @cached_property
    def several(self) -> bool:
        """Whether the module stands for a number of instances that is not known."""
        if self.parent is None or self.call is None:
            return False
        return self.parent.several or self.parent.may_be_several(self.call)

    def find(self, kind: str, name: str) -> Declaration | None:
        """The declaration of a kind by its name."""
        return self.declarations.get(kind, {}).get(name)

    def identity(self, address: str) -> str:
        """The identity of what has this address in the module."""
        return f"{self.directory}|{self.prefix}{address}"

    def place_of(self, declaration: Declaration, address: str) -> Place:
        """Where an instance stands whose full address is this."""
        if self.original is None:
            return Place(address, declaration.file, declaration.line)
        reported = self.original.prefix + address[len(self.prefix) :]
        return Place(reported, declaration.file, declaration.line, instance=address)

    def symbol(self, name: str) -> str:
        """The name of an unknown value of this module."""
        return f"{self.directory}|{self.prefix}{name}"

    def evaluate(self, expression: Expression, bindings: Bindings | None = None) -> Datum:
        """What an expression of this module evaluates to.

        Equal lines of code are one expression (``line_syntax``), which many resources share. What is evaluated while
        some value is under way may depend on itself, so that its answer is no one else's.
        """
        if isinstance(expression, Literal):
            return expression.value
        alone = not bindings and not self.configuration.values_under_way
        if alone and (known := self._evaluated.get(id(expression))) is not None:
            return known[1]
        from lambdanet.readers.terraform.evaluation.evaluator import evaluate

        datum = evaluate(expression, self, bindings)
        if alone:
            self._evaluated[id(expression)] = (expression, datum)  # held, so that no other gets its id
        return datum

    # The names of expressions (``Scope``)

    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        """See ``Scope.named``."""
        first, rest = names[0], names[1:]
        if first in _BY_NAMESPACE and rest:
            return _BY_NAMESPACE[first](self, rest[0]), 2
        if first == "data" and len(rest) >= 2:
            return self._instances("data", f"{rest[0]}.{rest[1]}"), 3
        if first in ("path", "terraform", "each", "count", "self") and rest:
            name = f"{first}.{rest[0]}"
            return Unknown(
                f"{name} is known only when Terraform runs", symbol=self.symbol(name), cause=Cause.WHEN_IT_RUNS
            ), 2
        if rest and self.find("resource", f"{first}.{rest[0]}") is not None:
            return self._instances("resource", f"{first}.{rest[0]}"), 2
        written = ".".join(names)
        return Unknown(f"{written} is not declared here", symbol=self.symbol(written), cause=Cause.NOT_DECLARED), len(
            names
        )

    def _once(self, kind: str, name: str, value: Callable[[], Datum]) -> Datum:
        """The value, worked out once; one that depends on itself is unknown."""
        key = (kind, name)
        if key not in self._values:
            if key in self._under_way:
                return Unknown(f"{kind}.{name} depends on itself")
            self._under_way.add(key)
            self.configuration.values_under_way += 1
            try:
                self._values[key] = value()
            finally:
                self._under_way.discard(key)
                self.configuration.values_under_way -= 1
        return self._values[key]

    def variable(self, name: str) -> Datum:
        """An input: what the call gives, else a tfvars file, else the default."""
        return self._once("var", name, lambda: self._variable(name))

    def _variable(self, name: str) -> Datum:
        declared = self.find("variable", name)
        if declared is None:
            return Unknown(f"var.{name} is not declared", symbol=self.symbol(f"var.{name}"), cause=Cause.NOT_DECLARED)
        if self.call is not None and self.parent is not None:
            expression = self.call.attribute(name)
            if expression is not None:
                given = self.parent.evaluate(expression, self.parent.bindings(self.call, self.call_key))
                nullable = declared.attribute("nullable")
                if given is not None or nullable is None or self.evaluate(nullable) is not False:
                    return self._typed(given, declared)
        elif name in self.configuration.tfvars.get(self.directory, {}):
            value = self.configuration.tfvars[self.directory][name]
            if isinstance(value, EnvironmentValue):
                value = of_environment(value, declared.attribute("type"))
            return self._typed(value, declared)
        default = declared.attribute("default")
        if default is None:
            kind = declared.attribute("type")
            plain = kind is not None and kind in _PLAIN_TYPES
            return Unknown(
                f"var.{name} has no default", symbol=self.symbol(f"var.{name}"), plain=plain, cause=Cause.NO_VALUE
            )
        return self._typed(self.evaluate(default), declared)

    def _typed(self, datum: Datum, declared: Declaration) -> Datum:
        constraint = declared.attribute("type")
        if constraint is None or isinstance(datum, (str, Unknown)):
            return datum
        from lambdanet.readers.terraform.evaluation.variable_types import converted

        return converted(datum, constraint, self.evaluate)

    def file(self, path: Datum) -> str | Unknown:
        """The text of a file that an expression of this module reads."""
        from lambdanet.readers.terraform.functions.files_read import read_file

        return read_file(path, self._own_directory(), self.directory)

    def file_bytes(self, path: Datum) -> bytes | Unknown:
        """What a file holds whose hash an expression of this module takes."""
        from lambdanet.readers.terraform.functions.files_read import read_bytes

        return read_bytes(path, self._own_directory(), self.directory)

    def files(self, path: Datum, pattern: str) -> list[str] | Unknown:
        """The files of a folder that match a pattern."""
        from lambdanet.readers.terraform.functions.files_read import files_in

        return files_in(path, pattern, self._own_directory(), self.directory)

    def _own_directory(self) -> str:
        return directory_of(next((d.file for found in self.declarations.values() for d in found.values()), ""))

    def local(self, name: str) -> Datum:
        """A local value."""
        return self._once("local", name, lambda: self._local(name))

    def _local(self, name: str) -> Datum:
        declared = self.find("local", name)
        expression = declared.attribute(name) if declared is not None else None
        if expression is None:
            return Unknown(
                f"local.{name} is not declared", symbol=self.symbol(f"local.{name}"), cause=Cause.NOT_DECLARED
            )
        return self.evaluate(expression)

    def output(self, name: str) -> Datum:
        """An output of this module."""
        return self._once("output", name, lambda: self._output(name))

    def _output(self, name: str) -> Datum:
        declared = self.find("output", name)
        expression = declared.attribute("value") if declared is not None else None
        if expression is None:
            # Whatever was meant, it is something of this module.
            why = f"{self.prefix.rstrip('.') or 'the module'} has no output {name}"
            return Unknown(why, self._declared(), self.symbol(f"output.{name}"))
        return self.evaluate(expression)

    def _declared(self) -> frozenset[str]:
        """Every resource that the module may have."""
        found = set()
        for declaration in self.declarations.get("resource", {}).values():
            keys = self.keys(declaration)
            for key in keys if isinstance(keys, list) else self.possible_keys(declaration) or [None]:
                found.add(self.identity(_address(declaration, key)))
        return frozenset(found)

    def module(self, name: str) -> Datum:
        """A module call: an instance, a list or a map of them."""
        return self._instances("module", name)

    # Instances

    def keys(self, declaration: Declaration) -> list[Any] | Unknown:
        """The keys of a block's instances: ``[None]`` without ``count`` and ``for_each``."""
        keys = self._once("keys", f"{declaration.kind} {declaration.name}", lambda: self._keys(declaration))
        return keys if isinstance(keys, (list, Unknown)) else Unknown(f"the instances of {declaration.name}")

    def instances_exist(self, declaration: Declaration) -> Value[bool]:
        """Whether there are instances, or why that is not known."""
        keys = self.keys(declaration)
        return keys if isinstance(keys, Unknown) else Known(bool(keys))

    def possible_keys(self, declaration: Declaration) -> list[Any] | None:
        """The keys of the instances of which only a condition decides whether there are any, else None."""
        if not isinstance(self.keys(declaration), Unknown):
            return None
        found = self._once("possible keys", f"{declaration.kind} {declaration.name}", lambda: self._if_any(declaration))
        return found[0] if isinstance(found, tuple) else None

    def may_be_several(self, declaration: Declaration) -> bool:
        """Whether it is not known how many instances there are, if any."""
        return isinstance(self.keys(declaration), Unknown) and self.possible_keys(declaration) is None

    def _keys(self, declaration: Declaration) -> list[Any] | Unknown:
        for name in ("count", "for_each"):
            expression = declaration.attribute(name)
            if expression is None:
                continue
            found = _keys_by(self.evaluate(expression))
            if isinstance(found, list):
                return found
            address = f"{self.prefix}{_address(declaration)}"
            alternative = self._if_any(declaration)
            if alternative is not None and not alternative[0]:
                return []
            keys, symbol = alternative if alternative is not None else ([None], None)
            may_be = frozenset(self.identity(_address(declaration, key)) for key in keys)
            return Unknown(f"the {name} of {address} is not known: {found.reason}", may_be, symbol, cause=found.cause)
        return [None]

    def _if_any(self, declaration: Declaration) -> tuple[list[Any], str] | None:
        """The keys if there are instances, and a name for the condition, of ``condition ? keys : none``.

        What one condition decides is there together: the name is the same for all blocks with it.
        """
        expression = declaration.attribute("count") or declaration.attribute("for_each")
        if not isinstance(expression, Conditional):
            return None
        when_true = _keys_by(self.evaluate(expression.when_true))
        when_false = _keys_by(self.evaluate(expression.when_false))
        condition = self.symbol(repr(expression.condition))
        if when_false == [] and isinstance(when_true, list):
            return when_true, f"if {condition}"
        if when_true == [] and isinstance(when_false, list):
            return when_false, f"unless {condition}"
        return None

    def bindings(self, declaration: Declaration, key: int | str | None) -> Bindings:
        """What ``count`` and ``each`` stand for in an instance."""
        if key is None:
            return {}
        if isinstance(key, int) and declaration.attribute("for_each") is None:
            return {"count": {"index": key}}
        each = declaration.attribute("for_each")
        collection = self.evaluate(each) if each is not None else None
        value: Datum = key
        if isinstance(collection, dict):
            value = collection.get(str(key), Unknown(f"each.value of {declaration.name}", cause=Cause.WHEN_IT_RUNS))
        elif isinstance(collection, Listing):
            # A key that is not known is named after what it stands for.
            value = next((element for element in collection.elements if _key(element) == key), key)
            return {"each": {"key": value, "value": value}}
        else:
            symbol = self.symbol(f"{declaration.name}[{key}].each.value")
            value = Unknown(f"each.value of {declaration.name} is not known", symbol=symbol, cause=Cause.WHEN_IT_RUNS)
        return {"each": {"key": key, "value": value}}

    def _instances(self, kind: str, name: str) -> Datum:
        return self._once(f"instances of {kind}", name, lambda: self._instances_of(kind, name))

    def _instances_of(self, kind: str, name: str) -> Datum:
        declaration = self.find(kind, name)
        if declaration is None:
            written = f"{kind}.{name}" if kind != "resource" else name
            return Unknown(f"{written} is not declared here", symbol=self.symbol(written), cause=Cause.NOT_DECLARED)

        def instance(key: int | str | None) -> Datum:
            if kind == "module":
                return ModuleCall(self, declaration, key)
            return ResourceInstance(self, declaration, key)

        keys = self.keys(declaration)
        if isinstance(keys, Unknown):
            return UncertainInstances(keys, instance)
        if keys == [None]:
            return instance(None)
        if declaration.attribute("for_each") is None:
            return Listing(tuple(instance(key) for key in keys))
        return {str(key): instance(key) for key in keys}


_BY_NAMESPACE: dict[str, Callable[[ModuleInstance, str], Datum]] = {
    "var": ModuleInstance.variable,
    "local": ModuleInstance.local,
    "module": ModuleInstance.module,
}


def _keys_by(value: Datum) -> list[Any] | Unknown:
    """The keys of instances that a value of ``count`` or ``for_each`` stands for."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return list(range(int(value))) if value <= _MOST_INSTANCES else Unknown("it is counted too high")
    if isinstance(value, dict):
        return [str(key) for key in value]
    if isinstance(value, Listing) and value.more is None:
        keys = [_key(element) for element in value.elements]
        if None not in keys:
            return keys
    if isinstance(value, UncertainInstances):
        return value.reason.of_another()
    hidden = value.more if isinstance(value, Listing) else value
    return hidden if isinstance(hidden, Unknown) else Unknown("not all of its keys are known")


def _key(element: Datum) -> str | None:
    """The key of the instance that an element of a set makes; None where it cannot be told from others."""
    if isinstance(element, (Reference, Text)) or (isinstance(element, Unknown) and element.symbol):
        return printed(element)
    return element if isinstance(element, str) else None


def both(outer: Value[bool], inner: Value[bool]) -> Value[bool]:
    """Whether a module and what is in it exist. Only what is in doubt for the same reasons shares the symbol."""
    for one, other in ((outer, inner), (inner, outer)):
        if isinstance(one, Known):
            return other if one.value else one
    if isinstance(outer, Unknown) and isinstance(inner, Unknown):
        symbol = f"{outer.symbol} and {inner.symbol}" if outer.symbol and inner.symbol else None
        return outer.of_another(outer.candidates | inner.candidates, symbol)
    return Known(True)


def _address(declaration: Declaration, key: Any = None) -> str:
    front = {"data": "data.", "module": "module."}.get(declaration.kind, "")
    return f"{front}{declaration.name}{suffix(key)}"


def suffix(key: int | str | None) -> str:
    """How an address names an instance: ``[0]``, ``["a"]``, nothing for a lone one."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f'["{key}"]'


class ResourceInstance:
    """One instance of a resource or a data source, as expressions see it (``Instance``)."""

    __slots__ = ("module", "declaration", "key")

    def __init__(self, module: ModuleInstance, declaration: Declaration, key: int | str | None) -> None:
        self.module = module
        self.declaration = declaration
        self.key = key

    @property
    def identity(self) -> str:
        """Unique in the scan."""
        return self.module.identity(_address(self.declaration, self.key))

    def attribute(self, name: str) -> Datum:
        """An argument as configured, or a reference to what AWS decides."""
        if self.declaration.kind == "data":
            found = self._looked_up()
            if isinstance(found, ResourceInstance):
                return found.attribute(name)
        symbol = f"{_address(self.declaration, self.key)}.{name}"
        if name not in _HANDLES:
            if self.declaration.kind == "data" and name in _LISTS:
                reason = f"{self.module.prefix}{symbol} is looked up when Terraform runs"
                looked_up = self.module.symbol(symbol)
                return Unknown(reason, symbol=looked_up, never_null=True, cause=Cause.WHEN_IT_RUNS)
            if name == "outputs" and self.declaration.name.startswith("terraform_remote_state."):
                told = f"{self.module.prefix}{symbol} are those of another state"
                return Unknown(told, symbol=self.module.symbol(symbol))
            expression = self.declaration.attribute(name)
            if expression is not None:
                bindings = self.module.bindings(self.declaration, self.key)
                given = self.module.evaluate(expression, bindings)
                # What a look-up does not ask for, it finds.
                if given is not None or self.declaration.kind != "data":
                    return given
            if self.declaration.kind == "resource" and self.declaration.body.has_block(name):
                return self._blocks(name)
        return Reference(self.identity, name, f"{self.module.prefix}{symbol}")

    def _looked_up(self) -> Datum:
        """The declared resource that a data source looks up by its id, else something that is no instance."""
        kind = self.declaration.name.partition(".")[0]
        wanted = self.declaration.attribute(_BY_ID[kind]) if kind in _BY_ID else None
        if wanted is None:
            return None

        def found() -> Datum:
            named = self.module.evaluate(wanted, self.module.bindings(self.declaration, self.key))
            if not isinstance(named, Reference) or named.attribute != "id":
                return None
            return self.module.configuration.resource_at(named.identity, kind)

        return self.module._once("looked up", _address(self.declaration, self.key), found)

    def _blocks(self, name: str) -> Datum:
        """The nested blocks of a name, as expressions see them: a list."""
        from lambdanet.readers.terraform.evaluation.nested_blocks import nested_blocks

        bindings = self.module.bindings(self.declaration, self.key)
        found, more = nested_blocks(self.declaration.body, name, self.module, bindings)
        address = _address(self.declaration, self.key)
        return Listing(
            tuple(
                NestedBlockInstance(self, body, bound, f"{name}[{place}]", f"{self.module.prefix}{address}")
                for place, (body, bound) in enumerate(found)
            ),
            more,
        )


class NestedBlockInstance:
    """A block in a resource, as expressions see it: what it does not say, AWS decides."""

    __slots__ = ("address", "body", "bound", "resource", "written")

    def __init__(self, resource: ResourceInstance, body: Body, bound: Bindings, written: str, address: str) -> None:
        self.resource = resource
        self.body = body
        self.bound = bound
        self.written = written
        self.address = address

    def attribute(self, name: str) -> Datum:
        """An argument as configured, or a reference to what AWS decides."""
        expression = self.body.attributes.get(name)
        if expression is not None:
            return self.resource.module.evaluate(expression, self.bound)
        attribute = f"{self.written}.{name}"
        return Reference(self.resource.identity, attribute, f"{self.address}.{attribute}")


class ModuleCall:
    """One instance of a module call, as expressions see it: its attributes are the module's outputs."""

    __slots__ = ("module", "declaration", "key")

    def __init__(self, module: ModuleInstance, declaration: Declaration, key: int | str | None) -> None:
        self.module = module
        self.declaration = declaration
        self.key = key

    def attribute(self, name: str) -> Datum:
        """An output."""
        called = self.module.configuration.called(self.module, self.declaration, self.key)
        if called is not None:
            return called.output(name)
        written = f"module.{self.declaration.name}{suffix(self.key)}.{name}"
        source = self.declaration.attribute("source")
        told = self.module.evaluate(source) if source is not None else None
        shown = f" ({without_credentials(told)})" if isinstance(told, str) else ""
        why = self.module.configuration.why_not_described(self.module, self.declaration, self.key)
        return Unknown(
            f"{self.module.prefix}{written} comes from a module that is not in the scan{shown}{why}",
            symbol=self.module.symbol(written),
            cause=Cause.OUTSIDE_MODULE,
        )


def directory_of(file: str) -> str:
    """The directory of a file."""
    return os.path.dirname(file)
