"""Types of variables and files that expressions read, through Checkov's own runner."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import scan

ROLE = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_iam_role" "function" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "function" {
  role   = aws_iam_role.function.id
  policy = POLICY
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.function.arn

  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
ADDRESS = "aws_lambda_function.orders"


def permissions(folder: Path, expression: str, document: str) -> str | None:
    root = folder / "root"
    (root / "policies").mkdir(parents=True)
    (root / "main.tf").write_text(ROLE.replace("POLICY", expression))
    (root / "policies" / "function.json").write_text(document)
    (folder.parent / "outside.json").write_text(document)
    return scan(root, "terraform").verdict("LAMBDANET_708", ADDRESS)


def test_policy_in_a_file(tmp_path: Path) -> None:
    allowed = '{"Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}'
    refused = allowed.replace("ec2:", "s3:")
    assert permissions(tmp_path / "a", 'file("${path.module}/policies/function.json")', allowed) == "pass"
    assert permissions(tmp_path / "b", 'file("${path.module}/policies/function.json")', refused) == "fail"


def test_policy_in_a_template_file(tmp_path: Path) -> None:
    document = '{"Statement": [{"Effect": "Allow", "Action": ${jsonencode(actions)}, "Resource": "*"}]}'
    path = '"${path.module}/policies/function.json"'
    assert permissions(tmp_path / "a", f'templatefile({path}, {{ actions = ["ec2:*"] }})', document) == "pass"
    assert permissions(tmp_path / "b", f'templatefile({path}, {{ actions = ["s3:*"] }})', document) == "fail"
    assert permissions(tmp_path / "c", f"templatefile({path}, var.unknown)", document) == "undecided"


def test_files_elsewhere_are_not_read(tmp_path: Path) -> None:
    allowed = '{"Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}'
    for number, expression in enumerate(('file("/etc/hostname")', 'file("${path.module}/../../outside.json")')):
        assert permissions(tmp_path / "x" / str(number), expression, allowed) == "undecided"


def test_optional_attributes_have_their_defaults(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
variable "network" {
  type = object({
    attach  = optional(bool, true)
    subnets = optional(list(string), ["subnet-1"])
  })
  default = {}
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/orders"

  dynamic "vpc_config" {
    for_each = var.network.attach ? [1] : []
    content {
      subnet_ids         = var.network.subnets
      security_group_ids = ["sg-1"]
    }
  }
}
"""
    )
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_401", ADDRESS) == "fail"


ANY = """
variable "given" {{
  type    = {type}
  default = {default}
}}
{code}
"""


@pytest.mark.parametrize(
    ("kind", "default", "is_converted"),
    [
        ("list(any)", '["x", 24]', 'var.given[1] == "24"'),
        ("list(any)", "[true, 'true']", 'var.given[0] == "true"'),
        ("map(any)", '{ a = "x", b = 24 }', 'var.given["b"] == "24"'),
        ("list(map(any))", '[{ a = 24 }, { a = "x" }]', 'var.given[0]["a"] == "24"'),
        ("map(list(any))", '{ p = [24], q = ["x"] }', 'var.given["p"][0] == "24"'),
        ("object({ l = optional(list(any), [24, 'x']) })", "{}", 'var.given.l[0] == "24"'),
        ("list(any)", "[24, 25]", "var.given[0] == 24"),
        ("any", '["x", 24]', "var.given[1] == 24"),
        ("tuple([any, any])", '["x", 24]', "var.given[1] == 24"),
    ],
)
def test_elements_of_any_type_have_one_type(tmp_path: Path, kind: str, default: str, is_converted: str) -> None:
    code = ROLE.replace("policy = POLICY", 'policy = "{}"')
    code = code.replace('"10.0.1.0/24"', f'"10.0.1.0/${{{is_converted} ? 28 : 24}}"')
    text = ANY.format(type=kind, default=default, code=code).replace("'", '"')
    (tmp_path / "main.tf").write_text(text)
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_502", "aws_subnet.a") == "fail"
