"""What is judged is the same, however the command names the folder: Checkov keeps the paths of templates as given."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_command import PACK, checkov, failed

PARENT = """
Resources:
  Functions:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: %s
      Parameters:
        Subnets: subnet-0a1b2c3d4e5f60718
"""
CHILD = """
Parameters:
  Subnets:
    Type: CommaDelimitedList
    Default: subnet-0a1b2c3d4e5f60718,subnet-0a1b2c3d4e5f60719
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/fn
      VpcConfig:
        SubnetIds: !Ref Subnets
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""
ONE_ZONE = ("LAMBDANET_401", "AWS::Lambda::Function.Orders")


@pytest.mark.parametrize("folder", [".", "./stacks", "stacks/", "stacks/../stacks"])
@pytest.mark.parametrize("location", ["core/functions.yaml", "./core/functions.yaml"])
def test_a_nested_stack_is_found(folder: str, location: str, tmp_path: Path) -> None:
    (tmp_path / "stacks" / "core").mkdir(parents=True)
    (tmp_path / "stacks" / "main.yaml").write_text(PARENT % location, encoding="utf-8")
    (tmp_path / "stacks" / "core" / "functions.yaml").write_text(CHILD, encoding="utf-8")
    done = checkov("-d", folder, *PACK, "--check", "LAMBDANET_401", "-o", "json", cwd=tmp_path)
    assert failed(done) == {ONE_ZONE}, done.stdout
