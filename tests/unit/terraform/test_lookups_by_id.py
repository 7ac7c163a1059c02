"""What a data source looks up by the id of a declared resource is that resource."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import Network
from lambdanet.values import Known, Unknown
from network_of import terraform

ROOT = """
resource "aws_vpc" "main" {
  count      = 1
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "zone" {
  for_each          = toset(["a", "b"])
  vpc_id            = aws_vpc.main[0].id
  cidr_block        = each.key == "a" ? "10.0.1.0/24" : "10.0.2.0/24"
  availability_zone = "eu-west-1${each.key}"
}

module "groups" {
  source    = "./groups"
  vpc_id    = aws_vpc.main[0].id
  subnet_id = aws_subnet.zone["b"].id
}
"""

GROUPS = """
variable "vpc_id" {
  type = string
}

variable "subnet_id" {
  type = string
}

data "aws_vpc" "given" {
  %s
}

data "aws_subnet" "given" {
  id = var.subnet_id
}

resource "aws_subnet" "beside" {
  vpc_id            = data.aws_subnet.given.vpc_id
  cidr_block        = cidrsubnet(data.aws_vpc.given.cidr_block, 8, 7)
  availability_zone = data.aws_subnet.given.availability_zone
}

resource "aws_security_group" "given" {
  vpc_id = data.aws_vpc.given.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [data.aws_vpc.given.cidr_block]
  }
}
"""


def network(folder: Path, asked: str) -> Network:
    (folder / "groups").mkdir()
    (folder / "groups" / "main.tf").write_text(GROUPS % asked, encoding="utf-8")
    return terraform(folder, ROOT)


def test_it_is_the_declared_one(tmp_path: Path) -> None:
    found = network(tmp_path, "id = var.vpc_id")
    (group,) = [each for each in found.security_groups.values() if "given" in each.identity]
    (vpc,) = [each for each in found.vpcs.values() if each.declared]
    (rule,) = group.ingress.known()
    assert group.vpc == Known(vpc.identity)
    assert str(rule.peer.value) == "10.0.0.0/16" if isinstance(rule.peer, Known) else False
    (beside,) = [each for each in found.subnets.values() if "beside" in each.identity]
    assert (beside.vpc, beside.cidr) == (Known(vpc.identity), Known("10.0.7.0/24"))
    assert str(beside.zone.value) == "eu-west-1b" if isinstance(beside.zone, Known) else False


@pytest.mark.parametrize(
    "asked",
    [
        'tags = { Name = "main" }',
        'id = "vpc-0a1b2c3d4e5f60718"',
        "id = data.aws_vpc.given.id",
        "id = var.subnet_id",
    ],
    ids=["by-its-tags", "by-an-id-that-is-written-out", "by-itself", "by-the-id-of-a-subnet"],
)
def test_any_other_is_looked_up(tmp_path: Path, asked: str) -> None:
    found = network(tmp_path, asked)
    (group,) = [each for each in found.security_groups.values() if "given" in each.identity]
    (vpc,) = [each for each in found.vpcs.values() if each.declared]
    (rule,) = group.ingress.known()
    assert group.vpc != Known(vpc.identity)
    assert isinstance(rule.peer, Unknown)
