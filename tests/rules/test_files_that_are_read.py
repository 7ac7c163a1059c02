"""Expressions read what is in the configuration, and nothing else that the machine has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanning import FAIL, UNDECIDED, scan

SUBNET = '["subnet-0a1b2c3d4e5f60718"]'
CODE = """
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = jsondecode(%s)
    security_group_ids = []
  }
}
"""


def verdict(folder: Path, expression: str, module: str = "") -> str:
    """Of the rule that wants both subnets and groups: a failure where the file was read."""
    code = CODE % expression
    if module:
        (folder / "main.tf").write_text(f'module "inner" {{\n  source = "{module}"\n}}\n')
        (folder / module).mkdir(parents=True, exist_ok=True)
        (folder / module / "main.tf").write_text(code)
    else:
        (folder / "main.tf").write_text(code)
    found = scan(folder, "terraform").of("LAMBDANET_203")
    (only,) = {finding.verdict for finding in found}
    return only


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root module with files of the same content around it."""
    folder = tmp_path / "repository" / "root"
    for name in (
        *("here.json", "below/it.json", ".hidden.json", ".git/config", ".terraform/x.json", "below/.secret/x.json"),
        *("../beside.json", "../other/x.json", "../.git/config", "../../outside.json"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).resolve().parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(SUBNET)
    (folder / "inner-link.json").symlink_to("below/it.json")
    (folder / "link.json").symlink_to("../../outside.json")
    (folder / "link-to-folder").symlink_to("../../")
    (folder / "link-to-hidden.json").symlink_to(".git/config")
    return folder


@pytest.mark.parametrize("path", ["here.json", "${path.module}/below/it.json", "./here.json", "inner-link.json"])
def test_what_is_in_the_configuration_is_read(path: str, root: Path) -> None:
    assert verdict(root, f'file("{path}")') == FAIL


@pytest.mark.parametrize("function", ["file(%s)", "base64decode(filebase64(%s))", "templatefile(%s, {})"])
@pytest.mark.parametrize(
    "path",
    [
        *("../beside.json", "${path.module}/../other/x.json", "../.git/config", "../../outside.json"),
        *(".git/config", ".hidden.json", ".terraform/x.json", "below/.secret/x.json", "below/../.git/config"),
        *("link.json", "link-to-folder/outside.json", "link-to-hidden.json", "${path.cwd}/../beside.json"),
    ],
)
def test_nothing_else_is_read(path: str, function: str, root: Path) -> None:
    assert verdict(root, function % f'"{path}"') == UNDECIDED


def test_an_absolute_path_is_not_read(root: Path) -> None:
    assert verdict(root, f'file("{root}/../beside.json")') == UNDECIDED


def test_a_module_of_the_scanned_folder_reads_its_own(root: Path) -> None:
    inner = root / "modules" / "inner"
    inner.mkdir(parents=True)
    (inner / "own.json").write_text(SUBNET)
    assert verdict(root, 'file("${path.module}/own.json")', "./modules/inner") == FAIL


def test_a_module_from_elsewhere_reads_nothing(root: Path) -> None:
    assert verdict(root, 'file("${path.module}/x.json")', "../other") == UNDECIDED


def test_fileset_looks_into_nothing_hidden(root: Path) -> None:
    listed = 'jsonencode([for name in fileset(path.module, "**") : "subnet-${substr(name, 0, 1)}"])'
    assert verdict(root, listed) == FAIL
    assert verdict(root, 'jsonencode([for name in fileset("${path.module}/.git", "**") : name])') == UNDECIDED
    assert os.path.exists(root / ".git" / "config")


def test_names_stay_readable_beside_a_policy_that_is_read(tmp_path: Path) -> None:
    """What files hold is withheld, but not the services in the actions of a policy: resources are called so, too."""
    policy = '{"Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}'
    (tmp_path / "policy.json").write_text(policy, encoding="utf-8")
    code = """
variable "host" {
}

resource "aws_secretsmanager_secret" "hidden" {
  name = "hidden"
}

resource "aws_secretsmanager_secret_version" "hidden" {
  secret_id     = aws_secretsmanager_secret.hidden.id
  secret_string = var.host
}

resource "aws_iam_role" "fn" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "fn" {
  role   = aws_iam_role.fn.id
  policy = file("${path.module}/policy.json")
}

resource "aws_lambda_function" "fn" {
  function_name = "fn"
  role          = aws_iam_role.fn.arn
  environment {
    variables = { SECRET = aws_secretsmanager_secret.hidden.arn }
  }
}
"""
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    (finding,) = scan(tmp_path, "terraform").of("LAMBDANET_202")
    assert "aws_secretsmanager_secret_version.hidden" in finding.explanation


@pytest.mark.parametrize("public", ["eu-west-1", "eu-west-1a"])
def test_regions_and_zones_stay_readable_beside_a_file_that_is_read(public: str, tmp_path: Path) -> None:
    """The name of a Region is in the ARNs of most policies, and begins the names of its zones."""
    arn = f"arn:aws:firehose:{public}:111122223333:deliverystream/logs"
    policy = f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "{arn}"}}]}}'
    (tmp_path / "policy.json").write_text(policy, encoding="utf-8")
    code = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_iam_role" "fn" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "fn" {
  role   = aws_iam_role.fn.id
  policy = templatefile("${path.module}/policy.json", {})
}

resource "aws_lambda_function" "fn" {
  function_name = "fn"
  role          = aws_iam_role.fn.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    (finding,) = scan(tmp_path, "terraform").of("LAMBDANET_401")
    assert "eu-west-1a" in finding.explanation
