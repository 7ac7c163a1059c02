"""A condition that nobody knows may choose between lists: what they have in common is known even so."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
variable "blue" {{ type = bool }}
variable "green" {{ type = bool }}

locals {{
  both = [aws_subnet.a.id, aws_subnet.b.id]
}}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_subnet" "a" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}}

resource "aws_subnet" "b" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}}

resource "aws_subnet" "c" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.3.0/24"
  availability_zone = "eu-west-1a"
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = []
  }}
}}
"""


@pytest.mark.parametrize(
    ("subnets", "expected"),
    [
        ("var.blue ? local.both : reverse(local.both)", PASS),
        ("var.blue ? local.both : (var.green ? reverse(local.both) : local.both)", PASS),
        ("var.blue ? local.both : [aws_subnet.b.id, aws_subnet.b.id]", UNDECIDED),
        ("var.blue ? [aws_subnet.a.id, aws_subnet.c.id] : [aws_subnet.c.id, aws_subnet.a.id]", FAIL),
        ("[(var.blue ? local.both : reverse(local.both))[0]]", FAIL),
        ("slice(var.blue ? local.both : reverse(local.both), 0, 1)", FAIL),
        ("concat(var.blue ? local.both : reverse(local.both), [aws_subnet.c.id])", PASS),
        ('compact([var.blue ? aws_subnet.a.id : aws_subnet.b.id, ""])', FAIL),
        ('compact([var.blue ? aws_subnet.a.id : "", aws_subnet.b.id])', UNDECIDED),
        ("compact([var.blue ? aws_subnet.a.id : null, aws_subnet.b.id])", UNDECIDED),
    ],
)
def test_zones_of_the_one_or_the_other(tmp_path: Path, subnets: str, expected: str) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(subnets=subnets), encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_401", "aws_lambda_function.f") == expected
