"""Functions of files give what Terraform gives, where they give anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lambdanet.readers.datum import Datum
from lambdanet.readers.sets import SetListing
from lambdanet.readers.terraform.evaluation.evaluator import evaluate
from lambdanet.readers.terraform.functions.files_read import files_in, read_bytes, read_file
from lambdanet.readers.terraform.syntax.grammar import parse_expression
from lambdanet.values import Unknown
from scanning import FAIL, PASS, UNDECIDED, scan
from terraform_console import TERRAFORM, evaluated

FILES = ("a.json", "b.json", "b.yaml", "below/c.json", "below/d/e.json", "below/.hidden", "archive.zip")
PATTERNS = (
    *("*.json", "**", "**/*.json", "below/*", "below/**", "*.{json,yaml}", "?.json", "b.*", "*", "none/*"),
    *("*/*.json", "below/**/e.json", "**/.hidden", "a,b", "a.json"),
)
CALLS = (
    *(f'{name}("${{path.module}}/a.json")' for name in ("file", "filemd5", "filesha1", "filesha256", "filesha512")),
    *(f'{name}("${{path.module}}/archive.zip")' for name in ("filebase64", "filebase64sha256", "filebase64sha512")),
    *('md5("x")', 'sha1("é")', 'sha256("")', 'sha512("x")', 'base64sha256("x")', 'base64sha512("x")'),
)


class Folder:
    """Names as a root module has them whose folder this is."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)

    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        return Unknown("path.module is known when Terraform runs", symbol=".".join(names[:2])), 2

    def file(self, path: Datum) -> str | Unknown:
        return read_file(path, self.folder, self.folder)

    def file_bytes(self, path: Datum) -> bytes | Unknown:
        return read_bytes(path, self.folder, self.folder)

    def files(self, path: Datum, pattern: str) -> list[str] | Unknown:
        return files_in(path, pattern, self.folder, self.folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    for number, name in enumerate(FILES):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"\x00\xff" if name.endswith(".zip") else f"file {number}".encode())
    return root


def ours(folder: Path, expression: str) -> Any:
    datum = evaluate(parse_expression(expression), Folder(folder))
    return list(datum.elements) if isinstance(datum, SetListing) else datum


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
def test_as_terraform_does(folder: Path) -> None:
    expressions = [*CALLS, *(f'fileset(path.module, "{pattern}")' for pattern in PATTERNS)]
    found = [ours(folder, expression) for expression in expressions]
    # What Terraform itself puts into the folder was not there when ours were worked out.
    theirs = [
        [name for name in answer if name in FILES] if isinstance(answer, list) else answer
        for answer in evaluated(expressions, folder)
    ]
    undecided = [expression for expression, answer in zip(expressions, found) if isinstance(answer, Unknown)]
    assert undecided == ['fileset(path.module, "none/*")', 'fileset(path.module, "a,b")']
    wrong = [
        (expression, answer, other)
        for expression, answer, other in zip(expressions, found, theirs)
        if not isinstance(answer, Unknown) and answer != other
    ]
    assert wrong == []


@pytest.mark.parametrize("pattern", ["[ab].json", "a**", "**x/*", "{a,{b,c}}", "{a", "x" * 300, "\\\\*"])
def test_patterns_that_are_rarely_written_are_not_evaluated(folder: Path, pattern: str) -> None:
    assert isinstance(ours(folder, f'fileset(path.module, "{pattern}")'), Unknown)


@pytest.mark.parametrize(
    "call",
    ['fileset("/etc", "*")', 'fileset("${path.module}/../..", "*")', 'filesha256("/etc/hostname")', "filemd5(1, 2)"],
)
def test_what_stands_elsewhere_is_not_looked_at(folder: Path, call: str) -> None:
    assert isinstance(ours(folder, call), Unknown)


TEMPLATE = """
locals {
  policy = "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\":\\"$${service}:*\\", \\"Resource\\":\\"*\\"}]}"
}

resource "aws_iam_role" "function" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "function" {
  role   = aws_iam_role.function.id
  policy = templatestring(local.policy, { service = %s })
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.function.arn

  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""


@pytest.mark.parametrize(("service", "verdict"), [('"ec2"', PASS), ('"s3"', FAIL), ("var.service", UNDECIDED)])
def test_a_template_in_a_string(tmp_path: Path, service: str, verdict: str) -> None:
    (tmp_path / "main.tf").write_text(TEMPLATE % service, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_708", "aws_lambda_function.orders") == verdict
