"""An instance of a module that is not in the scan but described."""

from __future__ import annotations

from lambdanet.identities import without_keys
from lambdanet.model import Place
from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.modules.declaration import Declaration, Vertex
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, OtherModules, suffix
from lambdanet.readers.terraform.registry.loader import Declared
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import Body
from lambdanet.readers.terraform.values.stand_ins import StandIn
from lambdanet.values import Unknown

_NO_SOURCE = SourceText()


class ModelledDeclaration(Declaration):
    """A block of a model. Its vertex, and with it the file and the line, is that of the module call."""

    __slots__ = ()

    def __init__(self, kind: str, name: str, body: Body, call: Vertex) -> None:
        super().__init__(kind, name, _NO_SOURCE)
        self.vertices[""] = call
        self._body = body


class DescribedModule(ModuleInstance):
    """A module call with one key; what the model declares is what the module makes."""

    def __init__(
        self,
        configuration: OtherModules,
        parent: ModuleInstance,
        call: Declaration,
        key: int | str | None,
        declared: Declared,
    ) -> None:
        name = f"module.{call.name}{suffix(key)}"
        super().__init__(configuration, parent.directory, f"{parent.prefix}{name}.", None)
        self.parent = parent
        self.call = call
        self.call_key = key
        # A module in a module Checkov names so.
        self._named = f"{parent.prefix}{call.name}{'' if isinstance(key, StandIn) else suffix(key)}"
        self.vertex: Vertex = call.vertices.get(suffix(key), call.vertex)
        for (kind, base), body in declared.items():
            self.declarations.setdefault(kind, {})[base] = ModelledDeclaration(kind, base, body, self.vertex)

    def place_of(self, declaration: Declaration, address: str) -> Place:
        """The place of the call, under the name by which Checkov reports it."""
        ours = self.configuration.instances_are_ours
        reported = self._named if ours else str(self.vertex.get("__address__") or self.vertex.get("block_name_"))
        if "." not in without_keys(reported):
            reported = f"module.{reported}"
        part = address.removeprefix(self.prefix)
        # Of a call within a module, Checkov's name is not Terraform's address, which sentences have.
        whole = address if self.has_an_address and f"{reported}.{part}" != address else ""
        return Place(reported, declaration.file, declaration.line, part=part, instance=whole)

    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        """The names of the model, among them those for what it does not say."""
        if names[0] == "unmodelled":
            what = " ".join(names[1:]).replace("_", " ")
            return Unknown(f"{what} of {self.prefix[:-1]} is not described"), len(names)
        return super().named(names)

    def _no_output(self, name: str) -> str:
        return f"this pack does not know the output {name} of {self.prefix[:-1]}"
