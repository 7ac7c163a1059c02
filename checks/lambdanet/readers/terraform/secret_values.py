"""What Terraform itself would not show: the values of sensitive variables and outputs, and those that a plan marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambdanet.readers.terraform.configuration.configuration import Configuration
    from lambdanet.readers.terraform.modules.declaration import Declaration
    from lambdanet.readers.terraform.modules.module_instance import ModuleInstance
    from lambdanet.readers.withheld import Withheld

_MARKS = ("sensitive", "ephemeral")


def withhold_secrets_of(configuration: Configuration, withheld: Withheld) -> None:
    """Withhold what variables and outputs hold that are marked, in every module instance."""
    for module in configuration.instances():
        for kind, value in (("variable", module.variable), ("output", module.output)):
            for name, declared in module.declarations.get(kind, {}).items():
                # Nothing else asks for most of them.
                if declared.may_set(*_MARKS) and any(_is_marked(module, declared, mark) for mark in _MARKS):
                    withheld.add(value(name))
                    # Where a call gives another value, the default may still be somewhere.
                    default = declared.attribute("default")
                    withheld.add(None if default is None else module.evaluate(default))


def _is_marked(module: ModuleInstance, declared: Declaration, mark: str) -> bool:
    """Whether a declaration has the mark; one that is not understood counts."""
    expression = declared.attribute(mark)
    return expression is not None and _is_set(module.evaluate(expression))


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
