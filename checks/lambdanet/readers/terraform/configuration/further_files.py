"""The files of a module that Terraform or OpenTofu reads and Checkov does not, as vertices of its graph.

Checkov reads no JSON and nothing with OpenTofu's ending, and its parser refuses some valid files. OpenTofu takes
``main.tofu`` in the place of ``main.tf`` (https://opentofu.org/docs/language/files/).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from lambdanet.identities import READ_HERE
from lambdanet.readers.surroundings.ties_between_files import OF_MODULES
from lambdanet.readers.terraform.modules.declaration import Vertex
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import BlockSyntax, Literal, SyntaxProblem
from lambdanet.regular_files import content_of, files_in

OF_OTHER_TOOLS = ".hcl"
"""The ending of files that Checkov reads as Terraform's: tests, Terragrunt's and Packer's files.

https://developer.hashicorp.com/terraform/language/files
"""
_IN_PLACE_OF = {".tf": ".tofu", ".tf.json": ".tofu.json"}
_MOST_BYTES = 5_000_000


class FurtherFiles:
    """read: those of which vertices were made; unread: those that hold something else than code, or are none.

    Each folder is listed once, each file read once.
    """

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._listed: dict[str, list[str]] = {}
        self._blocks: dict[str, list[tuple[BlockSyntax, int, int]] | None] = {}
        self.read: set[str] = set()
        self.unread: set[str] = set()

    def listed(self, folder: str) -> list[str]:
        """The files of a module in the folder, in the order of their names."""
        if folder not in self._listed:
            try:
                # Terraform takes no folder for a file, whatever its name is.
                names = sorted(files_in(folder or "."))
            except OSError:
                names = []
            self._listed[folder] = [os.path.join(folder, name) for name in names if _is_of_module(name)]
        return self._listed[folder]

    def replaced(self, folder: str) -> set[str]:
        """The files that OpenTofu replaces by others."""
        files = self.listed(folder)
        endings = _IN_PLACE_OF.items()
        others = [(file, file[: -len(old)] + new) for file in files for old, new in endings if file.endswith(old)]
        return {file for file, other in others if other in files}

    def vertices(self, folder: str, known: set[str], module: Any) -> Iterator[Vertex]:
        """What is in the files of the folder that are not in the graph; none of those that cannot be read."""
        taken = [file for file in self.listed(folder) if file not in known and file not in self.replaced(folder)]
        for file in taken:
            for block, first, last in self._of(file) or ():
                yield from _vertices(block, file, first, last, module)

    def _of(self, file: str) -> list[tuple[BlockSyntax, int, int]] | None:
        if file not in self._blocks:
            self._blocks[file] = None
            try:
                content_of(file, _MOST_BYTES)
                self._blocks[file] = self._source.placed_blocks(file)
                self.read.add(file)
            except (OSError, SyntaxProblem):
                self.unread.add(file)
        return self._blocks[file]


def _is_of_module(name: str) -> bool:
    """Whether the file is neither an editor's copy nor hidden: Terraform leaves these out too."""
    return name.endswith(OF_MODULES) and not name.startswith((".", "#"))


def _vertices(block: BlockSyntax, file: str, first: int, last: int, module: Any) -> Iterator[Vertex]:
    if block.type == "locals":
        names = list(block.body.attributes)
    elif block.type == "provider":
        alias = block.body.attributes.get("alias")
        named = alias.value if isinstance(alias, Literal) else None
        names = [".".join([*block.labels, *([str(named)] if named else [])])]
    else:
        names = [".".join(block.labels)]
    for name in names:
        vertex: Vertex = {
            **dict.fromkeys(block.body.attributes, True),
            **dict.fromkeys((nested.type for nested in block.body.blocks), True),
            "block_type_": block.type,
            "block_name_": name,
            "file_path_": file,
            "config_": _config(block),
            "__start_line__": first,
            "__end_line__": last,
            "source_module_object_": module,
            READ_HERE: True,
        }
        yield vertex


def _config(block: BlockSyntax) -> dict[str, Any]:
    """The block as Checkov would have it, as far as its reports need it."""
    plain = {name: [given.value] for name, given in block.body.attributes.items() if isinstance(given, Literal)}
    config: dict[str, Any] = plain
    for label in reversed(block.labels):
        config = {re.sub(r"\s", "", label): config}
    return config
