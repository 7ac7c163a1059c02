"""AWS's managed policies to read everything let describe network interfaces, and neither create nor delete them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

TERRAFORM = """
resource "aws_iam_role" "main" {
  assume_role_policy   = "{}"
  permissions_boundary = %(boundary)s
}

resource "aws_iam_role_policy_attachment" "main" {
  for_each   = toset(["%(attached)s"])
  role       = aws_iam_role.main.name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}

resource "aws_iam_role_policy" "main" {
  role   = aws_iam_role.main.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = %(actions)s, Resource = "*" }] })
}

resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = aws_iam_role.main.arn
  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      PermissionsBoundary: %(boundary)s
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/%(attached)s"]
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: [{Effect: Allow, Action: %(actions)s, Resource: "*"}]}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      VpcConfig: {SubnetIds: [subnet-0a1b2c3d4e5f60718], SecurityGroupIds: [sg-0a1b2c3d4e5f60718]}
"""
ACCESS = "service-role/AWSLambdaVPCAccessExecutionRole"
LOGS, MAKING, CREATING = (
    '"logs:*"',
    '["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"]',
    '"ec2:CreateNetwork*"',
)
NONE = {"terraform": "null", "cloudformation": '!Ref "AWS::NoValue"'}


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
@pytest.mark.parametrize(
    ("attached", "boundary", "actions", "verdict"),
    [
        ("ReadOnlyAccess", "", LOGS, FAIL),
        ("job-function/ViewOnlyAccess", "", MAKING, PASS),
        ("SecurityAudit", "", CREATING, FAIL),
        ("AmazonEC2FullAccess", "", LOGS, PASS),
        ("AWSApplicationMigrationNetworkMigrationMultiAccount", "", LOGS, UNDECIDED),
        (ACCESS, "ReadOnlyAccess", LOGS, FAIL),
        (ACCESS, "AmazonVPCReadOnlyAccess", LOGS, FAIL),
        (ACCESS, "PowerUserAccess", LOGS, PASS),
    ],
)
def test_whoever_only_describes_makes_no_interface(
    tmp_path: Path, framework: str, attached: str, boundary: str, actions: str, verdict: str
) -> None:
    arn = f'"arn:aws:iam::aws:policy/{boundary}"' if boundary else NONE[framework]
    text, name = (TERRAFORM, "main.tf") if framework == "terraform" else (TEMPLATE, "roles.template")
    values = {"attached": attached, "boundary": arn, "actions": actions}
    (tmp_path / name).write_text(text % values, encoding="utf-8")
    (finding,) = scan(tmp_path, framework, rules="LAMBDANET_708").findings
    assert finding.verdict == verdict, finding.explanation
