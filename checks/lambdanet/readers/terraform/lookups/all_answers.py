"""The answers to all kinds of data sources, and the one to a data source of the configuration."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import lambdanet.readers.terraform.lookups.other_stacks  # noqa: F401  # registers its answers
from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.configuration.terraform_block import TerraformBlock
from lambdanet.readers.terraform.lookups.answers import LookUp, answer_to
from lambdanet.values import Known

if TYPE_CHECKING:
    from lambdanet.readers.terraform.modules.module_instance import ResourceInstance


for _name in ("network_answers", "place_answers", "service_answers", "stored_parameters"):
    import_module(f"lambdanet.readers.terraform.lookups.{_name}")


def answer_of(instance: ResourceInstance) -> dict[str, Datum] | None:
    """The attributes that a data source has, as far as files with facts say them."""
    declaration = instance.declaration
    block = TerraformBlock(instance.module, declaration, instance.key, Known(True), declaration.vertex, False)
    return answer_to(LookUp(block, instance.module, block.place.address))
