"""Two routes of a table to one destination: AWS makes one of them, and the code does not say which."""

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

resource "aws_route_table" "f" {{
  vpc_id = aws_vpc.main.id
}}

{routes}

resource "aws_route_table_association" "f" {{
  subnet_id      = aws_subnet.f.id
  route_table_id = aws_route_table.f.id
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids         = [aws_subnet.f.id]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}
"""
NAT, INTERNET = "nat_gateway_id = aws_nat_gateway.nat.id", "gateway_id = aws_internet_gateway.main.id"
INTERFACE = 'network_interface_id = "eni-0a1b2c3d4e5f60718"'


def route(name: str, target: str, block: str = "0.0.0.0/0") -> str:
    table = "route_table_id = aws_route_table.f.id"
    return f'resource "aws_route" "{name}" {{\n  {table}\n  destination_cidr_block = "{block}"\n  {target}\n}}\n'


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([route("a", NAT)], PASS),
        ([route("a", INTERNET)], FAIL),
        ([route("a", NAT), route("b", INTERNET)], UNDECIDED),
        ([route("a", INTERNET), route("b", NAT)], UNDECIDED),
        ([route("a", INTERNET), route("b", INTERFACE)], UNDECIDED),
        ([route("a", NAT), route("b", INTERNET, "10.9.0.0/16")], PASS),
    ],
)
def test_neither_of_two_counts(routes: list[str], expected: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(routes="\n".join(routes)), encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_601", "aws_subnet.f") == expected
