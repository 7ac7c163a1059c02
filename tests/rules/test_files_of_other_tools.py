"""Checkov parses every ``.hcl`` file as Terraform; Terraform and OpenTofu have other files with that ending only.

https://developer.hashicorp.com/terraform/language/files, https://developer.hashicorp.com/terraform/language/tests
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reports import evidence_in
from scanning import FAIL, PASS, scan

NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "function" {
  vpc_id = aws_vpc.main.id
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.function.id]
  }
}
"""
FLOW_LOG = """
resource "aws_flow_log" "main" {
  vpc_id       = aws_vpc.main.id
  traffic_type = "ALL"
}

resource "aws_lambda_function" "other" {
  function_name = "other"
  role          = "arn:aws:iam::111122223333:role/lambda"
}
"""


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("more.tf", PASS),
        ("more.hcl", FAIL),
        ("network.tftest.hcl", FAIL),
        ("network.pkr.hcl", FAIL),
    ],
)
def test_only_files_of_terraform_make_a_module(tmp_path: Path, name: str, verdict: str) -> None:
    (tmp_path / "main.tf").write_text(NETWORK)
    (tmp_path / name).write_text(FLOW_LOG)
    found = scan(tmp_path, "terraform")
    assert found.verdict("LAMBDANET_707", "aws_vpc.main") == verdict
    assert found.verdict("LAMBDANET_303", "aws_lambda_function.orders") == FAIL


@pytest.mark.parametrize("name", ["more.hcl", "network.tftest.hcl"])
def test_evidence_leaves_them_out_too(tmp_path: Path, name: str) -> None:
    found = evidence_in(tmp_path, {"main.tf": NETWORK, name: FLOW_LOG})
    (function,) = found.functions
    assert function.address == "aws_lambda_function.orders"
    assert [each.verdict for _, each in found.results if each.rule == "LAMBDANET_707"] == ["failed"]
