"""An endpoint whose VPC is not known matters where a function may be in that VPC and may call its service."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, NOT_APPLICABLE, UNDECIDED, scan

TERRAFORM = """
variable "elsewhere" {{}}
resource "aws_lambda_function" "orders" {{
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  {placed}
}}
resource "aws_vpc_endpoint" "queues" {{
  vpc_id            = var.elsewhere
  service_name      = "{service}"
  vpc_endpoint_type = {kind}
}}
"""
CLOUDFORMATION = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Elsewhere:
    Type: String
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      {placed}
  Queues:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Elsewhere
      ServiceName: {service}
      VpcEndpointType: {kind}
"""
CODE = {
    "terraform": (
        "main.tf",
        TERRAFORM,
        'vpc_config {{\n    subnet_ids         = {}\n    security_group_ids = ["sg-0a1b2c3d4e5f60718"]\n  }}',
        ("[var.elsewhere]", "var.elsewhere"),
        ('"Interface"', "var.elsewhere"),
    ),
    "cloudformation": (
        "stack.yaml",
        CLOUDFORMATION,
        "VpcConfig:\n        SubnetIds: {}\n        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]",
        ("[!Ref Elsewhere]", "!Ref Elsewhere"),
        ("Interface", "!Ref Elsewhere"),
    ),
}
OF_AWS, OF_A_PARTNER = "com.amazonaws.eu-west-1.sqs", "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60718"


@pytest.mark.parametrize("framework", CODE)
@pytest.mark.parametrize("known_kind", [True, False])
def test_it_matters_where_a_function_may_be_there(framework: str, known_kind: bool, tmp_path: Path) -> None:
    name, code, placed, (certain, perhaps), (kind, unknown_kind) = CODE[framework]
    kind = kind if known_kind else unknown_kind
    said = {}
    for place in ("", placed.format(certain), placed.format(perhaps)):
        for service in (OF_AWS, OF_A_PARTNER):
            (tmp_path / name).write_text(code.format(placed=place, service=service, kind=kind), encoding="utf-8")
            (found,) = scan(tmp_path, framework, rules="LAMBDANET_704").findings
            said[place != "", service] = found.verdict
    assert said == {
        (False, OF_AWS): NOT_APPLICABLE,
        (False, OF_A_PARTNER): NOT_APPLICABLE,
        (True, OF_AWS): UNDECIDED,
        (True, OF_A_PARTNER): NOT_APPLICABLE,
    }


CALLING_TERRAFORM = """
variable "elsewhere" {}
resource "aws_vpc" "a" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.a.id
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}
resource "aws_security_group" "a" {
  vpc_id = aws_vpc.a.id
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "orders" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
  inline_policy {
    name   = "calls"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "ACTION", Resource = "*" }] })
  }
}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.a.id]
  }
}
resource "aws_vpc_endpoint" "somewhere" {
  vpc_id              = var.elsewhere
  service_name        = "com.amazonaws.eu-west-1.SERVICE"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
}
"""
CALLING_CLOUDFORMATION = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Elsewhere: {Type: String}
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}
  Table:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: !Ref Vpc}
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: orders
      VpcId: !Ref Vpc
      SecurityGroupEgress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: lambda.amazonaws.com}}
      Policies:
        - PolicyName: calls
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "ACTION", Resource: "*"}
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      VpcConfig:
        SubnetIds: [!Ref Subnet]
        SecurityGroupIds: [!Ref Group]
  Somewhere:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Elsewhere
      ServiceName: com.amazonaws.eu-west-1.SERVICE
      VpcEndpointType: Interface
      PrivateDnsEnabled: true
"""


@pytest.mark.parametrize(("name", "code"), [("main.tf", CALLING_TERRAFORM), ("stack.yaml", CALLING_CLOUDFORMATION)])
@pytest.mark.parametrize(
    ("action", "service", "verdict"),
    [
        ("execute-api:Invoke", "execute-api", UNDECIDED),
        ("states:Start*", "states", UNDECIDED),
        ("states:Start*", "sync-states", UNDECIDED),
        ("states:StartSyncExecution", "states", FAIL),
        ("states:StartExecution", "sync-states", FAIL),
        ("sqs:SendMessage", "execute-api", FAIL),
    ],
)
def test_it_may_be_one_of_several_for_the_service(
    name: str, code: str, action: str, service: str, verdict: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(code.replace("ACTION", action).replace("SERVICE", service), encoding="utf-8")
    framework = "terraform" if name == "main.tf" else "cloudformation"
    (found,) = scan(tmp_path, framework, rules="LAMBDANET_702").findings
    assert found.verdict == verdict
