"""What Terraform itself would not show: the values of sensitive variables and outputs, and those that a plan marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdanet.readers.conversions import from_python

if TYPE_CHECKING:
    from lambdanet.readers.terraform.configuration.configuration import Configuration
    from lambdanet.readers.withheld import Withheld

_MARKS = ("sensitive", "ephemeral")


def withhold_secrets_of(configuration: Configuration, withheld: Withheld) -> None:
    """Withhold what variables and outputs hold that are marked, in every module instance."""
    for module in configuration.instances():
        for kind, value in (("variable", module.variable), ("output", module.output)):
            for name, declared in module.declarations.get(kind, {}).items():
                if any(_is_set(declared.vertex.get(mark)) for mark in _MARKS):
                    withheld.add(value(name))
                    # What nobody uses here is what Checkov may have put in the place of its name.
                    withheld.add(from_python(declared.vertex.get("default")))


def withhold_secrets_of_plan(content: Mapping[str, Any], withheld: Withheld) -> None:
    """Withhold the values of sensitive variables of the root module, and all that the plan marks."""
    configuration = content.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, dict) else None
    declared = root.get("variables") if isinstance(root, dict) else None
    given = content.get("variables")
    if isinstance(declared, dict) and isinstance(given, dict):
        for name, variable in declared.items():
            held = given.get(name)
            if isinstance(variable, dict) and any(_is_set(variable.get(mark)) for mark in _MARKS):
                withheld.add(held.get("value") if isinstance(held, dict) else None)
                withheld.add(variable.get("default"))


def withhold_marked(values: Any, marks: Any, withheld: Withheld) -> None:
    """Withhold of the values what the marks, which have their shape, say is sensitive."""
    if marks is True:
        withheld.add(values)
    elif isinstance(marks, dict) and isinstance(values, dict):
        for name, mark in marks.items():
            withhold_marked(values.get(name), mark, withheld)
    elif isinstance(marks, list) and isinstance(values, list):
        for value, mark in zip(values, marks):
            withhold_marked(value, mark, withheld)


def _is_set(mark: Any) -> bool:
    """Whether something is marked; a mark that is not understood counts."""
    value = mark[0] if isinstance(mark, list) and len(mark) == 1 else mark
    return value not in (None, False, "false", [], "")
