from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import InternetGateway, Network
from lambdanet.values import Items, Known, Unknown
from network_of import cloudformation, terraform

VPC = """
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
"""
HUB = (
    VPC
    + """
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_ec2_transit_gateway" "hub" {
}
resource "aws_ec2_transit_gateway_vpc_attachment" "a" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.a.id
  subnet_ids         = [aws_subnet.a.id]
}
resource "aws_ec2_transit_gateway_vpc_attachment_accepter" "a" {
  transit_gateway_attachment_id = aws_ec2_transit_gateway_vpc_attachment.a.id
}
"""
)


def gateway(network: Network) -> InternetGateway:
    (found,) = network.internet_gateways.values()
    return found


def attached_to(network: Network) -> str | None:
    vpc = gateway(network).vpc
    assert isinstance(vpc, Known)
    return vpc.value and vpc.value.replace("#", "|").rpartition("|")[2]


@pytest.mark.parametrize(
    ("inside", "beside", "vpc"),
    [
        ("", "", None),
        ("  vpc_id = aws_vpc.a.id", "", "aws_vpc.a"),
        ("", "internet_gateway_id = aws_internet_gateway.g.id", "aws_vpc.a"),
    ],
)
def test_terraform_attaches_a_gateway_within_it_or_beside(
    tmp_path: Path, inside: str, beside: str, vpc: str | None
) -> None:
    code = VPC + f'resource "aws_internet_gateway" "g" {{\n{inside}\n}}\n'
    if beside:
        code += f'resource "aws_internet_gateway_attachment" "x" {{\n  vpc_id = aws_vpc.a.id\n  {beside}\n}}\n'
    assert attached_to(terraform(tmp_path, code)) == vpc


def test_an_attachment_that_may_not_be_made_leaves_it_open(tmp_path: Path) -> None:
    code = (
        VPC
        + """
variable "attach" {
  type = bool
}
resource "aws_internet_gateway" "g" {
}
resource "aws_internet_gateway_attachment" "x" {
  count               = var.attach ? 1 : 0
  vpc_id              = aws_vpc.a.id
  internet_gateway_id = aws_internet_gateway.g.id
}
"""
    )
    assert isinstance(gateway(terraform(tmp_path, code)).vpc, Unknown)


def test_cloudformation_attaches_by_a_resource(tmp_path: Path) -> None:
    template = """
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  G: {Type: AWS::EC2::InternetGateway}
  X: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref V, InternetGatewayId: !Ref G}}
"""
    assert attached_to(cloudformation(tmp_path, template)) == "V"


@pytest.mark.parametrize(
    "named", ["aws_ec2_transit_gateway_vpc_attachment", "aws_ec2_transit_gateway_vpc_attachment_accepter"]
)
@pytest.mark.parametrize("table", ["association", "propagation"])
def test_routes_of_the_default_table_of_a_transit_gateway(tmp_path: Path, named: str, table: str) -> None:
    code = (
        HUB
        + f"""
resource "aws_ec2_transit_gateway_route" "r" {{
  destination_cidr_block         = "10.1.0.0/16"
  transit_gateway_attachment_id  = {named}.a.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.hub.{table}_default_route_table_id
}}
"""
    )
    network = terraform(tmp_path, code)
    ((made,), (attachment,)) = network.transit_gateway_route_tables.values(), network.transit_gateway_attachments
    (route,) = made.routes.known()
    assert made.default
    assert route.attachment == Known(attachment)


def test_an_association_that_may_not_be_made_leaves_a_table_open(tmp_path: Path) -> None:
    code = (
        HUB
        + """
variable "associate" {
  type = bool
}
resource "aws_ec2_transit_gateway_route_table" "t" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}
resource "aws_ec2_transit_gateway_route_table_association" "x" {
  count                          = var.associate ? 1 : 0
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.a.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.t.id
}
"""
    )
    tables = terraform(tmp_path, code).transit_gateway_route_tables.values()
    (own,) = (table for table in tables if not table.default)
    assert own.associations.more is not None
    assert own.propagations == Items()
