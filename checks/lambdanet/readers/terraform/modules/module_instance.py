"""One instance of a module: the names that its expressions see, and the values behind them.

References resolve in the module instance in which they are written, never by a name that is global to the
scan: a scan of a folder tree is one graph of Checkov's, in which root modules with equal names meet.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from lambdanet.given.in_force import are_given, workspace_of
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.model import Place
from lambdanet.readers.datum import Datum, Listing, Reference
from lambdanet.readers.surroundings.recipients import without_credentials
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.ignored_changes import Ignored
from lambdanet.readers.terraform.modules.instance_keys import FEW_INSTANCES, IfAny, as_many_as, if_any, keys_by
from lambdanet.readers.terraform.modules.twins import (
    Named,
    is_named_by_like_alone,
    is_set,
    name_of_key,
    name_of_number,
    named_by,
)
from lambdanet.readers.terraform.modules.validated_words import is_one_of_words
from lambdanet.readers.terraform.modules.values_files import EnvironmentValue, of_environment
from lambdanet.readers.terraform.syntax.syntax import Body, Call, Expression, Literal, Traversal
from lambdanet.readers.terraform.values.names_in_scope import UncertainInstances
from lambdanet.readers.terraform.values.sizes import Sizes
from lambdanet.readers.terraform.values.stand_ins import StandIn, key_of, meant_by
from lambdanet.undeclared import missing
from lambdanet.values import Cause, Known, Unknown, Value

Bindings = Mapping[str, Datum]

# The types of which no value names anything on a network.
_PLAIN_TYPES = (Traversal("number"), Traversal("bool"))
# The types that leave a string as it is: no need to look at them again for every value.
_TEXT_TYPES = (Traversal("string"), Traversal("any"))

# Arguments that name the resource itself: a reference to one is a reference to the resource.
_HANDLES = frozenset(
    (
        *("id", "arn", "name", "function_name", "role", "bucket", "cluster_identifier", "identifier"),
        "private_ip",  # who has the address of a host depends on the host, whether the code or AWS picks it
    )
)
# Arguments that are words or numbers, never a name on a network.
_WORDS = frozenset(("username", "master_username", "db_name", "database_name", "port", "engine", "engine_version"))
# Arguments for which AWS decides where they are null, so that whoever reads one gets a value all the same.
_LEFT_TO_AWS = frozenset(
    (
        *("private_ips", "ip_address", "cidr_block", "availability_zone", "availability_zone_id", "availability_zones"),
        *("vpc_id", "subnet_id", "subnet_ids", "subnets", "vpc_security_group_ids"),
    )
)
_WITH_A_PORT_OF_THEIR_OWN = ("aws_db_", "aws_rds_", "aws_docdb_", "aws_neptune_", "aws_elasticache_", "aws_redshift")
# The arguments by which data sources look up one resource by its id.
_BY_ID = {
    "aws_vpc": "id",
    "aws_subnet": "id",
    "aws_security_group": "id",
    "aws_route_table": "route_table_id",
    "aws_nat_gateway": "id",
    "aws_internet_gateway": "internet_gateway_id",
    "aws_vpn_gateway": "id",
    "aws_ec2_transit_gateway": "id",
    "aws_vpc_endpoint": "id",
    "aws_efs_file_system": "file_system_id",
}
# What a look-up of a state has itself, and the attributes of look-ups that are the outputs of another state.
_OF_STATES = frozenset(("backend", "config", "defaults", "environment", "id", "outputs", "workspace"))
_OUTPUTS = {"terraform_remote_state": ("outputs",), "tfe_outputs": ("values", "nonsensitive_values")}
# Attributes of data sources that are lists, so never one id.
_LISTS = frozenset(("ids", "names", "zone_ids", "arns", "cidr_blocks", "group_names"))


class OtherModules(Protocol):
    """What a module asks of the configuration that it belongs to.

    tfvars: directory -> variable -> value.
    instances_left: how many there may be, besides the few that each block may have.
    values_under_way: how many variables, locals and outputs, for example, are being worked out right now.
    instances_are_ours: whether instances are reported under the addresses that they have here.
    without_defaults: the variables of root modules are read as if they had none.
    most_of_anything: from which number on there may be more of anything, where what stands for all above is assumed.
    """

    instances_are_ours: bool
    without_defaults: bool
    most_of_anything: int | None
    tfvars: dict[str, dict[str, Datum]]
    values_under_way: int
    instances_left: int

    def other_values(self, directory: str, name: str) -> list[tuple[str, Datum]]:
        """What files of values that nobody asked for give to a variable of a root module, with the files' names."""

    def instances(self) -> list[ModuleInstance]:
        """The instances of all modules that are in the scan."""

    def called(self, module: ModuleInstance, call: Declaration, key: int | str | None) -> ModuleInstance | None:
        """The instance that a call makes for a key, None when the module is not in the scan."""

    def resource_at(self, identity: str, kind: str) -> ResourceInstance | None:
        """The instance of a resource of the scanned code, by its identity and type; None when there is none."""

    def why_not_described(self, module: ModuleInstance, call: Declaration, key: int | str | None) -> str:
        """A clause that says why what a call makes is not known, or nothing when there is no more to say."""

    def answer_to(self, look_up: ResourceInstance) -> dict[str, Datum] | None:
        """The attributes that a data source has, as far as files with facts say them."""

    def outputs_in_view(self, look_up: ResourceInstance) -> dict[str, Datum] | None:
        """The outputs that a data source reads, where another root module of the scan has them."""

    def kept_of(self, module: ModuleInstance, declaration: Declaration, key: int | str | None) -> Ignored:
        """What an instance of a resource keeps as it was: it is there already, and ignores changes of that."""

    def zones_found(self, look_up: ResourceInstance, name: str) -> Datum:
        """The zones that a data source finds, where a number of them is assumed, or why they are none; else None."""

    def note_look_up(self, look_up: ResourceInstance) -> None:
        """Note the fact that a data source asks for, where it is known by another name than the data source's."""


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
        # The one instance that Checkov has of a module whose instances it does not distinguish.
        self.original: ModuleInstance | None = None
        self._values: dict[tuple[str, str], Datum] = {}
        self._under_way: set[tuple[str, str]] = set()
        self._evaluated: dict[int, tuple[Expression, Datum]] = {}
        self.sizes = Sizes()

    @property
    def most_of_anything(self) -> int | None:
        """See ``OtherModules``."""
        return self.configuration.most_of_anything

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

    @cached_property
    def named_by(self) -> dict[str, list[Named]] | None:
        """Who names which block of the module."""
        return named_by(each for of_kind in self.declarations.values() for each in of_kind.values())

    @cached_property
    def resources_by_type(self) -> dict[str, list[Declaration]]:
        """The resources of the module, by their types; asked for once all of its files are read."""
        found: dict[str, list[Declaration]] = {}
        for name, declaration in self.declarations.get("resource", {}).items():
            found.setdefault(name.partition(".")[0], []).append(declaration)
        return found

    @cached_property
    def has_an_address(self) -> bool:
        """Whether the keys of all calls around it are known, and not only what stands for them."""
        return self.parent is None or (not isinstance(self.call_key, StandIn) and self.parent.has_an_address)

    def find(self, kind: str, name: str) -> Declaration | None:
        """The declaration of a kind by its name."""
        return self.declarations.get(kind, {}).get(name)

    def identity(self, address: str) -> str:
        """The identity of what has this address in the module."""
        return f"{self.directory}|{self.prefix}{address}"

    def place_of(self, declaration: Declaration, address: str) -> Place:
        """The place of the instance whose full address is this."""
        if self.original is None or (self.configuration.instances_are_ours and self.has_an_address):
            return Place(address, declaration.file, declaration.line)
        reported = self.original.prefix + address[len(self.prefix) :]
        return Place(reported, declaration.file, declaration.line, instance=address)

    def symbol(self, name: str) -> str:
        """The name of an unknown value of this module."""
        return f"{self.directory}|{self.prefix}{name}"

    def waits_for(self, sort: Sort, name: str) -> tuple[MissingFact, ...]:
        """The fact that would say what is not known of something in this module."""
        return (MissingFact(sort, f"{self.prefix}{name}", self.directory),)

    def evaluate(self, expression: Expression, bindings: Bindings | None = None) -> Datum:
        """What an expression of this module evaluates to.

        Equal lines of code are one expression (``line_syntax``), which many resources share. What is evaluated while
        some value is under way may depend on itself, so that its answer holds for nothing else.
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
        if names[:2] == ("terraform", "workspace"):
            return self._workspace(), 2
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

    def _workspace(self) -> Datum:
        named = workspace_of(self.directory) if are_given() else ""
        if named:
            return named
        return Unknown(
            "terraform.workspace is known only when Terraform runs",
            symbol=self.symbol("terraform.workspace"),
            cause=Cause.WHEN_IT_RUNS,
            waits_for=(MissingFact(Sort.WORKSPACE, "terraform.workspace", self.directory),),
        )

    def once(self, kind: str, name: str, value: Callable[[], Datum]) -> Datum:
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
        return self.once("var", name, lambda: self._variable(name))

    def _variable(self, name: str) -> Datum:
        declared = self.find("variable", name)
        if declared is None:
            given = self.configuration.tfvars.get(self.directory, {}).get(name) if self.call is None else None
            unknown = Unknown(
                f"var.{name} is not declared", symbol=self.symbol(f"var.{name}"), cause=Cause.NOT_DECLARED
            )
            return unknown if given is None else given
        if self.call is not None and self.parent is not None:
            expression = self.call.attribute(name)
            if expression is not None:
                given = self.parent.evaluate(expression, self.parent.bindings(self.call, self.call_key))
                if given is not None or self._may_be_null(declared):
                    typed = self._typed(given, declared)
                    return (
                        replace(typed, plain=True)
                        if isinstance(typed, Unknown) and is_one_of_words(declared)
                        else typed
                    )
        elif name in self.configuration.tfvars.get(self.directory, {}):
            value = self.configuration.tfvars[self.directory][name]
            if isinstance(value, EnvironmentValue):
                value = of_environment(value, declared.attribute("type"))
            if value is not None or self._may_be_null(declared):
                return self._or_another(name, self._typed(value, declared), declared)
        default = declared.attribute("default")
        if default is None or (self.configuration.without_defaults and self.call is None):
            kind = declared.attribute("type")
            plain = (kind is not None and kind in _PLAIN_TYPES) or is_one_of_words(declared)
            reason = f"var.{name} has no default"
            if self.call is None and (others := self.configuration.other_values(self.directory, name)):
                reason += f", and a value in {others[0][0]}"
            return Unknown(
                reason,
                symbol=self.symbol(f"var.{name}"),
                plain=plain,
                cause=Cause.NO_VALUE,
                waits_for=self.waits_for(Sort.VARIABLE, f"var.{name}"),
            )
        return self._or_another(name, self._typed(self.evaluate(default), declared), declared)

    def _may_be_null(self, declared: Declaration) -> bool:
        """Whether null is a value of the variable, and does not stand for the default."""
        nullable = declared.attribute("nullable")
        return nullable is None or self.evaluate(nullable) is not False

    def _or_another(self, name: str, value: Datum, declared: Declaration) -> Datum:
        """The value of a variable of a root module, or one of those that files of values next to it give."""
        if self.parent is not None or self.source is not None:
            return value
        from lambdanet.readers.terraform.values.certainty import either, equal

        found = value
        for file, other in self.configuration.other_values(self.directory, name):
            typed = self._typed(other, declared)
            if equal(value, typed) is not True:
                why = Unknown(
                    f"{file} gives var.{name} another value",
                    cause=Cause.NO_VALUE,
                    waits_for=self.waits_for(Sort.VARIABLE, f"var.{name}"),
                )
                found = either(why, found, typed)
        return replace(found, symbol=self.symbol(f"var.{name}")) if isinstance(found, Unknown) else found

    def holds_lists(self, name: str, *, within: bool) -> bool:
        """Whether a variable is declared as a list or a set, in the words of any version.

        within: whether what a map has under a key may be one. Before types had parts, nothing said so.
        """
        declared = self.find("variable", name)
        kind = declared.attribute("type") if declared is not None else None
        if within:
            # Code that was moved to the later language says so of maps that hold whatever they held before.
            any_map = kind == Call("map", (Traversal("any"),))
            return any_map or kind in (None, Literal("map"), Traversal("map"), Traversal("any"))
        if isinstance(kind, Call):
            return kind.name in ("list", "set", "tuple")
        return kind in (Literal("list"), Traversal("list"), Traversal("set"))

    def _typed(self, datum: Datum, declared: Declaration) -> Datum:
        constraint = declared.attribute("type")
        if constraint is None or isinstance(datum, Unknown) or (isinstance(datum, str) and constraint in _TEXT_TYPES):
            return datum
        from lambdanet.readers.terraform.evaluation.variable_types import converted

        return converted(datum, constraint, self.evaluate)

    def file(self, path: Datum) -> str | Unknown:
        """The text of a file that an expression of this module reads."""
        from lambdanet.readers.terraform.functions.files_read import read_file

        return read_file(path, self.own_directory(), self.directory)

    def file_bytes(self, path: Datum) -> bytes | Unknown:
        """What a file holds whose hash an expression of this module takes."""
        from lambdanet.readers.terraform.functions.files_read import read_bytes

        return read_bytes(path, self.own_directory(), self.directory)

    def files(self, path: Datum, pattern: str) -> list[str] | Unknown:
        """The files of a folder that match a pattern."""
        from lambdanet.readers.terraform.functions.files_read import files_in

        return files_in(path, pattern, self.own_directory(), self.directory)

    def own_directory(self) -> str:
        """Where the module's own files are."""
        return directory_of(next((d.file for found in self.declarations.values() for d in found.values()), ""))

    def local(self, name: str) -> Datum:
        """A local value."""
        return self.once("local", name, lambda: self._local(name))

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
        return self.once("output", name, lambda: self._output(name))

    def _output(self, name: str) -> Datum:
        declared = self.find("output", name)
        expression = declared.attribute("value") if declared is not None else None
        if expression is None:
            # Whatever is meant, it is something of this module.
            return Unknown(self._no_output(name), self._declared(), self.symbol(f"output.{name}"))
        return self.evaluate(expression)

    def _no_output(self, name: str) -> str:
        """Why an output that is asked for is not known, as none of this name is declared."""
        return f"{self.prefix.rstrip('.') or 'the module'} has no output {name}"

    def _declared(self) -> frozenset[str]:
        """Every resource that the module may have."""
        found = set()
        for declaration in self.declarations.get("resource", {}).values():
            for key in self.keys_to_judge(declaration):
                found.add(self.identity(_address(declaration, key)))
        return frozenset(found)

    def module(self, name: str) -> Datum:
        """A module call: an instance, a list or a map of them."""
        return self._instances("module", name)

    # Instances

    def keys(self, declaration: Declaration) -> list[Any] | Unknown:
        """The keys of a block's instances: ``[None]`` without ``count`` and ``for_each``."""
        keys = self.once("keys", f"{declaration.kind} {declaration.name}", lambda: self._keys(declaration))
        return keys if isinstance(keys, (list, Unknown)) else Unknown(f"the instances of {declaration.name}")

    def instances_exist(self, declaration: Declaration) -> Value[bool]:
        """Whether there are instances, or why that is not known."""
        keys = self.keys(declaration)
        return keys if isinstance(keys, Unknown) else Known(bool(keys))

    def possible_keys(self, declaration: Declaration) -> list[Any] | None:
        """The keys of the instances of which only a condition decides whether there are any, else None."""
        if not isinstance(self.keys(declaration), Unknown):
            return None
        found = self._if_any(declaration)
        return None if found is None else found.keys

    def _if_any(self, declaration: Declaration) -> IfAny | None:
        named = f"{declaration.kind} {declaration.name}"
        found = self.once("if there are any", named, lambda: if_any(self, declaration))
        return found if isinstance(found, IfAny) else None

    def keys_to_judge(self, declaration: Declaration) -> list[Any]:
        """The keys of instances; where it is not known how many there are, the first one of a count stands for all."""
        keys = self.keys(declaration)
        if isinstance(keys, list):
            return keys
        return self.possible_keys(declaration) or _first(declaration)

    def may_be_several(self, declaration: Declaration) -> bool:
        """Whether it is not known how many instances there are, if any."""
        return isinstance(self.keys(declaration), Unknown) and self.possible_keys(declaration) is None

    def _keys(self, declaration: Declaration) -> list[Any] | Unknown:
        for name in ("count", "for_each"):
            expression = declaration.attribute(name)
            if expression is None:
                continue
            found = keys_by(self.evaluate(expression), name)
            if isinstance(found, list):
                if len(found) <= FEW_INSTANCES:
                    return found
                if len(found) <= self.configuration.instances_left:
                    self.configuration.instances_left -= len(found)
                    return found
                found = Unknown("together with others it makes too many instances")
            address = f"{self.prefix}{_address(declaration)}"
            alternative = if_any(self, declaration)
            if alternative is not None and not alternative.keys:
                return []
            number = as_many_as(found) or name_of_number(self, expression)
            keys, symbol = (
                (_first(declaration), number) if alternative is None else (alternative.keys, alternative.name)
            )
            may_be = frozenset(self.identity(_address(declaration, key)) for key in keys)
            return found.with_reason(f"the {name} of {address} is not known: {found.reason}", may_be, symbol)
        return [None]

    def bindings(self, declaration: Declaration, key: int | str | None) -> Bindings:
        """What ``count`` and ``each`` stand for in an instance."""
        if self.may_be_several(declaration):
            return self._bindings_of_any(declaration)
        if key is None:
            return {}
        if isinstance(key, int) and declaration.attribute("for_each") is None:
            return {"count": {"index": key}}
        each = declaration.attribute("for_each")
        collection = self.evaluate(each) if each is not None else None
        if isinstance(collection, Unknown) and (alternative := self._if_any(declaration)) is not None:
            collection = alternative.value
        value: Datum = key
        if isinstance(collection, dict):
            value = collection.get(str(key), Unknown(f"each.value of {declaration.name}", cause=Cause.WHEN_IT_RUNS))
        elif isinstance(collection, Listing):
            # A key that is not known is named after what it stands for.
            value = next((element for element in collection.elements if key_of(element) == key), key)
            return {"each": {"key": value, "value": value}}
        else:
            symbol = self.symbol(f"{declaration.name}[{key}].each.value")
            value = Unknown(f"each.value of {declaration.name} is not known", symbol=symbol, cause=Cause.WHEN_IT_RUNS)
        return {"each": {"key": meant_by(key), "value": value}}

    def _bindings_of_any(self, declaration: Declaration) -> Bindings:
        """What ``count`` and ``each`` stand for in the instance that stands for a number of them that is not known."""
        keys = self.keys(declaration)
        # What would decide how many there are would decide what each of them has.
        why = keys if isinstance(keys, Unknown) else self.named(("each", "key"))[0]
        own = why.with_reason(why.reason, symbol=name_of_key(why))
        if declaration.attribute("for_each") is None:
            return {"count": {"index": own}}
        value = why.with_reason(why.reason, symbol=self.symbol("each.value"))
        return {"each": {"key": own, "value": own if is_set(declaration.attribute("for_each")) else value}}

    def _instances(self, kind: str, name: str) -> Datum:
        return self.once(f"instances of {kind}", name, lambda: self._instances_of(kind, name))

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

            def like(key: str) -> Datum | None:
                if key != name_of_key(keys) or not self.may_be_several(declaration):
                    return None
                return instance(_first(declaration)[0]) if is_named_by_like_alone(self, declaration) else None

            each = instance(_first(declaration)[0]) if self.may_be_several(declaration) else None
            reason = replace(keys, alike=each.identity) if isinstance(each, ResourceInstance) else keys
            return UncertainInstances(reason, lambda key: self._if_there(declaration, key, keys, instance), like, each)
        if keys == [None]:
            return instance(None)
        if declaration.attribute("for_each") is None:
            return Listing(tuple(instance(key) for key in keys))
        return {key if isinstance(key, StandIn) else str(key): instance(key) for key in keys}

    def _if_there(
        self, declaration: Declaration, key: int | str, doubt: Unknown, instance: Callable[[int | str], Datum]
    ) -> Datum:
        """The instance with a key, on which the code relies; any but the first of a count is as unknown as that."""
        if isinstance(key, int) and self.may_be_several(declaration) and key not in self.keys_to_judge(declaration):
            return doubt.of_another()
        return instance(key)


