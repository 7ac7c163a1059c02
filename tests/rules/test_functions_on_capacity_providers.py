"""A function on a capacity provider has its network, however SAM or CloudFormation names the provider."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import scan

NETWORK = """
Transform: AWS::Serverless-2016-10-31
{globals}
Resources:
  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
  Subnet: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: instances
      SecurityGroupEgress: [{{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}}]
  Provider:
    Type: AWS::{service}::CapacityProvider
    Properties: {{VpcConfig: {{SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}}}}
  Function:
    Type: AWS::{service}::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/f
      PackageType: Image
{config}
"""
OF_LAMBDA = """
      CapacityProviderConfig:
        LambdaManagedInstancesCapacityProviderConfig: {CapacityProviderArn: !GetAtt Provider.Arn}
"""
OF_SAM = "      CapacityProviderConfig: {Arn: !GetAtt Provider.Arn}"
GLOBALS = "Globals: {Function: {CapacityProviderConfig: {Arn: !GetAtt Provider.Arn}}}"


def answers(folder: Path, name: str, **words: str) -> dict[str, str]:
    """What each rule says of the function."""
    (folder / name).mkdir()
    (folder / name / "template.template").write_text(NETWORK.format(**words), encoding="utf-8")
    findings = scan(folder / name, "cloudformation").findings
    return {each.rule: each.verdict for each in findings if each.address.endswith("Function.Function")}


@pytest.mark.parametrize(("of_all", "config"), [("", OF_SAM), (GLOBALS, "")])
def test_sam_and_lambda_name_it_differently(tmp_path: Path, of_all: str, config: str) -> None:
    expected = answers(tmp_path, "lambda", service="Lambda", config=OF_LAMBDA, globals="")
    found = answers(tmp_path, "sam", service="Serverless", config=config, globals=of_all)
    assert expected["LAMBDANET_401"] == "fail"
    assert {rule: found.get(rule) for rule in expected} == expected
