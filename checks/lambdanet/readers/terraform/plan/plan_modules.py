"""What a plan hides of the registry's modules, and their code shows: locals, and blocks that are dynamic.

Sources: ``main.tf`` of https://github.com/terraform-aws-modules/terraform-aws-vpc, versions 2 to 6, and of
https://github.com/terraform-aws-modules/terraform-aws-lambda, versions 1 to 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdanet.readers.terraform.registry.module_sources import parsed_source

_LOCALS = {("terraform-aws-modules/vpc/aws", "vpc_id"): ("aws_vpc", "this")}


def _given(variable: str) -> dict[str, list[str]]:
    return {"references": [f"var.{variable}"]}


_DYNAMIC = {
    ("terraform-aws-modules/lambda/aws", "aws_lambda_function.this"): {
        "vpc_config": {
            "subnet_ids": _given("vpc_subnet_ids"),
            "security_group_ids": _given("vpc_security_group_ids"),
            "ipv6_allowed_for_dual_stack": _given("ipv6_allowed_for_dual_stack"),
        },
        "environment": {"variables": _given("environment_variables")},
        "dead_letter_config": {"target_arn": _given("dead_letter_target_arn")},
        "file_system_config": {
            "arn": _given("file_system_arn"),
            "local_mount_path": _given("file_system_local_mount_path"),
        },
    }
}


def block_of_local(call: Mapping[str, Any], name: str) -> tuple[str, str] | None:
    """The block whose id a local value of the called module is."""
    return _LOCALS.get((_address(call), name))


def with_dynamic_blocks(
    call: Mapping[str, Any], block: str, expressions: Mapping[str, Any], values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The expressions of a block of the called module, with those of its dynamic blocks that are planned."""
    known = _DYNAMIC.get((_address(call), block))
    if known is None:
        return expressions
    return {**{name: [attributes] for name, attributes in known.items() if values.get(name)}, **expressions}


def _address(call: Mapping[str, Any]) -> str:
    source = call.get("source")
    found = parsed_source(source) if isinstance(source, str) else None
    return "" if found is None else found.address
