from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.queries.dependencies.private_dependencies import needs_inside
from lambdanet.queries.dependencies.private_reach import outcome
from lambdanet.values import Known, Unknown, Value
from network_of import terraform

NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_security_group" "open" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lambda_function" "f" {
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.fn.id]
  }
  environment {
    variables = {
      TARGET = %s
    }
  }
}
"""
INSTANCE = """
resource "aws_instance" "i" {
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.open.id]
}
"""
OWN = 'egress {\n    protocol = "tcp"\n    from_port = %s\n    to_port = %s\n    cidr_blocks = ["10.0.0.0/16"]\n  }'
SEPARATE = """
resource "aws_vpc_security_group_egress_rule" "separate" {
  security_group_id = aws_security_group.fn.id
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_ipv4         = "10.0.0.0/16"
}
"""
GROUP = 'resource "aws_security_group" "fn" {\n  vpc_id = aws_vpc.main.id\n  %s\n}\n'


def answer(tmp_path: Path, target: str, *more: str) -> Value[bool]:
    network = terraform(tmp_path, NETWORK % target + "".join(more))
    (function,) = network.functions.values()
    (need,) = needs_inside(network, function).known()
    return outcome(network, function, need).answer


@pytest.mark.parametrize(
    ("group", "port", "wanted"),
    [
        ("", 8080, True),
        (OWN % (443, 443), 443, True),
        (OWN % (443, 443), 8080, None),
        (OWN % (443, 443), 9090, False),
        (OWN % (8080, 8080), 8080, True),
        (OWN % (443, 443) + "\n  lifecycle {\n    ignore_changes = [egress]\n  }", 8080, True),
        (OWN % (443, 443) + "\n  lifecycle {\n    ignore_changes = all\n  }", 8080, True),
        (OWN % (443, 443) + "\n  lifecycle {\n    ignore_changes = [tags, ingress]\n  }", 8080, None),
    ],
)
def test_separate_rules_beside_a_groups_own(tmp_path: Path, group: str, port: int, wanted: bool | None) -> None:
    target = f'"http://${{aws_instance.i.private_ip}}:{port}"'
    found = answer(tmp_path, target, GROUP % group, SEPARATE, INSTANCE)
    if wanted is None:
        assert isinstance(found, Unknown)
        assert found.reason.endswith("overwrite each other")
    else:
        assert found == Known(wanted)


def test_a_managed_connection_is_not_followed(tmp_path: Path) -> None:
    target = "aws_msk_cluster.m.bootstrap_brokers_vpc_connectivity_sasl_iam"
    found = answer(tmp_path, target, GROUP % (OWN % (443, 443)), 'resource "aws_msk_cluster" "m" {}\n')
    assert isinstance(found, Unknown)
