"""What a module call declares exists as far as the call makes an instance, through every level of calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, Scan, scan

INNER = """
variable "subnets" {
  default = ["subnet-1"]
}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::123456789012:role/orders"
  vpc_config {
    subnet_ids         = var.subnets
    security_group_ids = ["sg-1"]
  }
}
"""
MIDDLE = """
module "inner" {
  source = "../inner"
}
"""
VARIABLES = """
variable "none" {
  default = {}
}
variable "given" {}
"""


def scanned(folder: Path, call: str, module: str = "inner") -> Scan:
    for name, text in (("inner", INNER), ("middle", MIDDLE)):
        (folder / name).mkdir()
        (folder / name / "main.tf").write_text(text)
    written = f'module "orders" {{\n  source = "./{module}"\n  {call}\n}}\n{VARIABLES}'
    (folder / "main.tf").write_text(written)
    return scan(folder, "terraform", rules="LAMBDANET_401")


@pytest.mark.parametrize("module", ["inner", "middle"])
@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("", True),
        ("count = 1", True),
        ("count = 0", False),
        ("count = length(var.none)", False),
        ('for_each = toset(["a"])', True),
        ("for_each = var.none", False),
        ("for_each = toset([])", False),
        # Whenever the call makes an instance, the function is what the finding says.
        ("count = var.given", True),
        ("for_each = var.given", True),
    ],
)
def test_only_what_exists_is_judged(tmp_path: Path, call: str, found: bool, module: str) -> None:
    findings = scanned(tmp_path, call, module).findings
    path = "module.orders.module.inner" if module == "middle" else "module.orders"
    of_the_call = [finding for finding in findings if finding.address.startswith("module.orders")]
    assert all(path in finding.address.replace("[0]", "").replace('["a"]', "") for finding in of_the_call)
    assert [finding.verdict for finding in of_the_call] == ([FAIL] if found else [])
