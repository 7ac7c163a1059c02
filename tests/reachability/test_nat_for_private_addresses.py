"""A NAT gateway to which only private addresses lead, or that other routes hide, is no way to services of AWS."""

from __future__ import annotations

from pathlib import Path

import pytest

from public_side import PUBLIC_SIDE
from scanning import FAIL, PASS, UNDECIDED, scan

NETWORK = """
resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_nat_gateway" "nat" {{
  subnet_id = aws_subnet.public.id
  {nat}
}}

resource "aws_subnet" "f" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_route_table" "f" {{
  vpc_id = aws_vpc.main.id
  {routes}
}}

resource "aws_route_table_association" "f" {{
  subnet_id      = aws_subnet.f.id
  route_table_id = aws_route_table.f.id
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.main.id
  egress {{
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}

resource "aws_sqs_queue" "q" {{
  name = "q"
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids         = [aws_subnet.f.id]
    security_group_ids = [aws_security_group.f.id]
  }}
  environment {{
    variables = {{ QUEUE = aws_sqs_queue.q.url }}
  }}
}}
"""
PUBLIC, PRIVATE = "allocation_id = aws_eip.nat.id", 'connectivity_type = "private"'


def to_nat(block: str) -> str:
    return f'route {{\n    cidr_block     = "{block}"\n    nat_gateway_id = aws_nat_gateway.nat.id\n  }}\n  '


def to_internet(block: str) -> str:
    return f'route {{\n    cidr_block = "{block}"\n    gateway_id = aws_internet_gateway.main.id\n  }}\n  '


@pytest.mark.parametrize(
    ("nat", "routes", "expected"),
    [
        (PUBLIC, to_nat("0.0.0.0/0"), PASS),
        (PUBLIC, to_nat("10.0.0.0/8"), FAIL),
        (PRIVATE, to_nat("10.0.0.0/8"), UNDECIDED),
        (PUBLIC, to_nat("52.0.0.0/8"), UNDECIDED),
        (PUBLIC, to_nat("0.0.0.0/0") + to_internet("0.0.0.0/1") + to_internet("128.0.0.0/1"), FAIL),
        (PUBLIC, to_nat("0.0.0.0/0") + to_internet("0.0.0.0/1"), UNDECIDED),
    ],
)
def test_only_public_addresses_are_those_of_services(nat: str, routes: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(PUBLIC_SIDE + NETWORK.format(nat=nat, routes=routes), encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_702", "aws_lambda_function.f") == expected
