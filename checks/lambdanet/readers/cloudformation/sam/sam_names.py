"""The names of the resources that SAM makes: expressions may refer to them though no template declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lambdanet.readers.cloudformation.declarations.restoration import MARKERS
from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template

FUNCTION = "AWS::Serverless::Function"

_IMPLICIT_APIS = {
    "Api": ("ServerlessRestApi", "ServerlessRestApiProdStage"),
    "HttpApi": ("ServerlessHttpApi", "ServerlessHttpApiApiGatewayDefaultStage"),
}
_GENERATED_ROLES = {
    "AWS::Serverless::CapacityProvider": "OperatorRole",
    "AWS::Serverless::StateMachine": "Role",
}


def name_generated_resources(template: Template) -> None:
    """Enters the generated names of a template; versions and aliases of a function stand for the function."""
    for resource in template.resources.values():
        if resource.type == FUNCTION:
            _name_those_of_function(resource, template)
        elif resource.type in _GENERATED_ROLES:
            name = resource.logical_id + _GENERATED_ROLES[resource.type]
            template.generated[name] = f"{template.file}#{name}"


def is_no_value(expression: Any) -> bool:
    """Whether the expression plainly is ``AWS::NoValue``."""
    return isinstance(expression, dict) and expression.get("Ref") == "AWS::NoValue"


def role_is_generated(properties: Mapping[Any, Any]) -> bool:
    """Whether SAM makes the function's role, be it under a condition only."""
    role = properties.get("Role")
    if role is None or is_no_value(role):
        return True
    branches = role.get("Fn::If") if isinstance(role, dict) else None
    return isinstance(branches, list) and any(is_no_value(branch) for branch in branches[1:])


def events_of(properties: Mapping[Any, Any]) -> Iterator[tuple[str, str, Mapping[Any, Any]]]:
    """Name, type and properties of each of a function's events."""
    events = properties.get("Events")
    for name, event in events.items() if isinstance(events, dict) else ():
        if name in MARKERS or not isinstance(event, dict):
            continue
        kind, details = event.get("Type"), event.get("Properties")
        if isinstance(kind, str):
            yield str(name), str(kind), details if isinstance(details, dict) else {}


def _name_those_of_function(function: DeclaredResource, template: Template) -> None:
    own, generated = function.logical_id, template.generated
    generated[f"{own}.Version"] = generated[f"{own}.Alias"] = function.identity
    if role_is_generated(function.properties):
        generated[f"{own}Role"] = f"{template.file}#{own}Role"
    if function.properties.get("FunctionUrlConfig") is not None:
        generated[f"{own}Url"] = f"{template.file}#{own}Url"
    for name, kind, _ in events_of(function.properties):
        for api in _IMPLICIT_APIS.get(kind, ()):
            generated[api] = f"{template.file}#{api}"
        generated[f"{own}{name}"] = f"{template.file}#{own}{name}"
