"""Instances whose keys have dots in them, such as blocks of addresses, are reported like all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, Scan, scan

SUBNETS = """
variable "vpc" {{ type = string }}

resource "aws_subnet" "public" {{
  {skip}
  {skip}
  for_each          = {{ "10.0.1.0/24" = "eu-west-1a", "b.c" = "eu-west-1b", plain = "eu-west-1c" }}
  vpc_id            = var.vpc
  availability_zone = each.value
}}

resource "aws_internet_gateway" "out" {{
  vpc_id = var.vpc
}}

resource "aws_route_table" "public" {{
  vpc_id = var.vpc
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }}
}}

resource "aws_route_table_association" "public" {{
  for_each       = aws_subnet.public
  route_table_id = aws_route_table.public.id
  subnet_id      = each.value.id
}}

output "subnets" {{ value = [for subnet in aws_subnet.public : subnet.id] }}
"""
FUNCTION = """
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = ["sg-0123456789abcdef0"]
  }}
}}
"""
KEYS = ("10.0.1.0/24", "b.c", "plain")
SKIPPED = "# checkov:skip=LAMBDANET_601:a lab"


def scanned(folder: Path, skip: str = "") -> Scan:
    """The subnets in the root module."""
    code = SUBNETS.format(skip=skip) + FUNCTION.format(subnets="[for subnet in aws_subnet.public : subnet.id]")
    (folder / "main.tf").write_text(code, encoding="utf-8")
    return scan(folder, "terraform", rules="LAMBDANET_601")


def test_each_instance_is_reported(tmp_path: Path) -> None:
    found = scanned(tmp_path)
    assert {one.address: one.verdict for one in found.findings if one.verdict == FAIL} == {
        f'aws_subnet.public["{key}"]': FAIL for key in KEYS
    }


def test_a_skip_comment_is_for_each(tmp_path: Path) -> None:
    found = scanned(tmp_path, SKIPPED)
    assert {one.address: one.skipped_because for one in found.findings if one.skipped_because} == {
        f'aws_subnet.public["{key}"]': "a lab" for key in KEYS
    }


@pytest.mark.parametrize("key", ["one", "1.2.3.4"])
def test_in_modules_with_such_keys(tmp_path: Path, key: str) -> None:
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / "main.tf").write_text(SUBNETS.format(skip=""), encoding="utf-8")
    call = f'module "network" {{\n  source   = "./network"\n  for_each = toset(["{key}"])\n  vpc      = "vpc-1"\n}}\n'
    code = call + FUNCTION.format(subnets=f'module.network["{key}"].subnets')
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    found = scan(tmp_path, "terraform", rules="LAMBDANET_601")
    assert {one.address for one in found.findings if one.verdict == FAIL} == {
        f'module.network["{key}"].aws_subnet.public["{subnet}"]' for subnet in KEYS
    }


@pytest.mark.parametrize("key", ["one", "1.2.3.4"])
def test_on_calls_with_such_keys(tmp_path: Path, key: str) -> None:
    call = f"""
module "network" {{
  source          = "terraform-aws-modules/vpc/aws"
  for_each        = toset(["{key}"])
  cidr            = "10.0.0.0/16"
  azs             = ["eu-west-1a"]
  private_subnets = ["10.0.1.0/24"]
}}
"""
    code = call + FUNCTION.format(subnets=f'module.network["{key}"].private_subnets')
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    found = scan(tmp_path, "terraform", rules="LAMBDANET_707")
    assert [one.address for one in found.findings if one.verdict == FAIL] == [f'module.network["{key}"]']
