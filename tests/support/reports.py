"""Code with everything that a report has to show, and the evidence about it."""

from __future__ import annotations

from pathlib import Path

from lambdanet.evidence.findings.evidence_model import Evidence, evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection

SCRIPT = "<script>alert(1)</script>"
ODD = f"{SCRIPT}'&`|*_#"
"""What HTML, Markdown, Mermaid and SVG would take for their own."""

CODE = """variable "subnets" {
  type = list(string)
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-central-1a"
}

resource "aws_security_group" "functions" {
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "database" {
  vpc_id = aws_vpc.main.id
}

resource "aws_db_subnet_group" "main" {
  subnet_ids = [aws_subnet.private.id]
}

resource "aws_db_instance" "orders" {
  engine                 = "postgres"
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [aws_security_group.database.id]
}

resource "aws_iam_role" "orders" {
  assume_role_policy  = "{}"
  managed_policy_arns = ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"]
}

resource "aws_lambda_function" "orders" {
  # checkov:skip=LAMBDANET_401:@REASON@
  for_each      = toset(["@KEY@", "plain"])
  function_name = each.key
  role          = aws_iam_role.orders.arn
  vpc_config {
    subnet_ids         = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.functions.id]
  }
  environment {
    variables = {
      DATABASE = aws_db_instance.orders.endpoint
    }
  }
}

resource "aws_lambda_function" "elsewhere" {
  function_name = "elsewhere"
  role          = aws_iam_role.orders.arn
  vpc_config {
    subnet_ids         = var.subnets
    security_group_ids = [aws_security_group.functions.id]
  }
}

resource "aws_lambda_function" "outside" {
  function_name = "outside"
  role          = aws_iam_role.orders.arn
}
"""

MANY = """
resource "aws_lambda_function" "many" {
  for_each      = toset(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"])
  function_name = each.key
  role          = aws_iam_role.orders.arn
  vpc_config {
    subnet_ids         = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.functions.id]
  }
}
"""
"""Beside the code: so many functions that a report folds their cards."""


def code(key: str = "odd", reason: str = "moved next month") -> str:
    """The code with an instance key and a reason for a suppression."""
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return CODE.replace("@KEY@", escaped).replace("@REASON@", reason)


def evidence_in(folder: Path, files: dict[str, str], baseline: Path | None = None) -> Evidence:
    """The evidence about these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return evidence_of(analyse(Selection(folder, baseline=baseline)))
