"""What is next to the files that are scanned, when Checkov is given single files.

A configuration is all files of its folder: what one of them lacks the next one may have. So the whole folder is read,
with the modules that it calls, and findings are reported on what was asked for. A folder that is itself called as a
module is not a whole either: what its caller gives it and does with its outputs decides too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any

from lambdanet.readers.surroundings.repository_around import TOO_MANY, first_around
from lambdanet.readers.surroundings.ties_between_files import OF_MODULES
from lambdanet.records import dataclass

Vertex = dict[str, Any]

_ENDINGS = (*OF_MODULES, ".tfvars", ".tfvars.json")
_FACES = ("variable", "output")


@dataclass(frozen=True)
class Surroundings:
    """vertices: of the whole folders. open_because: a clause that says why even these decide nothing, or nothing."""

    vertices: tuple[Vertex, ...]
    open_because: str = ""


def surroundings_of(vertices: Iterable[Vertex], files: tuple[str, ...]) -> Surroundings:
    """What has to be read to judge what is in the files."""
    scanned = tuple(vertices)
    folders = sorted({os.path.dirname(file) for file in files})
    found: list[Vertex] = []
    for folder in folders:
        whole = _own(scanned, folder) if _is_alone(scanned, folder, files) else _vertices_of(folder)
        if whole is None:
            return Surroundings(scanned, f"what is beside them in {os.path.basename(folder)} cannot be read")
        found += whole
    for folder in folders:
        faces = {vertex.get("block_type_") for vertex in found if vertex.get("source_module_object_") is None}
        caller = caller_of(folder) if faces & set(_FACES) else None
        if caller is not None:
            return Surroundings(tuple(found), caller)
    return Surroundings(tuple(found))


def _is_alone(scanned: Iterable[Vertex], folder: str, files: tuple[str, ...]) -> bool:
    """Whether the files are all that there is in the folder, and call no module of this repository."""
    beside = (entry.path for entry in os.scandir(folder) if entry.name.endswith(_ENDINGS))
    if not set(beside) <= set(files):
        return False
    return not any(vertex.get("block_type_") == "module" and "./" in str(vertex.get("source")) for vertex in scanned)


def _own(scanned: Iterable[Vertex], folder: str) -> list[Vertex]:
    return [vertex for vertex in scanned if os.path.dirname(str(vertex.get("file_path_"))) == folder]


def _vertices_of(folder: str) -> list[Vertex] | None:
    """What Checkov makes of a folder without the folders in it, save those that are called as modules."""
    from checkov.common.graph.db_connectors.rustworkx.rustworkx_db_connector import RustworkxConnector
    from checkov.terraform.graph_manager import TerraformGraphManager

    from lambdanet.readers.terraform.configuration.folders_parser import FoldersParser

    manager = TerraformGraphManager(db_connector=RustworkxConnector())
    manager.parser = FoldersParser(folder, (folder,))
    try:
        graph, _ = manager.build_graph_from_source_directory(folder)
        return [attributes for _, attributes in manager.save_graph(graph).nodes()]
    except Exception:  # of Checkov's parser, on files that nobody asked it about
        return None


def caller_of(folder: str) -> str | None:
    """A clause that names a file which calls the folder as a module, or says that there may be one."""
    real = os.path.realpath(folder)
    found = first_around(folder, (".tf",), lambda file, text: _calls(file, text, real))
    if found == TOO_MANY:
        return "they may be part of a module, and there are too many files to look for one that calls it"
    return found and f"they are part of a module, and {found}, which calls it, is not scanned with them"


def _calls(file: str, text: str, folder: str) -> bool:
    if "./" not in text:
        return False
    here = os.path.dirname(file)
    sources = re.findall(r'\bsource\s*=\s*"(\.{1,2}/[^"]*)"', text)
    return any(os.path.realpath(os.path.join(here, source)) == folder for source in sources)
