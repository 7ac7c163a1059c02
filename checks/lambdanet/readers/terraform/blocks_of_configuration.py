"""The entry to the Terraform reader: from Checkov's graph of HCL files to blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lambdanet.readers.terraform.block import TerraformBlock
from lambdanet.readers.terraform.configuration import Configuration
from lambdanet.readers.terraform.declaration import Declaration, Vertex
from lambdanet.readers.terraform.module_instance import ModuleInstance, suffix
from lambdanet.values import Unknown


def read_blocks(configuration: Configuration, types: Iterable[str]) -> Iterator[TerraformBlock]:
    """The instances of the resources and data sources of these types, in all modules."""
    wanted = frozenset(types)
    for module in (*configuration.modules.values(), *configuration.described()):
        for kind, front in (("resource", ""), ("data", "data.")):
            for name, declaration in module.declarations.get(kind, {}).items():
                if front + name.split(".", 1)[0] in wanted:
                    yield from _instances(module, declaration)


def _instances(module: ModuleInstance, declaration: Declaration) -> Iterator[TerraformBlock]:
    keys = module.keys(declaration)
    if isinstance(keys, Unknown):
        # Judged as the one instance that there may be: what is true of any of them is told by the block.
        yield TerraformBlock(module, declaration, None, keys, declaration.vertex)
        return
    for key in keys:
        yield TerraformBlock(module, declaration, key, module.exists, _vertex_of(declaration, key))


def _vertex_of(declaration: Declaration, key: Any) -> Vertex:
    """Checkov's vertex of an instance; where Checkov has expanded otherwise, one of the block's."""
    return declaration.vertices.get(suffix(key), declaration.vertex)
