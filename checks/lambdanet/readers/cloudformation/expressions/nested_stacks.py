"""What crosses files: exports of other stacks and nested stacks whose template is in the scan."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import Any

from lambdanet.given.facts import contradicted, take
from lambdanet.given.facts_of_place import facts_for
from lambdanet.given.notes import notes
from lambdanet.missing_facts import MissingFact, Sort, together
from lambdanet.readers.cloudformation.declarations.combination import either, settled
from lambdanet.readers.cloudformation.declarations.partial_texts import (
    joined,
    printed,
    resources_in,
    scalar_text,
    shown,
)
from lambdanet.readers.cloudformation.declarations.restoration import MARKERS
from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template
from lambdanet.readers.datum import Datum, Text
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
    path = os.path.normpath(os.path.join(os.path.dirname(stack.template.file), location))
    return stack.template.scan.templates.get(path)


def _led_to(stack: DeclaredResource, location: str) -> Template | None:
    """The template of the scan that was uploaded to the location."""
    for place in places_before_upload(stack.template.file, _end_of(location)):
        child = stack.template.scan.templates.get(place)
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


def imported(name: Datum, template: Template, depth: int) -> Datum:
    """The value exported as ``name`` by a template of the scan."""
    wanted = printed(name)
    exports = _exports(template, depth)
    if isinstance(name, str):
        values: list[Any] = [owner.evaluate(value, depth) for export, value, owner in exports if export == name]
        if values:
            result: object = values[0]
            for value in values[1:]:
                result = either(Unknown(f"several templates export {name}"), result, value)
            _compare(name, settled(result), template)
            return settled(result)
    candidates = frozenset[str]()
    for export, value, owner in exports:
        if _may_be_equal(export, name):
            candidates |= resources_in(owner.evaluate(value, depth))
    symbol = None if wanted is None else f"export {wanted}"
    unknown = Unknown(
        f"imported from stack export {shown(name)}",
        candidates,
        symbol,
        cause=Cause.EXPORT,
        waits_for=_awaited(name),
    )
    facts = facts_for(template.file) if isinstance(name, str) else None
    given = None if facts is None else facts.export(str(name))
    if isinstance(given, Unknown):
        return replace(unknown, reason=given.reason)
    return unknown if given is None else take(given, template.file)


def _awaited(name: Datum) -> tuple[MissingFact, ...]:
    """What an import waits for: the export, and what its name is put together with."""
    parts = name.parts if isinstance(name, Text) else (name,)
    others = (fact for part in parts if isinstance(part, Unknown) for fact in part.waits_for)
    return together((MissingFact(Sort.EXPORT, shown(name)), *others))


def _compare(name: str, value: Datum, template: Template) -> None:
    """Note where a file says of an export what the template that makes it does not say; the template counts."""
    facts = facts_for(template.file)
    values = facts.exports.get(name, ()) if facts is not None else ()
    text = scalar_text(value)
    for fact in values:
        if text is not None and fact.value != text:
            notes().add_contradiction(contradicted(fact, f"the export {name}"))


def _exports(template: Template, depth: int) -> list[tuple[Datum, Any, Template]]:
    memory = template.scan.memory
    if "exports" not in memory:
        memory["exports"] = []  # an export whose name imports a value finds no exports
        memory["exports"] = [
            (owner.evaluate(export.get("Name"), depth), output.configuration.get("Value"), owner)
            for owner in template.scan.templates.values()
            for output in owner.outputs.values()
            if isinstance(export := output.configuration.get("Export"), dict)
        ]
    found: list[tuple[Datum, Any, Template]] = memory["exports"]
    return found


def _may_be_equal(export: Datum, name: Datum) -> bool:
    """Whether two names, one of them not wholly known, agree in what is known at their ends.

    A name of which nothing is known could be any export; that proves nothing, so it agrees with none.
    """
    ends = [_end(export), _end(name)]
    if (isinstance(export, str) and isinstance(name, str)) or not all(ends):
        return False
    return ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])


def _end(name: Datum) -> str:
    whole = joined([name])
    return whole if isinstance(whole, str) else whole.literal_end() if isinstance(whole, Text) else ""
