from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import PrefixList, VpcPeering
from lambdanet.values import Known, Unknown
from network_of import cloudformation, name, terraform

VPCS = """
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "b" {
  cidr_block = "10.1.0.0/16"
}
"""


def peering(folder: Path, inputs: str = "", rest: str = "") -> VpcPeering:
    made = f"""
resource "aws_vpc_peering_connection" "p" {{
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.b.id
{inputs}
}}
"""
    (found,) = terraform(folder, VPCS + made + rest).peerings.values()
    return found


def test_a_peering_connection_in_terraform(tmp_path: Path) -> None:
    found = peering(tmp_path, "  auto_accept = true")
    assert isinstance(found.requester, Known)
    assert str(found.requester.value).endswith("aws_vpc.a")
    assert isinstance(found.accepter, Known)
    assert str(found.accepter.value).endswith("aws_vpc.b")
    assert found.active == Known(True)


def test_someone_else_may_accept_a_connection(tmp_path: Path) -> None:
    assert isinstance(peering(tmp_path).active, Unknown)


@pytest.mark.parametrize(("accepts", "active"), [("true", True), ("false", False)])
def test_a_resource_of_the_other_side_accepts(tmp_path: Path, accepts: str, active: bool) -> None:
    rest = f"""
resource "aws_vpc_peering_connection_accepter" "x" {{
  vpc_peering_connection_id = aws_vpc_peering_connection.p.id
  auto_accept               = {accepts}
}}
"""
    assert (peering(tmp_path, "", rest).active == Known(True)) is active


@pytest.mark.parametrize(
    ("more", "active"),
    [("", True), (", PeerOwnerId: '111122223333'", False), (", PeerOwnerId: '111122223333', PeerRoleArn: r", True)],
)
def test_a_peering_connection_in_cloudformation(tmp_path: Path, more: str, active: bool) -> None:
    code = f"""
Resources:
  P: {{Type: AWS::EC2::VPCPeeringConnection, Properties: {{VpcId: vpc-a, PeerVpcId: vpc-b{more}}}}}
"""
    (found,) = cloudformation(tmp_path, code).peerings.values()
    assert (found.requester, found.accepter) == (Known("vpc-a"), Known("vpc-b"))
    assert (found.active == Known(True)) is active


def lists(folder: Path, code: str) -> dict[str, PrefixList]:
    return {name(found): found for found in terraform(folder, code).prefix_lists.values()}


def test_entries_of_a_prefix_list(tmp_path: Path) -> None:
    code = """
resource "aws_ec2_managed_prefix_list" "l" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 3
  entry {
    cidr = "10.0.0.0/24"
  }
}
resource "aws_ec2_managed_prefix_list_entry" "e" {
  prefix_list_id = aws_ec2_managed_prefix_list.l.id
  cidr           = "10.0.1.0/24"
}
"""
    found = lists(tmp_path, code)["l"]
    assert found.entries.known() == ["10.0.0.0/24", "10.0.1.0/24"]
    assert found.entries.complete
    assert not found.public


def test_entries_of_a_prefix_list_in_cloudformation(tmp_path: Path) -> None:
    code = """
Resources:
  L: {Type: AWS::EC2::PrefixList, Properties: {AddressFamily: IPv4, Entries: [{Cidr: 10.0.0.0/24}]}}
"""
    (found,) = cloudformation(tmp_path, code).prefix_lists.values()
    assert found.entries.known() == ["10.0.0.0/24"]


@pytest.mark.parametrize(
    ("inputs", "public"),
    [
        ('name = "com.amazonaws.eu-west-1.s3"', True),
        ('name = "com.amazonaws.${data.aws_region.r.name}.dynamodb"', True),
        ('name = "com.amazonaws.global.cloudfront.origin-facing"', False),
        ('name = "offices"', False),
        ('filter {\n    name = "prefix-list-name"\n    values = ["com.amazonaws.eu-west-1.s3"]\n  }', True),
        ('id = "pl-1"', False),
    ],
)
def test_lists_of_aws_services(tmp_path: Path, inputs: str, public: bool) -> None:
    code = f'data "aws_region" "r" {{}}\ndata "aws_ec2_managed_prefix_list" "l" {{\n  {inputs}\n}}\n'
    found = lists(tmp_path, code)["l"]
    assert found.public is public
    assert not found.entries.complete
