"""What the templates of a scan declare: one template per file, as it was written.

Names mean something only inside their own template, so everything is looked up there; the scan is needed only
for what crosses files: exports and nested stacks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from lambdanet.model import Place
from lambdanet.readers.cloudformation.declarations.loops import LOOP, unrolled
from lambdanet.readers.cloudformation.declarations.restoration import restored
from lambdanet.readers.cloudformation.sam.sam_globals import with_globals
from lambdanet.readers.datum import Datum
from lambdanet.records import dataclass
from lambdanet.values import Known, Value

_EXISTS: Value[bool] = Known(True)


@dataclass
class DeclaredResource:
    """A resource of a template. ``properties`` are raw expressions, Checkov's markers included."""

    logical_id: str
    type: str
    template: Template
    vertex: Mapping[str, Any]
    condition: str | None = None

    @cached_property
    def identity(self) -> str:
        """Unique in the scan."""
        return f"{self.template.file}#{self.logical_id}"

    @cached_property
    def properties(self) -> Mapping[Any, Any]:
        """The properties as written, with SAM's globals."""
        own, ignored = self.template.without_globals.get(self.logical_id, (None, None))
        if own is None:
            own = restored(self.vertex, self.template.parameters)
        properties = with_globals(self.type, own, self.template.globals, ignored)
        if any(str(key).startswith(LOOP) for key in properties):
            written_out: Mapping[Any, Any] = unrolled(dict(properties), self.template)
            return written_out
        return properties

    def exists(self, holds: ConditionHolds) -> Value[bool]:
        """Whether the stack creates the resource: as its condition says, if it has one."""
        return _EXISTS if self.condition is None else holds(self.condition, self.template)

    @property
    def several(self) -> bool:
        """Whether it stands for a number of resources that is not known."""
        return False

    @property
    def reported_on(self) -> Mapping[str, Any]:
        """Checkov's attributes of what findings are reported on; none for what it does not know."""
        return self.vertex

    @cached_property
    def place(self) -> Place:
        """Where the resource is declared; the address is the one that Checkov prints."""
        return Place(f"{self.type}.{self.logical_id}", self.template.file, line_of(self.vertex))


@dataclass
class DeclaredOutput:
    """An output of a template: its name, its raw configuration and its place."""

    name: str
    configuration: Mapping[Any, Any]
    place: Place

    @property
    def exported(self) -> bool:
        """Whether other stacks may import the output by name."""
        return isinstance(self.configuration.get("Export"), dict)


@dataclass
class Template:
    """One template file. ``generated`` names the resources that SAM makes and other expressions may refer to."""

    file: str
    scan: Scan
    parameters: dict[str, Mapping[Any, Any]] = field(default_factory=dict)
    mappings: dict[str, Mapping[Any, Any]] = field(default_factory=dict)
    conditions: dict[str, Mapping[Any, Any]] = field(default_factory=dict)
    outputs: dict[str, DeclaredOutput] = field(default_factory=dict)
    globals: dict[str, Mapping[Any, Any]] = field(default_factory=dict)
    resources: dict[str, DeclaredResource] = field(default_factory=dict)
    generated: dict[str, str] = field(default_factory=dict)
    without_globals: dict[str, tuple[Mapping[Any, Any], Any]] = field(default_factory=dict)
    """By name, resources that globals are merged into: their properties as written, and what they ignore."""
    memory: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What expressions of this template have evaluated to."""

    def evaluate(self, expression: Any, depth: int = 0) -> Datum:
        """What an expression of this template stands for; None when it stands for nothing.

        depth: in how many functions it is.
        """
        return self.scan.evaluator(expression, self, depth)


ConditionHolds = Callable[[Any, Template], Value[bool]]
Evaluator = Callable[[Any, Template, int], Datum]


@dataclass
class Scan:
    """All templates of one graph, by file.

    evaluator: what evaluates expressions. A declaration knows it only from here: it knows declarations itself.
    """

    evaluator: Evaluator
    templates: dict[str, Template] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict, repr=False)
    """What has been found out about all templates together, such as their exports."""
    assumed: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    """By file, what is assumed of conditions that the code does not decide."""

    def at(self, path: str) -> Template | None:
        """The template of a file, however its path is written: Checkov keeps that of a template as it was given."""
        if "by path" not in self.memory:
            self.memory["by path"] = {os.path.abspath(file): each for file, each in self.templates.items()}
        found: Template | None = self.memory["by path"].get(os.path.abspath(path))
        return found


def line_of(vertex: Mapping[str, Any]) -> int:
    """The line where Checkov found it, 0 where it does not know one."""
    line = vertex.get("__startline__")
    return line if isinstance(line, int) else 0
