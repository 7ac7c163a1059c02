"""What a name that is written out means: what has the name in the same code, of its kind, bus and Region."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

F = "aws_lambda_function.f"
FUNCTION = """
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/r"
  vpc_config {
    subnet_ids         = ["subnet-0123456789abcdef0"]
    security_group_ids = [aws_security_group.g.id]
  }
}
resource "aws_security_group" "g" {
  vpc_id = "vpc-0123456789abcdef0"
}
"""
TARGET = """
resource "aws_cloudwatch_event_target" "t" {
  rule = "daily"
  arn  = aws_lambda_function.f.arn
%s
}
"""
RULE = """
resource "aws_cloudwatch_event_rule" "r" {
  name                = "daily"
  schedule_expression = "rate(30 days)"
%s
}
"""
IN_OREGON = 'provider "aws" {\n  alias  = "oregon"\n  region = "us-west-2"\n}\n'
RULES = {
    "by name": ("", "", FAIL),
    "on one bus": ('event_bus_name = "default"', "", FAIL),
    "in one Region": ("provider = aws.oregon", "provider = aws.oregon", FAIL),
    "on another bus": ('event_bus_name = "orders"', "", UNDECIDED),
    "in another Region": ("", "provider = aws.oregon", UNDECIDED),
    "on a bus that both name alike": ("event_bus_name = var.a", "event_bus_name = var.a", FAIL),
    "on buses that may be two": ("event_bus_name = var.a", "event_bus_name = var.b", UNDECIDED),
}


@pytest.mark.parametrize("case", RULES)
def test_a_rule_is_that_of_the_bus_and_the_region(case: str, tmp_path: Path) -> None:
    of_rule, of_target, expected = RULES[case]
    buses = 'variable "a" {\n  type = string\n}\nvariable "b" {\n  type = string\n}\n'
    (tmp_path / "main.tf").write_text(buses + IN_OREGON + FUNCTION + RULE % of_rule + TARGET % of_target)
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_803", F) == expected


def test_what_two_rules_are_named_is_not_known(tmp_path: Path) -> None:
    other = (RULE % "count = 1").replace('"r"', '"s"').replace("30 days", "1 day")
    (tmp_path / "main.tf").write_text(IN_OREGON + FUNCTION + RULE % "" + other + TARGET % "")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_803", F) == UNDECIDED


NETWORK = """
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
}
resource "aws_subnet" "of" {
  for_each   = { v = aws_vpc.v.id, other = aws_vpc.other.id }
  vpc_id     = each.value
  cidr_block = each.key == "v" ? "10.0.0.0/24" : "10.1.0.0/24"
}
resource "aws_db_subnet_group" "data" {
  name       = "data"
  subnet_ids = [aws_subnet.of["%s"].id]
}
resource "aws_elasticache_subnet_group" "data" {
  name       = "data"
  subnet_ids = [aws_subnet.of["v"].id]
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_security_group" "data" {
  vpc_id = aws_vpc["%s" == "v" ? "v" : "other"].id
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = "{}"
}
resource "aws_db_instance" "data" {
  db_subnet_group_name   = %s
  vpc_security_group_ids = [aws_security_group.data.id]
  engine                 = "postgres"
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.r.arn
  vpc_config {
    subnet_ids         = [aws_subnet.of["v"].id]
    security_group_ids = [aws_security_group.g.id]
  }
  environment {
    variables = { HOST = aws_db_instance.data.address }
  }
}
"""


@pytest.mark.parametrize("vpc", ["v", "other"])
def test_a_subnet_group_is_that_of_the_service(vpc: str, tmp_path: Path) -> None:
    found = {}
    for case, named in (("reference", "aws_db_subnet_group.data.name"), ("name", '"data"')):
        code = NETWORK.replace('aws_vpc["%s" == "v" ? "v" : "other"].id', f"aws_vpc.{vpc}.id") % (vpc, named)
        (tmp_path / case).mkdir()
        (tmp_path / case / "main.tf").write_text(code)
        found[case] = scan(tmp_path / case, "terraform").verdict("LAMBDANET_701", F)
    assert found["name"] == found["reference"] == (PASS if vpc == "v" else FAIL)
