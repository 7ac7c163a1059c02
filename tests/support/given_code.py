"""A function in two subnets, in Terraform and in CloudFormation, whose zones files outside the code name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lambdanet.given.notes import Notes
from lambdanet.readers import reading
from lambdanet.values import Unknown
from scanning import Scan, scan, under_settings

ZONES = "LAMBDANET_401"
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
%(parameters)s
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.1.0/24
      AvailabilityZone: %(first)s
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.2.0/24
      AvailabilityZone: %(second)s
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: functions
      VpcId: !Ref Vpc
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      Handler: index.handler
      Runtime: python3.12
      Code:
        ZipFile: pass
      VpcConfig:
        SubnetIds: [!Ref SubnetA, !Ref SubnetB]
        SecurityGroupIds: [!Ref Group]
"""
PARAMETERS = """\
Parameters:
  First:
    Type: %(type)s
  Second:
    Type: %(type)s
"""
CONFIGURATION = """\
%(before)s
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = %(first)s
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = %(second)s
}

resource "aws_security_group" "functions" {
  vpc_id = aws_vpc.main.id
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"

  vpc_config {
    subnet_ids         = [aws_subnet.a.id, aws_subnet.b.id]
    security_group_ids = [aws_security_group.functions.id]
  }
}
"""
VARIABLES = 'variable "first" {\n  type = string\n}\n\nvariable "second" {\n  type = string\n}\n'
_in_force: list[Path | None] = [None]
FUNCTION = {"cloudformation": "AWS::Lambda::Function.Orders", "terraform": "aws_lambda_function.orders"}


def template(
    first: str = "!Ref First", second: str = "!Ref Second", parameters: str | None = None, type: str = "String"
) -> str:
    """A template whose zones are these expressions."""
    given = PARAMETERS % {"type": type} if parameters is None else parameters
    return TEMPLATE % {"parameters": given, "first": first, "second": second}


def configuration(first: str = "var.first", second: str = "var.second", before: str = VARIABLES) -> str:
    """A root module whose zones are these expressions."""
    return CONFIGURATION % {"before": before, "first": first, "second": second}


def write(folder: Path, files: Mapping[str, Any]) -> Path:
    """Write files: texts as they are, anything else as JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def scanned(folder: Path, framework: str, files: Mapping[str, Any], surroundings: list[dict[str, Any]]) -> Scan:
    """Checkov's runner on the files in ``code``, with these entries of the setting.

    Files are named from the folder above ``code``, in which the settings are.
    """
    write(folder, files)
    settings = write(folder, {"settings.yaml": {"surroundings": surroundings}}) / "settings.yaml"
    _in_force[:] = [settings if surroundings else None]
    return scan(folder / "code", framework, settings=_in_force[0])


def zones(found: Scan, framework: str, file: str | None = None) -> str | None:
    """What is said of the function's zones."""
    said = [each for each in found.of(ZONES) if each.address == FUNCTION[framework] and file in (None, each.file)]
    return said[0].verdict if said else None


def why(found: Scan, framework: str) -> str:
    """How that is explained."""
    return next(each.explanation for each in found.of(ZONES) if each.address == FUNCTION[framework])


def reasons(found: Scan) -> list[str]:
    """Why the zones of the subnets in the scan just made are not known."""
    assert found.network is not None
    assert reading._latest is not None
    subnets = [block for block in reading._latest[1].blocks if "subnet" in block.type.lower()]
    # What is asked for first here is read as the scan would have read it.
    with under_settings(_in_force[0]):
        zones = [block.datum("availability_zone") for block in subnets]
    return [zone.reason for zone in zones if isinstance(zone, Unknown)]


def notes() -> Notes:
    """The notes of the scan just made."""
    assert reading._latest is not None
    return reading._latest[1].notes
