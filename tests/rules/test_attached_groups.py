"""Security groups that a resource of Terraform's own gives to the interface of an instance."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
variable "attached" {
  type = bool
}

variable "group" {
  type = string
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "function" {
  vpc_id = aws_vpc.main.id
  egress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_security_group" "closed" {
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "open" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_instance" "api" {
  ami                    = "ami-0a1b2c3d4e5f60718"
  instance_type          = "t4g.small"
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.closed.id]
}

resource "aws_network_interface_sg_attachment" "api" {
  %(count)s
  security_group_id    = %(group)s
  network_interface_id = %(interface)s
}

resource "aws_iam_role" "lambda" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy_attachment" "lambda" {
  role       = aws_iam_role.lambda.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = aws_iam_role.lambda.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.function.id]
  }
  environment {
    variables = { API = "http://${aws_instance.api.private_ip}:8080" }
  }
}
"""
OF_IT, OF_ANOTHER = "aws_instance.api.primary_network_interface_id", '"eni-0a1b2c3d4e5f60718"'
OPEN, CLOSED, ANY = "aws_security_group.open.id", "aws_security_group.closed.id", "var.group"


@pytest.mark.parametrize(
    ("group", "interface", "count", "verdict"),
    [
        (OPEN, OF_IT, "", PASS),
        (CLOSED, OF_IT, "", FAIL),
        (ANY, OF_IT, "", UNDECIDED),
        (OPEN, OF_IT, "count = var.attached ? 1 : 0", UNDECIDED),
        (OPEN, OF_ANOTHER, "", FAIL),
    ],
)
def test_an_attached_group_admits(tmp_path: Path, group: str, interface: str, count: str, verdict: str) -> None:
    code = CODE % {"group": group, "interface": interface, "count": count}
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    (finding,) = scan(tmp_path, "terraform", rules="LAMBDANET_701").findings
    assert finding.verdict == verdict, finding.explanation
