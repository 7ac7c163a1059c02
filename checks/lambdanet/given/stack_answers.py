"""What other stacks give out: the answers of ``aws cloudformation list-exports`` and ``describe-stacks``.

https://docs.aws.amazon.com/cli/latest/reference/cloudformation/list-exports.html
https://docs.aws.amazon.com/cli/latest/reference/cloudformation/describe-stacks.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.given.fact_files import FactFile
from lambdanet.given.facts import Fact, place_in
from lambdanet.given.wrong_content import Problems
from lambdanet.records import dataclass


@dataclass(frozen=True)
class Stack:
    """A stack with its outputs, by key."""

    name: str
    file: FactFile
    account: str
    region: str
    outputs: dict[str, Fact]


def exports_in(content: dict[str, Any], file: FactFile, problems: Problems) -> Iterator[tuple[str, Fact]]:
    """Each export of a list of exports, and of the outputs of stacks, by its name."""
    for key, export in problems.objects("Exports", content["Exports"]) if "Exports" in content else ():
        name, value = problems.text(key, export, "Name"), problems.text(key, export, "Value")
        if name is not None and value is not None:
            yield name, Fact(value, file, *place_in(export.get("ExportingStackId")))
    for key, stack in problems.objects("Stacks", content["Stacks"]) if "Stacks" in content else ():
        for place, output in _outputs(key, stack, problems):
            name = output.get("ExportName")
            value = problems.text(place, output, "OutputValue")
            if isinstance(name, str) and value is not None:
                yield name, Fact(value, file, *place_in(stack.get("StackId")))


def stacks_in(content: dict[str, Any], file: FactFile, problems: Problems) -> Iterator[Stack]:
    """The stacks of a description of stacks."""
    for key, stack in problems.objects("Stacks", content["Stacks"]) if "Stacks" in content else ():
        name = problems.text(key, stack, "StackName")
        if name is None or stack.get("StackStatus") == "DELETE_COMPLETE":
            continue
        account, region = place_in(stack.get("StackId"))
        outputs = {}
        for place, output in _outputs(key, stack, problems):
            named, value = problems.text(place, output, "OutputKey"), problems.text(place, output, "OutputValue")
            if named is not None and value is not None:
                outputs[named] = Fact(value, file, account, region)
        yield Stack(name, file, account, region, outputs)


def _outputs(key: str, stack: dict[str, Any], problems: Problems) -> Iterator[tuple[str, dict[str, Any]]]:
    if "Outputs" in stack and stack.get("StackStatus") != "DELETE_COMPLETE":
        yield from problems.objects(f"{key}.Outputs", stack["Outputs"])
