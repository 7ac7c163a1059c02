"""What a file of Terragrunt's says: which module it deploys, and which values it gives to its variables.

https://docs.terragrunt.com/reference/hcl/blocks and https://docs.terragrunt.com/reference/hcl/attributes
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from lambdanet.readers.datum import Datum, Text
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import Body, Call, Expression, Object, SyntaxProblem
from lambdanet.records import dataclass
from lambdanet.regular_files import content_of
from lambdanet.values import Cause, Unknown

UNIT = "terragrunt.hcl"
_FIND_ABOVE = "find_in_parent_folders"
_MOST_INCLUDED = 8
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Unit:
    """What a file gives to the variables of a module.

    folder: of the module, where the code names it as a path; the unit's own where it names none.
    ending: how the path ends of which only that is known; "" where it is no path of this repository.
    """

    file: str
    folder: str | None
    ending: str
    inputs: dict[str, Datum]


def unit_in(file: str, top: str, source: SourceText) -> Unit | None:
    """The unit of a file ``terragrunt.hcl``; None where it gives no values. Nothing is read but in the folder top."""
    try:
        bodies = list(_with_included(file, top, source))
    except (OSError, SyntaxProblem, RecursionError):
        return None
    inputs: dict[str, Datum] = {}
    module: Datum = None
    for body in bodies:  # what the unit itself says comes first
        names = _Locals(body)
        for name, value in _inputs(body.attributes.get("inputs"), names):
            inputs.setdefault(name, value)
        for block in body.blocks_of("terraform") if module is None else ():
            module = _value(block.body.attributes.get("source"), names)
    if not inputs:
        return None
    folder, ending = _place(module, os.path.dirname(file))
    return Unit(file, folder, ending, inputs)


class _Locals:
    """The names that the expressions of one file see."""

    def __init__(self, body: Body) -> None:
        self._locals = {
            name: each for block in body.blocks_of("locals") for name, each in block.body.attributes.items()
        }
        self._under_way: set[str] = set()

    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        """See ``Scope.named``."""
        written = ".".join(names)
        if len(names) > 1 and names[0] == "local" and names[1] in self._locals and names[1] not in self._under_way:
            self._under_way.add(names[1])
            try:
                return _value(self._locals[names[1]], self), 2
            finally:
                self._under_way.discard(names[1])
        return Unknown(f"{written} is known only when Terragrunt runs", cause=Cause.WHEN_IT_RUNS), len(names)


def _value(expression: Expression | None, names: _Locals) -> Datum:
    if expression is None:
        return None
    from lambdanet.readers.terraform.evaluation.evaluator import evaluate

    return evaluate(expression, names)


def _inputs(expression: Expression | None, names: _Locals) -> Iterator[tuple[str, Datum]]:
    """The values by variable; of what is merged only what is written out, the last of one name first."""
    if isinstance(expression, Call) and expression.name == "merge":
        for argument in reversed(expression.arguments):
            yield from _inputs(argument, names)
        return
    value = _value(expression, names)
    if isinstance(value, dict):
        yield from ((str(name), each) for name, each in value.items())
    elif isinstance(expression, Object):
        for key, each in expression.entries:
            name = _value(key, names)
            if isinstance(name, str):
                yield name, _value(each, names)


def _with_included(file: str, top: str, source: SourceText) -> Iterator[Body]:
    """What is in the file, then in those that it includes: an included file may not include others."""
    own = _body(file, source)
    yield own
    names = _Locals(own)
    for block in own.blocks_of("include")[:_MOST_INCLUDED]:
        included = _included(block.body.attributes.get("path"), names, file, top)
        if included is not None:
            yield _body(included, source)


def _body(file: str, source: SourceText) -> Body:
    content_of(file, _MOST_BYTES)  # raises where it is no file, or too large
    return source.body(file)


def _included(path: Expression | None, names: _Locals, file: str, top: str) -> str | None:
    folder = os.path.dirname(file)
    if isinstance(path, Call) and path.name == _FIND_ABOVE:
        name = _value(path.arguments[0], names) if path.arguments else UNIT
        return _above(folder, name, top) if isinstance(name, str) else None
    named = _value(path, names)
    found = os.path.normpath(os.path.join(folder, named)) if isinstance(named, str) else ""
    return found if _is_in(found, top) else None


def _above(folder: str, name: str, top: str) -> str | None:
    """The file of this name in the nearest folder above."""
    while folder != top and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
        found = os.path.normpath(os.path.join(folder, name))
        if os.path.isfile(found):
            return found if _is_in(found, top) else None
    return None


def _is_in(file: str, top: str) -> bool:
    inside = os.path.join(os.path.realpath(top), "")
    return os.path.isfile(file) and os.path.realpath(file).startswith(inside)


def _place(module: Datum, own: str) -> tuple[str | None, str]:
    """Where the module is; two strokes say where the part begins that is copied."""
    if module is None:
        return own, ""
    if isinstance(module, str):
        is_local = module.startswith((".", "/"))
        return (os.path.normpath(os.path.join(own, module.replace("//", "/"))) if is_local else None), ""
    if isinstance(module, Text) and all(_is_within_a_path(part) for part in module.parts):
        steps = [step for step in module.literal_end().split("/") if step not in ("", ".", "..")]
        return None, "/".join(("", *steps)) if steps and module.literal_end().startswith("/") else ""
    return None, ""


def _is_within_a_path(part: Datum) -> bool:
    return not isinstance(part, str) or not any(mark in part for mark in ("::", "://", "@", "?"))
