"""Which resources use a security group, a subnet, a VPC or a function, from the properties of all resources."""

from __future__ import annotations

from typing import Any

from lambdanet.model import Use
from lambdanet.readers.cloudformation.blocks_of_templates import Reading

FUNCTIONS = (
    "AWS::Lambda::Function",
    "AWS::Serverless::Function",
    "AWS::Lambda::CapacityProvider",
    "AWS::Serverless::CapacityProvider",
)
_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")
# Resources that speak of a group, a subnet or its VPC without deploying anything that is reached there.
NO_USERS = (
    "AWS::EC2::Subnet",
    "AWS::EC2::Route",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::EgressOnlyInternetGateway",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EC2::VPCDHCPOptionsAssociation",
    "AWS::EC2::VPCCidrBlock",
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::FlowLog",
    "AWS::EC2::NatGateway",
    "AWS::EC2::TransitGatewayRoute",
    "AWS::IAM::",
    "AWS::SSM::Parameter",
    "Custom::VpcRestrictDefaultSG",
    # And those that speak of a function without running it, or that are read as what runs it.
    "AWS::ApplicationAutoScaling::",
    "AWS::CloudWatch::",
    "AWS::Events::Rule",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
    "AWS::Logs::LogGroup",
    "AWS::Logs::MetricFilter",
    "AWS::Logs::QueryDefinition",
    "AWS::Scheduler::Schedule",
)

OF_FUNCTIONS = ("AWS::EC2::SecurityGroup", "AWS::EC2::Subnet", "AWS::EC2::VPC", "AWS::IAM::Role")


class Uses:
    """Who refers to a resource."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._types = {block.identity: block.type for block in reading.blocks}

    def of(self, identity: str) -> tuple[Use, ...]:
        """The uses of a resource; see ``Reading`` for those that leave functions out."""
        reading = self._reading
        apart = self._types.get(identity, "").startswith(OF_FUNCTIONS)
        users = reading.users_besides_functions if apart else reading.users
        found = [_use(block) for block in users.get(identity, ())]
        uses = [use for use in found if use is not None]
        return tuple({(use.kind, use.address): use for use in uses}.values())


def _use(block: Any) -> Use | None:
    if block.type in FUNCTIONS:
        return Use("function", block.place.address)
    return None if block.type.startswith((*_STACKS, *NO_USERS)) else Use("other", block.place.address)
