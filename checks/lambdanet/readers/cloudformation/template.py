"""The templates of a scan: one per file, as they were written.

Names mean something only inside their own template, so everything is looked up there; the scan is needed only
for what crosses files: exports and nested stacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from lambdanet.model import Place
from lambdanet.readers.cloudformation.restoration import restored
from lambdanet.readers.cloudformation.sam_globals import with_globals
from lambdanet.readers.cloudformation.sam_names import name_generated_resources
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
        properties = with_globals(self.type, restored(self.vertex, self.template.parameters), self.template.globals)
        if any(str(key).startswith("Fn::ForEach::") for key in properties):
            from lambdanet.readers.cloudformation.intrinsics import evaluate
            from lambdanet.readers.cloudformation.loops import unrolled

            written_out: Mapping[Any, Any] = unrolled(dict(properties), self.template, evaluate)
            return written_out
        return properties

    def exists(self, holds: ConditionHolds) -> Value[bool]:
        """Whether the stack creates the resource: as its condition tells, if it has one."""
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
        return Place(f"{self.type}.{self.logical_id}", self.template.file, _line(self.vertex))


@dataclass
class DeclaredOutput:
    """An output of a template: its name, its raw configuration and where it stands."""

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
    memory: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What expressions of this template have evaluated to."""


ConditionHolds = Callable[[Any, Template], Value[bool]]


@dataclass
class Scan:
    """All templates of one graph, by file."""

    templates: dict[str, Template] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict, repr=False)
    """What has been found out about all templates together, such as their exports."""
    assumed: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    """By file, what is assumed of conditions that the code does not decide."""


def templates(
    graph: Any, assumed: Mapping[str, Mapping[str, bool]] | None = None, beside: tuple[str, ...] = ()
) -> list[Template]:
    """Every template of Checkov's CloudFormation graph, and those beside it of which it has nothing."""
    scan = Scan(assumed=assumed or {})
    resources: dict[Any, DeclaredResource] = {}
    others: list[tuple[Template, str, str, Mapping[str, Any]]] = []
    names: dict[Any, str] = {}
    for index, vertex in _vertices(graph):
        file, name, kind = vertex.get("file_path_"), vertex.get("block_name_"), vertex.get("block_type_")
        if not isinstance(file, str) or not isinstance(name, str):
            continue
        names[index] = name
        template = scan.templates.get(file)
        if template is None:
            template = scan.templates[file] = Template(file, scan)
        if kind == "resource":
            resource = _resource(template, name, vertex)
            resources[index] = template.resources[resource.logical_id] = resource
        elif kind == "parameters":
            template.parameters[name] = restored(vertex)
        elif kind in ("conditions", "globals", "mappings", "outputs"):
            others.append((template, str(kind), name, vertex))
    # Only now are the parameters known, by whose names expressions are restored.
    for other in others:
        _add(*other)
    _attach_conditions(graph, resources, names)
    from lambdanet.readers.cloudformation.intrinsics import evaluate
    from lambdanet.readers.cloudformation.loops import add_looped

    for file in beside:
        scan.templates.setdefault(file, Template(file, scan))
    for template in scan.templates.values():
        add_looped(template, evaluate)
        name_generated_resources(template)
    return list(scan.templates.values())


def _add(template: Template, kind: str, name: str, vertex: Mapping[str, Any]) -> None:
    configuration = restored(vertex, template.parameters)
    if kind == "outputs":
        place = Place(f"outputs.{name}", template.file, _line(vertex))
        template.outputs[name] = DeclaredOutput(name, configuration, place)
    else:
        section: dict[str, Mapping[Any, Any]] = getattr(template, kind)
        section[name] = configuration


def _vertices(graph: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    for index, (_, vertex) in zip(graph.node_indices(), graph.nodes()):
        if isinstance(vertex, dict):
            yield index, vertex


def _resource(template: Template, name: str, vertex: dict[str, Any]) -> DeclaredResource:
    # Logical ids hold no dots (Checkov drops such files), types may (Custom::a.b).
    kind, _, logical_id = name.rpartition(".")
    return DeclaredResource(logical_id, kind, template, vertex)


def _attach_conditions(graph: Any, resources: Mapping[Any, DeclaredResource], names: Mapping[Any, str]) -> None:
    """A resource's own condition is nowhere in the graph but in an edge.

    The edge may lead to a parameter of the same name, which Checkov confuses with the condition: only the
    name counts.
    """
    for source, target, attributes in graph.weighted_edge_list():
        if isinstance(attributes, dict) and attributes.get("label") == "Condition":
            resource, name = resources.get(source), names.get(target)
            if resource is not None and name in resource.template.conditions:
                resource.condition = name


def _line(vertex: Mapping[str, Any]) -> int:
    line = vertex.get("__startline__")
    return line if isinstance(line, int) else 0
