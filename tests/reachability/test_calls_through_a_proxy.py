"""A proxy that the environment names may make the function's calls: the ways of the function itself prove nothing then.

https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, UNDECIDED, scan

TERRAFORM = """
variable "proxy" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}

resource "aws_security_group" "main" {
  vpc_id = aws_vpc.main.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_sqs_queue" "jobs" {}

resource "aws_lambda_function" "main" {
  function_name = "main"
  role          = "arn:aws:iam::111122223333:role/main"
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.main.id]
  }
  environment {
    variables = {
      QUEUE = aws_sqs_queue.jobs.url
      %s
    }
  }
}
"""
TEMPLATE = """
Parameters:
  Proxy: {Type: String}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}
  Jobs: {Type: AWS::SQS::Queue}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/main
      VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}
      Environment:
        Variables:
          QUEUE: !Ref Jobs
          %s
"""
CLOSED = """
resource "aws_security_group" "closed" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.a.id]
  security_group_ids  = [aws_security_group.closed.id]
  private_dns_enabled = true
}
"""
UNKNOWN = {"terraform": "var.proxy", "cloudformation": "!Ref Proxy"}


@pytest.mark.parametrize("language", ["terraform", "cloudformation"])
@pytest.mark.parametrize(
    ("variables", "verdict"),
    [
        ({"HTTPS_PROXY": '"http://proxy.acme.internal:3128"'}, UNDECIDED),
        ({"https_proxy": '"http://10.0.9.9:3128"'}, UNDECIDED),
        ({"ALL_PROXY": '"http://10.0.9.9:3128"'}, UNDECIDED),
        ({"HTTPS_PROXY": ""}, UNDECIDED),
        ({"HTTPS_PROXY": '"http://10.0.9.9:3128"', "NO_PROXY": '"localhost,169.254.169.254"'}, UNDECIDED),
        ({"HTTPS_PROXY": '"http://10.0.9.9:3128"', "NO_PROXY": '"localhost, .amazonaws.com"'}, FAIL),
        ({"HTTPS_PROXY": '"http://10.0.9.9:3128"', "no_proxy": '"*"'}, FAIL),
        ({"HTTPS_PROXY": '""'}, FAIL),
        ({"HTTP_PROXY": '"http://10.0.9.9:3128"'}, FAIL),
        ({"PROXY": '"http://10.0.9.9:3128"'}, FAIL),
    ],
)
def test_a_proxy_may_make_the_calls(tmp_path: Path, language: str, variables: dict[str, str], verdict: str) -> None:
    given = {name: value or UNKNOWN[language] for name, value in variables.items()}
    sign, text, file = (" = ", TERRAFORM, "main.tf") if language == "terraform" else (": ", TEMPLATE, "t.template")
    indent = "\n      " if language == "terraform" else "\n          "
    (tmp_path / file).write_text(text % indent.join(f"{name}{sign}{value}" for name, value in given.items()))
    (finding,) = scan(tmp_path, language, rules="LAMBDANET_702").findings
    assert finding.verdict == verdict, finding.explanation
    if verdict == UNDECIDED and "" not in variables.values():
        assert "names a proxy" in finding.explanation


@pytest.mark.parametrize(("variable", "verdict"), [("HTTPS_PROXY", UNDECIDED), ("PROXY", FAIL)])
def test_an_endpoint_that_is_closed_may_not_be_needed(tmp_path: Path, variable: str, verdict: str) -> None:
    block = 'cidr_block = "10.0.0.0/16"\n'
    code = TERRAFORM.replace(block, f"{block}  enable_dns_hostnames = true\n", 1)
    (tmp_path / "main.tf").write_text(code % f'{variable} = "http://10.0.9.9:3128"' + CLOSED)
    (finding,) = scan(tmp_path, "terraform", rules="LAMBDANET_704").findings
    assert finding.verdict == verdict, finding.explanation
