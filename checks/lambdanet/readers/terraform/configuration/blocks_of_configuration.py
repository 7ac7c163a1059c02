"""The entry to the Terraform reader: from Checkov's graph of HCL files to blocks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from lambdanet.readers.terraform.awscc import AwsccBlock, types_in_awscc
from lambdanet.readers.terraform.configuration.configuration import Configuration
from lambdanet.readers.terraform.configuration.terraform_block import TerraformBlock
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, both, suffix
from lambdanet.readers.terraform.values.stand_ins import StandIn
from lambdanet.values import Unknown


def read_blocks(configuration: Configuration, types: Iterable[str]) -> Iterator[TerraformBlock | AwsccBlock]:
    """The instances of the resources and data sources of these types, in all modules."""
    wanted = frozenset((*types, *types_in_awscc()))
    for module in (*configuration.instances(), *configuration.described()):
        for kind, front in (("resource", ""), ("data", "data.")):
            for name, declaration in module.declarations.get(kind, {}).items():
                if front + name.split(".", 1)[0] in wanted:
                    for block in _instances(configuration, module, declaration):
                        # Where it is known what a look-up finds, that is read.
                        if not front or block.answer() is None:
                            yield AwsccBlock(block) if block.type in types_in_awscc() else block


def _instances(
    configuration: Configuration, module: ModuleInstance, declaration: Declaration
) -> Iterator[TerraformBlock]:
    known = keys = module.keys(declaration)
    exists = module.exists
    several = module.several
    if isinstance(keys, Unknown):
        several = several or module.may_be_several(declaration)
        exists = both(module.exists, keys)
        # Else judged as the one instance that there may be: what is true of any of them is in the block.
        keys = module.keys_to_judge(declaration)
    if all(suffix(key) in declaration.vertices for key in keys):
        for key in keys:
            yield TerraformBlock(module, declaration, key, exists, declaration.vertices[suffix(key)], several)
        return
    # Checkov has expanded the block otherwise, or not at all: it reports all instances under one address.
    made_up = isinstance(known, Unknown) or any(isinstance(key, StandIn) for key in keys)
    apart = module.configuration.instances_are_ours and not made_up
    for key in keys:
        block = TerraformBlock(module, declaration, key, exists, declaration.vertex, several)
        # Checkov reports on no look-up, and its name for one lacks "data.".
        if not block.place.part and not apart and declaration.kind != "data":
            unexpanded = block.place.address.removesuffix(suffix(key))
            address = str(declaration.vertex.get("__address__") or unexpanded)
            block.place = dataclasses.replace(block.place, address=address, part=suffix(key))
        yield block