_BY_NAMESPACE: dict[str, Callable[[ModuleInstance, str], Datum]] = {
    "var": ModuleInstance.variable,
    "local": ModuleInstance.local,
    "module": ModuleInstance.module,
}


def _first(declaration: Declaration) -> list[Any]:
    """The key of the instance that stands for a number of them that is not known: the first of a count.

    Checkov has a called module once, without a key.
    """
    return [0] if declaration.kind != "module" and declaration.attribute("count") is not None else [None]


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
            of_state = self.declaration.name.startswith("terraform_remote_state.")
            found = self._of_state(name) if of_state else self._found_by_look_up(name)
            if found is not None:
                return found
        symbol = f"{_address(self.declaration, self.key)}.{name}"
        if name not in _HANDLES:
            if self.declaration.kind == "data" and name in _LISTS:
                reason = f"{self.module.prefix}{symbol} is looked up when Terraform runs"
                looked_up = self.module.symbol(symbol)
                return Unknown(
                    reason,
                    symbol=looked_up,
                    alike=self.identity if name == "ids" else None,
                    never_null=True,
                    cause=Cause.WHEN_IT_RUNS,
                    waits_for=missing(self.identity),
                )
            expression = self.declaration.attribute(name)
            has_blocks = self.declaration.kind == "resource" and self.declaration.body.has_block(name)
            if (expression is not None or has_blocks) and self.kept().has(name):
                return self.as_it_was(name)
            if expression is not None:
                given = self._once(name, expression)
                if isinstance(given, Unknown) and name in _WORDS:
                    given = replace(given, plain=True)
                # A look-up finds what it does not ask for.
                if given is not None or (self.declaration.kind != "data" and not self._is_left_to_aws(name)):
                    return given
            if has_blocks:
                return self.module.once("blocks", self._named(name), lambda: self._blocks(name))
        if self.declaration.name.startswith("awscc_"):
            from lambdanet.readers.terraform.awscc import attribute_in_cloudformation

            name = attribute_in_cloudformation(name)
        return Reference(self.identity, name, f"{self.module.prefix}{symbol}")

    def _is_left_to_aws(self, name: str) -> bool:
        if name == "port":
            return self.declaration.name.startswith(_WITH_A_PORT_OF_THEIR_OWN)
        return name in _LEFT_TO_AWS

    def _of_state(self, name: str) -> Datum:
        """An attribute of a look-up of a state; until Terraform 0.11, its outputs were attributes of the look-up."""
        if name not in _OF_STATES:
            from lambdanet.readers.terraform.evaluation.traversal import attribute_of

            return attribute_of(self._of_state("outputs"), name)
        found = self._found_by_look_up(name)
        if found is not None or name != "outputs":
            return found
        outputs = self._named(name)
        elsewhere = f"{self.module.prefix}{outputs} are those of another state"
        return Unknown(elsewhere, symbol=self.module.symbol(outputs), waits_for=missing(self.identity))

    def _found_by_look_up(self, name: str) -> Datum:
        """An attribute of a data source, where the code or files with facts say what is found; else None."""
        self.module.configuration.note_look_up(self)
        found = self._looked_up()
        kind = self.declaration.name.partition(".")[0]
        if isinstance(found, ResourceInstance):
            return found.attribute("id" if name == _BY_ID[kind] else name)
        if "_secretsmanager_" in kind:
            from lambdanet.readers.terraform.lookups.secrets_looked_up import attribute_of_secret

            secret = attribute_of_secret(kind, name, self.argument)
            if secret is not None:
                return secret
        answered = self.answer()
        if answered is None and name in _OUTPUTS.get(kind, ()):
            outputs = self._outputs_in_view()
            answered = None if outputs is None else dict.fromkeys(_OUTPUTS[kind], outputs)
        if answered is not None:
            return answered.get(name)
        return self.module.configuration.zones_found(self, name) if kind == "aws_availability_zones" else None

    def argument(self, name: str) -> Datum:
        """An argument as it is written; None where it is not."""
        expression = self.declaration.attribute(name)
        return None if expression is None else self._once(name, expression)

    def _named(self, attribute: str) -> str:
        return f"{_address(self.declaration, self.key)}.{attribute}"

    def kept(self) -> Ignored:
        """What stays as it was: the resource is there already, and changes of that are ignored."""
        return self.module.configuration.kept_of(self.module, self.declaration, self.key)

    def as_it_was(self, name: str) -> Unknown:
        """What it has of something that stays as it was."""
        address = _address(self.declaration, self.key)
        reason = f"{self.module.prefix}{address} is imported and ignores changes of {name}: it has what it had"
        return Unknown(reason, symbol=self.module.symbol(f"{address}.{name}"))

    def _once(self, name: str, expression: Expression) -> Datum:
        """An argument, worked out once: others may name it again and again, and be named so themselves."""

        def value() -> Datum:
            return self.module.evaluate(expression, self.module.bindings(self.declaration, self.key))

        return self.module.once("argument", self._named(name), value)

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

        return self.module.once("looked up", _address(self.declaration, self.key), found)

    def answer(self) -> dict[str, Datum] | None:
        """What files with facts say about a data source, by attribute; None where none says anything."""
        if not are_given():
            return None
        attributes: dict[str, Datum] | None = self.module.once(
            "answer", _address(self.declaration, self.key), lambda: self.module.configuration.answer_to(self)
        )
        return attributes

    def _outputs_in_view(self) -> dict[str, Datum] | None:
        found: dict[str, Datum] | None = self.module.once(
            "outputs", _address(self.declaration, self.key), lambda: self.module.configuration.outputs_in_view(self)
        )
        return found if isinstance(found, dict) else None

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
        attribute = f"{self.written}.{name}"
        if expression is not None:
            module, bound = self.resource.module, self.bound
            named = f"{self.resource.identity}.{attribute}"
            return module.once("argument of a block", named, lambda: module.evaluate(expression, bound))
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
        source_value = self.module.evaluate(source) if source is not None else None
        shown = f" ({without_credentials(source_value)})" if isinstance(source_value, str) else ""
        why = self.module.configuration.why_not_described(self.module, self.declaration, self.key)
        return Unknown(
            f"{self.module.prefix}{written} comes from a module that is not in the scan{shown}{why}",
            symbol=self.module.symbol(written),
            cause=Cause.OUTSIDE_MODULE,
            waits_for=self.module.waits_for(Sort.MODULE, f"module.{self.declaration.name}"),
        )


def directory_of(file: str) -> str:
    """The directory of a file."""
    return os.path.dirname(file)
