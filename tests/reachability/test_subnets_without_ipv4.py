"""A subnet with IPv6 alone: what sends nothing by IPv4 is stopped by its lack of addresses, not by what comes after."""

from __future__ import annotations

from pathlib import Path

import pytest

from public_side import PUBLIC_SIDE
from scanning import FAIL, PASS, UNDECIDED, scan

NETWORK = """
provider "aws" {{
  region = "eu-west-1"
}}

resource "aws_vpc" "main" {{
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
  enable_dns_hostnames             = true
}}

resource "aws_nat_gateway" "nat" {{
  subnet_id     = aws_subnet.public.id
  allocation_id = aws_eip.nat.id
}}

resource "aws_subnet" "f" {{
  vpc_id          = aws_vpc.main.id
  ipv6_cidr_block = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
  {ipv4}
}}

resource "aws_route_table" "f" {{
  vpc_id = aws_vpc.main.id
  route {{
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.nat.id
  }}
}}

resource "aws_route_table_association" "f" {{
  subnet_id      = aws_subnet.f.id
  route_table_id = aws_route_table.f.id
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.main.id
  egress {{
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}

resource "aws_sqs_queue" "q" {{
  name = "q"
}}

{endpoint}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids                  = [aws_subnet.f.id]
    security_group_ids          = [aws_security_group.f.id]
    ipv6_allowed_for_dual_stack = {dual}
  }}
  environment {{
    variables = {{ QUEUE = aws_sqs_queue.q.url }}
  }}
}}
"""
ENDPOINT = """
resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.public.id]
  security_group_ids  = [aws_security_group.endpoint.id]
  private_dns_enabled = true
}

resource "aws_security_group" "endpoint" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.f.id]
  }
}
"""
BOTH, NO_IPV4 = 'cidr_block = "10.0.1.0/24"', "ipv6_native = true"


@pytest.mark.parametrize("endpoint", ["", ENDPOINT])
@pytest.mark.parametrize(
    ("ipv4", "dual", "expected"), [(BOTH, "false", PASS), (NO_IPV4, "false", FAIL), (NO_IPV4, "true", UNDECIDED)]
)
def test_no_call_leaves_by_ipv4(ipv4: str, dual: str, expected: str, endpoint: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        PUBLIC_SIDE + NETWORK.format(ipv4=ipv4, dual=dual, endpoint=endpoint), encoding="utf-8"
    )
    scanned = scan(tmp_path, "terraform")
    (found,) = scanned.of("LAMBDANET_702")
    assert found.verdict == expected
    if expected == FAIL:
        assert "aws_subnet.f has no IPv4 addresses" in found.explanation
    assert scanned.verdict("LAMBDANET_604", "aws_nat_gateway.nat") == PASS
