"""The entry to the CloudFormation reader: from Checkov's graph to blocks and outputs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from lambdanet.given.in_force import are_given
from lambdanet.model import Place
from lambdanet.readers.cloudformation.cloudformation_block import CloudFormationBlock
from lambdanet.readers.cloudformation.declarations.partial_texts import resources_in
from lambdanet.readers.cloudformation.declarations.template import DeclaredOutput, Template
from lambdanet.readers.cloudformation.expressions.assumptions import Assumption
from lambdanet.readers.cloudformation.expressions.intrinsics import condition_holds, evaluate
from lambdanet.readers.cloudformation.expressions.nested_stacks import stacks_of
from lambdanet.readers.cloudformation.from_graph import templates
from lambdanet.readers.cloudformation.sam.sam_resources import blocks_of_connectors, blocks_of_resource
from lambdanet.readers.datum import Datum
from lambdanet.readers.surroundings.recipients import ids_written_out_in
from lambdanet.records import dataclass
from lambdanet.values import is_false

_FUNCTIONS = ("::Lambda::Function", "::Serverless::Function")


@dataclass(frozen=True)
class Output:
    """A value that a template gives out.

    exported: other stacks may import it by name.
    nested: a stack of the scan uses the template, so the output may go no further than to that stack.
    """

    value: Datum
    exported: bool
    place: Place
    nested: bool = False


@dataclass(frozen=True)
class Reading:
    """What the reader has read from one graph."""

    blocks: list[CloudFormationBlock]
    outputs: list[Output]
    templates: list[Template]

    @cached_property
    def users(self) -> Mapping[str, tuple[CloudFormationBlock, ...]]:
        """The resources whose properties refer to a resource, or may, by the identity of what they refer to.

        Checkov's edges do not show this: those of a resource that has the name of an output or a parameter start
        at the wrong vertex, and an order of creation (``DependsOn``) has an edge too.
        """
        return self._users_among(self.blocks)

    @cached_property
    def users_besides_functions(self) -> Mapping[str, tuple[CloudFormationBlock, ...]]:
        """The same without functions, which are many: what they use in their own configuration is in the model."""
        return self._users_among([block for block in self.blocks if not block.type.endswith(_FUNCTIONS)])

    def _users_among(self, blocks: list[CloudFormationBlock]) -> Mapping[str, tuple[CloudFormationBlock, ...]]:
        found: dict[str, list[CloudFormationBlock]] = {}
        for block in blocks:
            if is_false(block.exists()):
                continue
            data = [block.datum(name) for name in block.names()]
            # What is in an account is named by its id.
            for identity in (*resources_in(*data), *(ids_written_out_in(data) if are_given() else ())):
                if identity != block.identity:
                    found.setdefault(identity, []).append(block)
        return {identity: tuple(blocks) for identity, blocks in found.items()}


def read(graph: Any, assumed: Assumption | None = None, beside: tuple[str, ...] = ()) -> Reading:
    """All resources, those that SAM makes included, and all outputs of the graph's templates.

    beside: templates that are not in the graph, for what loops make in them.
    """
    found = templates(graph, assumed, beside)
    blocks = [
        block
        for template in found
        for resource in template.resources.values()
        for block in blocks_of_resource(resource)
    ]
    blocks += [block for template in found for block in blocks_of_connectors(template)]
    return Reading(
        blocks,
        [
            _output(template, output)
            for template in found
            for output in template.outputs.values()
            if _is_made(template, output)
        ],
        found,
    )


def read_blocks(graph: Any) -> list[CloudFormationBlock]:
    """All resources of the graph's templates."""
    return read(graph).blocks


def outputs(graph: Any) -> list[Output]:
    """All outputs of the graph's templates that are not ruled out by their condition."""
    return read(graph).outputs


def _is_made(template: Template, output: DeclaredOutput) -> bool:
    condition = output.configuration.get("Condition")
    return condition is None or not is_false(condition_holds(condition, template))


def _output(template: Template, output: DeclaredOutput) -> Output:
    value = evaluate(output.configuration.get("Value"), template)
    return Output(value, output.exported, output.place, bool(stacks_of(template)))
