"""Gives back the expressions that Checkov has replaced by values in a vertex's ``config_``.

Checkov renders some references in place: a parameter becomes the text of its default (a list becomes one
string, ``false`` becomes "False") and ``GetAtt`` of a property becomes the *printed* property, so that a
subnet's VPC may read "{'Ref': 'Vpc'}". The vertex still holds what was written there, under flat keys such as
``VpcId.Fn::GetAtt``; with those the template reads as it was written, and one evaluator decides what it means.
It keeps a list of what it has rendered, except of the parameters that its runner puts in after the graph is made.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

MARKERS = frozenset({"__file__", "__startline__", "__endline__", "resource_type"})
# An object that is no value of any property.
_HOLDS_ITSELF: dict[str, Any] = {"Fn::HoldsItself": []}


def restored(vertex: Mapping[str, Any], parameters: Container[str] = ()) -> Mapping[Any, Any]:
    """The vertex's configuration with every rendered value replaced by its expression.

    parameters: the names of the template's parameters.
    Only the objects on the way to a replaced value are new; the rest is shared with the graph.
    """
    config = vertex.get("config_")
    if not isinstance(config, dict):
        return {}
    rendered = vertex.get("rendering_breadcrumbs_")
    paths = [path for path in rendered if isinstance(path, str)] if isinstance(rendered, dict) else []
    if parameters:
        paths += [key[:-4] for key in vertex if str(key).endswith(".Ref") and _is_in(vertex[key], parameters)]
    result: Any = config
    for path in dict.fromkeys(paths):
        expression = _expression_at(vertex, path)
        if expression is not None:
            result = _with_value(result, path.split("."), expression)
    return result if isinstance(result, dict) else config


def without_markers(value: Any, within: tuple[int, ...] = ()) -> Any:
    """The value with Checkov's line markers taken out, at every depth.

    within: the ids of what holds it. What holds itself, as a parameter whose default refers to it does, is cut there.
    """
    if not isinstance(value, (dict, list)):
        return value
    if id(value) in within:
        return _HOLDS_ITSELF
    within = (*within, id(value))
    if isinstance(value, list):
        return [without_markers(inner, within) for inner in value]
    return {key: without_markers(inner, within) for key, inner in value.items() if key not in MARKERS}


def _is_in(name: Any, names: Container[str]) -> bool:
    return isinstance(name, str) and name in names


def _expression_at(vertex: Mapping[str, Any], path: str) -> dict[str, Any] | None:
    reference = vertex.get(f"{path}.Ref")
    if isinstance(reference, str):
        return {"Ref": reference}
    attribute = vertex.get(f"{path}.Fn::GetAtt")
    if isinstance(attribute, (str, list)):
        return {"Fn::GetAtt": attribute}
    pattern = vertex.get(f"{path}.Fn::Sub")
    if isinstance(pattern, str):
        return {"Fn::Sub": pattern}
    key = vertex.get(f"{path}.Fn::FindInMap")
    if isinstance(key, list):
        return {"Fn::FindInMap": key}
    return None


def _with_value(node: Any, path: list[str], expression: dict[str, Any]) -> Any:
    """A copy of ``node`` with ``expression`` at ``path``; ``node`` itself when no rendered value is there."""
    if not path:
        # An object or a list has not been rendered: the path leads to it by a stale key.
        return expression if isinstance(node, (str, int, float)) else node
    if isinstance(node, dict):
        # Keys may hold dots themselves, so the shortest run of segments that is a key counts.
        for length in range(1, len(path) + 1):
            key = ".".join(path[:length])
            if key in node:
                changed = _with_value(node[key], path[length:], expression)
                return node if changed is node[key] else {**node, key: changed}
        return node
    if isinstance(node, list) and path[0].isdecimal() and int(path[0]) < len(node):
        index = int(path[0])
        changed = _with_value(node[index], path[1:], expression)
        return node if changed is node[index] else [*node[:index], changed, *node[index + 1 :]]
    return node
