"""SAM's ``Globals``, merged into the resources they are for.

Checkov merges them too, but not for every type and not always: one SAM resource without properties makes it
give up on the whole file, and an intrinsic function in one of the two is merged as if it were an object. So
they are merged here again, in a way that changes nothing where Checkov was right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdanet.readers.cloudformation.declarations.as_written import template_as_written
from lambdanet.readers.cloudformation.declarations.restoration import MARKERS, without_markers

_SAM_PREFIX = "AWS::Serverless::"
_TAGS = "Tags"
_GLOBALS = "Globals"
IGNORE = "IgnoreGlobals"
"""The attribute of a resource that says which globals are not for it."""


def with_globals(
    resource_type: str,
    properties: Mapping[Any, Any],
    sections: Mapping[str, Mapping[Any, Any]],
    ignored: Any = None,
) -> Mapping[Any, Any]:
    """The properties of a resource with the globals for its type: objects merge, lists join, the rest overrides.

    ignored: the resource's ``IgnoreGlobals``, "*" or a list of properties
    (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html).
    """
    if not sections or not resource_type.startswith(_SAM_PREFIX) or ignored == "*":
        return properties
    section = sections.get(resource_type[len(_SAM_PREFIX) :])
    if section and isinstance(ignored, list):
        section = {name: value for name, value in section.items() if name not in ignored}
    return _merged_objects(properties, section) if section else properties


def tags_in_globals(file: str) -> dict[str, Any]:
    """The tags in the sections of the globals, by section: Checkov takes them out before it makes its graph."""
    written = (template_as_written(file, _TAGS) or {}).get(_GLOBALS)
    sections = written.items() if isinstance(written, dict) else ()
    return {str(name): body[_TAGS] for name, body in sections if isinstance(body, dict) and body.get(_TAGS)}


def as_without_globals(file: str) -> dict[str, tuple[Mapping[Any, Any], Any]]:
    """SAM's resources of a template with globals: their properties as written, and their ``IgnoreGlobals``.

    Checkov merges all globals into them and keeps neither the attribute nor what was there before: a value that is
    written out and an intrinsic function in the globals in its place look the same as a function that it has rendered.
    """
    written = template_as_written(file, _GLOBALS) or {}
    resources = written.get("Resources")
    found = resources.items() if isinstance(resources, dict) else ()
    return {
        str(name): (body.get("Properties") or {}, body.get(IGNORE))
        for name, body in found
        if isinstance(body, dict)
        and str(body.get("Type")).startswith(_SAM_PREFIX)
        and isinstance(body.get("Properties") or {}, dict)
    }


def function_of(value: Any) -> str | None:
    """The intrinsic function among the keys of an object, or None."""
    if isinstance(value, dict):
        for key in value:
            if isinstance(key, str) and (key.startswith("Fn::") or key == "Ref"):
                return key
    return None


def _merged(own: Any, shared: Any) -> Any:
    if isinstance(own, dict) and isinstance(shared, dict):
        own_function, shared_function = function_of(own), function_of(shared)
        if own_function is None and shared_function is None:
            return _merged_objects(own, shared)
        return _unmixed(own, own_function, shared, shared_function)
    if isinstance(own, list) and isinstance(shared, list):
        return _joined_lists(own, shared)
    return own


def _merged_objects(own: Mapping[Any, Any], shared: Mapping[Any, Any]) -> dict[Any, Any]:
    result = dict(own)
    for key, value in shared.items():
        if key not in MARKERS:
            result[key] = _merged(own[key], value) if key in own else value
    return result


def _unmixed(own: dict[Any, Any], function: str | None, shared: dict[Any, Any], shared_function: str | None) -> Any:
    """The function's own value, which SAM takes as it is when either of the two is an intrinsic function."""
    if function is None:
        return own
    argument = own[function]
    if function != shared_function:
        return {function: argument}
    plain = {key: value for key, value in own.items() if key != function and key not in MARKERS}
    if plain:
        return plain
    inherited = shared[function]
    if isinstance(argument, list) and isinstance(inherited, list) and len(argument) > len(inherited):
        argument = _own_argument(function, argument, inherited)
    return {function: argument}


def _own_argument(function: str, argument: list[Any], inherited: list[Any]) -> list[Any]:
    """The resource's part of two joined lists of arguments: the end of what Checkov joins first, the start of the rest.

    Checkov leaves out repeated elements, so that of two ``Fn::If`` on one condition the second lacks its name.
    """
    count = len(inherited)
    if without_markers(argument[:count]) != without_markers(inherited):
        return argument[:count]
    own = argument[count:]
    return [inherited[0], *own] if function == "Fn::If" and len(own) == count - 1 else own


def _joined_lists(own: list[Any], shared: list[Any]) -> list[Any]:
    """The shared elements before the resource's own, whether Checkov has joined the lists already or not."""
    if own[: len(shared)] == shared:
        return own
    # Markers differ where Checkov has rendered a long-form reference in one of the two.
    inherited = [without_markers(element) for element in shared]
    rest = [element for element in own if without_markers(element) not in inherited]
    return [*shared, *rest] if len(rest) + len(shared) == len(own) else [*shared, *own]
