"""What an instance of an unknown number holds waits for what decides the number: the reason names that."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import UNDECIDED, scan

FUNCTION = """
variable "group" {
  default = "sg-0a1b2c3d4e5f60718"
}
resource "aws_lambda_function" "f" {
  %s
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = [%s]
  }
}
"""
MODULE = """
module "each" {
  %s
  source = "./inner"
  group  = %s
}
"""
LOOPS = {
    "for_each = var.shops": "each.value.group",
    "for_each = toset(var.shops)": "each.value",
    "count = length(var.shops)": '["sg-0a1b2c3d4e5f60718", "sg-0b1b2c3d4e5f60718"][count.index]',
}


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("in_module", [True, False], ids=["module", "resource"])
def test_the_reason_names_what_decides_the_number(loop: str, in_module: bool, tmp_path: Path) -> None:
    code = MODULE % (loop, LOOPS[loop]) if in_module else FUNCTION % (loop, LOOPS[loop])
    (tmp_path / "main.tf").write_text(f'variable "shops" {{}}\n{code}', encoding="utf-8")
    if in_module:
        (tmp_path / "inner").mkdir()
        (tmp_path / "inner" / "main.tf").write_text(FUNCTION % ("", "var.group"), encoding="utf-8")
    (found,) = scan(tmp_path, "terraform", rules="LAMBDANET_301").findings
    assert found.verdict == UNDECIDED
    assert "var.shops has no default" in found.explanation


def test_a_call_is_printed_whole(tmp_path: Path) -> None:
    code = FUNCTION % ("", '"sg-${lower(trimspace(var.other))}"') + 'variable "other" {}'
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    (found,) = scan(tmp_path, "terraform", rules="LAMBDANET_301").findings
    assert found.verdict == UNDECIDED
    assert "sg-${lower(trimspace(var.other))}" in found.explanation


def test_a_condition_names_what_its_branches_wait_for(tmp_path: Path) -> None:
    code = FUNCTION % ("", 'terraform.workspace == "live" ? var.other : "sg-${var.other}"') + 'variable "other" {}'
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    (found,) = scan(tmp_path, "terraform", rules="LAMBDANET_301").findings
    assert found.verdict == UNDECIDED
    assert "terraform.workspace is known only when Terraform runs; var.other has no default" in found.explanation


def test_a_list_of_an_unknown_number_is_none_of_none(tmp_path: Path) -> None:
    point = "arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-0a1b2c3d4e5f60718"
    mount = f'file_system_config {{\n    arn = "{point}"\n    local_mount_path = "/mnt/a"\n  }}'
    subnets = 'data "aws_subnet" "each" {\n  for_each = var.shops\n  id       = each.value\n}\n'
    code = (FUNCTION % (mount, "var.group")).replace(
        '["subnet-0a1b2c3d4e5f60718"]', "[for one in data.aws_subnet.each : one.id]"
    )
    code += 'variable "shops" {}\n' + subnets
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    (found,) = scan(tmp_path, "terraform", rules="LAMBDANET_204").findings
    assert found.verdict == UNDECIDED
    assert "var.shops has no default" in found.explanation
    assert "a list of 0" not in found.explanation
