"""The tag that says why a function is in a VPC, where the function's own block does not have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan
from small_plans import Planned, write_plan

NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "f" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "f" {
  vpc_id = aws_vpc.main.id
}

resource "aws_iam_role" "f" {
  assume_role_policy = "{}"
}
"""
FUNCTION = """
resource "aws_lambda_function" "f" {{
  {provider}
  function_name = "f"
  role          = {role}
  {tags}
  vpc_config {{
    subnet_ids         = [{subnet}]
    security_group_ids = [{group}]
  }}
}}
"""
HERE = {"role": "aws_iam_role.f.arn", "subnet": "aws_subnet.f.id", "group": "aws_security_group.f.id"}
GIVEN = {"role": "var.role", "subnet": "var.subnet", "group": "var.group"}
OWN = 'tags = {{ "lambdanet:vpc-reason" = "{}" }}'


def provider(tags: str, alias: str = "") -> str:
    named = f'alias = "{alias}"' if alias else ""
    return f'provider "aws" {{\n  {named}\n  region = "eu-west-1"\n  default_tags {{\n    tags = {tags}\n  }}\n}}\n'


REASON = '{ "lambdanet:vpc-reason" = "audit" }'
OF_TEAM = '{ team = "orders" }'


@pytest.mark.parametrize(
    ("providers", "named", "tags", "expected"),
    [
        (provider(REASON), "", "", PASS),
        (provider(OF_TEAM), "", "", FAIL),
        (provider(OF_TEAM), "", OWN.format("audit"), PASS),
        (provider(REASON), "", OWN.format(""), FAIL),
        (provider("var.tags"), "", "", UNDECIDED),
        (provider(OF_TEAM) + provider(REASON, "far"), "", "", FAIL),
        (provider(OF_TEAM) + provider(REASON, "far"), "provider = aws.far", "", PASS),
    ],
)
def test_a_provider_tags_what_it_makes(providers: str, named: str, tags: str, expected: str, tmp_path: Path) -> None:
    code = providers + 'variable "tags" {}\n' + NETWORK + FUNCTION.format(provider=named, tags=tags, **HERE)
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_201", "aws_lambda_function.f") == expected


@pytest.mark.parametrize(("passed", "expected"), [("", FAIL), ("providers = {\n    aws = aws.far\n  }", PASS)])
def test_a_module_has_the_tags_of_the_provider_that_it_gets(passed: str, expected: str, tmp_path: Path) -> None:
    call = f"""
module "f" {{
  source = "./f"
  {passed}
  role   = aws_iam_role.f.arn
  subnet = aws_subnet.f.id
  group  = aws_security_group.f.id
}}
"""
    inputs = "".join(f'variable "{name}" {{}}\n' for name in GIVEN)
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "main.tf").write_text(inputs + FUNCTION.format(provider="", tags="", **GIVEN), encoding="utf-8")
    (tmp_path / "main.tf").write_text(provider(OF_TEAM) + provider(REASON, "far") + NETWORK + call, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_201", "module.f.aws_lambda_function.f") == expected


@pytest.mark.parametrize(
    ("tags", "hidden", "expected"),
    [({"lambdanet:vpc-reason": "audit"}, False, PASS), ({}, False, FAIL), ({}, True, FAIL)],
)
def test_a_plan_shows_all_tags(tags: dict[str, str], hidden: bool, expected: str, tmp_path: Path) -> None:
    """Of what has no tags at all a plan says that they are known after apply."""
    shown = {} if hidden else {"tags_all": tags}
    after_apply: dict[str, list[str]] = {"tags_all": []} if hidden else {}
    write_plan(
        tmp_path,
        [
            Planned("aws_vpc.main", {"cidr_block": "10.0.0.0/16"}),
            Planned("aws_subnet.f", {"cidr_block": "10.0.1.0/24"}, {"vpc_id": ["aws_vpc.main.id"]}),
            Planned("aws_security_group.f", {"name": "f"}, {"vpc_id": ["aws_vpc.main.id"]}),
            Planned("aws_iam_role.f", {"name": "f", "assume_role_policy": "{}"}),
            Planned(
                "aws_lambda_function.f",
                {"function_name": "f", **shown},
                {
                    **after_apply,
                    "role": ["aws_iam_role.f.arn"],
                    "vpc_config.subnet_ids": ["aws_subnet.f.id"],
                    "vpc_config.security_group_ids": ["aws_security_group.f.id"],
                },
            ),
        ],
    )
    assert scan(tmp_path, "terraform_plan").verdict("LAMBDANET_201", "aws_lambda_function.f") == expected


TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Tags:
      {tag}: audit
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.1.0/24
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: f
      VpcId: !Ref Vpc
  F:
    Type: AWS::Serverless::Function
    {ignoring}
    Properties:
      Handler: f.main
      Runtime: python3.12
      CodeUri: s3://code/f.zip
      VpcConfig:
        SubnetIds: [!Ref Subnet]
        SecurityGroupIds: [!Ref Group]
      {own}
"""


@pytest.mark.parametrize(
    ("tag", "ignoring", "own", "expected"),
    [
        ('"lambdanet:vpc-reason"', "", "", PASS),
        ('"lambdanet:vpc-reason"', "", "Tags: {team: orders}", PASS),
        ('"lambdanet:vpc-reason"', "IgnoreGlobals: [Tags]", "", FAIL),
        ('"lambdanet:vpc-reason"', "IgnoreGlobals: '*'", "", FAIL),
        ("team", "", "", FAIL),
    ],
)
def test_globals_of_sam_tag_its_functions(tag: str, ignoring: str, own: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "f.template").write_text(TEMPLATE.format(tag=tag, ignoring=ignoring, own=own), encoding="utf-8")
    assert scan(tmp_path, "cloudformation").verdict("LAMBDANET_201", "AWS::Serverless::Function.F") == expected
