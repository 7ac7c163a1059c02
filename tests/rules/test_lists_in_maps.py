"""Which list a map has for a Region is not known, but how many elements it has is, where all have as many."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, UNDECIDED, scan

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::LanguageExtensions
Parameters:
  Stage: {Type: String}
Mappings:
  Places:
    eu-west-1: {Subnets: %s}
    us-east-1: {Subnets: %s}
Resources:
  A: {Type: AWS::EC2::Subnet, Properties: {CidrBlock: 10.0.1.0/24, VpcId: vpc-1, AvailabilityZone: eu-west-1a}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/main
      VpcConfig:
        SubnetIds: %s
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""
OF_REGION, OF_STAGE = "!FindInMap [Places, !Ref 'AWS::Region', Subnets]", "!FindInMap [Places, !Ref Stage, Subnets]"
ELSE = "!FindInMap [Places, !Ref Stage, Subnets, {DefaultValue: %s}]"
ONE, OTHER, TWO = "[subnet-1]", "[subnet-2]", "[subnet-1, subnet-2]"


@pytest.mark.parametrize(
    ("first", "second", "subnets", "verdict"),
    [
        (ONE, OTHER, OF_REGION, FAIL),
        (ONE, OTHER, OF_STAGE, FAIL),
        (ONE, OTHER, f"!If [Yes, {OF_STAGE}, [!Ref A]]", FAIL),
        (ONE, OTHER, ELSE % "[subnet-3]", FAIL),
        (ONE, OTHER, ELSE % TWO, UNDECIDED),
        (ONE, ONE, ELSE % TWO, UNDECIDED),
        (ONE, ONE, ELSE % ONE, FAIL),
        (ONE, TWO, OF_REGION, UNDECIDED),
        (TWO, "[subnet-3, subnet-4]", OF_REGION, UNDECIDED),
        (ONE, "!Ref Stage", OF_REGION, UNDECIDED),
    ],
)
def test_one_subnet_whichever_it_is(tmp_path: Path, first: str, second: str, subnets: str, verdict: str) -> None:
    text = TEMPLATE.replace("Resources:", "Conditions: {Yes: !Equals [!Ref Stage, yes]}\nResources:", 1)
    (tmp_path / "main.template").write_text(text % (first, second, subnets), encoding="utf-8")
    (finding,) = scan(tmp_path, "cloudformation", rules="LAMBDANET_401").findings
    assert finding.verdict == verdict, finding.explanation
