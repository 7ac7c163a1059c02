"""Two that make a table the main one of a VPC: which is the last the code does not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_internet_gateway" "main" {{
  vpc_id = aws_vpc.main.id
}}

resource "aws_nat_gateway" "nat" {{
  subnet_id     = "subnet-0a1b2c3d4e5f60718"
  allocation_id = "eipalloc-0a1b2c3d4e5f60718"
}}

resource "aws_subnet" "f" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_route_table" "nat" {{
  vpc_id = aws_vpc.main.id
  route {{
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.nat.id
  }}
}}

resource "aws_route_table" "public" {{
  vpc_id = aws_vpc.main.id
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }}
}}

{main}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids         = [aws_subnet.f.id]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}
"""
ADOPTED = """
resource "aws_default_route_table" "d" {
  default_route_table_id = aws_vpc.main.default_route_table_id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
"""


def main(table: str) -> str:
    vpc = "vpc_id = aws_vpc.main.id"
    named = f"route_table_id = aws_route_table.{table}.id"
    return f'resource "aws_main_route_table_association" "{table}" {{\n  {vpc}\n  {named}\n}}\n'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (main("nat"), PASS),
        (main("public"), FAIL),
        (ADOPTED, FAIL),
        (main("nat") + main("public"), UNDECIDED),
        (main("public") + main("nat"), UNDECIDED),
        (main("nat") + ADOPTED, UNDECIDED),
        (ADOPTED + main("nat"), UNDECIDED),
    ],
)
def test_only_one_decides(code: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(main=code), encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_601", "aws_subnet.f") == expected
