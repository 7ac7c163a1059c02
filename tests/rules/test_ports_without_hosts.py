"""The port of an endpoint alone: no function connects by it, in either language, unless the host is there too."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, scan

TERRAFORM = """
resource "aws_db_subnet_group" "d" {{
  subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
}}

resource "aws_db_instance" "d" {{
  engine               = "postgres"
  db_subnet_group_name = aws_db_subnet_group.d.name
  publicly_accessible  = false
}}

resource "aws_elasticache_serverless_cache" "c" {{
  engine     = "valkey"
  name       = "c"
  subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
}}

resource "aws_iam_role" "f" {{
  assume_role_policy = "{{}}"
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  environment {{
    variables = {{ A = {value} }}
  }}
}}
"""
TEMPLATE = """
Resources:
  DSubnets:
    Type: AWS::RDS::DBSubnetGroup
    Properties:
      DBSubnetGroupDescription: d
      SubnetIds: [subnet-0a1b2c3d4e5f60718]
  D:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBSubnetGroupName: !Ref DSubnets
      PubliclyAccessible: false
  C:
    Type: AWS::ElastiCache::ServerlessCache
    Properties:
      Engine: valkey
      ServerlessCacheName: c
      SubnetIds: [subnet-0a1b2c3d4e5f60718]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{}}
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Code: {{S3Bucket: code, S3Key: f.zip}}
      Environment:
        Variables:
          A: {value}
"""
FUNCTIONS = {"terraform": "aws_lambda_function.f", "cloudformation": "AWS::Lambda::Function.F"}


@pytest.mark.parametrize(
    ("framework", "value", "expected"),
    [
        ("terraform", "aws_db_instance.d.port", PASS),
        ("terraform", "aws_db_instance.d.address", FAIL),
        ("terraform", '"${aws_db_instance.d.address}:${aws_db_instance.d.port}"', FAIL),
        ("terraform", "aws_elasticache_serverless_cache.c.endpoint[0].port", PASS),
        ("terraform", "aws_elasticache_serverless_cache.c.endpoint[0].address", FAIL),
        ("cloudformation", "!GetAtt D.Endpoint.Port", PASS),
        ("cloudformation", "!GetAtt D.Endpoint.Address", FAIL),
        ("cloudformation", '!Sub "${D.Endpoint.Address}:${D.Endpoint.Port}"', FAIL),
        ("cloudformation", "!GetAtt C.Endpoint.Port", PASS),
        ("cloudformation", "!GetAtt C.Endpoint.Address", FAIL),
    ],
)
def test_a_port_is_no_endpoint(framework: str, value: str, expected: str, tmp_path: Path) -> None:
    name, code = ("main.tf", TERRAFORM) if framework == "terraform" else ("f.template", TEMPLATE)
    (tmp_path / name).write_text(code.format(value=value), encoding="utf-8")
    assert scan(tmp_path, framework).verdict("LAMBDANET_202", FUNCTIONS[framework]) == expected
