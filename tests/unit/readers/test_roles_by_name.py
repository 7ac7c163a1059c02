"""A role whose ARN is put together from the account and its name is the role that the code declares by that name."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.values import Known, Unknown
from network_of import cloudformation, terraform

TERRAFORM = """
data "aws_caller_identity" "current" {}

resource "aws_iam_role" "orders" {
  name               = "orders"
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/%s"
}
"""
CLOUDFORMATION = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {RoleName: orders, AssumeRolePolicyDocument: {}}
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: !Sub "arn:aws:iam::${AWS::AccountId}:role/%s"
      Code: {ZipFile: pass}
"""


@pytest.mark.parametrize(("read", "code"), [(terraform, TERRAFORM), (cloudformation, CLOUDFORMATION)])
def test_the_declared_one(tmp_path: Path, read: object, code: str) -> None:
    network = read(tmp_path, code % "orders")  # type: ignore[operator]
    (function,), (role,) = network.functions.values(), network.roles.values()
    assert function.role == Known(role.identity)


@pytest.mark.parametrize(("read", "code"), [(terraform, TERRAFORM), (cloudformation, CLOUDFORMATION)])
@pytest.mark.parametrize("name", ["others", "service-role/orders"])
def test_another_one(tmp_path: Path, read: object, code: str, name: str) -> None:
    network = read(tmp_path, code % name)  # type: ignore[operator]
    (function,) = network.functions.values()
    assert isinstance(function.role, Unknown)
    assert "is not declared in the scanned code" in function.role.reason


def test_one_of_two(tmp_path: Path) -> None:
    twice = TERRAFORM + '\nresource "aws_iam_role" "twin" {\n  name = "orders"\n  assume_role_policy = "{}"\n}\n'
    (function,) = terraform(tmp_path, twice % "orders").functions.values()
    assert isinstance(function.role, Unknown)
