"""CloudFormation's types by how they use what they refer to; Terraform's provider awscc has the same types."""

from __future__ import annotations

FUNCTIONS = (
    "AWS::Lambda::Function",
    "AWS::Serverless::Function",
    "AWS::Lambda::CapacityProvider",
    "AWS::Serverless::CapacityProvider",
)
# Resources that name a group, a subnet or its VPC without deploying anything that is reached there.
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
    # And those that name a function without running it, or that are read as what runs it.
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
    # And those that admit a role, which is not what assumes it.
    *("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::KMS::Key"),
    *("AWS::SecretsManager::ResourcePolicy", "AWS::EKS::AccessEntry", "AWS::LakeFormation::"),
)

LAUNCHERS = ("AWS::Events::Rule", "AWS::Scheduler::Schedule")
"""Types of ``NO_USERS`` that start tasks of ECS in the subnets and with the groups that they name."""

GROUPS_AND_SUBNETS = ("AWS::EC2::SecurityGroup", "AWS::EC2::Subnet")

OF_FUNCTIONS = ("AWS::EC2::SecurityGroup", "AWS::EC2::Subnet", "AWS::EC2::VPC", "AWS::IAM::Role")
