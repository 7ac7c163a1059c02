from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import PrivateResource
from network_of import cloudformation, terraform

BALANCER = """
variable "x" {}
resource "aws_lb" "l" {
  internal = true
}
resource "aws_lb_listener" "first" {
  load_balancer_arn = aws_lb.l.arn
  port              = 80
}
"""


def balancer(tmp_path: Path, more: str) -> PrivateResource:
    (found,) = terraform(tmp_path, BALANCER + more).private_resources.values()
    return found


SECOND = 'resource "aws_lb_listener" "second" {\n  load_balancer_arn = aws_lb.l.arn\n  %s\n}\n'


@pytest.mark.parametrize(
    ("more", "ports", "complete"),
    [
        ("", [80], True),
        (SECOND % "port = 443", [80, 443], True),
        (SECOND % 'port = 53\n  protocol = "UDP"', [80], True),
        (SECOND % "port = var.x", [80], False),
        (SECOND % "count = var.x\n  port = 443", [80], False),
        ('resource "acme_listener" "l" {\n  load_balancer_arn = aws_lb.l.arn\n}\n', [80], False),
        ('resource "aws_route53_record" "r" {\n  records = [aws_lb.l.dns_name]\n}\n', [80], True),
        ('output "arn" {\n  value = aws_lb.l.arn\n}\n', [80], False),
        ('module "m" {\n  source = "acme/listeners/aws"\n  arn = aws_lb.l.arn\n}\n', [80], False),
    ],
)
def test_the_ports_of_listeners(tmp_path: Path, more: str, ports: list[int], complete: bool) -> None:
    found = balancer(tmp_path, more)
    assert (found.ports.known(), found.ports.complete, found.by_listeners) == (ports, complete, complete)


def test_a_load_balancer_without_a_listener_in_view(tmp_path: Path) -> None:
    (found,) = terraform(tmp_path, 'resource "aws_lb" "l" {\n  internal = true\n}\n').private_resources.values()
    assert not found.ports.complete
    assert not found.by_listeners


def test_classic_listeners_of_a_template(tmp_path: Path) -> None:
    code = """
Resources:
  L:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - {LoadBalancerPort: "80", InstancePort: "8080", Protocol: HTTP}
        - {LoadBalancerPort: "443", InstancePort: "8080", Protocol: HTTPS}
"""
    (found,) = cloudformation(tmp_path, code).private_resources.values()
    assert found.ports.known() == [80, 443]
    assert found.by_listeners


@pytest.mark.parametrize(
    ("kind", "groups"), [("network", ["no security group"]), ("application", ["default security group"])]
)
def test_the_groups_of_a_load_balancer_that_is_given_none(tmp_path: Path, kind: str, groups: list[str]) -> None:
    code = f"""
resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}
resource "aws_subnet" "a" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}
resource "aws_lb" "l" {{
  internal           = true
  load_balancer_type = "{kind}"
  subnets            = [aws_subnet.a.id]
}}
"""
    (found,) = terraform(tmp_path, code).private_resources.values()
    assert [group.rpartition("/")[2] for group in found.security_groups.known()] == groups
