"""A DAX cluster listens on one port, which its encryption in transit decides.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.create-cluster.cli.html
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

TERRAFORM = """
variable "encryption" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "main" {
  vpc_id = aws_vpc.main.id
  egress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 65535
    cidr_blocks = ["10.0.0.0/16"]
  }
  ingress {
    protocol    = "tcp"
    from_port   = %(open)s
    to_port     = %(open)s
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_dax_subnet_group" "main" {
  name       = "main"
  subnet_ids = [aws_subnet.a.id]
}

resource "aws_dax_cluster" "main" {
  cluster_name                     = "main"
  iam_role_arn                     = "arn:aws:iam::111122223333:role/dax"
  node_type                        = "dax.t3.small"
  replication_factor               = 1
  cluster_endpoint_encryption_type = %(encryption)s
  subnet_group_name                = aws_dax_subnet_group.main.name
  security_group_ids               = [aws_security_group.main.id]
}

resource "aws_iam_role" "main" {
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = aws_iam_role.main.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.main.id]
  }
  environment {
    variables = {
      DAX = aws_dax_cluster.main.cluster_address
    }
  }
}
"""
TEMPLATE = """
Parameters: {Encryption: {Type: String}}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: main
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: %(open)s, ToPort: %(open)s, CidrIp: 10.0.0.0/16}]
  Places: {Type: AWS::DAX::SubnetGroup, Properties: {SubnetIds: [!Ref Subnet]}}
  Cluster:
    Type: AWS::DAX::Cluster
    Properties:
      IAMRoleARN: arn:aws:iam::111122223333:role/dax
      NodeType: dax.t3.small
      ReplicationFactor: 1
      ClusterEndpointEncryptionType: %(encryption)s
      SubnetGroupName: !Ref Places
      SecurityGroupIds: [!GetAtt Group.GroupId]
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [!GetAtt Group.GroupId]}
      Environment: {Variables: {DAX: !GetAtt Cluster.ClusterDiscoveryEndpoint}}
"""
SAID = {
    "terraform": {"": "null", "NONE": '"NONE"', "TLS": '"TLS"', "?": "var.encryption"},
    "cloudformation": {"": '!Ref "AWS::NoValue"', "NONE": "NONE", "TLS": "TLS", "?": "!Ref Encryption"},
}


@pytest.mark.parametrize("language", ["terraform", "cloudformation"])
@pytest.mark.parametrize(
    ("encryption", "open_port", "verdict"),
    [
        ("", 8111, PASS),
        ("", 9111, FAIL),
        ("NONE", 8111, PASS),
        ("TLS", 9111, PASS),
        ("TLS", 8111, FAIL),
        ("?", 8111, UNDECIDED),
    ],
)
def test_the_port_by_the_encryption(
    tmp_path: Path, language: str, encryption: str, open_port: int, verdict: str
) -> None:
    text, name = (TERRAFORM, "main.tf") if language == "terraform" else (TEMPLATE, "main.template")
    (tmp_path / name).write_text(text % {"open": open_port, "encryption": SAID[language][encryption]})
    (finding,) = scan(tmp_path, language, rules="LAMBDANET_701").findings
    assert finding.verdict == verdict, finding.explanation
