"""A flow log of a VPC that the code does not say may be that of any VPC of the scan: none fails for want of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

TERRAFORM = """
variable "vpc" {
  type = string
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = [aws_subnet.main.id]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}

resource "aws_flow_log" "given" {
  %s
  log_destination = "arn:aws:s3:::flow-logs"
}
"""
CLOUDFORMATION = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Given: {Type: AWS::EC2::VPC::Id}
Resources:
  Main:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Main, CidrBlock: 10.0.1.0/24}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      Code: {ZipFile: pass}
      VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-0a1b2c3d4e5f60718]}
  FlowLog:
    Type: AWS::EC2::FlowLog
    Properties: {ResourceType: VPC, ResourceId: %s, LogDestination: arn:aws:s3:::flow-logs}
"""


@pytest.mark.parametrize(
    ("argument", "verdict"),
    [
        ("vpc_id = var.vpc", UNDECIDED),
        ("vpc_id = aws_vpc.main.id", PASS),
        ('vpc_id = "vpc-0a1b2c3d4e5f60718"', FAIL),
        ("subnet_id = aws_subnet.main.id", FAIL),
    ],
    ids=["unknown", "this", "another", "of-a-subnet"],
)
def test_in_terraform(tmp_path: Path, argument: str, verdict: str) -> None:
    (tmp_path / "main.tf").write_text(TERRAFORM % argument, encoding="utf-8")
    (finding,) = scan(tmp_path, "terraform", rules="LAMBDANET_707").findings
    assert finding.verdict == verdict, finding


@pytest.mark.parametrize(
    ("vpc", "verdict"),
    [("!Ref Given", UNDECIDED), ("!Ref Main", PASS), ("vpc-0a1b2c3d4e5f60718", FAIL)],
    ids=["unknown", "this", "another"],
)
def test_in_cloudformation(tmp_path: Path, vpc: str, verdict: str) -> None:
    (tmp_path / "network.yaml").write_text(CLOUDFORMATION % vpc, encoding="utf-8")
    (finding,) = scan(tmp_path, "cloudformation", rules="LAMBDANET_707").findings
    assert finding.verdict == verdict, finding
