"""A default subnet is public by the main table of its VPC, so only where nothing may give it another table."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, UNDECIDED, scan

FUNCTION = """
variable "table" {}
variable "flag" {}
resource "aws_default_subnet" "s" {
  availability_zone = "eu-west-1a"
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/r"
  vpc_config {
    subnet_ids         = [aws_default_subnet.s.id]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
ASSOCIATED = """
resource "aws_route_table_association" "s" {
  subnet_id      = aws_default_subnet.s.id
  route_table_id = var.table
}
"""
MAIN = """
resource "aws_default_vpc" "v" {
}
resource "aws_main_route_table_association" "m" {
  vpc_id         = aws_default_vpc.v.id
  route_table_id = var.table
}
"""
LOOKED_UP = """
data "aws_vpc" "v" {
  default = true
}
resource "aws_route_table" "t" {
  vpc_id = data.aws_vpc.v.id
}
"""
NEW_MAIN = """
resource "aws_main_route_table_association" "m" {
  vpc_id         = data.aws_vpc.v.id
  route_table_id = aws_route_table.t.id
}
"""
ADOPTED = """
resource "aws_default_route_table" "t" {
  default_route_table_id = data.aws_vpc.v.main_route_table_id
}
"""
MAYBE = "\n  count = var.flag ? 1 : 0\n  "


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        pytest.param("", FAIL, id="none"),
        pytest.param(ASSOCIATED, UNDECIDED, id="one that is not known"),
        pytest.param(ASSOCIATED.replace("\n  subnet", f"{MAYBE}subnet"), UNDECIDED, id="perhaps one"),
        pytest.param(
            ASSOCIATED.replace("aws_default_subnet.s.id", 'var.flag ? aws_default_subnet.s.id : "subnet-1"'),
            UNDECIDED,
            id="one, or another subnet has it",
        ),
        pytest.param('output "s" {\n  value = aws_default_subnet.s.id\n}\n', UNDECIDED, id="elsewhere perhaps"),
        pytest.param(LOOKED_UP, FAIL, id="one that no subnet has"),
        pytest.param(LOOKED_UP + NEW_MAIN, UNDECIDED, id="a main one of the default VPC"),
        pytest.param(LOOKED_UP + ADOPTED, UNDECIDED, id="the main one of the default VPC, as the code has it"),
        pytest.param(MAIN, UNDECIDED, id="a main one that is not known"),
        pytest.param(MAIN.replace("\n  vpc_id ", f"{MAYBE}vpc_id "), UNDECIDED, id="perhaps a main one"),
    ],
)
def test_a_default_subnet_is_public_where_it_has_no_other_table(code: str, verdict: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(FUNCTION + code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_601", "aws_default_subnet.s") == verdict
