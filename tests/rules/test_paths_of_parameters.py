"""A variable that holds the path of a parameter or a secret, written out: the function is given what it holds."""

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

resource "aws_ssm_parameter" "p" {{
  name  = "{parameter}"
  type  = "String"
  value = aws_db_instance.d.address
}}

resource "aws_secretsmanager_secret" "s" {{
  name = "orders/database"
}}

resource "aws_secretsmanager_secret_version" "s" {{
  secret_id     = aws_secretsmanager_secret.s.id
  secret_string = jsonencode({{ host = aws_db_instance.d.address }})
}}

resource "aws_iam_role" "f" {{
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy" "f" {{
  role = aws_iam_role.f.id
  policy = jsonencode({{
    Statement = [{{
      Effect   = "Allow"
      Action   = ["ssm:GetParameter", "secretsmanager:GetSecretValue"]
      Resource = "*"
    }}]
  }})
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  environment {{
    variables = {{ A = "{value}" }}
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
  P:
    Type: AWS::SSM::Parameter
    Properties:
      Name: {parameter}
      Type: String
      Value: !GetAtt D.Endpoint.Address
  S:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: orders/database
      SecretString: !Sub '{{"host": "${{D.Endpoint.Address}}"}}'
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{}}
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [ssm:GetParameter, secretsmanager:GetSecretValue]
                Resource: "*"
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Code: {{S3Bucket: code, S3Key: f.zip}}
      Environment:
        Variables:
          A: {value}
"""
IN = {
    "terraform": ("main.tf", TERRAFORM, "aws_lambda_function.f"),
    "cloudformation": ("f.template", TEMPLATE, "AWS::Lambda::Function.F"),
}


@pytest.mark.parametrize("framework", sorted(IN))
@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("/orders/host", "/orders/host", FAIL),
        ("/orders/host", "/orders/hosts", PASS),
        ("/orders/host", "orders/database", FAIL),
        ("orders", "orders", PASS),
    ],
)
def test_a_path_names_what_has_it(framework: str, parameter: str, value: str, expected: str, tmp_path: Path) -> None:
    name, code, function = IN[framework]
    (tmp_path / name).write_text(code.format(parameter=parameter, value=value), encoding="utf-8")
    assert scan(tmp_path, framework).verdict("LAMBDANET_202", function) == expected


def test_it_does_so_only_where_both_are_deployed_together(tmp_path: Path) -> None:
    name, code, function = IN["terraform"]
    for folder, parameter, value in (("a", "/a/host", "/b/host"), ("b", "/b/host", "x")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(code.format(parameter=parameter, value=value), encoding="utf-8")
    found = scan(tmp_path, "terraform").of("LAMBDANET_202")
    assert [(each.address, each.verdict) for each in found] == [(function, PASS), (function, PASS)]
