"""From Checkov's graph to the templates of a scan, with what their loops and SAM add to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lambdanet.model import Place
from lambdanet.readers.cloudformation.declarations.restoration import restored
from lambdanet.readers.cloudformation.declarations.template import (
    DeclaredOutput,
    DeclaredResource,
    Scan,
    Template,
    line_of,
)
from lambdanet.readers.cloudformation.expressions.allowed_values import is_secret
from lambdanet.readers.cloudformation.expressions.intrinsics import evaluate
from lambdanet.readers.cloudformation.expressions.looped_resources import add_looped
from lambdanet.readers.cloudformation.sam.sam_globals import as_without_globals, tags_in_globals
from lambdanet.readers.cloudformation.sam.sam_names import name_generated_resources
from lambdanet.readers.withheld import current


def templates(
    graph: Any, assumed: Mapping[str, Mapping[str, bool]] | None = None, beside: tuple[str, ...] = ()
) -> list[Template]:
    """Every template of Checkov's CloudFormation graph, and those that are not in it."""
    scan = Scan(evaluate, assumed=assumed or {})
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
    for file in beside:
        scan.templates.setdefault(file, Template(file, scan))
    for template in scan.templates.values():
        _withhold_secrets_of(template)
        add_looped(template)
        if template.globals:
            template.without_globals = as_without_globals(template.file)
            for section, tags in tags_in_globals(template.file).items():
                template.globals[section] = {**template.globals.get(section, {}), "Tags": tags}
        name_generated_resources(template)
    return list(scan.templates.values())


def _add(template: Template, kind: str, name: str, vertex: Mapping[str, Any]) -> None:
    configuration = restored(vertex, template.parameters)
    if kind == "outputs":
        place = Place(f"outputs.{name}", template.file, line_of(vertex))
        template.outputs[name] = DeclaredOutput(name, configuration, place)
    else:
        section: dict[str, Mapping[Any, Any]] = getattr(template, kind)
        section[name] = configuration


def _withhold_secrets_of(template: Template) -> None:
    """Withhold what parameters hold that AWS would not show."""
    for name, declaration in template.parameters.items():
        if is_secret(declaration):
            default = declaration.get("Default")
            current().add(str(default) if isinstance(default, (str, int, float)) else default)
            current().add(template.evaluate({"Ref": name}))


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
