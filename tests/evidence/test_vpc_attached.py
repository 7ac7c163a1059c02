"""What decides whether a function is in a VPC where its configuration is made only under a condition."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.formats.json_report import document
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection

CODE = """
data "aws_subnets" "private" {{
  filter {{
    name   = "tag:tier"
    values = ["private"]
  }}
}}

variable "subnet_ids" {{
  type    = list(string)
  {default}
}}

resource "aws_security_group" "orders" {{
  name = "orders"
}}

resource "aws_lambda_function" "orders" {{
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/orders"

  dynamic "vpc_config" {{
    for_each = {subnets} != null ? [1] : []
    content {{
      subnet_ids         = {subnets}
      security_group_ids = [aws_security_group.orders.id]
    }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("subnets", "default", "attached"),
    [
        # A data source gives a list, perhaps an empty one, but never null.
        ("data.aws_subnets.private.ids", "", "yes"),
        ("var.subnet_ids", "", "undecided"),
        ("var.subnet_ids", "default = null", "no"),
        ("var.subnet_ids", 'default = ["subnet-0123456789abcdef0"]', "yes"),
    ],
)
def test_a_configuration_unless_null(tmp_path: Path, subnets: str, default: str, attached: str) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(subnets=subnets, default=default), encoding="utf-8")
    (function,) = document(evidence_of(analyse(Selection(tmp_path, frameworks=("terraform",)))))["functions"]
    assert function["facts"]["vpc_attached"] == attached
