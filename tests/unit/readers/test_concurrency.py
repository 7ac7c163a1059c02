from __future__ import annotations

from pathlib import Path

from lambdanet.model import Function
from lambdanet.values import Items, Known, Unknown
from network_of import cloudformation, name, terraform

ROLE = '  role = "arn:aws:iam::111122223333:role/r"\n'
ALIAS = """
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.f.function_name
  function_version = "1"
}
"""


def function(folder: Path, arguments: str = "", rest: str = "") -> Function:
    made = f'resource "aws_lambda_function" "f" {{\n  function_name = "orders"\n{ROLE}{arguments}\n}}\n'
    return next(f for f in terraform(folder, made + rest).functions.values() if name(f) == "f")


def of_template(folder: Path, properties: str, rest: str = "", kind: str = "Lambda") -> Function:
    head = "Transform: AWS::Serverless-2016-10-31\n" if kind == "Serverless" else ""
    made = f"  F: {{Type: AWS::{kind}::Function, Properties: {{Handler: a.b{properties}}}}}\n"
    return next(f for f in cloudformation(folder, f"{head}Resources:\n{made}{rest}").functions.values())


def provisioned(target: str, executions: str = "5", more: str = "") -> str:
    return f"""
resource "aws_lambda_provisioned_concurrency_config" "p" {{
  function_name                     = {target}
  qualifier                         = "1"
  provisioned_concurrent_executions = {executions}
  {more}
}}
"""


class TestTerraform:
    def test_what_is_not_said(self, tmp_path: Path) -> None:
        found = function(tmp_path)
        assert found.memory == Known(128)
        assert found.reserved_concurrency == Known(None)
        assert found.provisioned_concurrency == Items()

    def test_what_is_said(self, tmp_path: Path) -> None:
        found = function(tmp_path, "  memory_size = 1024\n  reserved_concurrent_executions = 10")
        assert (found.memory, found.reserved_concurrency) == (Known(1024), Known(10))

    def test_minus_one_is_unreserved_and_nought_is_nought(self, tmp_path: Path) -> None:
        assert function(tmp_path, "  reserved_concurrent_executions = -1").reserved_concurrency == Known(None)
        assert function(tmp_path, "  reserved_concurrent_executions = 0").reserved_concurrency == Known(0)

    def test_what_is_not_known(self, tmp_path: Path) -> None:
        arguments = "  memory_size = var.m\n  reserved_concurrent_executions = var.m"
        found = function(tmp_path, arguments, 'variable "m" {}\n')
        assert isinstance(found.memory, Unknown)
        assert isinstance(found.reserved_concurrency, Unknown)

    def test_a_version(self, tmp_path: Path) -> None:
        found = function(tmp_path, rest=provisioned("aws_lambda_function.f.function_name"))
        assert found.provisioned_concurrency == Items.of([5])

    def test_an_alias_is_its_function(self, tmp_path: Path) -> None:
        found = function(tmp_path, rest=ALIAS + provisioned("aws_lambda_alias.live.function_name"))
        assert found.provisioned_concurrency == Items.of([5])

    def test_the_name_written_out(self, tmp_path: Path) -> None:
        assert function(tmp_path, rest=provisioned('"orders"')).provisioned_concurrency == Items.of([5])
        assert function(tmp_path, rest=provisioned('"others"')).provisioned_concurrency == Items()

    def test_one_name_of_two_functions_leaves_both_open(self, tmp_path: Path) -> None:
        second = f'resource "aws_lambda_function" "g" {{\n  function_name = "orders"\n{ROLE}}}\n'
        found = function(tmp_path, rest=second + provisioned('"orders"')).provisioned_concurrency
        assert found.elements == ()
        assert found.more is not None

    def test_a_configuration_that_may_not_be_made(self, tmp_path: Path) -> None:
        target = "aws_lambda_function.f.function_name"
        rest = 'variable "on" {}\n' + provisioned(target, more="count = var.on ? 1 : 0")
        found = function(tmp_path, rest=rest).provisioned_concurrency
        assert found.elements == ()
        assert found.more is not None

    def test_a_number_that_is_not_known(self, tmp_path: Path) -> None:
        rest = 'variable "n" {}\n' + provisioned("aws_lambda_function.f.function_name", "var.n")
        (executions,) = function(tmp_path, rest=rest).provisioned_concurrency.elements
        assert isinstance(executions, Unknown)

    def test_the_registry_module(self, tmp_path: Path) -> None:
        call = """
module "f" {
  source                            = "terraform-aws-modules/lambda/aws"
  version                           = "7.0.0"
  function_name                     = "orders"
  handler                           = "a.b"
  runtime                           = "python3.12"
  memory_size                       = 512
  provisioned_concurrent_executions = 3
}
"""
        (found,) = terraform(tmp_path, call).functions.values()
        assert (found.memory, found.reserved_concurrency) == (Known(512), Known(None))
        assert found.provisioned_concurrency == Items.of([3])


class TestCloudFormation:
    def test_what_is_said_and_not_said(self, tmp_path: Path) -> None:
        found = of_template(tmp_path, ", MemorySize: 256, ReservedConcurrentExecutions: 0")
        assert (found.memory, found.reserved_concurrency) == (Known(256), Known(0))
        bare = of_template(tmp_path, "")
        assert (bare.memory, bare.reserved_concurrency) == (Known(128), Known(None))

    def test_a_version_and_an_alias(self, tmp_path: Path) -> None:
        config = "ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 4}"
        rest = f"  V: {{Type: AWS::Lambda::Version, Properties: {{FunctionName: !Ref F, {config}}}}}\n"
        assert of_template(tmp_path, "", rest).provisioned_concurrency == Items.of([4])
        alias = "Name: live, FunctionVersion: !GetAtt V.Version"
        rest = f"  A: {{Type: AWS::Lambda::Alias, Properties: {{FunctionName: !GetAtt F.Arn, {alias}, {config}}}}}\n"
        assert of_template(tmp_path, "", rest).provisioned_concurrency == Items.of([4])

    def test_a_version_without_it(self, tmp_path: Path) -> None:
        rest = "  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F}}\n"
        assert of_template(tmp_path, "", rest).provisioned_concurrency == Items()

    def test_a_condition_that_is_not_known(self, tmp_path: Path) -> None:
        config = "!If [On, {ProvisionedConcurrentExecutions: 4}, !Ref 'AWS::NoValue']"
        rest = (
            "  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F, ProvisionedConcurrencyConfig: "
            + config
            + "}}\nParameters: {P: {Type: String}}\nConditions: {On: !Equals [!Ref P, a]}\n"
        )
        found = of_template(tmp_path, "", rest).provisioned_concurrency
        assert found.elements == ()
        assert found.more is not None

    def test_sam_has_it_in_the_function(self, tmp_path: Path) -> None:
        properties = ", AutoPublishAlias: live, ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}"
        assert of_template(tmp_path, properties, kind="Serverless").provisioned_concurrency == Items.of([2])

    def test_sam_takes_it_from_the_globals(self, tmp_path: Path) -> None:
        code = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {MemorySize: 512, ReservedConcurrentExecutions: 7}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}
"""
        (found,) = cloudformation(tmp_path, code).functions.values()
        assert (found.memory, found.reserved_concurrency) == (Known(512), Known(7))
