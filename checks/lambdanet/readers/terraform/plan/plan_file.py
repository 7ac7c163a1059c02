"""A Terraform plan as JSON: planned values, what is known only after apply, and the configuration's references.

Checkov's vertices merge the three, and lose which reference belongs to which attribute; the file is read again.
The format: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdanet.readers.guessed_encodings import text_as_checkov_reads
from lambdanet.readers.terraform.plan.plan_addresses import calls_to
from lambdanet.readers.terraform.plan.plan_modules import with_dynamic_blocks
from lambdanet.readers.terraform.secret_values import withhold_marked, withhold_secrets_of_plan
from lambdanet.readers.withheld import current
from lambdanet.records import dataclass

_FUNCTION = "aws_lambda_function"


@dataclass(frozen=True)
class PlannedInstance:
    """One instance of a resource or a data source.

    module: the address of its module instance, "" for the root. path: the names of the module calls to it.
    block: the address of its block within the module. values: as planned. unknown: the same shape, true where AWS
    decides. expressions: of the configuration. repeated_over: what ``count`` or ``for_each`` refers to. region: that of
    its provider; "" where the plan does not show it. provider: the key of its provider's configuration.
    """

    address: str
    module: str
    path: tuple[str, ...]
    block: str
    type: str
    values: Mapping[str, Any]
    unknown: Any
    expressions: Mapping[str, Any]
    repeated_over: tuple[str, ...] = ()
    region: str = ""
    provider: str = ""


class PlanFile:
    """One plan. A file that is no plan has no instances."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.instances: list[PlannedInstance] = []
        self._configuration: Mapping[str, Any] = {}
        content = _load(path)
        withhold_secrets_of_plan(content, current())
        self._configuration = _mapping(_mapping(content.get("configuration")).get("root_module"))
        self._regions = dict(_regions_of_providers(content))
        self._changes = {
            str(change.get("address")): _mapping(change.get("change"))
            for change in _list(content.get("resource_changes"))
        }
        self.before = tuple(_existing(content.get("resource_changes")))
        # What is deferred to a later plan, or was not planned because of an error, has instances that this one lacks.
        self.complete = not content.get("deferred_changes") and content.get("errored") is not True
        seen: set[str] = set()
        prior = _mapping(_mapping(content.get("prior_state")).get("values")).get("root_module")
        planned = _mapping(content.get("planned_values")).get("root_module")
        listed = list(self._read(_mapping(planned), "", ()))
        times = Counter(instance.address for instance in listed)
        for instance in [*listed, *self._read(_mapping(prior), "", (), data_only=True)]:
            if instance.address not in seen:
                if times[instance.address] > 1:
                    # Terraform lists none twice, so either may be the one that is meant.
                    instance = replace(instance, values={}, unknown=True, expressions={})
                seen.add(instance.address)
                self.instances.append(instance)
        for instance in self._forgotten(_list(content.get("resource_changes")), seen):
            self.instances.append(instance)
        for instance in self._configured_data(self._configuration, "", ()):
            if instance.address not in seen:
                self.instances.append(instance)

    def module(self, path: tuple[str, ...]) -> Mapping[str, Any]:
        """The configuration of the module to which the calls lead."""
        module = self._configuration
        for name in path:
            module = _mapping(self.call(module, name).get("module"))
        return module

    @staticmethod
    def call(module: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """A module call of a module."""
        return _mapping(_mapping(module.get("module_calls")).get(name))

    def declares(self, block: str, module: str) -> bool:
        """Whether the configuration has such a block in the module, of which there may be no instance."""
        blocks = self.module(calls_to(module)).get("resources")
        return any(found.get("address") == block for found in _list(blocks))

    def _read(
        self, module: Mapping[str, Any], address: str, path: tuple[str, ...], *, data_only: bool = False
    ) -> Iterator[PlannedInstance]:
        blocks = {str(block.get("address")): block for block in _list(self.module(path).get("resources"))}
        call = self.call(self.module(path[:-1]), path[-1]) if path else {}
        for resource in _list(module.get("resources")):
            if data_only and resource.get("mode") != "data":
                continue
            own = str(resource.get("address", ""))
            values, change = _mapping(resource.get("values")), self._changes.get(own, {})
            if change.get("actions") == ["forget"]:
                # Terraform forgets it, and it stays in AWS as it is. That it is among the planned values, without any,
                # is an error of Terraform, which 1.11.4 has: https://github.com/hashicorp/terraform/issues/38641
                if resource.get("type") == _FUNCTION:
                    continue
                values = _mapping(change.get("before"))
            for marks in (
                resource.get("sensitive_values"),
                change.get("after_sensitive"),
                change.get("before_sensitive"),
            ):
                withhold_marked(values, marks, current())
            front = "data." if resource.get("mode") == "data" else ""
            block = f"{front}{resource.get('type')}.{resource.get('name')}"
            provider = str(_mapping(blocks.get(block)).get("provider_config_key") or "")
            yield PlannedInstance(
                own,
                address,
                path,
                block,
                f"{front}{resource.get('type')}",
                values,
                change.get("after_unknown"),
                with_dynamic_blocks(call, block, _mapping(_mapping(blocks.get(block)).get("expressions")), values),
                repeated_over(_mapping(blocks.get(block))),
                self._regions.get(provider, ""),
                provider,
            )
        for child in _list(module.get("child_modules")):
            inner = str(child.get("address", ""))
            yield from self._read(child, inner, calls_to(inner), data_only=data_only)

    def _forgotten(self, changes: list[Any], seen: set[str]) -> Iterator[PlannedInstance]:
        """What Terraform forgets, and does not list with what is planned: it stays in AWS as it is."""
        for each in changes:
            change = _mapping(each.get("change"))
            address, kind = str(each.get("address", "")), str(each.get("type", ""))
            if change.get("actions") != ["forget"] or address in seen or kind == _FUNCTION:
                continue
            module, before = str(each.get("module_address") or ""), _mapping(change.get("before"))
            withhold_marked(before, change.get("before_sensitive"), current())
            yield PlannedInstance(
                address, module, calls_to(module), f"{kind}.{each.get('name')}", kind, before, None, {}
            )

    def _configured_data(
        self, module: Mapping[str, Any], address: str, path: tuple[str, ...]
    ) -> Iterator[PlannedInstance]:
        """Data sources of which the plan shows the configuration only."""
        for block in _list(module.get("resources")):
            if block.get("mode") == "data":
                own = f"{address}.{block.get('address')}" if address else str(block.get("address"))
                resource_type = f"data.{block.get('type')}"
                expressions = _mapping(block.get("expressions"))
                yield PlannedInstance(
                    own, address, path, str(block.get("address")), resource_type, {}, True, expressions
                )
        for name, call in _mapping(module.get("module_calls")).items():
            inner = f"{address}.module.{name}" if address else f"module.{name}"
            yield from self._configured_data(_mapping(_mapping(call).get("module")), inner, (*path, str(name)))


def _regions_of_providers(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The Region of each provider, by the key under which resources name it, where it is written out.

    What an expression makes of a variable is not in a plan.
    """
    for key, provider in _mapping(_mapping(content.get("configuration")).get("provider_config")).items():
        region = _mapping(_mapping(_mapping(provider).get("expressions")).get("region")).get("constant_value")
        if isinstance(region, str) and region:
            yield str(key), region


def _existing(changes: Any) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """What a plan deletes, replaces or changes, as it is before: type, attributes, and whether it is deleted."""
    for each in _list(changes):
        change = _mapping(each.get("change"))
        actions, before = change.get("actions"), change.get("before")
        done = actions if isinstance(actions, list) else []
        if ("delete" in done or "update" in done) and each.get("mode") == "managed" and isinstance(before, dict):
            yield str(each.get("type")), before, "delete" in done


def repeated_over(block: Mapping[str, Any]) -> tuple[str, ...]:
    """What ``for_each`` or ``count`` of a resource or a module call refers to."""
    found = []
    for name in ("for_each_expression", "count_expression"):
        references = _mapping(block.get(name)).get("references")
        found += [item for item in references if isinstance(item, str)] if isinstance(references, list) else []
    return tuple(found)


def _load(path: str) -> Mapping[str, Any]:
    try:
        content = _mapping(json.loads(text_as_checkov_reads(path)))
        _replace_wrong_references(content.get("configuration"))
        return content
    except (OSError, ValueError, RecursionError):
        return {}


def _replace_wrong_references(configuration: Any) -> None:
    """Put a reference to what no plan shows in the place of references that are no list: no answer rests on them."""
    waiting = [configuration]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            references = value.get("references", [])
            if not isinstance(references, (list, dict)):
                value["references"] = ["local.is_no_list"]
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [element for element in value if isinstance(element, dict)] if isinstance(value, list) else []
