"""What loops make in a template: resources, conditions and outputs.

Loops are not in Checkov's graph, so the file is read again, with Checkov's own parser, where it has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from lambdanet.model import Place
from lambdanet.readers.cloudformation.declarations.as_written import template_as_written
from lambdanet.readers.cloudformation.declarations.loops import LOOP, Loops
from lambdanet.readers.cloudformation.declarations.template import (
    ConditionHolds,
    DeclaredOutput,
    DeclaredResource,
    Template,
)
from lambdanet.readers.cloudformation.sam.sam_globals import IGNORE, with_globals
from lambdanet.records import dataclass
from lambdanet.values import Unknown, Value, is_false


@dataclass
class LoopedResource(DeclaredResource):
    """A resource that a loop makes. Checkov has no vertex for it: ``vertex`` is the loop's body, written out.

    doubt: why it is not known whether there are such resources, and how many; they are one resource then.
    """

    doubt: Unknown | None = None

    def exists(self, holds: ConditionHolds) -> Value[bool]:
        """Whether the stack creates the resource: as its loop and its condition say."""
        declared = super().exists(holds)
        return declared if self.doubt is None or is_false(declared) else self.doubt

    @cached_property
    def properties(self) -> Mapping[Any, Any]:
        """The properties of this round, with SAM's globals."""
        return with_globals(self.type, self._own, self.template.globals, self.vertex.get(IGNORE))

    @property
    def several(self) -> bool:
        """Whether its loop is over a list that is not known."""
        return self.doubt is not None

    @cached_property
    def reported_on(self) -> Mapping[str, Any]:
        """The attributes that Checkov would have, were the resource written out in the template."""
        name = f"{self.type}.{self.logical_id}"
        own = {**self._own, "__startline__": self.place.line, "resource_type": self.type}
        return {
            **own,
            "block_name_": name,
            "block_type_": "resource",
            "file_path_": self.template.file,
            "config_": own,
            "label_": f"resource: {name}",
            "id_": name,
        }

    @cached_property
    def place(self) -> Place:
        """Where the loop's body is."""
        mark = getattr(self.vertex, "start_mark", None)
        return Place(f"{self.type}.{self.logical_id}", self.template.file, mark.line + 1 if mark is not None else 0)

    @property
    def _own(self) -> Mapping[Any, Any]:
        own = self.vertex.get("Properties")
        return own if isinstance(own, dict) else {}


def add_looped(template: Template) -> None:
    """Add to the template what its loops make."""
    content = template_as_written(template.file, LOOP)
    if content is None:
        return
    loops = Loops(template)
    for name, body in loops.made_in(content.get("Conditions")).items():
        if isinstance(body, dict) and name not in loops.doubts:
            template.conditions.setdefault(name, body)
    for name, body in loops.made_in(content.get("Resources")).items():
        kind = body.get("Type") if isinstance(body, dict) else None
        if isinstance(kind, str) and name not in template.resources:
            condition = body.get("Condition")
            known = condition if isinstance(condition, str) and condition in template.conditions else None
            template.resources[name] = LoopedResource(name, kind, template, body, known, loops.doubts.get(name))
    for name, body in loops.made_in(content.get("Outputs")).items():
        if isinstance(body, dict) and name not in template.outputs:
            template.outputs[name] = DeclaredOutput(name, body, Place(f"outputs.{name}", template.file))


def bodies_of_loops(templates: Iterable[Template]) -> dict[tuple[str, str], Any]:
    """The resources that loops make, each as the loop writes it out, by file and address."""
    return {
        (template.file, resource.place.address): resource.vertex
        for template in templates
        for resource in template.resources.values()
        if isinstance(resource, LoopedResource)
    }
