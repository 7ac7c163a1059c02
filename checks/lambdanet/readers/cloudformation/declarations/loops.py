"""Writes out the loops of a template, ``Fn::ForEach``: what is in them, for each element of a list.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol, Union

from lambdanet.readers.cloudformation.declarations.partial_texts import printed, scalar_text, unknowns_in
from lambdanet.readers.cloudformation.declarations.restoration import MARKERS
from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.withheld import current
from lambdanet.values import Unknown

LOOP = "Fn::ForEach::"
MOST_OBJECTS = 20_000

Names = Mapping[str, Union[str, Unknown]]
"""The variables of the loops around something, each with its value in this round."""


class AroundLoops(Protocol):
    """The template of a loop, as far as loops need it."""

    file: str

    def evaluate(self, expression: Any, depth: int = 0) -> Datum:
        """What an expression of the template stands for."""


def unrolled(value: Any, template: AroundLoops) -> Any:
    """A value with the loops in it replaced by what they make; the same object when there are none."""
    return Loops(template).written_out(value, {})


class Loops:
    """Unrolls loops.

    doubts: why it is not known whether something is made, by its name. A loop over an unknown list is gone
        through once, with a name for all that it may make, in which the loop's variable is left.
    """

    def __init__(self, template: AroundLoops) -> None:
        self.doubts: dict[str, Unknown] = {}
        self._template = template
        self._left = MOST_OBJECTS

    def made_in(self, section: Any) -> dict[str, Any]:
        """What the loops of a section make, by name."""
        if not isinstance(section, dict):
            return {}
        loops = {key: value for key, value in section.items() if str(key).startswith(LOOP)}
        made = self.written_out(loops, {}, open_lists=True) if loops else {}
        return {str(key): value for key, value in made.items() if not str(key).startswith(LOOP)}

    def written_out(self, value: Any, names: Names, *, open_lists: bool = False) -> Any:
        """The value with loops unrolled and the names of the loops around it replaced.

        open_lists: loops over lists that are not known are gone through too; else they are left as they are.
        """
        self._left -= 1
        if self._left < 0:
            return value
        if isinstance(value, str):
            return _replaced(value, names) if names else value
        if isinstance(value, list):
            items = [self.written_out(item, names) for item in value]
            return items if any(new is not old for new, old in zip(items, value)) else value
        if not isinstance(value, dict):
            return value
        if names:
            of_function = _function_written_out(value, names)
            if of_function is not None:
                return of_function
        result: dict[Any, Any] = {}
        changed = False
        for key, inner in value.items():
            made = self._made_by(str(key), inner, names, open_lists) if str(key).startswith(LOOP) else None
            if made is not None:
                result.update(made)
                changed = True
                continue
            new_key = _with_known_names(key, names) if names and isinstance(key, str) else key
            result[new_key] = self.written_out(inner, names)
            changed = changed or new_key != key or result[new_key] is not inner
        return _with_marks_of(result, value) if changed else value

    def _made_by(self, name: str, loop: Any, names: Names, open_lists: bool) -> dict[Any, Any] | None:
        """The entries that a loop makes; None when its list is not known."""
        if (
            not isinstance(loop, list)
            or len(loop) != 3
            or not isinstance(loop[0], str)
            or not isinstance(loop[2], dict)
        ):
            return None
        elements = self._elements(self.written_out(loop[1], names), name)
        if isinstance(elements, Unknown):
            if not open_lists:
                return None
            every: dict[Any, Any] = self.written_out(loop[2], {**names, str(loop[0]): elements}, open_lists=True)
            for made_once in every:
                self.doubts.setdefault(str(made_once), elements)
            return every
        made: dict[Any, Any] = {}
        for element in elements:
            made.update(self.written_out(loop[2], {**names, str(loop[0]): element}, open_lists=open_lists))
        return made

    def _elements(self, collection: Any, loop: str) -> list[str] | Unknown:
        found = self._template.evaluate(collection)
        elements: list[str | None] = [None]
        if isinstance(found, Listing) and found.more is None:
            elements = []
            for item in found.elements:
                texts = item.elements if isinstance(item, Listing) and item.more is None else (item,)
                elements += [scalar_text(text) for text in texts]
        known = [text for text in elements if text is not None]
        if current().place_of(*known) is not None:
            # The names of what is made would show it.
            return Unknown(
                f"{loop} is over a list that is secret", symbol=f"for each of {loop} of {self._template.file}"
            )
        if len(known) == len(elements):
            return known
        unknown = next(unknowns_in(found), None)
        reason = f"{loop} is over a list that is not known" + (f": {unknown.reason}" if unknown is not None else "")
        # Loops over one list make as many of each.
        symbol = f"for each of {printed(found) or f'{self._template.file}#{loop}'}"
        return Unknown(
            reason,
            symbol=symbol,
            cause=None if unknown is None else unknown.cause,
            waits_for=() if unknown is None else unknown.waits_for,
        )


def _function_written_out(value: dict[Any, Any], names: Names) -> Any:
    """A reference or a text with its variables replaced; None for anything else.

    A name with a variable in it whose values are not known is that of what the loop makes in the same round.
    """
    function, argument = _only(value)
    if function in ("Ref", "Fn::GetAtt"):
        if function == "Ref" and isinstance(argument, str) and argument in names:
            return names[argument]
        if function == "Fn::GetAtt" and isinstance(argument, list):
            parts = [_name_in(part, names) for part in argument]
            return None if None in parts else {function: parts}
        name = _name_in(argument, names)
        return None if name is None else {function: name}
    if function == "Fn::Sub" and isinstance(argument, str):
        not_known = {name: known for name, known in names.items() if isinstance(known, Unknown)}
        return {function: [_with_known_names(argument, names), not_known]}
    return None


def _with_marks_of(made: dict[Any, Any], written: dict[Any, Any]) -> dict[Any, Any]:
    """What was made of a part of the template, with Checkov's marks of where that is, if it has them."""
    marks = getattr(written, "start_mark", None), getattr(written, "end_mark", None)
    if None in marks:
        return made
    from checkov.common.parsers.node import DictNode

    moved: dict[Any, Any] = DictNode(made, *marks)
    return moved


