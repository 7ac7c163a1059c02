"""An output that a module does not have is a mistake in the code; what was meant is something of that module."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import PASS, UNDECIDED, scan

NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.private.id
}

output "subnet_id" {
  value = aws_subnet.a.id
}

output "table_id" {
  value = aws_route_table.private.id
}
"""
ROOT = """
module "network" {
  source = "./network"
}

module "other" {
  source = "./network"
}

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_route" "out" {
  route_table_id         = module.%s
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = [module.network.subnet_id]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""


@pytest.mark.parametrize(
    ("table", "verdict", "reason"),
    [
        ("network.table_id", PASS, "a transit gateway"),
        ("network.table", UNDECIDED, "module.network has no output table"),
        ("other.table", PASS, "no default route"),
    ],
)
def test_a_route_of_a_table_that_is_no_output_may_be_any_tables_of_the_module(
    tmp_path: Path, table: str, verdict: str, reason: str
) -> None:
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / "main.tf").write_text(NETWORK, encoding="utf-8")
    (tmp_path / "main.tf").write_text(ROOT % table, encoding="utf-8")
    (found,) = scan(tmp_path, "terraform").of("LAMBDANET_601")
    assert (found.verdict, reason in found.explanation) == (verdict, True), found.explanation
