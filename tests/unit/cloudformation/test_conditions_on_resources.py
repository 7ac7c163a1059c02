"""A condition of a nested stack on what the stack around it passes: the id of a resource is no empty text."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, NOT_APPLICABLE, UNDECIDED, scan

PARENT = """
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
  Answer:
    Type: Custom::Answer
    Properties:
      ServiceToken: arn:aws:lambda:eu-west-1:111122223333:function:answer
  Functions:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters:
        VpcId: %s
        SubnetIds: !Ref Subnet
"""
CHILD = """
Parameters:
  VpcId:
    Type: String
  SubnetIds:
    Type: CommaDelimitedList
Conditions:
  UsesVpc: !Not [!Equals [%s, %s]]
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/fn
      VpcConfig: !If
        - UsesVpc
        - SubnetIds: !Ref SubnetIds
          SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
        - !Ref AWS::NoValue
"""
PASSED, LIST = "!Ref VpcId", "!Join ['', !Ref SubnetIds]"


@pytest.mark.parametrize(
    ("given", "compared", "text", "verdict"),
    [
        ("!Ref Vpc", PASSED, "''", FAIL),
        ("!GetAtt Vpc.VpcId", PASSED, "''", FAIL),
        ("!Sub '${Vpc}'", PASSED, "''", FAIL),
        ("!Join [',', [!Ref Vpc, !Ref Vpc]]", PASSED, "''", FAIL),
        ("!Ref Vpc", LIST, "''", FAIL),
        ("!Ref Vpc", PASSED, "none", FAIL),
        ("!Ref Vpc", PASSED, "vpc-0a1b2c3d4e5f60718", UNDECIDED),
        ("''", PASSED, "''", NOT_APPLICABLE),
        # What a custom resource answers, and what an attribute says, may be nothing.
        ("!GetAtt Answer.VpcId", PASSED, "''", UNDECIDED),
        ("!GetAtt Vpc.DefaultNetworkAcl", PASSED, "''", UNDECIDED),
    ],
)
def test_what_is_passed_decides(given: str, compared: str, text: str, verdict: str, tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(PARENT % given, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD % (compared, text), encoding="utf-8")
    found = scan(tmp_path, "cloudformation")
    assert found.verdict("LAMBDANET_401", "AWS::Lambda::Function.Orders") == verdict
