"""SAM's globals on which Checkov's own code raises when it merges them: the template is judged all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports import evidence_in

# Checkov leaves out the second of two equal elements, and then looks for a fifth one.
TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Names: {{Type: String, Default: "a,b,c"}}
Globals:
  Function:
    VpcConfig:
      SubnetIds: [subnet-0a1b2c3d4e5f60718]
      SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
    Environment:
      Variables:
        NAMES: !Join
          - ""
          - - !Select [0, !Split [",", !Ref Names]]
            - {first}
            - !Select [1, !Split [",", !Ref Names]]
            - {second}
            - !Select [2, !Split [",", !Ref Names]]
Resources:
  Jobs:
    Type: AWS::SQS::Queue
  Orders:
    Type: AWS::Serverless::Function
    Properties: {{Handler: app.handler, Runtime: python3.12, CodeUri: ./app}}
  Reports:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      CodeUri: ./app
      Environment: {{Variables: {{QUEUE: !Ref Jobs}}}}
"""


@pytest.mark.parametrize("name", ["!Ref AWS::StackName", "!Sub '${AWS::StackName}-'"])
def test_globals_that_checkov_cannot_merge(tmp_path: Path, name: str) -> None:
    said = []
    for folder, second in (("twice", name), ("once", "shop")):
        (tmp_path / folder).mkdir()
        found = evidence_in(tmp_path / folder, {"shop.yaml": TEMPLATE.format(first=name, second=second)})
        assert not found.parse_errors
        said.append(
            [
                (function.address, function.facts, [(each.rule, each.verdict) for each in function.results])
                for function in found.functions
            ]
        )
    assert [address.rpartition(".")[2] for address, _, _ in said[0]] == ["Orders", "Reports"]
    assert said[0] == said[1]
