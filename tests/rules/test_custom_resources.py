"""Who answers a custom resource of CloudFormation puts the answer to a URL of S3; Terraform has no such resources."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Token: {Type: String}
  Stage: {Type: String}
Conditions:
  InProduction: !Equals [!Ref Stage, production]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Table:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: !Ref Vpc}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"]
  Function:
    Type: %(kind)s
    Properties:
      Role: !GetAtt Role.Arn
      VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [!GetAtt Vpc.DefaultSecurityGroup]}
  Topic: {Type: AWS::SNS::Topic, Properties: {%(listens)s}}
  Subscribed:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref %(topic)s, Protocol: lambda, Endpoint: !GetAtt Function.Arn}
  Other: {Type: AWS::SNS::Topic}
  Answered:
    Type: %(type)s
    %(more)s
    Properties: {ServiceToken: %(token)s}
%(endpoint)s
"""
ENDPOINT = """
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref Table]}
"""
PLAIN, SAM = "AWS::Lambda::Function", "AWS::Serverless::Function"
CUSTOM, MINE = "AWS::CloudFormation::CustomResource", "Custom::Schema"
OWN, TOPIC, OTHER = "!GetAtt Function.Arn", "!Ref Topic", "!Ref Other"
LISTENS = "Subscription: [{Protocol: lambda, Endpoint: !GetAtt Function.Arn}]"
WRITTEN = '!Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Function}"'
WHEN = "Condition: InProduction"


@pytest.mark.parametrize(
    ("kind", "type_", "token", "topic", "listens", "more", "endpoint", "verdict"),
    [
        (PLAIN, CUSTOM, OWN, "Other", "", "", "", FAIL),
        (PLAIN, MINE, OWN, "Other", "", "", "", FAIL),
        (SAM, MINE, OWN, "Other", "", "", "", FAIL),
        (PLAIN, MINE, WRITTEN, "Other", "", "", "", FAIL),
        (PLAIN, MINE, TOPIC, "Topic", "", "", "", FAIL),
        (PLAIN, MINE, TOPIC, "Other", LISTENS, "", "", FAIL),
        (PLAIN, MINE, TOPIC, "Other", "", "", "", PASS),
        (PLAIN, MINE, OTHER, "Topic", LISTENS, "", "", PASS),
        (PLAIN, MINE, "!Ref Token", "Other", "", "", "", PASS),
        (PLAIN, MINE, OWN, "Other", "", WHEN, "", UNDECIDED),
        (PLAIN, CUSTOM, OWN, "Other", "", "", ENDPOINT, PASS),
    ],
)
def test_the_function_that_answers_needs_a_way_to_s3(
    tmp_path: Path,
    kind: str,
    type_: str,
    token: str,
    topic: str,
    listens: str,
    more: str,
    endpoint: str,
    verdict: str,
) -> None:
    data = {"kind": kind, "type": type_, "token": token, "topic": topic}
    text = TEMPLATE % {**data, "listens": listens, "more": more, "endpoint": endpoint}
    (tmp_path / "stack.yaml").write_text(text, encoding="utf-8")
    (finding,) = scan(tmp_path, "cloudformation", rules="LAMBDANET_702").findings
    assert finding.verdict == verdict, finding
