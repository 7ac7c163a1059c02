"""What a permission gives in one Region or partition it does not give in another; templates do not say theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

TERRAFORM = """
provider "aws" {
  region = "%(region)s"
}

resource "aws_iam_role" "main" {
  assume_role_policy = "{}"
}

resource "aws_iam_role" "other" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy_attachment" "main" {
  role       = aws_iam_role.main.name
  policy_arn = "arn:%(partition)s:iam::aws:policy/service-role/%(managed)s"
}

resource "aws_iam_role_policy" "main" {
  role   = aws_iam_role.main.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [%(statements)s] })
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
LOGS = '{ Effect = "Allow", Action = "logs:*", Resource = "*" }'
DENIED = '{ Effect = "Deny", Action = "ec2:*", Resource = "*", Condition = { %s = { "aws:RequestedRegion" = %s } } }'
DENIED_TO = '{ Effect = "Deny", Action = "ec2:*", Resource = "*", Condition = { %s = { "aws:PrincipalArn" = %s } } }'
ON_TYPES = """
  { Effect = "Allow", Action = "ec2:DescribeNetworkInterfaces", Resource = "*" },
  { Effect = "Allow", Action = "ec2:*", Resource = [
    "arn:aws:ec2:%(region)s:111122223333:network-interface/*",
    "arn:aws:ec2:%(region)s:111122223333:subnet/*",
    "arn:aws:ec2:%(region)s:111122223333:security-group/*",
  ] }
"""
ACCESS, BASIC = "AWSLambdaVPCAccessExecutionRole", "AWSLambdaBasicExecutionRole"
HERE, THERE, GOVERNMENT = "eu-west-1", "us-east-1", "us-gov-west-1"


@pytest.mark.parametrize(
    ("region", "partition", "managed", "statements", "verdict"),
    [
        (HERE, "aws", ACCESS, DENIED % ("StringEquals", f'"{HERE}"'), FAIL),
        (THERE, "aws", ACCESS, DENIED % ("StringEquals", f'"{HERE}"'), PASS),
        (HERE, "aws", ACCESS, DENIED % ("StringNotEquals", f'["{HERE}", "{THERE}"]'), PASS),
        (GOVERNMENT, "aws-us-gov", ACCESS, DENIED % ("StringNotEquals", f'["{HERE}", "{THERE}"]'), FAIL),
        (HERE, "aws", ACCESS, DENIED % ("StringLike", '"eu-*"'), FAIL),
        (THERE, "aws", ACCESS, DENIED % ("StringLikeIfExists", '"eu-*"'), PASS),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnEquals", "aws_iam_role.main.arn"), FAIL),
        (HERE, "aws", ACCESS, DENIED_TO % ("StringNotEquals", "[aws_iam_role.main.arn]"), PASS),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnEquals", "aws_iam_role.other.arn"), UNDECIDED),
        (HERE, "aws", BASIC, ON_TYPES % {"region": HERE}, PASS),
        (THERE, "aws", BASIC, ON_TYPES % {"region": HERE}, FAIL),
        (HERE, "aws", BASIC, ON_TYPES % {"region": "*"}, PASS),
        (HERE, "aws", BASIC, ON_TYPES % {"region": "${var.region}"}, UNDECIDED),
        (GOVERNMENT, "aws-us-gov", ACCESS, LOGS, PASS),
        (GOVERNMENT, "aws", ACCESS, LOGS, UNDECIDED),
        ("cn-north-1", "aws", ACCESS, LOGS, UNDECIDED),
        ("cn-north-1", "${data.aws_partition.current.partition}", ACCESS, LOGS, PASS),
    ],
)
def test_it_depends_on_the_region_of_the_function(
    tmp_path: Path, region: str, partition: str, managed: str, statements: str, verdict: str
) -> None:
    text = TERRAFORM % {"region": region, "partition": partition, "managed": managed, "statements": statements}
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    (finding,) = scan(tmp_path, "terraform", rules="LAMBDANET_708").findings
    assert finding.verdict == verdict, finding.explanation


TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]
      Policies:
        - PolicyName: denial
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Deny
                Action: "ec2:*"
                Resource: "*"
                Condition: {%(operator)s: {"aws:RequestedRegion": %(region)s}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      VpcConfig: {SubnetIds: [subnet-0a1b2c3d4e5f60718], SecurityGroupIds: [sg-0a1b2c3d4e5f60718]}
"""


@pytest.mark.parametrize(
    ("operator", "region", "verdict"),
    [
        ("StringEquals", '!Ref "AWS::Region"', FAIL),
        ("StringNotEquals", '[!Ref "AWS::Region"]', PASS),
        ("StringLikeIfExists", '!Ref "AWS::Region"', FAIL),
        ("StringEquals", "us-east-1", UNDECIDED),
        ("StringEquals", '!Sub "${AWS::Region}-x"', UNDECIDED),
    ],
)
def test_a_template_names_its_own_region(tmp_path: Path, operator: str, region: str, verdict: str) -> None:
    text = TEMPLATE % {"operator": operator, "region": region}
    (tmp_path / "roles.template").write_text(text, encoding="utf-8")
    (finding,) = scan(tmp_path, "cloudformation", rules="LAMBDANET_708").findings
    assert finding.verdict == verdict, finding.explanation
