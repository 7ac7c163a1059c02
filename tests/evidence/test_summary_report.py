"""The summary of a page: what a sentence says to do is in it, however long the sentence is."""

from __future__ import annotations

from pathlib import Path

from lambdanet.evidence.formats.summary_report import render
from reports import evidence_in

NAME = "orders_of_" + "many_" * 70 + "shops"
CODE = f"""
resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_subnet" "main" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_security_group" "main" {{
  vpc_id = aws_vpc.main.id
}}

resource "aws_iam_role" "main" {{
  assume_role_policy = "{{}}"
}}

resource "aws_lambda_function" "{NAME}" {{
  function_name = "orders"
  role          = aws_iam_role.main.arn
  vpc_config {{
    subnet_ids         = [aws_subnet.main.id]
    security_group_ids = [aws_security_group.main.id]
  }}
}}
"""


def test_a_long_sentence_is_cut_before_what_to_do(tmp_path: Path) -> None:
    lines = render(evidence_in(tmp_path, {"main.tf": CODE})).splitlines()
    (row,) = (line for line in lines if "[LAMBDANET_201]" in line)
    said = row.rstrip(" |").rpartition("| ")[2]
    assert said.startswith("aws_lambda_function.orders_of_many_")
    assert said.endswith("… Remove the VPC configuration.")
    assert len(said) == 400
