"""The local modules that files call which Checkov does not read: it takes them for root modules."""

from __future__ import annotations

import os
from typing import Any

from lambdanet.identities import READ_HERE
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance
from lambdanet.readers.terraform.syntax.syntax import Literal


def link_further_calls(configuration: Any) -> None:
    """Put what such calls make where it belongs: the module itself at its first call, copies of it at others."""
    modules: dict[Any, ModuleInstance] = configuration.modules
    waiting = list(modules.values())
    while waiting:
        module = waiting.pop()
        for name, call in module.declarations.get("module", {}).items():
            if READ_HERE not in call.vertex:
                continue
            folder = _local_folder(call)
            found = next((each for each in modules.values() if folder and each.own_directory() == folder), None)
            if found is None and folder:
                found = configuration.read_folder(folder)
                waiting += [] if found is None else [found]
            if found is None or found is module:
                continue
            if found.parent is None and found.source is None:
                found.parent, found.call = module, call
            else:
                made = ModuleInstance(configuration, module.directory, f"{module.prefix}module.{name}.", found.source)
                made.declarations, made.original = found.declarations, found.original or found
                made.parent, made.call = module, call
                modules[("further call", id(module), name)] = made


def _local_folder(call: Declaration) -> str | None:
    source = call.attribute("source")
    if not isinstance(source, Literal) or not str(source.value).startswith(("./", "../")):
        return None
    return os.path.normpath(os.path.join(os.path.dirname(call.file), str(source.value)))
