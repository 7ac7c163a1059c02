"""The blocks of root modules and of the local modules that they call, as vertices like those of Checkov's graph.

Checkov's graph gives the readers all blocks, with the file and the module of each. To make it, Checkov
renders all variables and expands ``count`` and ``for_each``, which takes nearly all of its time, and the readers use
nothing of it. Whoever needs no more than the readers has the blocks from here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

from lambdanet.readers.surroundings.ties_between_files import OF_MODULES
from lambdanet.readers.terraform.files.blocks_of_file import WrittenBlock, WrittenFiles
from lambdanet.readers.terraform.modules.values_files import taken_by_itself
from lambdanet.readers.terraform.syntax.json_syntax import without_repeated_names
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import Literal, SyntaxProblem
from lambdanet.records import dataclass
from lambdanet.regular_files import files_in

Vertex = dict[str, Any]
Kept = Callable[[str, list[str]], list[str]]

_ENDING = ".tf"
# Real modules are called some few times for each call that is written; those that call each other, or twice on each
# level, without end.
_MOST_MODULES, _MOST_FOR_EACH_CALL, _MOST_OF_ALL = 2_000, 2, 10_000
_LOCAL = ("./", "../", "/")


class CalledModule:
    """A module as one call has it: what Checkov calls ``TFModule``; each is equal to itself only.

    path, lines: the file of the call, and its lines there.
    nested_tf_module: the module that has the call, None for a root module.
    """

    __slots__ = ("foreach_idx", "lines", "name", "nested_tf_module", "order", "path")

    def __init__(self, path: str, call: WrittenBlock, around: CalledModule | None) -> None:
        name = call.name
        self.path = path
        self.lines = call.first, call.last
        self.name = name
        self.nested_tf_module = around
        self.foreach_idx = None
        self.order: tuple[Any, ...] = (path, name, () if around is None else around.order)


@dataclass(frozen=True)
class Blocks:
    """vertices: in the order in which Checkov's graph has them. unread: the files that Checkov refuses, with why."""

    vertices: tuple[Vertex, ...]
    unread: dict[str, str]


class Modules:
    """Reads root modules; one reads all of a scan, so that each file is parsed once."""

    def __init__(self) -> None:
        self.source = SourceText()
        self._files = WrittenFiles(self.source)

    def of(self, roots: tuple[str, ...], var_files: tuple[str, ...] = (), kept: Kept | None = None) -> Blocks:
        """The blocks of the root modules in these folders.

        var_files: files of values besides those in a folder.
        kept: what a scan leaves of the names in a folder.
        """
        reading = _Reading(self._files, var_files)
        for root in roots:
            reading.root(root, kept)
        return reading.done()


class _Reading:
    def __init__(self, files: WrittenFiles, var_files: tuple[str, ...]) -> None:
        self._files = files
        self._var_files = var_files
        self._found: list[tuple[str, CalledModule | None]] = []
        self._values: list[Vertex] = []
        self._unread: dict[str, str] = {}
        self._number = 0
        self._calls: set[tuple[str, int]] = set()

    def root(self, folder: str, kept: Kept | None) -> None:
        self._folder(folder, None, (), kept)

    def done(self) -> Blocks:
        found = sorted(self._found, key=lambda each: (each[0], () if each[1] is None else each[1].order))
        vertices = [vertex for file, module in found for vertex in self._vertices(file, module)]
        return Blocks((*self._values, *vertices), self._unread)

    def _folder(
        self, folder: str, module: CalledModule | None, around: tuple[str, ...], kept: Kept | None = None
    ) -> None:
        try:
            regular = files_in(folder)
        except OSError:
            return
        names = list(regular)
        names = kept(folder, names) if kept is not None else [name for name in names if not name.startswith(".")]
        # A pipe, a device, or a link to nothing is not opened: whoever reads it may wait without end.
        self._unread.update(
            (os.path.join(folder, name), "it is not a regular file")
            for name in names
            if not regular[name] and (name.endswith(OF_MODULES) or taken_by_itself(name))
        )
        names = [name for name in names if regular[name]]
        self._read_values(folder, sorted(names))
        for name in sorted(name for name in names if name.endswith(_ENDING)):
            path = os.path.join(folder, name)
            file = self._files.file(path)
            if file.problem:
                self._unread[path] = file.problem
                continue
            self._found.append((path, module))
            for block in file.blocks:
                if block.kind == "module":
                    self._call(path, block, module, (*around, folder))

    def _call(self, path: str, block: WrittenBlock, module: CalledModule | None, around: tuple[str, ...]) -> None:
        folder = self._folder_of_call(path, block)
        self._calls.add((path, block.first))
        # Modules that call each other in a circle have no end, and calls of calls may be more than anyone can read.
        most = min(_MOST_MODULES + _MOST_FOR_EACH_CALL * len(self._calls), _MOST_OF_ALL)
        if folder is None or folder in around or self._number >= most or not os.path.isdir(folder):
            return
        self._number += 1
        self._folder(folder, CalledModule(path, block, module), around)

    def _folder_of_call(self, path: str, block: WrittenBlock) -> str | None:
        try:
            body = self._files.source.block(path, block.first, block.last, ("module", block.name))
        except SyntaxProblem:
            # Terraform refuses it. What it calls is not known, and where it is asked for, the reason is shown.
            return None
        source = body.attributes.get("source") if body is not None else None
        named = source.value if isinstance(source, Literal) else None
        if not isinstance(named, str) or not named.startswith(_LOCAL) or named == "./":
            return None
        return os.path.normpath(os.path.join(os.path.dirname(path), named))

    def _vertices(self, file: str, module: CalledModule | None) -> Iterator[Vertex]:
        for block in self._files.file(file).blocks:
            vertex: Vertex = {
                "block_type_": block.kind,
                "block_name_": block.name,
                "file_path_": file,
                "source_module_object_": module,
                "__start_line__": block.first,
                "__end_line__": block.last,
            }
            if block.kind == "module":
                vertex["config_"] = "\n".join(self._files.source.lines(file)[block.first - 1 : block.last])
            yield vertex

    def _read_values(self, folder: str, names: list[str]) -> None:
        """The values that are given from outside; as in Terraform, what comes later wins."""
        given: dict[str, tuple[Any, str]] = {}
        for name, value in os.environ.items():
            if name.startswith("TF_VAR_"):
                given[name[len("TF_VAR_") :]] = (value, f"env:{name}")
        files = sorted({"terraform.tfvars", "terraform.tfvars.json"}.intersection(names))
        files += [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
        for path in (*(os.path.join(folder, name) for name in files), *self._var_files):
            given.update((name, (value, path)) for name, value in self._values_in(path).items())
        for name, (value, path) in given.items():
            config = {name: {"default": value, "load_dir": folder}}
            self._values.append({"block_type_": "tfvar", "block_name_": name, "file_path_": path, "config_": config})

    def _values_in(self, path: str) -> dict[str, Any]:
        try:
            if not path.endswith(".json"):
                return dict.fromkeys(self._files.source.attributes(path))
            with open(path, encoding="utf-8-sig") as stream:
                held = json.load(stream, object_pairs_hook=without_repeated_names)
        except (OSError, ValueError, SyntaxProblem, RecursionError) as problem:
            self._unread[path] = f"{type(problem).__name__}: {problem}"
            return {}
        return held if isinstance(held, dict) else {}
