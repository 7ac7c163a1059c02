"""Permissions that a denial or a permissions boundary takes away again: they are no proof of a call or a read."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
resource "aws_db_subnet_group" "orders" {{
  subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
}}

resource "aws_db_instance" "orders" {{
  identifier           = "orders"
  engine               = "postgres"
  db_subnet_group_name = aws_db_subnet_group.orders.name
  publicly_accessible  = false
}}

resource "aws_secretsmanager_secret" "orders" {{
  name = "orders"
}}

resource "aws_secretsmanager_secret_version" "orders" {{
  secret_id     = aws_secretsmanager_secret.orders.id
  secret_string = jsonencode({{ host = aws_db_instance.orders.address }})
}}

resource "aws_ssm_parameter" "orders" {{
  name  = "/orders/host"
  type  = "String"
  value = aws_db_instance.orders.address
}}

resource "aws_iam_policy" "boundary" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = ["logs:*", "ssm:*"], Resource = "*" }}] }})
}}

resource "aws_iam_role" "f" {{
  name               = "f"
  assume_role_policy = "{{}}"
  {boundary}
}}

resource "aws_iam_role_policy" "f" {{
  role = aws_iam_role.f.id
  policy = jsonencode({{
    Statement = [
      {{ Effect = "Allow", Action = {allowed}, Resource = "*" }},
      {{ Effect = "Allow", Action = "rds-db:connect", Resource = "{connected}" }},
      {denial}
    ]
  }})
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  environment {{
    variables = {{ NAME = {named} }}
  }}
}}
"""
SECRET, PARAMETER = "aws_secretsmanager_secret.orders.arn", "aws_ssm_parameter.orders.name"
READ = {SECRET: '"secretsmanager:GetSecretValue"', PARAMETER: '"ssm:GetParameter*"'}
OWN = "arn:aws:rds-db:eu-west-1:111122223333:dbuser:${aws_db_instance.orders.resource_id}/app"
OTHER = "arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-OTHER/app"
ELSEWHERE = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-??????"


def denial(action: str, resource: str = '"*"', condition: str = "") -> str:
    return f'{{ Effect = "Deny", Action = "{action}", Resource = {resource}{condition} }},'


def under(condition: str) -> str:
    return f", Condition = {{ {condition} }}"


@pytest.mark.parametrize(
    ("named", "denied", "expected"),
    [
        (SECRET, "", FAIL),
        (SECRET, denial("secretsmanager:*"), PASS),
        (SECRET, denial("*"), PASS),
        (SECRET, denial("secretsmanager:GetSecretValue", SECRET), PASS),
        (SECRET, denial("secretsmanager:GetSecretValue", f'"{ELSEWHERE}"'), FAIL),
        (SECRET, denial("secretsmanager:PutSecretValue"), FAIL),
        (SECRET, denial("secretsmanager:*", condition=under('Bool = { "aws:ViaAWSService" = "true" }')), UNDECIDED),
        (SECRET, '{ Effect = "Deny", NotAction = "logs:*", Resource = "*" },', PASS),
        (SECRET, '{ Effect = "Deny", NotAction = "secretsmanager:*", Resource = "*" },', FAIL),
        (PARAMETER, "", FAIL),
        (PARAMETER, denial("ssm:*"), PASS),
        (PARAMETER, denial("ssm:GetParameter"), FAIL),
    ],
)
def test_what_may_not_be_read_is_not_known(named: str, denied: str, expected: str, tmp_path: Path) -> None:
    code = CODE.format(boundary="", allowed=READ[named], connected=OTHER, denial=denied, named=named)
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_202", "aws_lambda_function.f") == expected


@pytest.mark.parametrize(("left_out", "expected"), [("iam:*", FAIL), ("secretsmanager:*", PASS)])
def test_all_actions_but_some_may_be_those_of_reading(left_out: str, expected: str, tmp_path: Path) -> None:
    code = CODE.format(boundary="", allowed='"logs:*"', connected=OTHER, denial="", named=SECRET)
    others = f'{{ Effect = "Allow", NotAction = "{left_out}", Resource = "*" }},'
    code = code.replace("Statement = [\n      {", f"Statement = [\n      {others}\n      {{", 1)
    assert others in code
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_202", "aws_lambda_function.f") == expected


@pytest.mark.parametrize(
    ("named", "boundary", "expected"),
    [
        (SECRET, "aws_iam_policy.boundary.arn", PASS),
        (PARAMETER, "aws_iam_policy.boundary.arn", FAIL),
        (SECRET, '"arn:aws:iam::aws:policy/AdministratorAccess"', FAIL),
        (SECRET, '"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"', PASS),
        (SECRET, '"arn:aws:iam::111122223333:policy/unseen"', UNDECIDED),
    ],
)
def test_a_boundary_takes_what_it_does_not_allow(named: str, boundary: str, expected: str, tmp_path: Path) -> None:
    bounded = f"permissions_boundary = {boundary}"
    code = CODE.format(boundary=bounded, allowed=READ[named], connected=OTHER, denial="", named=named)
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_202", "aws_lambda_function.f") == expected


@pytest.mark.parametrize(
    ("denied", "expected"),
    [("", FAIL), (denial("rds-db:*"), PASS), (denial("rds:*"), FAIL)],
)
def test_who_may_not_connect_depends_on_no_database(denied: str, expected: str, tmp_path: Path) -> None:
    code = CODE.format(boundary="", allowed='"logs:*"', connected=OWN, denial=denied, named='"x"')
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_202", "aws_lambda_function.f") == expected


CALL = """
resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_subnet" "f" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.main.id
}}

resource "aws_iam_role" "f" {{
  name               = "f"
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy" "f" {{
  role = aws_iam_role.f.id
  policy = jsonencode({{
    Statement = [
      {{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }},
      {denial}
    ]
  }})
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  vpc_config {{
    subnet_ids         = [aws_subnet.f.id]
    security_group_ids = [aws_security_group.f.id]
  }}
}}
"""


@pytest.mark.parametrize(
    ("denied", "expected"),
    [("", FAIL), (denial("sqs:*"), UNDECIDED), (denial("sqs:DeleteQueue"), FAIL)],
)
def test_a_denied_action_is_no_proof_of_a_call(denied: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CALL.format(denial=denied), encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_702", "aws_lambda_function.f") == expected
