"""What a template imports: exports of other stacks, of the scan or in files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lambdanet.given.facts import contradicted, take
from lambdanet.given.facts_of_place import facts_for
from lambdanet.given.notes import notes
from lambdanet.missing_facts import MissingFact, Sort, together
from lambdanet.readers.cloudformation.declarations.combination import either, settled
from lambdanet.readers.cloudformation.declarations.partial_texts import (
    joined,
    printed,
    resources_in,
    scalar_text,
    shown,
)
from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.cloudformation.expressions.pseudo_parameters import region_of
from lambdanet.readers.datum import Datum, Text
from lambdanet.values import Cause, Unknown


def imported(name: Datum, template: Template, depth: int) -> Datum:
    """The value exported as ``name`` by a template of the scan."""
    wanted = printed(name)
    exports = _exports(template, depth)
    if isinstance(name, str):
        values: list[Any] = [owner.evaluate(value, depth) for export, value, owner in exports if export == name]
        if values:
            result: object = values[0]
            for value in values[1:]:
                result = either(Unknown(f"several templates export {name}"), result, value)
            _compare(name, settled(result), template)
            return settled(result)
    candidates = frozenset[str]()
    for export, value, owner in exports:
        if _may_be_equal(export, name):
            candidates |= resources_in(owner.evaluate(value, depth))
    symbol = None if wanted is None else f"export {wanted}"
    unknown = Unknown(
        f"imported from stack export {shown(name)}",
        candidates,
        symbol,
        cause=Cause.EXPORT,
        waits_for=_awaited(name),
    )
    facts = facts_for(template.file) if isinstance(name, str) else None
    given = None if facts is None else facts.export(str(name), region_of(template))
    if isinstance(given, Unknown):
        return replace(unknown, reason=given.reason)
    return unknown if given is None else take(given, template.file)


def _awaited(name: Datum) -> tuple[MissingFact, ...]:
    """What an import waits for: the export, and what its name is put together with."""
    parts = name.parts if isinstance(name, Text) else (name,)
    others = (fact for part in parts if isinstance(part, Unknown) for fact in part.waits_for)
    return together((MissingFact(Sort.EXPORT, shown(name)), *others))


def _compare(name: str, value: Datum, template: Template) -> None:
    """Note where a file says of an export what the template that makes it does not say; the template counts."""
    facts = facts_for(template.file)
    values = facts.exports.get(name, ()) if facts is not None else ()
    text = scalar_text(value)
    for fact in values:
        if text is not None and fact.value != text:
            notes().add_contradiction(contradicted(fact, f"the export {name}"))


def _exports(template: Template, depth: int) -> list[tuple[Datum, Any, Template]]:
    memory = template.scan.memory
    if "exports" not in memory:
        memory["exports"] = []  # an export whose name imports a value finds no exports
        memory["exports"] = [
            (owner.evaluate(export.get("Name"), depth), output.configuration.get("Value"), owner)
            for owner in template.scan.templates.values()
            for output in owner.outputs.values()
            if isinstance(export := output.configuration.get("Export"), dict)
        ]
    found: list[tuple[Datum, Any, Template]] = memory["exports"]
    return found


def _may_be_equal(export: Datum, name: Datum) -> bool:
    """Whether two names, one of them not wholly known, agree in what is known at their ends.

    A name of which nothing is known could be any export; that proves nothing, so it agrees with none.
    """
    ends = [_end(export), _end(name)]
    if (isinstance(export, str) and isinstance(name, str)) or not all(ends):
        return False
    return ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])


def _end(name: Datum) -> str:
    whole = joined([name])
    return whole if isinstance(whole, str) else whole.literal_end() if isinstance(whole, Text) else ""
