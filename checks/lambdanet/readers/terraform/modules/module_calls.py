"""The instances that module calls make: those that Checkov has, and those that it does not distinguish.

Checkov makes instances where it can read ``count`` and ``for_each`` itself, such as of a map that is written out. For
all others it has one, from which the instances are made here, with all that is called within.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, suffix
from lambdanet.readers.terraform.modules.override_files import is_override
from lambdanet.values import Unknown

MOST_INSTANCES = 2_000

ByKey = dict[Any, ModuleInstance]


class Calls:
    """Who calls which module."""

    def __init__(self, modules: Iterable[ModuleInstance]) -> None:
        self._modules = list(modules)
        self._found: dict[tuple[int, int], ByKey] = {}
        self._made: dict[tuple[int, int], ByKey] = {}
        self._number_made = 0
        # An override may call another module by the same name: the last one is called.
        for module in sorted(self._modules, key=_order_of_override):
            if module.parent is not None and module.call is not None:
                self._found.setdefault((id(module.parent), id(module.call)), {})[module.call_key] = module

    def all(self) -> list[ModuleInstance]:
        """Every instance, in the order in which Checkov has the modules."""
        known: dict[int, list[ModuleInstance]] = {}
        return [instance for module in self._modules for instance in self._made_of(module, known)]

    def instances(self, module: ModuleInstance, call: Declaration) -> ByKey:
        """The instances that a call in a module makes, by key; none when the called module is not in the scan.

        One with the key None where the keys are not known.
        """
        place = (id(module), id(call))
        if place in self._made:
            return self._made[place]
        found = self._of_checkov(module, call)
        if set(found) != {None} or not ("count" in call.body.attributes or "for_each" in call.body.attributes):
            return found
        keys = module.keys(call)
        if isinstance(keys, Unknown) or self._number_made + len(keys) > MOST_INSTANCES:
            return found
        self._made[place] = {key: self._copy(found[None], module, call, key) for key in keys}
        return self._made[place]

    def _of_checkov(self, module: ModuleInstance, call: Declaration) -> ByKey:
        place = (id(module), id(call))
        if module.original is None or place in self._found:
            return self._found.get(place, {})
        found = self._of_checkov(module.original, call)
        if self._number_made + len(found) > MOST_INSTANCES:
            return found
        self._found[place] = {key: self._copy(each, module, call, key) for key, each in found.items()}
        return self._found[place]

    def _copy(self, found: ModuleInstance, parent: ModuleInstance, call: Declaration, key: Any) -> ModuleInstance:
        self._number_made += 1
        prefix = f"{parent.prefix}module.{call.name}{suffix(key)}."
        made = ModuleInstance(found.configuration, found.directory, prefix, found.source)
        made.declarations = found.declarations
        made.parent, made.call, made.call_key = parent, call, key
        made.original = found.original or found
        return made

    def _made_of(self, module: ModuleInstance, known: dict[int, list[ModuleInstance]]) -> list[ModuleInstance]:
        """The instances for which one of Checkov's stands."""
        if id(module) not in known:
            if module.parent is None or module.call is None:
                known[id(module)] = [module]
            else:
                known[id(module)] = [
                    instance
                    for parent in self._made_of(module.parent, known)
                    for instance in _of(module, self.instances(parent, module.call))
                ]
        return known[id(module)]


def _of(module: ModuleInstance, instances: ByKey) -> list[ModuleInstance]:
    """Those of a call's instances for which one of Checkov's stands: all of them, or that with its key."""
    own = instances.get(module.call_key)
    if own is not None and module in (own, own.original):
        return [own]
    return [instance for instance in instances.values() if module in (instance, instance.original)]


def _order_of_override(module: ModuleInstance) -> tuple[bool, str]:
    file = str(module.source.path) if module.source is not None else ""
    overrides = is_override(file)
    return overrides, file if overrides else ""
