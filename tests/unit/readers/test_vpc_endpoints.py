from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import VpcEndpoint
from lambdanet.values import Known, Unknown
from network_of import cloudformation, name, terraform

VPC = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n'


def endpoint(folder: Path, inputs: str, rest: str = "") -> VpcEndpoint:
    made = f'resource "aws_vpc_endpoint" "e" {{\n  vpc_id = aws_vpc.main.id\n  service_name = "x.s3"\n{inputs}\n}}\n'
    (found,) = terraform(folder, VPC + made + rest).endpoints.values()
    return found


def template_endpoint(folder: Path, properties: str) -> VpcEndpoint:
    code = f"""
Resources:
  Main: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
  E: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: !Ref Main, ServiceName: x.s3, {properties}}}}}
"""
    (found,) = cloudformation(folder, code).endpoints.values()
    return found


def ends(identities: list[str]) -> list[str]:
    return [identity.rpartition("|")[2].rpartition("#")[2] for identity in identities]


class TestTerraform:
    def test_what_is_not_said_is_off_and_a_gateway_endpoint_has_no_group(self, tmp_path: Path) -> None:
        found = endpoint(tmp_path, "")
        assert (found.kind, found.private_dns, found.policy) == (Known("Gateway"), Known(False), Known(False))
        assert found.security_groups.is_empty() == Known(True)

    def test_route_tables_in_the_endpoint_and_in_resources_of_their_own(self, tmp_path: Path) -> None:
        rest = """
resource "aws_vpc_endpoint_route_table_association" "a" {
  vpc_endpoint_id = aws_vpc_endpoint.e.id
  route_table_id  = aws_route_table.two.id
}
resource "aws_route_table" "one" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table" "two" {
  vpc_id = aws_vpc.main.id
}
"""
        found = endpoint(tmp_path, "  route_table_ids = [aws_route_table.one.id]", rest)
        assert ends(found.route_tables.known()) == ["aws_route_table.one", "aws_route_table.two"]
        assert found.route_tables.complete

    def test_an_association_that_may_not_be_made_leaves_the_list_open(self, tmp_path: Path) -> None:
        rest = """
variable "wanted" {}
resource "aws_vpc_endpoint_route_table_association" "a" {
  count           = var.wanted ? 1 : 0
  vpc_endpoint_id = aws_vpc_endpoint.e.id
  route_table_id  = "rtb-1"
}
"""
        found = endpoint(tmp_path, "", rest)
        assert found.route_tables.known() == []
        assert isinstance(found.route_tables.is_empty(), Unknown)

    def test_an_interface_endpoint_without_a_group_has_the_default_one(self, tmp_path: Path) -> None:
        interface = '  vpc_endpoint_type = "Interface"\n  private_dns_enabled = true'
        found = endpoint(tmp_path, interface)
        assert ends(found.security_groups.known()) == ["aws_vpc.main/default security group"]
        assert found.private_dns == Known(True)

    def test_the_default_group_is_the_block_that_adopts_it(self, tmp_path: Path) -> None:
        adopted = 'resource "aws_default_security_group" "d" {\n  vpc_id = aws_vpc.main.id\n}\n'
        found = endpoint(tmp_path, '  vpc_endpoint_type = "Interface"', adopted)
        assert ends(found.security_groups.known()) == ["aws_default_security_group.d"]

    @pytest.mark.parametrize(
        ("replaces", "groups"), [("false", ["aws_vpc.main/default security group", "sg-1"]), ("true", ["sg-1"])]
    )
    def test_a_group_of_a_resource_of_its_own_may_replace_the_default(
        self, tmp_path: Path, replaces: str, groups: list[str]
    ) -> None:
        rest = f"""
resource "aws_vpc_endpoint_security_group_association" "a" {{
  vpc_endpoint_id             = aws_vpc_endpoint.e.id
  security_group_id           = "sg-1"
  replace_default_association = {replaces}
}}
"""
        found = endpoint(tmp_path, '  vpc_endpoint_type = "Interface"', rest)
        assert ends(found.security_groups.known()) == groups

    def test_a_subnet_and_a_policy_of_their_own(self, tmp_path: Path) -> None:
        rest = """
resource "aws_vpc_endpoint_subnet_association" "a" {
  vpc_endpoint_id = aws_vpc_endpoint.e.id
  subnet_id       = "subnet-1"
}
resource "aws_vpc_endpoint_policy" "p" {
  vpc_endpoint_id = aws_vpc_endpoint.e.id
  policy          = jsonencode({ Statement = [] })
}
"""
        found = endpoint(tmp_path, '  vpc_endpoint_type = "Interface"', rest)
        assert found.subnets.known() == ["subnet-1"]
        assert found.policy == Known(True)

    def test_a_group_that_is_not_known_may_be_none(self, tmp_path: Path) -> None:
        inputs = '  vpc_endpoint_type = "Interface"\n  security_group_ids = var.groups'
        found = endpoint(tmp_path, inputs, 'variable "groups" {}\n')
        assert not found.security_groups.complete

    def test_dns_of_a_vpc(self, tmp_path: Path) -> None:
        code = """
resource "aws_vpc" "plain" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "other" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_support   = false
  enable_dns_hostnames = true
}
resource "aws_default_vpc" "standard" {}
data "aws_vpc" "elsewhere" {
  id = "vpc-1"
}
"""
        vpcs = {name(vpc): vpc for vpc in terraform(tmp_path, code).vpcs.values()}
        assert (vpcs["plain"].dns_support, vpcs["plain"].dns_hostnames) == (Known(True), Known(False))
        assert (vpcs["other"].dns_support, vpcs["other"].dns_hostnames) == (Known(False), Known(True))
        assert vpcs["standard"].dns_hostnames == Known(True)
        assert isinstance(vpcs["elsewhere"].dns_support, Unknown)


class TestCloudFormation:
    def test_an_interface_endpoint(self, tmp_path: Path) -> None:
        found = template_endpoint(tmp_path, "VpcEndpointType: Interface, PrivateDnsEnabled: true, PolicyDocument: {}")
        assert (found.private_dns, found.policy) == (Known(True), Known(True))
        assert ends(found.security_groups.known()) == ["Main/default security group"]

    def test_a_gateway_endpoint(self, tmp_path: Path) -> None:
        found = template_endpoint(tmp_path, "RouteTableIds: [rtb-1]")
        assert found.route_tables.known() == ["rtb-1"]
        assert (found.kind, found.policy) == (Known("Gateway"), Known(False))

    def test_dns_of_a_vpc(self, tmp_path: Path) -> None:
        code = """
Resources:
  Plain: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Other: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16, EnableDnsHostnames: true, EnableDnsSupport: false}}
"""
        vpcs = {name(vpc): vpc for vpc in cloudformation(tmp_path, code).vpcs.values()}
        assert (vpcs["Plain"].dns_support, vpcs["Plain"].dns_hostnames) == (Known(True), Known(False))
        assert (vpcs["Other"].dns_support, vpcs["Other"].dns_hostnames) == (Known(False), Known(True))


@pytest.mark.parametrize(("version", "hostnames"), [("5.8.1", Known(True)), ("3.19.0", Known(False))])
def test_dns_of_the_registry_module(tmp_path: Path, version: str, hostnames: Known[bool]) -> None:
    code = f"""
module "vpc" {{
  source  = "terraform-aws-modules/vpc/aws"
  version = "{version}"
}}
"""
    (vpc,) = terraform(tmp_path, code).vpcs.values()
    assert vpc.dns_hostnames == hostnames
