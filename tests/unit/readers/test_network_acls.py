from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import Network, NetworkAcl, NetworkAclRule
from lambdanet.values import Items, Known, Unknown, Value
from network_of import cloudformation, name, terraform

VPC = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n'
SUBNET = 'resource "aws_subnet" "a" {\n  vpc_id     = aws_vpc.main.id\n  cidr_block = "10.0.1.0/24"\n}\n'


def known(value: Value[object]) -> object:
    return value.value if isinstance(value, Known) else "?"


def entries(rules: Items[NetworkAclRule]) -> list[tuple[object, ...]]:
    return [(known(r.number), known(r.action), known(r.protocol), known(r.ports), known(r.cidr)) for r in rules.known()]


def acl(network: Network, wanted: str) -> NetworkAcl:
    return next(found for found in network.network_acls.values() if name(found) == wanted)


def associations(network: Network) -> list[tuple[object, object]]:
    return [
        (
            name(network.network_acls[str(known(found.acl))]),
            str(known(found.subnet)).rpartition(".")[2].rpartition("#")[2],
        )
        for found in network.network_acl_associations
    ]


class TestTerraform:
    def test_entries_in_the_acl_and_on_their_own(self, tmp_path: Path) -> None:
        code = """
resource "aws_network_acl" "n" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.a.id]
  ingress {
    rule_no    = 100
    action     = "Allow"
    protocol   = "6"
    from_port  = 443
    to_port    = 443
    cidr_block = "10.0.0.0/16"
  }
  lifecycle {
    ignore_changes = [ingress]
  }
}
resource "aws_network_acl_rule" "out" {
  network_acl_id = aws_network_acl.n.id
  egress         = true
  rule_number    = 200
  rule_action    = "deny"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}
resource "aws_network_acl_rule" "in" {
  network_acl_id  = aws_network_acl.n.id
  rule_number     = 110
  rule_action     = "allow"
  protocol        = "udp"
  from_port       = 53
  to_port         = 53
  ipv6_cidr_block = "::/0"
}
"""
        network = terraform(tmp_path, VPC + SUBNET + code)
        found = acl(network, "n")
        assert entries(found.ingress) == [
            (100, "allow", "tcp", (443, 443), "10.0.0.0/16"),
            (110, "allow", "udp", (53, 53), "::/0"),
        ]
        assert entries(found.egress) == [(200, "deny", "-1", (0, 65535), "0.0.0.0/0")]
        assert found.ingress.complete
        assert found.egress.complete
        assert associations(network) == [("n", "a")]

    def test_the_default_acl_that_aws_makes_allows_everything(self, tmp_path: Path) -> None:
        network = terraform(tmp_path, VPC)
        (found,) = network.network_acls.values()
        assert found.default == Known(True)
        assert [entry[1] for entry in entries(found.ingress)] == ["allow", "allow"]
        (vpc,) = network.vpcs.values()
        assert vpc.default_network_acl == Known(found.identity)

    def test_adopting_the_default_acl_removes_what_it_had(self, tmp_path: Path) -> None:
        adopted = """
resource "aws_default_network_acl" "d" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
}
"""
        network = terraform(tmp_path, VPC + adopted)
        (found,) = network.network_acls.values()
        (vpc,) = network.vpcs.values()
        assert vpc.default_network_acl == Known(found.identity)
        assert found.vpc == Known(vpc.identity)
        assert (found.ingress, found.egress) == (Items(), Items())

    def test_an_association_of_its_own(self, tmp_path: Path) -> None:
        code = """
resource "aws_network_acl" "n" {
  vpc_id = aws_vpc.main.id
}
resource "aws_network_acl_association" "x" {
  network_acl_id = aws_network_acl.n.id
  subnet_id      = aws_subnet.a.id
}
"""
        assert associations(terraform(tmp_path, VPC + SUBNET + code)) == [("n", "a")]

    def test_what_may_not_be_made(self, tmp_path: Path) -> None:
        code = """
variable "wanted" {}
resource "aws_network_acl" "n" {
  vpc_id = aws_vpc.main.id
}
resource "aws_network_acl_association" "x" {
  count          = var.wanted ? 1 : 0
  network_acl_id = aws_network_acl.n.id
  subnet_id      = aws_subnet.a.id
}
resource "aws_network_acl_rule" "in" {
  count          = var.wanted ? 1 : 0
  network_acl_id = aws_network_acl.n.id
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}
"""
        network = terraform(tmp_path, VPC + SUBNET + code)
        (association,) = network.network_acl_associations
        assert isinstance(association.subnet, Unknown)
        assert {c.rpartition("|")[2] for c in association.subnet.candidates} == {"aws_subnet.a"}
        assert isinstance(acl(network, "n").ingress.is_empty(), Unknown)

    @pytest.mark.parametrize(
        ("line", "broken"),
        [
            ("  from_port = var.x", 3),
            ("  rule_number = var.x", 0),
            ("  protocol = var.x", 2),
            ("  egress = var.x", None),
        ],
    )
    def test_what_is_not_known(self, tmp_path: Path, line: str, broken: int | None) -> None:
        lines_of_rule = {
            "rule_number": "100",
            "rule_action": '"allow"',
            "protocol": '"tcp"',
            "from_port": "1",
            "to_port": "2",
            "cidr_block": '"0.0.0.0/0"',
        }
        changed = line.split("=")[0].strip()
        body = "\n".join(f"  {key} = {value}" for key, value in lines_of_rule.items() if key != changed)
        acl_code = 'variable "x" {}\nresource "aws_network_acl" "n" {\n  vpc_id = aws_vpc.main.id\n}\n'
        rule = f'resource "aws_network_acl_rule" "r" {{\n  network_acl_id = aws_network_acl.n.id\n{body}\n{line}\n}}\n'
        found = acl(terraform(tmp_path, VPC + acl_code + rule), "n")
        if broken is None:
            assert not found.ingress.complete
            assert not found.egress.complete
        else:
            assert entries(found.ingress)[0][broken] == "?"


