"""A variable of the environment hides no endpoint when no value that it may have is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from network_of import cloudformation, terraform

TERRAFORM = """
variable "given" {
  %s
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  environment {
    variables = {
      GIVEN = %s
    }
  }
}
"""
CLOUDFORMATION = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Given: %s
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      Code: {ZipFile: pass}
      Environment: {Variables: {GIVEN: !Sub "${Given}"}}
"""


@pytest.mark.parametrize(
    ("type_of", "value", "hides"),
    [
        ("type = number", "var.given", False),
        ("type = bool", "var.given", False),
        ("type = string", "var.given", True),
        ("type = list(number)", "join(var.given)", True),
        ("", "var.given", True),
        ("type = string", "terraform.workspace", False),
        ("type = string", 'lower(replace(terraform.workspace, "_", "-"))', False),
        ("type = string", 'replace(var.given, "_", terraform.workspace)', True),
    ],
)
def test_in_terraform(tmp_path: Path, type_of: str, value: str, hides: bool) -> None:
    (function,) = terraform(tmp_path, TERRAFORM % (type_of, value)).functions.values()
    assert (function.environment.more is not None) == hides


@pytest.mark.parametrize(
    ("parameter", "hides"),
    [
        ("{Type: Number}", False),
        ("{Type: String}", True),
        ("{Type: String, AllowedValues: [dev, prod]}", False),
        ("{Type: String, AllowedValues: [INFO, '', 30]}", False),
        ("{Type: String, AllowedValues: [dev, db.example.com]}", True),
        ("{Type: String, AllowedValues: []}", True),
        ("{Type: AWS::SSM::Parameter::Value<String>}", True),
    ],
)
def test_in_cloudformation(tmp_path: Path, parameter: str, hides: bool) -> None:
    (function,) = cloudformation(tmp_path, CLOUDFORMATION % parameter).functions.values()
    assert (function.environment.more is not None) == hides
