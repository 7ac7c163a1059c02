"""An RDS Proxy listens on the port of its engine family, which nothing sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from network_of import cloudformation, terraform

TERRAFORM = """
variable "family" {
  type = string
}

resource "aws_db_proxy" "orders" {
  name          = "orders"
  engine_family = %s
  role_arn      = "arn:aws:iam::111122223333:role/proxy"
}
"""
CLOUDFORMATION = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Family: {Type: String}
Resources:
  Orders:
    Type: AWS::RDS::DBProxy
    Properties: {DBProxyName: orders, EngineFamily: %s, RoleArn: arn:aws:iam::111122223333:role/proxy}
"""


@pytest.mark.parametrize(
    ("family", "ports"),
    [('"MYSQL"', [3306]), ('"POSTGRESQL"', [5432]), ('"SQLSERVER"', []), ("var.family", [])],
)
def test_in_terraform(tmp_path: Path, family: str, ports: list[int]) -> None:
    (proxy,) = terraform(tmp_path, TERRAFORM % family).private_resources.values()
    assert proxy.ports.known() == ports
    assert proxy.ports.complete == bool(ports)


@pytest.mark.parametrize(("family", "ports"), [("MYSQL", [3306]), ("POSTGRESQL", [5432]), ("!Ref Family", [])])
def test_in_cloudformation(tmp_path: Path, family: str, ports: list[int]) -> None:
    (proxy,) = cloudformation(tmp_path, CLOUDFORMATION % family).private_resources.values()
    assert proxy.ports.known() == ports
