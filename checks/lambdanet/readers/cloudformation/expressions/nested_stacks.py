"""Nested stacks whose template is in the scan."""

from __future__ import annotations

import os
import re
from typing import Any

from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.readers.cloudformation.declarations.partial_texts import resources_in
from lambdanet.readers.cloudformation.declarations.restoration import MARKERS
from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template
from lambdanet.readers.datum import Datum
from lambdanet.readers.surroundings.ties_between_files import places_before_upload
from lambdanet.values import Cause, Unknown

_ENDINGS = (".template", ".yaml", ".yml", ".json")
_NAME = re.compile(r"\$\{(\w+)\}")
_LOCATIONS = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}


def is_nested_stack(resource: DeclaredResource) -> bool:
    """Whether the resource is a stack of its own."""
    return resource.type in _LOCATIONS


def stacks_of(template: Template) -> list[DeclaredResource]:
    """The nested stacks of the scan that use the template."""
    memory = template.scan.memory
    if "stacks" not in memory:
        users: dict[str, list[DeclaredResource]] = {}
        for parent in template.scan.templates.values():
            for resource in parent.resources.values():
                child = child_of(resource)
                if child is not None:
                    users.setdefault(child.file, []).append(resource)
        memory["stacks"] = users
    found: list[DeclaredResource] = memory["stacks"].get(template.file, [])
    return found


def child_of(stack: DeclaredResource) -> Template | None:
    """The template of a nested stack, when its location is a file of the scan."""
    if not is_nested_stack(stack):
        return None
    location = stack.properties.get(_LOCATIONS[stack.type])
    text = _text_of(location)
    found = _by_path(stack, location) or _led_to(stack, text)
    return found or (_by_what_is_passed(stack).get(stack.identity) if "${" in text else None)


def _by_path(stack: DeclaredResource, location: Any) -> Template | None:
    """The template at a path on the machine that uploads it."""
    if not isinstance(location, str) or "://" in location or "\0" in location:
        return None
    return stack.template.scan.at(os.path.join(os.path.dirname(stack.template.file), location))


def _led_to(stack: DeclaredResource, location: str) -> Template | None:
    """The template of the scan that was uploaded to the location."""
    for place in places_before_upload(stack.template.file, _end_of(location)):
        child = stack.template.scan.at(place)
        if child is not None and child is not stack.template:
            return child if _fits(stack, child) else None
    return None


def _by_what_is_passed(stack: DeclaredResource) -> dict[str, Template]:
    """By identity: the templates of the stacks whose location begins with what their own template is passed."""
    memory = stack.template.scan.memory
    if "led to" not in memory:
        found: dict[str, Template] = {}
        users: dict[str, list[DeclaredResource]] = {}
        waiting: list[tuple[DeclaredResource, str]] = []
        for template in stack.template.scan.templates.values():
            for resource in filter(is_nested_stack, template.resources.values()):
                location = resource.properties.get(_LOCATIONS[resource.type])
                text = _text_of(location)
                child = _by_path(resource, location) or _led_to(resource, text)
                if child is not None:
                    users.setdefault(child.file, []).append(resource)
                elif "${" in text:
                    waiting.append((resource, text))
        more = True
        while more:
            more = False
            for resource, text in waiting:
                parents = users.get(resource.template.file, [])
                child = None if resource.identity in found else _led_to(resource, _with_passed(resource, text, parents))
                if child is not None:
                    found[resource.identity] = child
                    users.setdefault(child.file, []).append(resource)
                    more = True
        memory["led to"] = found
    led_to: dict[str, Template] = memory["led to"]
    return led_to


def _with_passed(stack: DeclaredResource, location: str, parents: list[DeclaredResource]) -> str:
    """The location with what all parents of the stack's template pass for its parameters, as they write it."""

    def passed(name: re.Match[str]) -> str:
        arguments = [parent.properties.get("Parameters") for parent in parents]
        texts = {_text_of(each.get(name[1])) if isinstance(each, dict) else "" for each in arguments}
        declared = name[1] in stack.template.parameters
        return texts.pop() or name[0] if declared and len(texts) == 1 else name[0]

    return _NAME.sub(passed, location)


def _text_of(location: Any) -> str:
    """A location as the code writes it, with names in braces; "" where it is no text."""
    if isinstance(location, dict):
        joined_by = location.get("Fn::Join")
        written = location.get("Fn::Sub")
        if "Ref" in location:
            written = f"${{{location['Ref']}}}"
        elif isinstance(joined_by, list) and len(joined_by) == 2 and isinstance(joined_by[1], list):
            pieces = [piece if isinstance(piece, str) else _text_of(piece) or "${}" for piece in joined_by[1]]
            written = str(joined_by[0]).join(pieces)
        # Names of its own may hide those of parameters.
        location = _NAME.sub("${}", str(written[0])) if isinstance(written, list) and written else written
    return location if isinstance(location, str) and "\0" not in location else ""


def _end_of(location: str) -> str:
    """What the code says of a location, from some slash on; "" where it does not say the file."""
    known = location.rpartition("}")[2]
    # The first name may be the end of a longer one.
    known = known.partition("/")[2] if known != location else location.partition("://")[2]
    return known if known.endswith(_ENDINGS) else ""


def _fits(stack: DeclaredResource, child: Template) -> bool:
    """Whether the stack passes what the template asks for, and nothing else: then it is the one that was uploaded."""
    arguments = stack.properties.get("Parameters")
    if arguments is not None and not isinstance(arguments, dict):
        return False
    given = {str(name) for name in (arguments or {}) if name not in MARKERS}
    needed = {name for name, declaration in child.parameters.items() if declaration.get("Default") is None}
    return needed <= given <= set(child.parameters)


def output_of(stack: DeclaredResource, name: str, depth: int) -> Datum:
    """The output ``name`` of a nested stack."""
    child = child_of(stack)
    symbol = f"{stack.identity}.Outputs.{name}"
    if child is None:
        return Unknown(
            f"output {name} of stack {stack.logical_id}, whose template is not in the scan",
            symbol=symbol,
            cause=Cause.OUTSIDE_MODULE,
            waits_for=(MissingFact(Sort.MODULE, stack.logical_id, stack.template.file),),
        )
    if name not in child.outputs:
        return Unknown(f"stack {stack.logical_id} has no output {name}", symbol=symbol)
    if len(stacks_of(child)) > 1:
        # Two stacks of one template hold different resources, which the scan cannot distinguish.
        value = child.evaluate(child.outputs[name].configuration.get("Value"), depth)
        return Unknown(f"several stacks use the template of stack {stack.logical_id}", resources_in(value), symbol)
    return child.evaluate(child.outputs[name].configuration.get("Value"), depth)
