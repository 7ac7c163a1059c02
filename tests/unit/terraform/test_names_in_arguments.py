"""A resource that takes one attribute of an argument that is an object does not use what the others hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.kit.verdicts import FAILED, UNDECIDED
from scanning import scan

CODE = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.main.id
}

module "app" {
  source = "./app"
  orders = {
    name    = "orders"
    subnets = [aws_subnet.main.id]
    groups  = [aws_security_group.main.id]
    name_of = { name = aws_subnet.main.id }
  }
}
"""
APP = """
variable "orders" {}

resource "aws_iam_role" "orders" {
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  vpc_config {
    subnet_ids         = var.orders.subnets
    security_group_ids = var.orders.groups
  }
}

resource "aws_sqs_queue" "failed" {
  name = @NAME@
}
"""
JUDGED = "module.app.aws_lambda_function.orders"


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ('"failed"', FAILED),
        ("var.orders.name", FAILED),
        ('"${var.orders.name}-failed"', FAILED),
        # Here it is the subnet, or may be.
        ("var.orders.name_of.name", UNDECIDED),
        ('var.orders["name_of"].name', UNDECIDED),
        ("var.orders[local.which].name", UNDECIDED),
        ('join("-", values(var.orders))', UNDECIDED),
    ],
)
def test_a_queue_that_is_named_by_an_attribute_uses_no_subnet(name: str, result: str, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "main.tf").write_text(CODE, encoding="utf-8")
    (tmp_path / "app" / "main.tf").write_text(APP.replace("@NAME@", name), encoding="utf-8")
    verdicts = [each.verdict for each in scan(tmp_path, "terraform").entries if each.rule == "LAMBDANET_201"]
    assert {each.resource.address: each.kind for each in verdicts} == {JUDGED: result}
