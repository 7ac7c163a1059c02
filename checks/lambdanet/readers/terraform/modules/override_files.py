"""Override files: Terraform reads them last, in the order of their names, and merges them into the other files.

An argument replaces the argument, a nested block all blocks of its type; local values are merged by name, all other
blocks by type and labels. https://developer.hashicorp.com/terraform/language/files/override
"""

from __future__ import annotations

import os

from lambdanet.readers.surroundings.ties_between_files import OF_MODULES
from lambdanet.readers.terraform.syntax.syntax import BlockSyntax, Body

MAY_OVERRIDE = tuple(f"override{ending}" for ending in OF_MODULES)


def is_override(file: str) -> bool:
    """Whether a file of a configuration overrides others: ``override.tf``, ``size_override.tf.json``."""
    name = os.path.basename(file)
    stem = next((name[: -len(ending)] for ending in OF_MODULES if name.endswith(ending)), "")
    return stem == "override" or stem.endswith("_override")


def merged(base: Body, override: Body) -> Body:
    """The body of a block with that of the block which overrides it."""
    replaced = {_made_by(block) for block in override.blocks} | override.attributes.keys()
    kept = tuple(block for block in base.blocks if _made_by(block) not in replaced)
    attributes = {**base.attributes, **override.attributes}
    # In JSON, and where an attribute may be written as blocks, one replaces the other.
    for name in {_made_by(block) for block in override.blocks} - override.attributes.keys():
        attributes.pop(name, None)
    return Body(attributes, kept + override.blocks)


def _made_by(block: BlockSyntax) -> str:
    """The type of the blocks that are there or that a ``dynamic`` block makes."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
