"""Two scans in one process: what is read of the first after the second has begun is the first one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.bridge.judging import judge
from lambdanet.kit.rules import RULES
from lambdanet.kit.verdicts import PASSED
from lambdanet.readers import imported_ids, reading
from lambdanet.readers.reading import Reading
from scanning import scan

FUNCTION = """
resource "aws_subnet" "z" {
  count             = length(data.aws_availability_zones.a.names)
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  availability_zone = data.aws_availability_zones.a.names[count.index]
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/lambda"
  environment {
    variables = { KEY = trimspace(file("${path.module}/key.txt")) }
  }
  vpc_config {
    subnet_ids         = aws_subnet.z[*].id
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
TERRAFORM = 'data "aws_availability_zones" "a" {}\n' + FUNCTION
CONDITION = """
Parameters:
  Kind: {Type: String}
  Key: {Type: String, NoEcho: true, Default: q7Wd-51xB-99Lm}
Conditions:
  Live: !Equals [!Ref Kind, live]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, AvailabilityZone: eu-west-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, AvailabilityZone: eu-west-1b}}
  C: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, AvailabilityZone: eu-west-1c}}
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      Environment: {Variables: {KEY: !Ref Key}}
      VpcConfig:
        SubnetIds: [!If [Live, !Ref A, !Ref B], !Ref C]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""
SECOND = """
import {
  to = aws_vpc.v
  id = "vpc-0123456789abcdef0"
}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
"""
KEY = "q7Wd-51xB-99Lm"


def read(folder: Path, name: str, code: str, framework: str) -> Reading:
    """What is read of a folder when no rule has asked yet which zones there are."""
    folder.mkdir()
    (folder / name).write_text(code)
    (folder / "key.txt").write_text(f"{KEY}\n")
    scan(folder, framework, rules="LAMBDANET_103")
    assert reading._latest is not None
    return reading._latest[1]


@pytest.mark.parametrize(
    ("name", "code", "framework"),
    [("main.tf", TERRAFORM, "terraform"), ("template.yaml", CONDITION, "cloudformation")],
    ids=["zones", "conditions"],
)
def test_what_is_read_later_is_not_the_second_scans(name: str, code: str, framework: str, tmp_path: Path) -> None:
    first = read(tmp_path / "first", name, code, framework)
    second = read(tmp_path / "second", "main.tf", SECOND, "terraform")
    vpc = imported_ids.meant("vpc-0123456789abcdef0")
    assert vpc != "vpc-0123456789abcdef0"
    assert [verdict.kind for verdict in judge(RULES["LAMBDANET_401"], lambda: first) or ()] == [PASSED]
    assert second.withheld.replaced_in(KEY) == KEY
    assert imported_ids.meant("vpc-0123456789abcdef0") == vpc
    assert first.withheld.replaced_in(KEY) != KEY
