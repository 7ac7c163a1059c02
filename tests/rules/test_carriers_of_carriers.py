"""A record of DNS may lead to another record, and a parameter or a secret may hold the name of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, scan

TERRAFORM = """
resource "aws_db_subnet_group" "orders" {
  subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
}

resource "aws_db_instance" "orders" {
  engine               = "postgres"
  db_subnet_group_name = aws_db_subnet_group.orders.name
  publicly_accessible  = false
}

resource "aws_route53_record" "near" {
  zone_id = "Z0123456789"
  name    = "near.acme.internal"
  type    = "CNAME"
  ttl     = 60
  records = [aws_db_instance.orders.address]
}

resource "aws_route53_record" "far" {
  zone_id = "Z0123456789"
  name    = "far.acme.internal"
  type    = "CNAME"
  ttl     = 60
  records = [aws_route53_record.near.fqdn]
}

resource "aws_route53_record" "around" {
  zone_id = "Z0123456789"
  name    = "around.acme.internal"
  type    = "CNAME"
  ttl     = 60
  records = [aws_route53_record.around.fqdn]
}

resource "aws_ssm_parameter" "host" {
  name  = "/orders/host"
  type  = "String"
  value = aws_route53_record.far.fqdn
}

resource "aws_iam_role" "main" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "main" {
  role   = aws_iam_role.main.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "%(action)s", Resource = "*" }] })
}

resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = aws_iam_role.main.arn
  environment {
    variables = {
      HOST = %(value)s
    }
  }
}
"""
TEMPLATE = """
Resources:
  Subnets:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {DBSubnetGroupDescription: s, SubnetIds: [subnet-0a1b2c3d4e5f60718]}
  Orders:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, DBSubnetGroupName: !Ref Subnets, PubliclyAccessible: false}
  Near:
    Type: AWS::Route53::RecordSet
    Properties:
      HostedZoneId: Z1
      Name: near.acme.internal
      Type: CNAME
      TTL: "60"
      ResourceRecords: [!GetAtt Orders.Endpoint.Address]
  Far:
    Type: AWS::Route53::RecordSet
    Properties: {HostedZoneId: Z1, Name: far.acme.internal, Type: CNAME, TTL: "60", ResourceRecords: [!Ref Near]}
  Parameter:
    Type: AWS::SSM::Parameter
    Properties: {Name: /orders/host, Type: String, Value: !Ref Far}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: [{Effect: Allow, Action: "%(action)s", Resource: "*"}]}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Environment: {Variables: {HOST: %(value)s}}
"""


@pytest.mark.parametrize(
    ("value", "action", "verdict"),
    [
        ("aws_route53_record.near.fqdn", "logs:PutLogEvents", FAIL),
        ("aws_route53_record.far.fqdn", "logs:PutLogEvents", FAIL),
        ("aws_route53_record.around.fqdn", "logs:PutLogEvents", PASS),
        ("aws_ssm_parameter.host.name", "ssm:GetParameter", FAIL),
        ("aws_ssm_parameter.host.name", "logs:PutLogEvents", PASS),
    ],
)
def test_in_terraform(tmp_path: Path, value: str, action: str, verdict: str) -> None:
    (tmp_path / "main.tf").write_text(TERRAFORM % {"value": value, "action": action})
    (finding,) = scan(tmp_path, "terraform", rules="LAMBDANET_202").findings
    assert finding.verdict == verdict, finding.explanation


@pytest.mark.parametrize(
    ("value", "action", "verdict"),
    [
        ("!Ref Near", "logs:PutLogEvents", FAIL),
        ("!Ref Far", "logs:PutLogEvents", FAIL),
        ("!Ref Parameter", "ssm:GetParameter", FAIL),
        ("!Ref Parameter", "logs:PutLogEvents", PASS),
    ],
)
def test_in_cloudformation(tmp_path: Path, value: str, action: str, verdict: str) -> None:
    (tmp_path / "main.template").write_text(TEMPLATE % {"value": value, "action": action})
    (finding,) = scan(tmp_path, "cloudformation", rules="LAMBDANET_202").findings
    assert finding.verdict == verdict, finding.explanation
