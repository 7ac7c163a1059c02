"""Default subnets are in the default VPC of their Region in their account: what a provider reaches is one account."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, NOT_APPLICABLE, scan

PROVIDERS = """
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "a"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "b"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/x"
  }
}
"""
VPC = """
resource "aws_default_vpc" "v" {
  provider           = %s
  enable_dns_support = true
}
"""
SUBNET = """
resource "aws_default_subnet" "s" {
  provider          = %s
  availability_zone = "eu-west-1a"
}
"""
FUNCTION = """
resource "aws_lambda_function" "f" {
  provider      = %s
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/r"
  vpc_config {
    subnet_ids         = [%s]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
OWN = "aws_default_subnet.s.id"
CALL = """
module "m" {
  source    = "./m"
  providers = { aws = %s }
}
"""
REQUIRED = """
output "id" {
  value = aws_default_subnet.s.id
}
"""


def _vpc_of(folder: Path, main: str, module: str = "") -> str:
    (folder / "main.tf").write_text(PROVIDERS + main, encoding="utf-8")
    if module:
        (folder / "m").mkdir()
        (folder / "m" / "main.tf").write_text(module, encoding="utf-8")
    # A VPC with functions needs a flow log: whether it has functions says whether the subnet is in it.
    return str(scan(folder, "terraform").verdict("LAMBDANET_707", "aws_default_vpc.v"))


@pytest.mark.parametrize(
    ("of_vpc", "of_subnet", "verdict"),
    [
        ("aws", "aws", FAIL),
        ("aws.a", "aws.a", FAIL),
        ("aws.b", "aws.b", FAIL),
        ("aws.a", "aws.b", NOT_APPLICABLE),
        ("aws", "aws.b", NOT_APPLICABLE),
        ("aws.b", "aws", NOT_APPLICABLE),
    ],
)
def test_the_same_provider_reaches_one_account(of_vpc: str, of_subnet: str, verdict: str, tmp_path: Path) -> None:
    code = VPC % of_vpc + SUBNET % of_subnet + FUNCTION % (of_subnet, OWN)
    assert _vpc_of(tmp_path, code) == verdict


@pytest.mark.parametrize(("handed", "verdict"), [("aws.a", FAIL), ("aws.b", NOT_APPLICABLE)])
def test_what_a_module_is_handed_is_the_provider(handed: str, verdict: str, tmp_path: Path) -> None:
    main = VPC % "aws.a" + CALL % handed + FUNCTION % (handed, "module.m.id")
    assert _vpc_of(tmp_path, main, SUBNET.replace("  provider          = %s\n", "") + REQUIRED) == verdict


@pytest.mark.parametrize("key", ["a", "b"])
def test_providers_that_are_not_named_plainly_may_be_two(key: str, tmp_path: Path) -> None:
    """OpenTofu makes several providers of one block."""
    by, other = 'aws.a["a"]', f'aws.a["{key}"]'
    assert _vpc_of(tmp_path, VPC % by + SUBNET % other + FUNCTION % (other, OWN)) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("of_subnet", "verdict"),
    [("var.first", FAIL), ('var.first == "x" ? "eu-west-1" : "eu-west-2"', NOT_APPLICABLE)],
)
def test_regions_that_nobody_names_may_be_two(of_subnet: str, verdict: str, tmp_path: Path) -> None:
    of_vpc = "var.first" if verdict == FAIL else 'var.first == "y" ? "eu-west-1" : "eu-west-2"'
    vpc = VPC.replace("  provider           = %s\n", f"  region = {of_vpc}\n")
    subnet = SUBNET.replace("  provider          = %s\n", f"  region = {of_subnet}\n")
    variables = 'variable "first" {}\n'
    assert _vpc_of(tmp_path, variables + vpc + subnet + FUNCTION % ("aws", OWN)) == verdict
