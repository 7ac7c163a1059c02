"""An endpoint's policy that names a role of the code: whether the function calls with it has to be known."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
variable "name" {{ type = string }}

data "aws_region" "here" {{}}

data "aws_iam_role" "looked_up" {{
  name = "shared"
}}

data "aws_iam_role" "of_a_variable" {{
  name = var.name
}}

resource "aws_vpc" "main" {{
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}}

resource "aws_subnet" "a" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.main.id
  ingress {{
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }}
  egress {{
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }}
}}

resource "aws_iam_role" "own" {{
  name               = "shared"
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role" "other" {{
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy" "own" {{
  role   = aws_iam_role.own.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }}]
  }})
}}

resource "aws_iam_role_policy" "other" {{
  role   = aws_iam_role.other.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }}]
  }})
}}

resource "aws_vpc_endpoint" "sqs" {{
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.f.id]
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sqs:*", Resource = "*", Principal = {{ AWS = aws_iam_role.own.arn }} }}]
  }})
}}

resource "aws_sqs_queue" "q" {{}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = {role}
  vpc_config {{
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.f.id]
  }}
  environment {{
    variables = {{ QUEUE = aws_sqs_queue.q.url }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("aws_iam_role.own.arn", PASS),
        ("aws_iam_role.other.arn", FAIL),
        ("data.aws_iam_role.looked_up.arn", UNDECIDED),
        ("data.aws_iam_role.of_a_variable.arn", UNDECIDED),
        ('"arn:aws:iam::111122223333:role/shared"', UNDECIDED),
    ],
)
def test_whether_the_role_is_the_callers(tmp_path: Path, role: str, expected: str) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(role=role), encoding="utf-8")
    found = scan(tmp_path, "terraform")
    assert found.verdict("LAMBDANET_702", "aws_lambda_function.f") == expected
    # The rule of the endpoint never says the opposite.
    assert found.verdict("LAMBDANET_704", "aws_vpc_endpoint.sqs") in (expected, UNDECIDED, None)
