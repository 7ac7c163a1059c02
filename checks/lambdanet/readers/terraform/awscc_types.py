"""How Terraform's provider awscc spells CloudFormation's names."""

from __future__ import annotations

import re

FRONT = "awscc_"
_NEW_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def in_snake_case(name: str) -> str:
    """``VpcEndpointType`` as ``vpc_endpoint_type``."""
    return _NEW_WORD.sub("_", name).lower()


def type_in_awscc(name: str) -> str:
    """``AWS::EC2::FlowLog`` as the provider spells it: ``awscc_ec2_flow_log``."""
    _, service, *kind = name.split("::")
    return "_".join((FRONT.rstrip("_"), service.lower(), *(in_snake_case(word) for word in kind[:1])))
