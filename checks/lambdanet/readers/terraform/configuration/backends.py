"""Where root modules keep their states, and which of them has the state that a data source reads.

What another root module of the scan gives out is then what its code says, as an import of CloudFormation is what the
other template exports. Which state it is has to be certain: of an argument that is not known, and of one that is given
when Terraform is initialised where no file in the settings has it, nothing is said.
https://developer.hashicorp.com/terraform/language/backend
https://developer.hashicorp.com/terraform/language/state/remote-state-data
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lambdanet.given.in_force import are_given, workspace_of
from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.configuration.blocks_without_vertices import bodies_of
from lambdanet.readers.terraform.configuration.given_backends import given_arguments
from lambdanet.readers.terraform.functions.files_read import named_place
from lambdanet.readers.terraform.modules.override_files import is_override
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, ResourceInstance
    from lambdanet.readers.terraform.syntax.source_text import SourceText
    from lambdanet.readers.terraform.syntax.syntax import BlockSyntax, Body

LOCAL, REMOTE = "local", "remote"
STATE_FILE = "terraform.tfstate"
DEFAULT_WORKSPACE = "default"
# The arguments that say which state it is: those that a backend needs, and those that it may have.
_ARGUMENTS = {
    "s3": (("bucket", "key"), ("endpoint", "endpoints")),
    "gcs": (("bucket",), ("prefix", "storage_custom_endpoint")),
    "azurerm": (("storage_account_name", "container_name", "key"), ("environment",)),
    "http": (("address",), ()),
}
# HCP Terraform, where nothing else is said.
_HOST = "app.terraform.io"
# What identifies a state: the backend, and the values of its arguments.
StatePlace = tuple[object, ...]


def outputs_in_view(
    look_up: ResourceInstance, states: Mapping[StatePlace, Sequence[ModuleInstance]]
) -> dict[str, Datum] | None:
    """The outputs that a data source reads, where one other root module of the scan keeps the state; else None."""
    asking = look_up.module.directory
    kind = look_up.declaration.name.partition(".")[0]
    workspace = look_up.argument("workspace")
    place = _of_workspace(look_up) if kind == "tfe_outputs" else _of_remote_state(look_up, workspace)
    if place is None:
        return None
    found = states.get(place, ())
    if len(found) != 1 or found[0].directory == asking:
        return None
    # A workspace of HCP Terraform is a state by itself.
    if kind != "tfe_outputs" and not _is_read_as_in(found[0], DEFAULT_WORKSPACE if workspace is None else workspace):
        return None
    defaults = look_up.argument("defaults")
    outputs = {name: found[0].output(name) for name in found[0].declarations.get("output", {})}
    return {**(defaults if isinstance(defaults, dict) else {}), **outputs}


def states_of(
    roots: Mapping[str, ModuleInstance], listed: Callable[[str], list[str]], source: SourceText
) -> dict[StatePlace, list[ModuleInstance]]:
    """The root modules by where they keep their states. listed: the files in a folder."""
    found: dict[StatePlace, list[ModuleInstance]] = {}
    for directory, module in roots.items():
        place = _of_root(module, listed(directory), source)
        if place is not None:
            found.setdefault(place, []).append(module)
    return found


def _of_root(module: ModuleInstance, files: list[str], source: SourceText) -> StatePlace | None:
    chosen: tuple[str, dict[str, Datum]] = (LOCAL, {})
    # An override file replaces the backend of the others. https://developer.hashicorp.com/terraform/language/files/override
    for file in sorted(files, key=lambda each: (is_override(each), each)):
        for body in bodies_of("terraform", [file], source):
            chosen = next(iter(_backends(body, module)), chosen)
    kind, arguments = chosen
    return _place(kind, {**arguments, **given_arguments(module.directory, arguments, source)}, None, module)


def _backends(body: Body, module: ModuleInstance) -> Iterator[tuple[str, dict[str, Datum]]]:
    """The backend in a block ``terraform``, with its arguments; in JSON it is an object."""
    for block in body.blocks_of("cloud"):
        yield REMOTE, _arguments(block, module)
    for block in body.blocks_of("backend"):
        yield block.labels[0] if block.labels else "", _arguments(block, module)
    for name in ("cloud", "backend"):
        written = module.evaluate(body.attributes[name]) if name in body.attributes else None
        if isinstance(written, dict):
            kinds = {REMOTE: written} if name == "cloud" else written
            yield from ((kind, config) for kind, config in kinds.items() if isinstance(config, dict))


def _arguments(block: BlockSyntax, module: ModuleInstance) -> dict[str, Datum]:
    nested = {each.type: _arguments(each, module) for each in block.body.blocks}
    return {**nested, **{name: module.evaluate(value) for name, value in block.body.attributes.items()}}


def _of_remote_state(look_up: ResourceInstance, workspace: Datum) -> StatePlace | None:
    config, backend = look_up.argument("config"), look_up.argument("backend")
    if not isinstance(backend, str) or not isinstance(config, (dict, type(None))):
        return None
    return _place(backend, config or {}, workspace, look_up.module)


def _of_workspace(look_up: ResourceInstance) -> StatePlace | None:
    named = {"organization": look_up.argument("organization"), "workspaces": {"name": look_up.argument("workspace")}}
    return _place(REMOTE, named, None, look_up.module)


def _place(backend: str, config: dict[str, Datum], workspace: Datum, module: ModuleInstance) -> StatePlace | None:
    """Where a state is; None where that is not known. module: in which it is said."""
    if backend == LOCAL:
        path = path_of_local(config, workspace, module)
        return (LOCAL, os.path.normpath(path)) if path else None
    if backend == REMOTE:
        workspaces = config.get("workspaces")
        name = workspaces.get("name") if isinstance(workspaces, dict) else None
        words = (config.get("hostname", _HOST), config.get("organization"), name)
        return (REMOTE, *words) if all(isinstance(each, str) for each in words) else None
    if backend not in _ARGUMENTS:
        return None
    needed, further = _ARGUMENTS[backend]
    values = tuple(config.get(name) for name in needed)
    if not all(isinstance(each, str) and each for each in values):
        return None
    others = tuple(_plain(config.get(name)) for name in further)
    return None if any(isinstance(each, Unknown) for each in others) else (backend, *values, *others)


def _plain(value: Datum) -> object:
    """The value, so that equal ones are equal and can be looked up by."""
    if isinstance(value, dict):
        parts = {name: _plain(each) for name, each in value.items()}
        unknown = next((each for each in parts.values() if isinstance(each, Unknown)), None)
        return tuple(sorted(parts.items(), key=str)) if unknown is None else unknown
    return value if isinstance(value, (str, int, float, type(None), Unknown)) else Unknown("it is no text")


def path_of_local(config: dict[str, Datum], workspace: Datum, module: ModuleInstance) -> str:
    """The file of the backend that keeps the state in one; "" where the code does not say it.

    https://developer.hashicorp.com/terraform/language/backend/local
    """
    path = config.get("path", STATE_FILE)
    if workspace not in (None, DEFAULT_WORKSPACE):
        folder = config.get("workspace_dir", "terraform.tfstate.d")
        if not all(isinstance(each, str) for each in (folder, workspace, path)):
            return ""
        path = os.path.join(folder, workspace, path)
    if isinstance(path, str):
        return "" if "\0" in path else os.path.join(module.directory, path)
    named = named_place(path, module.own_directory(), module.directory)
    return "" if named is None else named[0]


def _is_read_as_in(module: ModuleInstance, workspace: Datum) -> bool:
    """Whether the root module is read as it is in this workspace: unless another one is named, it is so in all."""
    named = workspace_of(module.directory) if are_given() else ""
    return not named or workspace == named
