"""A list that a stack passes as a text with unknown parts waits for these parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import UNDECIDED, scan

PARENT = """
Parameters:
  First:
    Type: String
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://example.com/network.yaml
  Functions:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters:
        SubnetIds: !Join [',', [%s, subnet-0a1b2c3d4e5f60718]]
"""
CHILD = """
Parameters:
  SubnetIds:
    Type: List<AWS::EC2::Subnet::Id>
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/fn
      VpcConfig:
        SubnetIds: !Ref SubnetIds
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""


@pytest.mark.parametrize(
    ("passed", "reason"),
    [
        ("!Ref First", "parameter First has no default"),
        ("!GetAtt Network.Outputs.Subnet", "output Subnet of stack Network, whose template is not in the scan"),
        ("!If [Missing, a, !Ref AWS::NoValue]", "condition Missing is not declared in the template"),
    ],
)
def test_the_reason_names_the_part(passed: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(PARENT % passed, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    (finding,) = scan(tmp_path, "cloudformation", rules="LAMBDANET_401").findings
    assert finding.verdict == UNDECIDED
    assert reason in finding.explanation
