from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import Network
from lambdanet.values import Known, Unknown
from network_of import cloudformation, terraform

DATABASE = """
resource "aws_db_instance" "d" {
  engine         = "postgres"
  instance_class = "db.t4g.micro"
}
resource "aws_security_group" "g" {
  egress {
    protocol    = "tcp"
    from_port   = aws_db_instance.d.port
    to_port     = %s
    cidr_blocks = ["10.0.0.0/16"]
  }
}
"""


def ports(network: Network) -> object:
    (group,) = network.security_groups.values()
    (rule,) = group.egress.known()
    return rule.ports.value if isinstance(rule.ports, Known) else "?"


@pytest.mark.parametrize(
    ("last", "expected"),
    [("aws_db_instance.d.port", (5432, 5432)), ("6000", "?"), ("var.x", "?"), ("aws_db_instance.d.id", "?")],
)
def test_the_port_of_a_database(tmp_path: Path, last: str, expected: object) -> None:
    assert ports(terraform(tmp_path, DATABASE % last + 'variable "x" {}\n')) == expected


def test_the_port_of_a_database_that_is_not_known(tmp_path: Path) -> None:
    code = (DATABASE % "aws_db_instance.d.port").replace('"postgres"', "var.x")
    assert ports(terraform(tmp_path, code + 'variable "x" {}\n')) == "?"


def test_the_port_of_a_database_in_a_template(tmp_path: Path) -> None:
    code = """
Resources:
  D: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql}}
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: g
      SecurityGroupEgress:
        - IpProtocol: tcp
          FromPort: !GetAtt D.Endpoint.Port
          ToPort: !GetAtt D.Endpoint.Port
          CidrIp: 10.0.0.0/16
"""
    assert ports(cloudformation(tmp_path, code)) == (3306, 3306)


def test_what_is_in_an_instance_of_a_cluster_is_in_the_cluster(tmp_path: Path) -> None:
    code = """
resource "aws_db_subnet_group" "s" {
  subnet_ids = ["subnet-1"]
}
resource "aws_rds_cluster" "c" {
  engine                 = "aurora-mysql"
  db_subnet_group_name   = aws_db_subnet_group.s.name
  vpc_security_group_ids = ["sg-1"]
}
resource "aws_rds_cluster_instance" "i" {
  cluster_identifier = aws_rds_cluster.c.id
  engine             = aws_rds_cluster.c.engine
}
"""
    found = terraform(tmp_path, code).private_resources
    instance = next(each for each in found.values() if each.kind == "RDS cluster instance")
    assert instance.subnets.known() == ["subnet-1"]
    assert instance.security_groups.known() == ["sg-1"]
    assert instance.ports.known() == [3306]


@pytest.mark.parametrize(
    ("inputs", "groups"),
    [
        ("client_subnets = [aws_subnet.a.id]", ["main/default security group"]),
        ('client_subnets = [aws_subnet.a.id]\n    security_groups = ["sg-1"]', ["sg-1"]),
        ('client_subnets = ["subnet-1"]', []),
    ],
)
def test_networks_in_blocks_and_default_groups(tmp_path: Path, inputs: str, groups: list[str]) -> None:
    code = f"""
resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}
resource "aws_subnet" "a" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}
resource "aws_msk_cluster" "m" {{
  broker_node_group_info {{
    {inputs}
  }}
}}
"""
    (found,) = terraform(tmp_path, code).private_resources.values()
    assert len(found.subnets.known()) == 1
    assert [group.rpartition("aws_vpc.")[2] or group for group in found.security_groups.known()] == groups
    assert (found.security_groups.more is None) is bool(groups)


def test_no_default_group_where_aws_documents_none(tmp_path: Path) -> None:
    code = 'resource "aws_memorydb_cluster" "m" {\n  node_type = "db.t4g.small"\n}\n'
    (found,) = terraform(tmp_path, code).private_resources.values()
    assert found.security_groups.is_empty() == Known(True)
    assert not isinstance(found.security_groups.is_empty(), Unknown)
