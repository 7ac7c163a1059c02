"""Writes small Terraform plans: everything is created, and what is given by reference is known after apply.

A resource is an address, its known values and its references by attribute; ``vpc_config.subnet_ids`` is an attribute
of a nested block. What a reference is to, a plan shows as Terraform does: ``a.b.id`` and then ``a.b``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_KEY = r'(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?'


@dataclass(frozen=True)
class Planned:
    """A resource.

    repeated_over: what its ``count`` or ``for_each`` refers to. existing: it has an id already. dynamic: the blocks
    that are dynamic, of which a plan shows no expressions.
    """

    address: str
    values: Json = field(default_factory=dict)
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)
    repeated_over: Sequence[str] = ()
    existing: bool = False
    dynamic: Sequence[str] = ()

    @property
    def module(self) -> str:
        """The address of its module instance, "" for the root."""
        found = re.match(rf"(?:module\.[\w-]+{_KEY}\.)*", self.address)
        return found.group().rstrip(".") if found else ""

    @property
    def own(self) -> str:
        """The address within its module."""
        return self.address[len(self.module) :].lstrip(".")

    @property
    def block(self) -> str:
        """The address of its block within its module."""
        return self.own.split("[", 1)[0]


@dataclass(frozen=True)
class Call:
    """A module call: what it is given by reference, what it gives, and what it is repeated over."""

    source: str = "./module"
    arguments: Mapping[str, Sequence[str]] = field(default_factory=dict)
    outputs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    repeated_over: Sequence[str] = ()


def write_plan(
    folder: Path, resources: Iterable[Planned], calls: Mapping[str, Call] | None = None, **more: Any
) -> None:
    """Write ``plan.json``. calls: by name, of the root module. more: further members of the plan."""
    (folder / "plan.json").write_text(json.dumps(plan_of(list(resources), calls or {}, **more), indent=1) + "\n")


def plan_of(resources: list[Planned], calls: Mapping[str, Call], **more: Any) -> Json:
    """The plan as JSON data."""
    modules: dict[str, list[Planned]] = {}
    for resource in resources:
        modules.setdefault(resource.module, []).append(resource)
    root: Json = {"resources": [_planned(resource) for resource in modules.pop("", [])]}
    if modules:
        root["child_modules"] = [
            {"address": address, "resources": [_planned(resource) for resource in found]}
            for address, found in modules.items()
        ]
    configuration = _configuration([resource for resource in resources if not resource.module])
    for name, call in calls.items():
        inner = _configuration([one for one in resources if re.match(rf"module\.{name}(\[|$)", one.module)])
        inner["outputs"] = {output: {"expression": _expression(given)} for output, given in call.outputs.items()}
        plan: Json = {
            "source": call.source,
            "expressions": {key: _expression(given) for key, given in call.arguments.items()},
            "module": inner,
        }
        if call.repeated_over:
            plan["for_each_expression"] = _expression(call.repeated_over)
        configuration.setdefault("module_calls", {})[name] = plan
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": root},
        "resource_changes": [_change(resource) for resource in resources],
        "configuration": {"root_module": configuration},
        **more,
    }


def _head(resource: Planned) -> Json:
    kind, name = resource.block.split(".")
    return {"address": resource.address, "mode": "managed", "type": kind, "name": name}


def _planned(resource: Planned) -> Json:
    return {**_head(resource), "values": _values(resource)}


def _values(resource: Planned) -> Json:
    values = dict(resource.values)
    for attribute in resource.references:
        block, _, _ = attribute.rpartition(".")
        if block:
            values.setdefault(block, [{}])
    return values


def _change(resource: Planned) -> Json:
    unknown: Json = {} if resource.existing else {"id": True, "arn": True}
    for attribute in resource.references:
        block, _, own = attribute.rpartition(".")
        if not block:
            unknown[own] = True
        else:
            unknown.setdefault(block, [{}])[0][own] = True
    actions = ["no-op"] if resource.existing else ["create"]
    change = {"actions": actions, "before": None, "after": _values(resource), "after_unknown": unknown}
    return {**_head(resource), "change": change}


def _configuration(resources: list[Planned]) -> Json:
    blocks: dict[str, Json] = {}
    for resource in resources:
        expressions: Json = {name: {"constant_value": value} for name, value in resource.values.items()}
        for attribute, given in resource.references.items():
            block, _, own = attribute.rpartition(".")
            if not block:
                expressions[own] = _expression(given)
            else:
                kept = expressions.get(block)
                expressions[block] = kept if isinstance(kept, list) else [{}]
                expressions[block][0][own] = _expression(given)
        expressions = {name: kept for name, kept in expressions.items() if name not in resource.dynamic}
        head = {key: value for key, value in _head(resource).items() if key != "address"}
        blocks[resource.block] = {"address": resource.block, **head, "expressions": expressions}
        if resource.repeated_over:
            blocks[resource.block]["for_each_expression"] = _expression(resource.repeated_over)
    return {"resources": list(blocks.values())}


def _expression(given: Sequence[str]) -> Json:
    return {"references": [text for reference in given for text in _as_terraform_lists(reference)]}


def _as_terraform_lists(reference: str) -> list[str]:
    """A reference and what it is shortened to: the attribute's resource, and the resource without its key."""
    steps = re.findall(rf"[^.\[]+{_KEY}", reference)
    if steps[0] in ("count", "each", "var", "local") or len(steps) < 2:
        return (
            [reference]
            if reference in ("each.key", "each.value") or len(steps) < 3
            else [reference, ".".join(steps[:2])]
        )
    found = [".".join(steps[:length]) for length in range(len(steps), 1, -1)]
    if found[-1].endswith("]"):
        found.append(found[-1].split("[", 1)[0])
    return found