def _only(value: dict[Any, Any]) -> tuple[Any, Any]:
    """The one key of an object with its value, Checkov's markers aside; nothing when there are more."""
    found = [item for item in value.items() if item[0] not in MARKERS]
    return found[0] if len(found) == 1 else (None, None)


def _name_in(argument: Any, names: Names) -> str | None:
    """The name that is written out, or as a text with no other variables than those of loops; None for anything else.

    ``Ref`` and ``Fn::GetAtt`` take functions too, with the transform that there are loops with:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html
    """
    if isinstance(argument, str):
        return _with_known_names(argument, names)
    function, text = _only(argument) if isinstance(argument, dict) else (None, None)
    if function == "Fn::Sub" and isinstance(text, str) and set(re.findall(r"[$]\{([^}]*)\}", text)) <= set(names):
        return _with_known_names(text, names)
    value = names.get(text) if function == "Ref" and isinstance(text, str) else None
    return value if isinstance(value, str) else None


def _replaced(text: str, names: Names) -> str | Unknown:
    """The text with the variables of loops in it replaced; unknown when the value of one is not known."""
    replaced = _with_known_names(text, names)
    if "{" in replaced:
        for name, value in names.items():
            if isinstance(value, Unknown) and any(f"{mark}{{{name}}}" in replaced for mark in "$&"):
                return value
    return replaced


def _with_known_names(text: str, names: Names) -> str:
    """The text with ``${name}`` replaced, and ``&{name}`` by the letters and digits of the value, where it is known."""
    if "{" not in text:
        return text
    for name, value in names.items():
        if isinstance(value, str):
            text = text.replace(f"${{{name}}}", value)
            if f"&{{{name}}}" in text:
                text = text.replace(f"&{{{name}}}", re.sub(r"[^A-Za-z0-9]", "", value))
    return text
