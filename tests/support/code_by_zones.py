"""Code in which a function reaches a queue if there is an endpoint, and a number of zones decides whether there is."""

from __future__ import annotations

from pathlib import Path

from scanning import scan

_REST = """
resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}
resource "aws_subnet" "p" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_route_table" "p" {
  vpc_id = aws_vpc.v.id
}
resource "aws_route_table_association" "p" {
  subnet_id      = aws_subnet.p.id
  route_table_id = aws_route_table.p.id
}
resource "aws_security_group" "f" {
  vpc_id = aws_vpc.v.id
  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}
resource "aws_sqs_queue" "q" {}
resource "aws_lambda_function" "f" {
  function_name = "app"
  role          = aws_iam_role.r.arn
  environment {
    variables = { QUEUE_URL = aws_sqs_queue.q.url }
  }
  vpc_config {
    subnet_ids         = [aws_subnet.p.id]
    security_group_ids = [aws_security_group.f.id]
  }
}
resource "aws_vpc_endpoint" "sqs" {
  count               = %s
  vpc_id              = aws_vpc.v.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.p.id]
  security_group_ids  = [aws_security_group.e.id]
}
resource "aws_security_group" "e" {
  vpc_id = aws_vpc.v.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }
}
"""


def reaches(folder: Path, look_ups: str, number_of_endpoints: str) -> str | None:
    """Whether the function reaches the queue, for which it needs the endpoint."""
    (folder / "main.tf").write_text(look_ups + _REST % number_of_endpoints)
    return scan(folder, "terraform").verdict("LAMBDANET_702", "aws_lambda_function.f")
