"""Resources whose condition is false by the defaults of parameters, and may be true by other values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdanet.missing_facts import Sort
from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Scan, Template
from lambdanet.readers.cloudformation.expressions.conditions import condition_value
from lambdanet.readers.cloudformation.expressions.nested_stacks import is_nested_stack
from lambdanet.readers.resources.collection import reader_of
from lambdanet.readers.surroundings.left_out import LeftOut, names_of, while_defaults
from lambdanet.values import Known, Unknown


def left_out_of(templates: Iterable[Template]) -> tuple[LeftOut, ...]:
    """The resources of the templates that are read, and the nested stacks."""
    templates = list(templates)
    found = [resource for template in templates for resource in _not_made(template)]
    if not found:
        return ()
    open_ones = _without_defaults(templates)
    return tuple(each for resource in found for each in _left_out(resource, open_ones[resource.template.file]))


def _not_made(template: Template) -> Iterator[DeclaredResource]:
    for resource in template.resources.values():
        condition, is_read = resource.condition, reader_of(resource.type) is not None or is_nested_stack(resource)
        if is_read and condition is not None and condition_value(condition, template, 0) == Known(False):
            yield resource


def _left_out(resource: DeclaredResource, template: Template) -> Iterator[LeftOut]:
    holds = condition_value(resource.condition, template, 0)
    if not isinstance(holds, Unknown):
        return  # no value of any parameter makes it
    values = [template.evaluate({"Ref": name}) for name in _parameters(resource.condition, template)]
    waits_for = [fact for value in values if isinstance(value, Unknown) for fact in value.waits_for]
    named = names_of(waits_for, Sort.PARAMETER)
    if named:
        because = f"condition {resource.condition} is false {while_defaults(named, 'parameter')}"
        yield LeftOut(resource.identity, resource.place, because, named)


def _parameters(condition: str | None, template: Template) -> Iterator[str]:
    """The parameters that a condition asks for, by itself or by other conditions."""
    seen: set[str] = set()
    waiting: list[Any] = [{"Condition": condition}]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            name, parameter = value.get("Condition"), value.get("Ref")
            if isinstance(name, str) and name in template.conditions and name not in seen:
                seen.add(name)
                waiting.append(template.conditions[name])
            if isinstance(parameter, str) and parameter in template.parameters:
                yield parameter
            waiting += [inner for inner in value.values() if isinstance(inner, (dict, list))]


def _without_defaults(templates: Iterable[Template]) -> Mapping[str, Template]:
    """The same templates as they were if no parameter had a default."""
    scan: Scan | None = None
    for template in templates:
        if scan is None:
            scan = Scan(template.scan.evaluator, assumed=template.scan.assumed)
        parameters = {name: _without_default(declared) for name, declared in template.parameters.items()}
        twin = replace(template, scan=scan, parameters=parameters, resources={}, memory={})
        for id, resource in template.resources.items():
            twin.resources[id] = DeclaredResource(id, resource.type, twin, resource.vertex, resource.condition)
        scan.templates[template.file] = twin
    return {} if scan is None else scan.templates


def _without_default(declared: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return {name: value for name, value in declared.items() if name != "Default"}
