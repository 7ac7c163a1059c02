"""The type of an endpoint service of the code is that of its load balancers; endpoints often take theirs from there."""

from __future__ import annotations

from pathlib import Path

from lambdanet.values import Known, Unknown
from network_of import terraform
from scanning import NOT_APPLICABLE, scan

CODE = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "functions" {
  vpc_id = aws_vpc.main.id
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/functions"
  filename      = "a.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.main.id]
    security_group_ids = [aws_security_group.functions.id]
  }
}

resource "aws_lb" "firewall" {
  load_balancer_type = "gateway"
  subnets            = [aws_subnet.main.id]
}

resource "aws_vpc_endpoint_service" "firewall" {
  acceptance_required        = false
  gateway_load_balancer_arns = [aws_lb.firewall.arn]
}

resource "aws_vpc_endpoint" "firewall" {
  vpc_id            = aws_vpc.main.id
  service_name      = aws_vpc_endpoint_service.firewall.service_name
  vpc_endpoint_type = aws_vpc_endpoint_service.firewall.service_type
  subnet_ids        = [aws_subnet.main.id]
}

resource "aws_lb" "api" {
  load_balancer_type = "network"
  internal           = true
  subnets            = [aws_subnet.main.id]
}

resource "aws_vpc_endpoint_service" "api" {
  count                      = 1
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.api.arn]
}

resource "aws_vpc_endpoint" "api" {
  vpc_id             = aws_vpc.main.id
  service_name       = aws_vpc_endpoint_service.api[0].service_name
  vpc_endpoint_type  = aws_vpc_endpoint_service.api[0].service_type
  subnet_ids         = [aws_subnet.main.id]
  security_group_ids = [aws_security_group.functions.id]
}

variable "balancers" {
  type = list(string)
}

resource "aws_vpc_endpoint_service" "open" {
  acceptance_required        = false
  network_load_balancer_arns = var.balancers
}

resource "aws_vpc_endpoint" "open" {
  vpc_id            = aws_vpc.main.id
  service_name      = aws_vpc_endpoint_service.open.service_name
  vpc_endpoint_type = aws_vpc_endpoint_service.open.service_type
}
"""


def test_the_balancers_are_the_type(tmp_path: Path) -> None:
    kinds = {endpoint.address: endpoint.kind for endpoint in terraform(tmp_path, CODE).endpoints.values()}
    assert kinds["aws_vpc_endpoint.firewall"] == Known("GatewayLoadBalancer")
    assert kinds["aws_vpc_endpoint.api"] == Known("Interface")
    assert isinstance(kinds["aws_vpc_endpoint.open"], Unknown)


def test_whichever_type_it_is_no_function_calls_it(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE, encoding="utf-8")
    found = {each.address: each.verdict for each in scan(tmp_path, "terraform").of("LAMBDANET_704")}
    assert found == {"aws_vpc_endpoint.api": NOT_APPLICABLE, "aws_vpc_endpoint.open": NOT_APPLICABLE}
