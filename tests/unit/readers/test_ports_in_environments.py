from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import Mention
from lambdanet.values import Known, Unknown
from network_of import cloudformation, terraform

TERRAFORM = """
variable "port" {}
resource "aws_instance" "i" {
  instance_type = "t4g.small"
}
resource "aws_db_instance" "d" {
  engine = "postgres"
}
resource "aws_msk_cluster" "m" {}
resource "aws_lambda_function" "f" {
  environment {
    variables = {
      TARGET = %s
      %s
    }
  }
}
"""


def mention(tmp_path: Path, value: str, beside: str = "") -> Mention:
    (function,) = terraform(tmp_path, TERRAFORM % (value, beside)).functions.values()
    return function.environment.known()[0]


@pytest.mark.parametrize(
    ("value", "port"),
    [
        ('"http://${aws_instance.i.private_ip}"', 80),
        ('"HTTPS://${aws_instance.i.private_ip}/v1?a=b"', 443),
        ('"http://${aws_instance.i.private_ip}:8080/v1"', 8080),
        ('"${aws_instance.i.private_ip}:8080"', 8080),
        ('"postgresql+psycopg2://app:${var.port}@${aws_db_instance.d.address}/orders"', 5432),
        ('"jdbc:postgresql://${aws_db_instance.d.address}/orders"', 5432),
        ('"postgres://${aws_db_instance.d.endpoint}/orders"', None),
        ('"postgres://${aws_db_instance.d.address}:${aws_db_instance.d.port}/orders"', None),
        ('"https://example.com/${aws_instance.i.private_ip}"', None),
        ('"gopher://${aws_instance.i.private_ip}"', None),
        ('"${aws_instance.i.private_ip}:99999"', None),
        ("aws_instance.i.private_ip", None),
        ("aws_msk_cluster.m.bootstrap_brokers", 9092),
        ("aws_msk_cluster.m.bootstrap_brokers_tls", 9094),
        ("aws_msk_cluster.m.bootstrap_brokers_sasl_scram", 9096),
        ("aws_msk_cluster.m.bootstrap_brokers_sasl_iam", 9098),
        ('"SSL://${aws_msk_cluster.m.bootstrap_brokers_tls}"', 9094),
    ],
)
def test_the_port_that_a_text_says(tmp_path: Path, value: str, port: int | None) -> None:
    assert mention(tmp_path, value).port == Known(port)


def test_a_port_that_is_not_known(tmp_path: Path) -> None:
    assert isinstance(mention(tmp_path, '"http://${aws_instance.i.private_ip}:${var.port}"').port, Unknown)


@pytest.mark.parametrize(
    ("beside", "port"),
    [('API_PORT = "8080"', None), ('PORT = "8080"', None), ('apiPort = "8080"', None), ('EXPORTS = "x"', 80)],
)
def test_another_variable_may_hold_the_port(tmp_path: Path, beside: str, port: int | None) -> None:
    assert mention(tmp_path, '"http://${aws_instance.i.private_ip}"', beside).port == Known(port)


def test_the_names_of_a_managed_connection(tmp_path: Path) -> None:
    found = mention(tmp_path, "aws_msk_cluster.m.bootstrap_brokers_vpc_connectivity_sasl_iam")
    assert found.attribute == "connected endpoint"


@pytest.mark.parametrize(
    ("value", "port"),
    [
        ('!Sub "http://${I.PrivateIp}:8080/v1"', 8080),
        ('!Join ["", ["https://", !GetAtt I.PrivateIp]]', 443),
        ("!Select [0, !GetAtt B.AmqpEndpoints]", 5671),
        ("!Select [0, !GetAtt B.IpAddresses]", None),
    ],
)
def test_the_port_that_a_text_of_a_template_says(tmp_path: Path, value: str, port: int | None) -> None:
    code = f"""
Resources:
  I: {{Type: AWS::EC2::Instance}}
  B: {{Type: AWS::AmazonMQ::Broker}}
  F:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          TARGET: {value}
"""
    (function,) = cloudformation(tmp_path, code).functions.values()
    (found,) = function.environment.known()
    assert (found.attribute, found.port) == ("endpoint", Known(port))
