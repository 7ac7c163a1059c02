"""What one of several resources is, whichever it is: conditions pick subnets, tables and groups in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import Network
from lambdanet.queries.function_facts import function_facts
from lambdanet.values import Known, Unknown, Value
from network_of import cloudformation, terraform

NETWORK = """
variable "blue" { type = bool }

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "blue" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "green" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/%s"
  availability_zone = "eu-west-1%s"
}

resource "aws_route_table" "open" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table" "open_too" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table" "closed" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "green" {
  subnet_id      = aws_subnet.green.id
  route_table_id = %s
}

resource "aws_route_table_association" "blue" {
  subnet_id      = aws_subnet.blue.id
  route_table_id = aws_route_table.open.id
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = %s
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
EITHER = "var.blue ? [aws_subnet.blue.id] : [aws_subnet.green.id]"
ONE = "[var.blue ? aws_subnet.blue.id : aws_subnet.green.id]"
OPEN = "aws_route_table.open.id"
CLOSED = "aws_route_table.closed.id"


def fact(network: Network, name: str) -> object:
    (function,) = network.functions.values()
    value: Value[object] | None = getattr(function_facts(network, function), name)
    return value.value if isinstance(value, Known) else "undecided"


@pytest.mark.parametrize(
    ("size", "zone", "table", "subnets", "wanted"),
    [
        (24, "a", OPEN, EITHER, (True, False, 251, False, ("eu-west-1a",))),
        (25, "b", CLOSED, EITHER, ("undecided",) * 3 + (False, "undecided")),
        (24, "a", OPEN, ONE, (True, False, 251, False, ("eu-west-1a",))),
        (24, "a", OPEN, f"var.red ? [aws_subnet.blue.id] : ({EITHER})", (True, False, 251, False, ("eu-west-1a",))),
        (24, "a", OPEN, "var.blue ? [aws_subnet.blue.id] : var.others", ("undecided",) * 5),
        (24, "a", OPEN, "var.blue ? [aws_subnet.blue.id] : []", ("undecided",) * 3 + (False, "undecided")),
        (24, "a", OPEN, 'var.blue ? [aws_subnet.blue.id] : ["subnet-0a1b2c3d4e5f60718"]',
         ("undecided",) * 3 + (False, "undecided")),
        (24, "a", "var.blue ? aws_route_table.open.id : aws_route_table.open_too.id", "[aws_subnet.green.id]",
         (True, False, 251, False, ("eu-west-1a",))),
        (24, "a", "var.blue ? aws_route_table.open.id : aws_route_table.closed.id", "[aws_subnet.green.id]",
         ("undecided", "undecided", 251, False, ("eu-west-1a",))),
    ],
)  # fmt: skip
def test_conditions_of_terraform(
    tmp_path: Path, size: int, zone: str, table: str, subnets: str, wanted: tuple[object, ...]
) -> None:
    network = terraform(tmp_path, NETWORK % (size, zone, table, subnets))
    names = ("public_subnet", "mixed_routing", "smallest_subnet_usable_ips", "multiple_zones", "availability_zones")
    assert tuple(fact(network, name) for name in names) == wanted


TEMPLATE = """
Parameters:
  Which: {{Type: Number}}
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {{CidrBlock: 10.0.0.0/16}}
  Blue:
    Type: AWS::EC2::Subnet
    Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}}
  Green:
    Type: AWS::EC2::Subnet
    Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/{size}, AvailabilityZone: eu-west-1b}}
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      Code: {{ZipFile: pass}}
      VpcConfig:
        SubnetIds: [!Select [!Ref Which, [!Ref Blue, {other}]]]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""


@pytest.mark.parametrize(
    ("size", "other", "wanted"),
    [(24, "!Ref Green", 251), (25, "!Ref Green", "undecided"), (24, "subnet-0a1b2c3d4e5f60718", "undecided")],
)
def test_choices_of_cloudformation(tmp_path: Path, size: int, other: str, wanted: object) -> None:
    network = cloudformation(tmp_path, TEMPLATE.format(size=size, other=other))
    assert fact(network, "smallest_subnet_usable_ips") == wanted


def test_unknowns_that_may_be_different_resources_are_not_one() -> None:
    """Answers about values are remembered by the values; a plan says of many that it does not show which is meant."""
    first, second = (Unknown("not known", frozenset({one}), exhaustive=True) for one in ("a", "b"))
    assert first != second
    assert first == Unknown("not known", frozenset({"a"}), exhaustive=True)
