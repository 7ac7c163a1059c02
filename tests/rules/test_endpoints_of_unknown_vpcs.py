"""An endpoint whose VPC is not known matters where a function may be in that VPC and may call its service."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import NOT_APPLICABLE, UNDECIDED, scan

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
