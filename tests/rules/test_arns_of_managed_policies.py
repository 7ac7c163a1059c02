"""The ARN of a policy of AWS with another path than it has: there is no such policy, so that it allows nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import PASS, UNDECIDED, scan

TERRAFORM = """
resource "aws_iam_role" "f" {{
  name               = "f"
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy_attachment" "f" {{
  role       = aws_iam_role.f.name
  policy_arn = "arn:aws:iam::aws:policy/{policy}"
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}
"""
TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{}}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/{policy}]
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Code: {{S3Bucket: code, S3Key: f.zip}}
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""
IN = {"terraform": ("main.tf", TERRAFORM), "cloudformation": ("f.template", TEMPLATE)}


@pytest.mark.parametrize("framework", sorted(IN))
@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("service-role/AWSLambdaVPCAccessExecutionRole", PASS),
        ("AWSLambdaVPCAccessExecutionRole", UNDECIDED),
        ("service-role/AWSLambdaENIManagementAccess", PASS),
        ("aws-service-role/AWSLambdaENIManagementAccess", UNDECIDED),
        ("AdministratorAccess", PASS),
        ("service-role/AdministratorAccess", UNDECIDED),
    ],
)
def test_a_policy_has_its_path(framework: str, policy: str, expected: str, tmp_path: Path) -> None:
    name, code = IN[framework]
    (tmp_path / name).write_text(code.format(policy=policy), encoding="utf-8")
    (found,) = scan(tmp_path, framework).of("LAMBDANET_708")
    assert found.verdict == expected
    if expected == UNDECIDED:
        assert f"AWS has no managed policy arn:aws:iam::aws:policy/{policy}" in found.explanation
