"""Maps whose keys are zones of the Region: which names these have is known only when Terraform runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
data "aws_availability_zones" "a" {
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}
locals {
  places = { for place, zone in data.aws_availability_zones.a.names : zone => place }
  merged = merge(local.places, { "eu-west-1a" = 9 })
  same   = merge(local.places, local.places)
  again  = { for zone, place in local.places : zone => place }
}
resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}
resource "aws_subnet" "z" {
  for_each          = toset(data.aws_availability_zones.a.names)
  vpc_id            = aws_vpc.v.id
  availability_zone = each.key
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


def reaches(folder: Path, number_of_endpoints: str) -> str | None:
    """Whether the function reaches the queue, for which it needs the endpoint."""
    (folder / "main.tf").write_text(CODE % number_of_endpoints)
    return scan(folder, "terraform").verdict("LAMBDANET_702", "aws_lambda_function.f")


@pytest.mark.parametrize(
    "number",
    [
        'contains(keys(local.places), "eu-west-1a") ? 1 : 0',
        'lookup(local.places, "eu-west-1a", null) == null ? 0 : 1',
        'length([for zone, place in local.places : zone if zone == "eu-west-1a"])',
        'length([for zone, place in local.places : zone if endswith(zone, "a")])',
        'length({for zone, place in local.places : zone => place if zone == "eu-west-1a"})',
        'contains(keys(aws_subnet.z), "eu-west-1a") ? 1 : 0',
        'length([for zone, subnet in aws_subnet.z : subnet.id if zone == "eu-west-1a"])',
        'length([for zone, subnet in aws_subnet.z : subnet.id if endswith(zone, "a")])',
        'try(aws_subnet.z["eu-west-1a"].id, null) == null ? 0 : 1',
        'try(local.places["eu-west-1a"], null) == null ? 0 : 1',
        "try(local.places.eu-west-1a, null) == null ? 0 : 1",
        'can(local.places["eu-west-1a"]) ? 1 : 0',
        "can(local.places.eu-west-1a) ? 1 : 0",
        'can(aws_subnet.z["eu-west-1a"]) ? 0 : 1',
        'try(local.places["eu-west-1a"], 1)',
        'aws_subnet.z["eu-west-1a"].availability_zone == values(aws_subnet.z)[0].availability_zone ? 1 : 0',
        "length(local.merged) > length(local.places) ? 0 : 1",
        "length(local.merged) > length(local.places) ? 1 : 0",
        'length(setintersection(keys(local.places), ["eu-west-1a"]))',
        'contains(keys(transpose({ "a" = keys(local.places) })), "eu-west-1a") ? 1 : 0',
        'local.places == { "eu-west-1a" = 0, "eu-west-1b" = 1 } ? 1 : 0',
    ],
)
def test_a_zone_may_have_the_name(number: str, tmp_path: Path) -> None:
    assert reaches(tmp_path, number) == UNDECIDED


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("length(keys(local.places)) > 1 ? 1 : 0", PASS),
        ("length(local.places) > 1 ? 0 : 1", FAIL),
        ("length(local.again) > 1 ? 1 : 0", PASS),
        ("length(values(local.places)) > 1 ? 1 : 0", PASS),
        ("length(local.same) == length(local.places) ? 1 : 0", PASS),
        ("length([for zone, subnet in aws_subnet.z : zone]) > 6 ? 1 : 0", FAIL),
        ("lookup(local.places, data.aws_availability_zones.a.names[0], 7) == 0 ? 1 : 0", PASS),
        ("local.places[data.aws_availability_zones.a.names[1]]", PASS),
        ("aws_subnet.z[data.aws_availability_zones.a.names[0]].availability_zone == null ? 1 : 0", FAIL),
    ],
)
def test_what_holds_whatever_the_names_is_decided(number: str, answer: str, tmp_path: Path) -> None:
    assert reaches(tmp_path, number) == answer
