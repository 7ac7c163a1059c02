"""A gateway endpoint that is named for another Region than that of its VPC: AWS does not make it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, scan

CODE = """
provider "aws" {{
  region = "eu-west-1"
}}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_subnet" "f" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_route_table" "f" {{
  vpc_id = aws_vpc.main.id
}}

resource "aws_route_table_association" "f" {{
  subnet_id      = aws_subnet.f.id
  route_table_id = aws_route_table.f.id
}}

resource "aws_vpc_endpoint" "s3" {{
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.{region}.s3"
  route_table_ids = [aws_route_table.f.id]
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.main.id
  egress {{
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}

resource "aws_s3_bucket" "b" {{
  bucket = "b"
}}

resource "aws_iam_role" "f" {{
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy" "f" {{
  role   = aws_iam_role.f.id
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }}] }})
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  vpc_config {{
    subnet_ids         = [aws_subnet.f.id]
    security_group_ids = [aws_security_group.f.id]
  }}
  environment {{
    variables = {{ BUCKET = aws_s3_bucket.b.bucket }}
  }}
}}
"""


@pytest.mark.parametrize(("region", "expected"), [("eu-west-1", PASS), ("eu-west-2", FAIL)])
def test_it_leads_nowhere(region: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(region=region), encoding="utf-8")
    scanned = scan(tmp_path, "terraform")
    assert scanned.verdict("LAMBDANET_702", "aws_lambda_function.f") == expected
    (through,) = scanned.of("LAMBDANET_703")
    assert (through.verdict == PASS) == (expected == PASS)
