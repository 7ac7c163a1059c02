"""The Terraform configurations of a scan: every module instance with its declarations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lambdanet.given.in_force import are_given
from lambdanet.readers.datum import Datum
from lambdanet.readers.imported_ids import is_own
from lambdanet.readers.terraform.configuration.further_calls import link_further_calls
from lambdanet.readers.terraform.configuration.further_files import OF_OTHER_TOOLS, FurtherFiles
from lambdanet.readers.terraform.configuration.imports import Import, imports_of
from lambdanet.readers.terraform.lookups.zones_assumed import ZoneList, open_above
from lambdanet.readers.terraform.modules.declaration import Declaration, Vertex
from lambdanet.readers.terraform.modules.ignored_changes import NOTHING_IGNORED, Ignored, ignored_in
from lambdanet.readers.terraform.modules.instance_keys import MOST_INSTANCES
from lambdanet.readers.terraform.modules.module_calls import Calls
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, ResourceInstance, directory_of, suffix
from lambdanet.readers.terraform.modules.override_files import MAY_OVERRIDE, is_override
from lambdanet.readers.terraform.modules.values_files import taken_by_itself, value_in_file
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.string_templates import letters_of
from lambdanet.readers.terraform.values.stand_ins import StandIn
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.readers.terraform.configuration.backends import StatePlace
    from lambdanet.readers.terraform.modules.values_beside import ValuesBeside

# Checkov's names for the kinds of block, and ours.
_KINDS = {
    "resource": "resource",
    "data": "data",
    "module": "module",
    "variable": "variable",
    "output": "output",
    "locals": "local",
    "provider": "provider",
}

# The publisher of the modules that are described.
_DESCRIBED_OWNER = "terraform-aws-modules/"


class Configuration:
    """All modules of Checkov's graph.

    modules: by directory for a root module, by Checkov's ``TFModule`` for what it has of a called one.
    files: those that were read. folders: of root modules that are not in the graph.
    instances_are_ours: whether the vertices are of blocks, so that no instance has been distinguished before.
    without_defaults: as if no variable of a root module had a default. zones: as if look-ups found that many.
    The modules ask for the rest as ``OtherModules``.
    """

    def __init__(
        self,
        vertices: Iterable[Vertex],
        source: SourceText | None = None,
        *,
        instances_are_ours: bool = False,
        folders: tuple[str, ...] = (),
        without_defaults: bool = False,
        zones: Mapping[ZoneList, int] | None = None,
    ) -> None:
        self.without_defaults = without_defaults
        self.zones: Mapping[ZoneList, int] = zones or {}
        self._zones_asked_for: dict[str, dict[ZoneList, None]] = {}
        self.most_of_anything = open_above(self.zones)
        self.modules: dict[Any, ModuleInstance] = {}
        self.tfvars: dict[str, dict[str, Datum]] = {}
        self.files: set[str] = set()
        self.values_under_way = 0
        self.instances_left = MOST_INSTANCES
        self._values_asked_for: set[tuple[str, str]] = set()
        self._values_of_options: set[tuple[str, str]] = set()
        self._values_beside: dict[str, tuple[ValuesBeside, ...]] = {}
        self.instances_are_ours = instances_are_ours
        self.source = SourceText() if source is None else source
        self._described: dict[tuple[int, int, Any], ModuleInstance | str] = {}
        self.further = FurtherFiles(self.source)
        self._give(self._take(self._with_further(list(vertices), folders)))
        if are_given():
            self._give_surroundings()
        for module in list(self.modules.values()):
            self._link(module)
        link_further_calls(self)
        self._calls = Calls(self.modules.values())
        self._imports: tuple[Import, ...] | None = None
        self._imported: dict[tuple[int, str], set[int | str | None]] | None = None

    def _take(self, vertices: Iterable[Vertex]) -> list[Vertex]:
        """Declare the blocks, those of override files last, and give back the values of variables among them."""
        values: list[Vertex] = []
        overriding: list[tuple[str, Vertex]] = []
        for vertex in vertices:
            block_type, file = vertex.get("block_type_"), str(vertex.get("file_path_", ""))
            if block_type in _KINDS:
                if file.endswith(MAY_OVERRIDE) and is_override(file):
                    overriding.append((_KINDS[block_type], vertex))
                else:
                    self._declare(_KINDS[block_type], vertex)
            elif block_type == "tfvar":
                values.append(vertex)
        for kind, vertex in sorted(overriding, key=lambda each: str(each[1].get("file_path_"))):
            self._override(kind, vertex)
        return values

    def read_folder(self, folder: str) -> ModuleInstance | None:
        """The module in a folder that is not in the graph."""
        self._take(self.further.vertices(folder, self.files, None))
        self.files |= self.further.read | self.further.replaced(folder)
        return self.modules.get(folder)

    def _declare(self, kind: str, vertex: Vertex) -> None:
        name = str(vertex.get("block_name_", ""))
        base, bracket, key = name.partition("[")
        base = letters_of(base)
        module = self._module(vertex)
        declarations = module.declarations.setdefault(kind, {})
        declaration = declarations.get(base)
        if declaration is None:
            declaration = declarations[base] = Declaration(kind, base, self.source)
        declaration.add(bracket + key, vertex)

    def _with_further(self, vertices: list[Vertex], folders: tuple[str, ...]) -> Iterator[Vertex]:
        """Checkov's vertices, those of files of the module only, and those of files that Checkov does not read.

        Files of other tools, such as ``main.tftest.hcl``, are Terraform's for Checkov; others are replaced.
        """
        vertices = [vertex for vertex in vertices if not str(vertex.get("file_path_", "")).endswith(OF_OTHER_TOOLS)]
        modules: dict[str, dict[Any, Any]] = {folder: {None: None} for folder in folders}
        seen: set[tuple[str, int]] = set()
        for vertex in vertices:
            file, source = str(vertex.get("file_path_", "")), vertex.get("source_module_object_")
            if (file, id(source)) not in seen and vertex.get("block_type_") in _KINDS:
                seen.add((file, id(source)))
                self.files.add(file)
                modules.setdefault(directory_of(file), {})[source] = source
        replaced = {file for folder in modules for file in self.further.replaced(folder)}
        for vertex in vertices:
            if vertex.get("file_path_") not in replaced:
                yield vertex
        for folder, sources in modules.items():
            for source in sources.values():
                yield from self.further.vertices(folder, self.files, source)
        self.files |= self.further.read | replaced

    def _override(self, kind: str, vertex: Vertex) -> None:
        """Merge a block of an override file into the one of its name. Checkov expands both into instances."""
        base = str(vertex.get("block_name_", "")).partition("[")[0]
        declaration = self._module(vertex).find(kind, base)
        if declaration is None:
            self._declare(kind, vertex)
        elif not any(_are_at_one_place(vertex, other) for other in (declaration.vertex, *declaration.overrides)):
            declaration.overrides.append(vertex)

    def _module(self, vertex: Vertex) -> ModuleInstance:
        source = vertex.get("source_module_object_")
        key = source if source is not None else directory_of(str(vertex.get("file_path_", "")))
        module = self.modules.get(key)
        if module is None:
            directory, prefix = (key, "") if source is None else _place_of(source)
            module = self.modules[key] = ModuleInstance(self, directory, prefix, source)
        return module

    def _give(self, vertices: list[Vertex]) -> None:
        """Values from tfvars files; a later file wins as in Terraform: terraform.tfvars, *.auto.tfvars, others."""
        for vertex in sorted(vertices, key=_precedence):
            file = str(vertex.get("file_path_", ""))
            for name, held in (vertex.get("config_") or {}).items():
                if isinstance(held, dict) and "default" in held:
                    directory = str(held.get("load_dir") or directory_of(file))
                    given = value_in_file(self.source, file, name, held["default"])
                    self.tfvars.setdefault(directory, {})[name] = given
                    if file.startswith("env:") or not taken_by_itself(os.path.basename(file)):
                        self._values_asked_for.add((directory, name))
                        if not file.startswith("env:"):
                            self._values_of_options.add((directory, name))

    def _give_surroundings(self) -> None:
        """Values from the files that the settings name; those of the scan's own options come before them."""
        from lambdanet.readers.terraform.modules.given_variables import given_variables

        for directory, module in self.roots().items():
            declared = frozenset(module.declarations.get("variable", {}))
            for name, value in given_variables(directory, declared, self.source).items():
                if (directory, name) not in self._values_of_options:
                    self.tfvars.setdefault(directory, {})[name] = value
                    self._values_asked_for.add((directory, name))

    def roots(self) -> dict[str, ModuleInstance]:
        """The root modules, by their folders."""
        return {module.directory: module for module in self.modules.values() if module.source is None}

    def imports(self) -> tuple[Import, ...]:
        """What the code takes over of what exists already."""
        if self._imports is None:
            # Whoever asks while they are read is asked by one of them.
            self._imports = ()
            self._imports = tuple(imports_of(self.roots(), self.files_of, self.source))
        return self._imports

    def files_of(self, folder: str) -> list[str]:
        """The files of a module that count: OpenTofu takes some in the place of others."""
        return [file for file in self.further.listed(folder) if file not in self.further.replaced(folder)]

    def identities_of_imports(self) -> dict[str, str]:
        """The identities of what is taken over, by the ids; none of an id that two blocks name.

        A name is no id: a role may have the name of a function.
        """
        found: dict[str, set[str]] = {}
        for each in self.imports():
            if each.id is not None and is_own(each.id, each.resource.declaration.name.partition(".")[0]):
                found.setdefault(each.id, set()).add(each.resource.identity)
        return {id: min(identities) for id, identities in found.items() if len(identities) == 1}

    def kept_of(self, module: ModuleInstance, declaration: Declaration, key: int | str | None) -> Ignored:
        """What an instance of a resource keeps as it was: it is there already, and ignores changes of that."""
        if declaration.kind != "resource" or not self.imports():
            return NOTHING_IGNORED
        if self._imported is None:
            self._imported = {}
            for each in self.imports():
                of_block = (id(each.resource.module), each.resource.declaration.name)
                self._imported.setdefault(of_block, set()).add(each.resource.key)
        keys = self._imported.get((id(module), declaration.name), set())
        # Where it is not known which instance is taken over, or which this is, it may be this one.
        is_open = isinstance(key, StandIn) or module.may_be_several(declaration)
        return ignored_in(declaration.body) if None in keys or key in keys or (keys and is_open) else NOTHING_IGNORED

    def environments(self) -> dict[str, tuple[str, ...]]:
        """The environments for which each root module is deployed, as files with facts say, by its folder."""
        from lambdanet.readers.terraform.modules.given_variables import environments_of

        return {
            directory: environments_of(directory, frozenset(module.declarations.get("variable", {})), self.source)
            for directory, module in self.roots().items()
        }

    def other_values(self, directory: str, name: str) -> list[tuple[str, Datum]]:
        """What Terragrunt and files that Terraform takes only when asked give to a variable, each with the file's name.

        None where the scan was given such a file, or the environment has the value.
        """
        if (directory, name) in self._values_asked_for:
            return []
        if directory not in self._values_beside:
            from lambdanet.readers.terraform.modules.values_around import values_around
            from lambdanet.readers.terraform.modules.values_beside import values_beside

            root = self.modules.get(directory)
            declared = frozenset(root.declarations.get("variable", {}) if root is not None else ())
            found = values_beside(directory, self.source) + values_around(directory, declared, self.source)
            self._values_beside[directory] = tuple(
                each for each in found if not self._is_of_another(directory, each.file)
            )
        return [(each.file, each.values[name]) for each in self._values_beside[directory] if name in each.values]

    def _is_of_another(self, directory: str, file: str) -> bool:
        """Whether the settings say that a file of values is for another environment than the one that is read."""
        if not are_given():
            return False
        from lambdanet.readers.terraform.modules.given_variables import of_other_environments

        return os.path.realpath(os.path.join(directory, file)) in of_other_environments(directory)

    def _link(self, module: ModuleInstance) -> None:
        """Find the call of a called module."""
        source = module.source
        if source is None:
            return
        outer = source.nested_tf_module
        parent = self.modules.get(outer if outer is not None else directory_of(source.path))
        if parent is None:
            return
        module.parent = parent
        module.call = parent.find("module", str(source.name))
        module.call_key = source.foreach_idx

    def called(self, module: ModuleInstance, call: Declaration, key: int | str | None) -> ModuleInstance | None:
        """The instance that a call makes for a key, None when the module is not in the scan."""
        instances = self._calls.instances(module, call)
        if key in instances:
            return instances[key]
        if instances:
            # A call whose keys are not known stands for every instance only when it has no key of its own.
            return instances.get(None)
        found = self._described_by(module, call, key)
        return None if isinstance(found, str) else found

    def instances(self) -> list[ModuleInstance]:
        """The instances of all modules that are in the scan."""
        return self._calls.all()

    def described(self) -> list[ModuleInstance]:
        """The instances of the modules that are not in the scan but described (``registry``)."""
        found: list[ModuleInstance] = []
        for module in self.instances():
            for call in module.declarations.get("module", {}).values():
                if _may_be_described(call) and not self._calls.instances(module, call):
                    keys = module.keys(call)
                    for key in [None] if isinstance(keys, Unknown) else keys:
                        instance = self._described_by(module, call, key)
                        found += [] if isinstance(instance, str) else [instance]
        return found

    def resource_at(self, identity: str, kind: str) -> ResourceInstance | None:
        """The instance of a resource of the scanned code, by its identity and type; None when there is none."""
        front, between, named = identity.rpartition(f"{kind}.")
        name, bracket, key = named.partition("[")
        for module in (*self.instances(), *self._described.values()):
            if between and not isinstance(module, str) and module.identity("") == front:
                declaration = module.find("resource", f"{kind}.{name}")
                if declaration is not None:
                    index: Any = key[:-1] if bracket else None
                    by_number = isinstance(index, str) and index.isdecimal()
                    return ResourceInstance(
                        module, declaration, int(index) if by_number else index and index.strip('"')
                    )
        return None

    def answer_to(self, look_up: ResourceInstance) -> dict[str, Datum] | None:
        """The attributes that a data source has, as far as files with facts say them."""
        from lambdanet.readers.terraform.lookups.all_answers import answer_of

        return answer_of(look_up)

    def outputs_in_view(self, look_up: ResourceInstance) -> dict[str, Datum] | None:
        """The outputs that a data source reads, where another root module of the scan has them."""
        from lambdanet.readers.terraform.configuration.backends import outputs_in_view

        return outputs_in_view(look_up, self._states)

    @cached_property
    def _states(self) -> Mapping[StatePlace, list[ModuleInstance]]:
        from lambdanet.readers.terraform.configuration.backends import states_of

        return states_of(self.roots(), self.files_of, self.source)

    def zones_found(self, look_up: ResourceInstance, name: str) -> Datum:
        """The zones that a data source finds, where a number of them is assumed, or why they are none; else None."""
        from lambdanet.readers.terraform.lookups.zones_looked_up import zones_found

        return zones_found(look_up, name, self.zones, self._zones_asked_for)

    def zones_asked_for(self) -> Mapping[str, Mapping[ZoneList, None]]:
        """The lists of zones that are looked up, by root module: also those for which no rule has asked yet."""
        for module in list(self.modules.values()):
            for name, declaration in module.declarations.get("data", {}).items():
                if name.startswith("aws_availability_zones."):
                    for key in module.keys_to_judge(declaration):
                        ResourceInstance(module, declaration, key).attribute("names")
        return self._zones_asked_for

    def note_look_up(self, look_up: ResourceInstance) -> None:
        """Note the fact that a data source asks for, where it is known by another name than the data source's."""
        from lambdanet.readers.terraform.lookups.asked_by_name import note_asked

        note_asked(look_up)

    def why_not_described(self, module: ModuleInstance, call: Declaration, key: int | str | None) -> str:
        """A clause that says why what a call makes is not known, or nothing when there is no more to say."""
        found = self._described_by(module, call, key)
        return f": {found}" if isinstance(found, str) and found else ""

    def _described_by(self, module: ModuleInstance, call: Declaration, key: Any) -> ModuleInstance | str:
        if not _may_be_described(call):
            return ""
        if isinstance(module.keys(call), Unknown):
            key = None  # one instance represents those that there may be
        place = (id(module), id(call), key)
        if place not in self._described:
            from lambdanet.readers.terraform.registry.described_calls import described

            self._described[place] = described(self, module, call, key)
        return self._described[place]


def _may_be_described(call: Declaration) -> bool:
    """Whether it is worth looking for a description: most calls are of other modules."""
    return _DESCRIBED_OWNER in str(call.vertex.get("config_"))


def _are_at_one_place(one: Vertex, other: Vertex) -> bool:
    return all(one.get(name) == other.get(name) for name in ("file_path_", "__start_line__"))


def _place_of(source: Any) -> tuple[str, str]:
    """The root module's directory and the address prefix of a called module."""
    prefix = ""
    while True:
        prefix = f"module.{source.name}{suffix(source.foreach_idx)}.{prefix}"
        if source.nested_tf_module is None:
            return directory_of(source.path), prefix
        source = source.nested_tf_module


def _precedence(vertex: Vertex) -> tuple[int, str]:
    name = os.path.basename(str(vertex.get("file_path_", "")))
    if name.startswith("terraform.tfvars"):
        return 0, name
    return (1, name) if ".auto.tfvars" in name else (2, name)
