"""What leaves the scan in a plan: who is given which resource.

A plan holds all modules, read or not. What is left are the outputs of the root module, resources of types that are
not read, and commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from lambdanet.readers.conversions import identity_of
from lambdanet.readers.datum import Reference
from lambdanet.readers.surroundings.completing_types import (
    ANYHOW,
    AS_OWNER,
    BY_COMMANDS,
    NOTHING,
    OWNERS,
    PUBLISHED,
    way_of_giving,
)
from lambdanet.readers.surroundings.recipients import Recipient, exported, of_unread_type, running_commands
from lambdanet.readers.terraform.plan.plan_file import PlanFile, PlannedInstance
from lambdanet.readers.terraform.plan.plan_references import Resolved

_MOST_STEPS = 3


class ReadPlan(Protocol):
    """A plan file with its instances. by_id: literal id or ARN -> identity. by_identity: the instance."""

    file: PlanFile
    by_id: dict[str, str]
    by_identity: dict[str, PlannedInstance]

    def identity(self, instance: PlannedInstance) -> str:
        """Unique in the scan."""

    def resolved(self, references: list[str], instance: PlannedInstance) -> Resolved:
        """What the references of an expression of an instance stand for."""


def recipients_in(plan: ReadPlan) -> dict[str, Recipient]:
    """By identity, what has the ids of a plan's resources."""
    found: dict[str, Recipient] = {}
    for name, output in (plan.file.module(()).get("outputs") or {}).items():
        root = PlannedInstance("", "", (), "", "", {}, None, {"value": (output or {}).get("expression")})
        _note(found, exported(f"output.{name}"), _named(plan, root, root.expressions))
    for instance in plan.file.instances:
        how = way_of_giving(instance.type)
        expressions = _giving(plan, instance, how)
        if expressions:
            given = _named(plan, instance, expressions)
            known = {plan.by_id[text] for text in _strings(instance.values, expressions) if text in plan.by_id}
            _note(found, _recipient(instance, how), {*given, *known} - {plan.identity(instance)})
    return found


def _giving(plan: ReadPlan, instance: PlannedInstance, how: str) -> Mapping[str, Any]:
    """The expressions by which a resource gets what it gives to others."""
    if how == NOTHING or instance.type.startswith("data."):
        return {}
    expressions = instance.expressions
    if how == AS_OWNER:
        return {name: expressions[name] for name in OWNERS if name in expressions}
    if how == PUBLISHED:
        return {name: expressions[name] for name in ("value", "insecure_value") if name in expressions}
    if how == ANYHOW:
        return {**expressions}
    blocks = plan.file.module(instance.path).get("resources")
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict) and block.get("address") == instance.block:
            run = [one for one in block.get("provisioners") or () if one.get("type") == "local-exec"]
            return {**expressions, "provisioner": [one.get("expressions") for one in run]} if run else {}
    return {}


def _recipient(instance: PlannedInstance, how: str) -> Recipient:
    if how == PUBLISHED:
        return exported(instance.address)
    return running_commands(instance.address) if how == BY_COMMANDS else of_unread_type(instance.address)


def _note(found: dict[str, Recipient], recipient: Recipient, targets: Iterable[str]) -> None:
    for target in targets:
        found.setdefault(target, recipient)


def _named(plan: ReadPlan, instance: PlannedInstance, value: Any, steps: int = 0) -> set[str]:
    """The resources that expressions name by id, ARN, name or as a whole."""
    resolved = plan.resolved(list(_references(value)), instance)
    named = {identity for unknown in resolved.hidden for identity in unknown.candidates}
    for group in resolved.groups:
        for reference in group.references:
            named |= {reference.identity} if group.whole else _meant(plan, reference, steps)
    return named


def _meant(plan: ReadPlan, reference: Reference, steps: int) -> set[str]:
    identity = identity_of(reference)
    if identity is not None:
        return {identity}
    # What another attribute names, as ``vpc_id`` of a subnet does, the resource's own expression shows.
    instance = plan.by_identity.get(reference.identity)
    expression = instance.expressions.get(reference.attribute) if instance is not None else None
    if instance is None or expression is None or steps >= _MOST_STEPS:
        return set()
    return _named(plan, instance, expression, steps + 1)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        listed = value.get("references")
        yield from (item for item in listed if isinstance(item, str)) if isinstance(listed, list) else ()
        for key, inner in value.items():
            if key != "references":
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _strings(values: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    waiting = [values.get(name) for name in names]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, (dict, list)):
            waiting.extend(value.values() if isinstance(value, dict) else value)
