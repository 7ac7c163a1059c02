"""The environments of templates: a nested stack is deployed in those of the stacks around it."""

from __future__ import annotations

from collections.abc import Iterable

from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.cloudformation.expressions.given_parameters import environments_of
from lambdanet.readers.cloudformation.expressions.nested_stacks import stacks_of


def environments_by_file(templates: Iterable[Template]) -> dict[str, tuple[str, ...]]:
    """By file, the environments for which a template is deployed, in the order of the settings."""
    return {template.file: tuple(_environments(template, frozenset())) for template in templates}


def _environments(template: Template, inner: frozenset[str]) -> dict[str, None]:
    found = dict.fromkeys(environments_of(template))
    for stack in stacks_of(template):
        # A template that nests itself is refused by AWS.
        if stack.template.file not in inner:
            found.update(_environments(stack.template, inner | {template.file}))
    return found
