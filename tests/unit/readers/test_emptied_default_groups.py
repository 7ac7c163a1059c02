"""The CDK has a function remove the rules of a VPC's default group: what is left is what the template adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import SecurityGroup
from lambdanet.queries.function_facts import function_facts
from lambdanet.values import Known
from network_of import cloudformation

VPC = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Switch: {Type: String}
Conditions:
  IsOn: !Equals [!Ref Switch, "on"]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      Code: {ZipFile: pass}
      VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [!GetAtt Vpc.DefaultSecurityGroup]}
"""
EMPTIED = """
  Emptied:
    Type: Custom::VpcRestrictDefaultSG
    Properties:
      ServiceToken: arn:aws:lambda:eu-west-1:111122223333:function:cdk
      DefaultSecurityGroupId: !GetAtt Vpc.DefaultSecurityGroup
      Account: !Ref AWS::AccountId
"""
ADDED = """
  Added:
    Type: AWS::EC2::SecurityGroupEgress
    Properties:
      {GroupId: !GetAtt Vpc.DefaultSecurityGroup, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}
"""
PERHAPS = EMPTIED.replace("    Properties:", "    Condition: IsOn\n    Properties:", 1)


@pytest.mark.parametrize(
    ("more", "egress", "rules"),
    [("", "open-all", 1), (EMPTIED, "none", 0), (EMPTIED + ADDED, "restricted", 0), (PERHAPS, "undecided", 0)],
    ids=["as AWS makes it", "emptied", "emptied and filled", "perhaps emptied"],
)
def test_the_default_group_has_no_rules_that_are_removed(tmp_path: Path, more: str, egress: str, rules: int) -> None:
    network = cloudformation(tmp_path, VPC + more)
    (function,) = network.functions.values()
    facts = function_facts(network, function)
    assert facts.uses_default_security_group == Known(True)
    assert (facts.egress.value if isinstance(facts.egress, Known) else "undecided") == egress
    group: SecurityGroup = network.security_groups[function.security_groups.known()[0]]
    assert len(group.ingress.elements) == rules
