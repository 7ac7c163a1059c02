"""Every way in which the conditions go that a template leaves to its parameters.

What a rule says in all of these cases it says of the template, although it is not known which case holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.cloudformation.expressions.nested_stacks import stacks_of
from lambdanet.readers.parts_of_data import every_part
from lambdanet.readers.questions import Answer, Question
from lambdanet.readers.under_way import later
from lambdanet.records import dataclass
from lambdanet.values import Unknown

T = TypeVar("T")

Assumption = Mapping[str, Mapping[str, bool]]
"""By file and name, whether a condition holds."""

MOST_CONDITIONS = 3


@dataclass(frozen=True)
class Cases:
    """All cases, and by file the conditions that are distinguished in them."""

    assumptions: tuple[Assumption, ...]
    conditions: Mapping[str, tuple[str, ...]]


def cases_of(templates: Sequence[Template]) -> Cases:
    """The cases of the conditions that have been asked for, of the templates that have no more than a few.

    Templates that use each other's values are distinguished together, all others independently.
    """
    conditions: dict[str, tuple[str, ...]] = {}
    groups: list[list[tuple[str, str]]] = []
    for group in _groups(templates):
        names = [(template.file, name) for template in group for name in _undecided(template)]
        if 0 < len(names) <= MOST_CONDITIONS:
            groups.append(names)
            for template in group:
                conditions[template.file] = tuple(name for _, name in names)
    number = 1 << max((len(names) for names in groups), default=0)
    assumptions: list[Assumption] = []
    for case in range(number if groups else 0):
        assumed: dict[str, dict[str, bool]] = {}
        for names in groups:
            for place, (file, name) in enumerate(names):
                assumed.setdefault(file, {})[name] = bool(case >> place & 1)
        assumptions.append(assumed)
    return Cases(tuple(assumptions), conditions)


def question_of(cases: Cases, read: Callable[[Assumption], T]) -> tuple[Question[T], ...]:
    """Which way the conditions go, with what is read in each case; nothing where no condition is distinguished."""
    if not cases.assumptions:
        return ()

    def answer(assumed: Assumption) -> Answer[T]:
        def where(identity: str, file: str) -> str:
            held = assumed.get(file, {})
            clauses = [
                f"{name} is {'true' if held[name] else 'false'}" for name in cases.conditions[file] if name in held
            ]
            return f"Where {' and '.join(clauses)}"

        return Answer(later(lambda: read(assumed)), where)

    def whatever(identity: str, file: str) -> str:
        deciding = cases.conditions.get(file, ())
        which = f"{'condition' if len(deciding) == 1 else 'conditions'} {' and '.join(deciding)}"
        return f"whatever {which} may be" if deciding else ""

    return (Question(tuple(map(answer, cases.assumptions)), whatever),)


def _undecided(template: Template) -> list[str]:
    """The conditions that were asked for and are not known, but for those that follow from others of them."""
    unknown = [
        name for name in template.conditions if isinstance(template.memory.get(("condition", str(name))), Unknown)
    ]
    return [name for name in unknown if not set(_named_in(template.conditions[name])) & set(unknown)]


def _named_in(expression: Any) -> Iterator[str]:
    for part in every_part(expression):
        if isinstance(part, dict) and isinstance(part.get("Condition"), str):
            yield part["Condition"]


def _groups(templates: Sequence[Template]) -> list[list[Template]]:
    """The templates, those together between which values may pass."""
    linked = [template for template in templates if stacks_of(template) or _passes_values(template)]
    alone = [[template] for template in templates if template not in linked]
    return [linked, *alone] if linked else alone


def _passes_values(template: Template) -> bool:
    """Whether a template exports or imports values, or makes stacks."""
    if any(output.exported for output in template.outputs.values()):
        return True
    if any("Stack" in resource.type or "Application" in resource.type for resource in template.resources.values()):
        return True
    vertices = (resource.vertex for resource in template.resources.values())
    parts = every_part(*(vertex.get("config_", vertex) for vertex in vertices))
    return any(isinstance(part, dict) and "Fn::ImportValue" in part for part in parts)
