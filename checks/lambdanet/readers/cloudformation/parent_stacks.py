"""Whether a template that is scanned alone is the template of a nested stack, whose parent gives it its parameters."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.surroundings.repository_around import TOO_MANY, first_around

_ENDINGS = (".template", ".yaml", ".yml", ".json")
_LOCATION = r"""["']?(?:TemplateURL|Location)["']?\s*:\s*(?:!Sub\s+)?["']?([^\s"',}]+)"""
_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")


def why_open(templates: Iterable[Template]) -> str:
    """A clause that says why the templates alone decide nothing, or nothing."""
    templates = list(templates)
    # Checkov keeps the path of a template as it was given, which may be relative.
    scanned = {os.path.abspath(template.file) for template in templates}
    for template in templates:
        if template.parameters:
            parent = _parent_of(os.path.abspath(template.file), scanned)
            if parent == TOO_MANY:
                return "it may be a nested stack's, and there are too many files to look for the stack around it"
            if parent is not None:
                return f"the stack {parent} gives the template its parameters, and is not scanned with it"
    return ""


def _parent_of(file: str, scanned: set[str]) -> str | None:
    name = os.path.basename(file)

    def uses(candidate: str, text: str) -> bool:
        if candidate in scanned or name not in text or not any(stack in text for stack in _STACKS):
            return False
        return any(_is_of(location, candidate, file) for location in re.findall(_LOCATION, text))

    return first_around(os.path.dirname(file), _ENDINGS, uses)


def _is_of(location: str, parent: str, file: str) -> bool:
    """Whether a location means the file: by its path, or by its name where it was uploaded somewhere."""
    if os.path.basename(location) != os.path.basename(file):
        return False
    local = os.path.realpath(os.path.join(os.path.dirname(parent), location))
    return "://" in location or "$" in location or local == os.path.realpath(file)
