"""A condition of an endpoint's policy counts where it is known of every call with the function's role.

The policy of a gateway endpoint names roles by ``aws:PrincipalArn`` only:
https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}

resource "aws_security_group" "main" {
  vpc_id = aws_vpc.main.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_s3_bucket" "main" {
  bucket = "acme-main"
}

resource "aws_sqs_queue" "main" {
  name = "main"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.a.id]
  policy          = jsonencode({ Statement = [%(statements)s] })
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.main.id]
  private_dns_enabled = true
  policy              = jsonencode({ Statement = [%(statements)s] })
}

resource "aws_iam_role" "main" {
  assume_role_policy = "{}"
}

resource "aws_iam_role" "other" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "main" {
  role   = aws_iam_role.main.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = %(action)s, Resource = "*" }] })
}

resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = aws_iam_role.main.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.main.id]
  }
  environment {
    variables = {
      THIS = %(named)s
    }
  }
}
"""
ALL = '{ Effect = "%s", Principal = "*", Action = "*", Resource = "*", Condition = { %s = { "%s" = %s } } }'
OPEN = '{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }'
ARN = "aws:PrincipalArn"


@pytest.mark.parametrize(
    ("named", "action"), [("aws_s3_bucket.main.id", "s3:GetObject"), ("aws_sqs_queue.main.url", "sqs:SendMessage")]
)
@pytest.mark.parametrize(
    ("statements", "verdict"),
    [
        (ALL % ("Allow", "ArnEquals", ARN, "aws_iam_role.main.arn"), PASS),
        (ALL % ("Allow", "ArnEquals", ARN, "[aws_iam_role.other.arn, aws_iam_role.main.arn]"), PASS),
        (ALL % ("Allow", "ArnEquals", ARN, "aws_iam_role.other.arn"), FAIL),
        (ALL % ("Allow", "ArnLike", ARN, '"arn:aws:iam::*:user/*"'), FAIL),
        (ALL % ("Allow", "StringLike", ARN, '"arn:aws:iam::*:role/orders-*"'), UNDECIDED),
        (ALL % ("Allow", "StringEquals", "aws:PrincipalOrgID", '"o-0a1b2c3d4e"'), UNDECIDED),
        (ALL % ("Allow", "Bool", "aws:SecureTransport", '"true"'), PASS),
        (f"{OPEN}, " + ALL % ("Deny", "ArnNotEquals", ARN, "aws_iam_role.main.arn"), PASS),
        (f"{OPEN}, " + ALL % ("Deny", "ArnNotEquals", ARN, "aws_iam_role.other.arn"), FAIL),
        (f"{OPEN}, " + ALL % ("Deny", "StringNotEquals", "aws:PrincipalOrgID", '"o-0a1b2c3d4e"'), UNDECIDED),
    ],
)
def test_conditions_on_who_calls(tmp_path: Path, named: str, action: str, statements: str, verdict: str) -> None:
    (tmp_path / "main.tf").write_text(CODE % {"named": named, "action": f'"{action}"', "statements": statements})
    found = scan(tmp_path, "terraform", rules="LAMBDANET_702")
    (finding,) = found.findings
    assert finding.verdict == verdict, finding.explanation


@pytest.mark.parametrize(("more", "verdict"), [("sts:AssumeRole", UNDECIDED), ("sts:GetSessionToken", FAIL)])
def test_calls_may_be_made_with_another_role(tmp_path: Path, more: str, verdict: str) -> None:
    values = {"named": "aws_s3_bucket.main.id", "action": f'["s3:GetObject", "{more}"]'}
    of_another = ALL % ("Allow", "ArnEquals", ARN, "aws_iam_role.other.arn")
    way = 'resource "aws_vpc_endpoint" "sts" {\n  vpc_id = aws_vpc.main.id\n  vpc_endpoint_type = "Interface"\n'
    way += '  service_name = "com.amazonaws.eu-west-1.sts"\n  subnet_ids = [aws_subnet.a.id]\n'
    way += "  security_group_ids = [aws_security_group.main.id]\n  private_dns_enabled = true\n}\n"
    (tmp_path / "main.tf").write_text(CODE % {**values, "statements": of_another} + way)
    (finding,) = scan(tmp_path, "terraform", rules="LAMBDANET_702").findings
    assert finding.verdict == verdict, finding.explanation