class TestCloudFormation:
    def test_entries_and_associations(self, tmp_path: Path) -> None:
        code = """
Resources:
  Main: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Main, CidrBlock: 10.0.1.0/24}}
  N: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Main}}
  In:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref N
      RuleNumber: 100
      RuleAction: allow
      Protocol: 6
      PortRange: {From: 1024, To: 65535}
      CidrBlock: 0.0.0.0/0
  Out:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      {NetworkAclId: !Ref N, RuleNumber: 90, RuleAction: deny, Protocol: -1, Egress: true, Ipv6CidrBlock: "::/0"}
  X: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref A, NetworkAclId: !Ref N}}
"""
        network = cloudformation(tmp_path, code)
        found = acl(network, "N")
        assert entries(found.ingress) == [(100, "allow", "tcp", (1024, 65535), "0.0.0.0/0")]
        assert entries(found.egress) == [(90, "deny", "-1", (0, 65535), "::/0")]
        assert associations(network) == [("N", "A")]


def test_acls_of_the_registry_module(tmp_path: Path) -> None:
    code = """
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.8.1"
  azs     = ["eu-west-1a"]

  private_subnets               = ["10.0.1.0/24"]
  private_dedicated_network_acl = true
  private_outbound_acl_rules = [
    {
      rule_number = 7
      rule_action = "deny"
      protocol    = "tcp"
      from_port   = 25
      to_port     = 25
      cidr_block  = "0.0.0.0/0"
    }
  ]
}
"""
    network = terraform(tmp_path, code)
    found = acl(network, "private[0]")
    assert entries(found.ingress) == [(100, "allow", "-1", (0, 65535), "0.0.0.0/0")]
    assert entries(found.egress) == [(7, "deny", "tcp", (25, 25), "0.0.0.0/0")]
    assert associations(network) == [("private[0]", "private[0]")]
    assert [entry[1] for entry in entries(acl(network, "this[0]").egress)] == ["allow", "allow"]
