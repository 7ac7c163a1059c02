"""The described modules: by their address in the registry, each in a file of its own beside this one."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from lambdanet.readers.terraform.registry.descriptions import Description

_FILES = {
    "terraform-aws-modules/vpc/aws": "vpc",
    "terraform-aws-modules/vpc/aws//modules/vpc-endpoints": "vpc_endpoints",
    "terraform-aws-modules/lambda/aws": "function",
    "terraform-aws-modules/security-group/aws": "security_group",
    "terraform-aws-modules/rds/aws": "database",
    "terraform-aws-modules/rds-aurora/aws": "aurora",
}


@cache
def description_of(address: str) -> Description | None:
    """The description of the module with this address; None when there is none."""
    if address not in _FILES:
        return None
    module = import_module(f"lambdanet.readers.terraform.registry.{_FILES[address]}")
    description: Description = module.DESCRIPTION
    return description
