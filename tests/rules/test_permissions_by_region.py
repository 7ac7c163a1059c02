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
# AWS knows no smaller part than everything for descriptions:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
ALL_ON = '{ Effect = "Allow", Action = "ec2:*", Resource = %s }'
ACCESS, BASIC = "AWSLambdaVPCAccessExecutionRole", "AWSLambdaBasicExecutionRole"
ACCOUNT = "data.aws_caller_identity.current.account_id"
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
        (HERE, "aws", ACCESS, DENIED % ("StringEquals", f'"{HERE.upper()}"'), PASS),
        (HERE, "aws", ACCESS, DENIED % ("StringEqualsIgnoreCase", f'"{HERE.upper()}"'), FAIL),
        (HERE, "aws", ACCESS, DENIED % ("StringNotEquals", f'"{HERE.upper()}"'), FAIL),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnEquals", "aws_iam_role.other.arn"), PASS),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnNotEquals", "aws_iam_role.other.arn"), FAIL),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnLike", '"${aws_iam_role.other.arn}*"'), UNDECIDED),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnNotLike", f'"arn:aws:iam::${{{ACCOUNT}}}:user/*"'), FAIL),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnLike", f'"arn:aws:iam::${{{ACCOUNT}}}:user/*"'), PASS),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnLike", f'"arn:aws:iam::${{{ACCOUNT}}}:role/*"'), UNDECIDED),
        (HERE, "aws", ACCESS, DENIED_TO % ("ArnLike", '"arn:aws:iam::111122223333:${var.path}*"'), UNDECIDED),
        (HERE, "aws", BASIC, ON_TYPES % {"region": HERE}, PASS),
        (THERE, "aws", BASIC, ON_TYPES % {"region": HERE}, FAIL),
        (HERE, "aws", BASIC, ON_TYPES % {"region": "*"}, PASS),
        (HERE, "aws", BASIC, ON_TYPES % {"region": "${var.region}"}, UNDECIDED),
        (HERE, "aws", BASIC, ALL_ON % f'"arn:aws:ec2:{HERE}:111122223333:*"', FAIL),
        (HERE, "aws", BASIC, ALL_ON % f'"arn:aws:ec2:{HERE}:${{{ACCOUNT}}}:*"', FAIL),
        (HERE, "aws", BASIC, ALL_ON % '["arn:aws:ec2:*:*:network-interface/*", "*"]', PASS),
        (HERE, "aws", BASIC, ALL_ON % "var.resources", UNDECIDED),
        (HERE, "aws", ACCESS, ALL_ON.replace("Allow", "Deny") % f'"arn:aws:ec2:{THERE}:*:*"', PASS),
        (HERE, "aws", ACCESS, ALL_ON.replace("Allow", "Deny") % f'"arn:aws:ec2:{HERE}:*:*"', FAIL),
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
  Other:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
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
                Condition: {%(operator)s: {"%(key)s": %(value)s}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      VpcConfig: {SubnetIds: [subnet-0a1b2c3d4e5f60718], SecurityGroupIds: [sg-0a1b2c3d4e5f60718]}
"""


REGION, ACCOUNT_KEY, ARN = "aws:RequestedRegion", "aws:PrincipalAccount", "aws:PrincipalArn"


@pytest.mark.parametrize(
    ("operator", "key", "value", "verdict"),
    [
        ("StringEquals", REGION, '!Ref "AWS::Region"', FAIL),
        ("StringNotEquals", REGION, '[!Ref "AWS::Region"]', PASS),
        ("StringLikeIfExists", REGION, '!Ref "AWS::Region"', FAIL),
        ("StringEquals", REGION, "us-east-1", UNDECIDED),
        ("StringEquals", REGION, '!Sub "${AWS::Region}-x"', UNDECIDED),
        ("StringEquals", ACCOUNT_KEY, '!Ref "AWS::AccountId"', FAIL),
        ("StringNotEquals", ACCOUNT_KEY, '[!Ref "AWS::AccountId"]', PASS),
        ("StringNotEquals", ACCOUNT_KEY, '["111122223333", !Ref "AWS::AccountId"]', PASS),
        ("StringEquals", ACCOUNT_KEY, '"111122223333"', UNDECIDED),
        ("StringEquals", ACCOUNT_KEY, '!Ref "AWS::Region"', UNDECIDED),
        ("ArnLike", ARN, '!Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*"', FAIL),
        ("ArnNotLike", ARN, '!Sub "arn:aws:iam::${AWS::AccountId}:role/*"', PASS),
        ("ArnNotLike", ARN, '!Sub "arn:aws:iam::${AWS::AccountId}:user/*"', FAIL),
        ("ArnLike", ARN, '!Sub "arn:aws:iam::${AWS::AccountId}:role/admin-*"', UNDECIDED),
        ("ArnEquals", ARN, "!GetAtt Role.Arn", FAIL),
        ("ArnEquals", ARN, "!GetAtt Other.Arn", PASS),
        ("ArnNotEquals", ARN, "[!GetAtt Other.Arn, !GetAtt Role.Arn]", PASS),
    ],
)
def test_a_template_names_its_own_region_and_account(
    tmp_path: Path, operator: str, key: str, value: str, verdict: str
) -> None:
    text = TEMPLATE % {"operator": operator, "key": key, "value": value}
    (tmp_path / "roles.template").write_text(text, encoding="utf-8")
    (finding,) = scan(tmp_path, "cloudformation", rules="LAMBDANET_708").findings
    assert finding.verdict == verdict, finding.explanation
