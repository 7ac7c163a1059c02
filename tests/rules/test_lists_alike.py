"""Subnets and groups of which the code has one for a number that is not known: what it says of one, it says of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
variable "vpc" {{ type = string }}
variable "other" {{ type = string }}
variable "number" {{ type = number }}
variable "names" {{ type = set(string) }}
variable "vpcs" {{ type = list(string) }}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_vpc" "second" {{
  cidr_block = "10.1.0.0/16"
}}

resource "aws_security_group" "g" {{
  vpc_id = aws_vpc.main.id
}}

data "aws_security_group" "v" {{
  name = "v"
  filter {{
    name   = "vpc-id"
    values = [var.vpc]
  }}
}}

{resources}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = {groups}
  }}
}}
"""


def group(vpc: str, number: str = "") -> str:
    return f'resource "aws_security_group" "f" {{\n  {number}\n  vpc_id = {vpc}\n}}\n'


def subnet(vpc: str, number: str) -> str:
    return f'resource "aws_subnet" "s" {{\n  {number}\n  vpc_id = {vpc}\n}}\n'


def found(vpc: str, more: str = "", kind: str = "subnets") -> str:
    return f"""
data "aws_{kind}" "s" {{
  filter {{
    name   = "vpc-id"
    values = [{vpc}]
  }}
  {more}
}}
"""


COUNT = "count = var.number"
EACH = "for_each = var.names"
TAGS = 'tags = {\n    Tier = "private"\n  }'
IDS = "data.aws_subnets.s.ids"
ONE = "[aws_security_group.f.id]"


@pytest.mark.parametrize(
    ("resources", "subnets", "groups", "expected"),
    [
        # Looked up in the VPC of the group.
        (found("var.vpc") + group("var.vpc"), IDS, ONE, PASS),
        (found("var.vpc", TAGS) + group("var.vpc"), f"tolist({IDS})", ONE, PASS),
        (found("var.vpc") + group("var.vpc"), f"slice({IDS}, 0, 2)", ONE, PASS),
        (found("var.vpc") + group("var.vpc"), f"[{IDS}[0], {IDS}[1]]", ONE, PASS),
        (found("var.vpc") + group("var.vpc"), f"[for id in {IDS} : id]", ONE, PASS),
        (found("var.vpc") + group("var.vpc"), f"toset({IDS})", ONE, PASS),
        (found("aws_vpc.main.id") + group("aws_vpc.main.id"), IDS, ONE, PASS),
        (found("var.other") + group("var.vpc"), IDS, ONE, UNDECIDED),
        (found("aws_vpc.second.id") + group("aws_vpc.main.id"), IDS, ONE, UNDECIDED),
        (found("var.vpc, var.other") + group("var.vpc"), IDS, ONE, UNDECIDED),
        (found('"vpc-*"') + group('"vpc-*"'), IDS, ONE, UNDECIDED),
        (found("var.vpc") + group("var.vpc"), f"concat({IDS}, [var.other])", ONE, UNDECIDED),
        (found("var.vpc") + group("var.vpc"), f'[for id in {IDS} : "${{id}}x"]', ONE, UNDECIDED),
        # A group that is looked up there, too.
        (
            found("var.vpc") + found("var.vpc", kind="security_groups"),
            IDS,
            "concat(data.aws_security_groups.s.ids, [data.aws_security_group.v.id])",
            PASS,
        ),
        (
            found("var.vpc") + found("var.other", kind="security_groups"),
            IDS,
            "concat(data.aws_security_groups.s.ids, [data.aws_security_group.v.id])",
            UNDECIDED,
        ),
        # One block for a number of subnets.
        (subnet("aws_vpc.main.id", COUNT) + group("aws_vpc.main.id"), "aws_subnet.s[*].id", ONE, PASS),
        (subnet("aws_vpc.main.id", COUNT) + group("aws_vpc.main.id"), "aws_subnet.s.*.id", ONE, PASS),
        (subnet("aws_vpc.main.id", COUNT) + group("aws_vpc.main.id"), "[for s in aws_subnet.s : s.id]", ONE, PASS),
        (subnet("aws_vpc.main.id", EACH) + group("aws_vpc.main.id"), "values(aws_subnet.s)[*].id", ONE, PASS),
        (subnet("aws_vpc.main.id", EACH) + group("aws_vpc.main.id"), "[for k, s in aws_subnet.s : s.id]", ONE, PASS),
        (
            subnet("aws_vpc.main.id", EACH) + group("aws_vpc.main.id"),
            '[for k, s in aws_subnet.s : s.id if startswith(k, "a")]',
            ONE,
            PASS,
        ),
        (subnet("aws_vpc.second.id", COUNT) + group("aws_vpc.main.id"), "aws_subnet.s[*].id", ONE, UNDECIDED),
        (subnet("aws_vpc.main.id", COUNT) + group("aws_vpc.main.id"), "aws_subnet.s[*].vpc_id", ONE, UNDECIDED),
        (
            subnet("aws_vpc.main.id", COUNT) + group("aws_vpc.main.id"),
            "concat(aws_subnet.s[*].id, [var.other])",
            ONE,
            UNDECIDED,
        ),
        (
            subnet("aws_vpc.main.id", COUNT) + group("aws_vpc.main.id", COUNT),
            "aws_subnet.s[*].id",
            "concat(aws_security_group.f[*].id, [aws_security_group.g.id])",
            PASS,
        ),
        # What differs from one to the next is not what one says.
        (subnet("var.vpcs[count.index]", COUNT) + group("var.vpcs[0]"), "aws_subnet.s[*].id", ONE, UNDECIDED),
        (
            subnet("var.vpcs[count.index]", COUNT) + group("var.vpcs[count.index]", COUNT),
            "aws_subnet.s[*].id",
            "concat(aws_security_group.f[*].id, [data.aws_security_group.v.id])",
            UNDECIDED,
        ),
    ],
)
def test_of_one_vpc(resources: str, subnets: str, groups: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE.format(resources=resources, subnets=subnets, groups=groups))
    answer = scan(tmp_path, "terraform").verdict("LAMBDANET_304", "aws_lambda_function.f")
    assert answer == expected


TENANCY = """
variable "number" { type = number }

resource "aws_vpc" "main" {
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "TENANCY"
}

resource "aws_subnet" "s" {
  count  = var.number
  vpc_id = aws_vpc.main.id
}

data "aws_subnets" "s" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.main.id]
  }
}

resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {
    subnet_ids         = SUBNETS
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""


@pytest.mark.parametrize(
    ("tenancy", "subnets", "expected"),
    [
        ("default", "aws_subnet.s[*].id", PASS),
        ("default", "data.aws_subnets.s.ids", PASS),
        ("default", '[data.aws_subnets.s.ids[0], "subnet-0a1b2c3d4e5f60718"]', UNDECIDED),
        ("dedicated", '[data.aws_subnets.s.ids[0], "subnet-0a1b2c3d4e5f60718"]', UNDECIDED),
        ("default", '["subnet-0a1b2c3d4e5f60718"]', UNDECIDED),
        ("dedicated", "aws_subnet.s[*].id", FAIL),
        ("dedicated", "data.aws_subnets.s.ids", FAIL),
        ("dedicated", '["subnet-0a1b2c3d4e5f60718"]', UNDECIDED),
    ],
)
def test_tenancy_of_the_vpc(tenancy: str, subnets: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TENANCY.replace("TENANCY", tenancy).replace("SUBNETS", subnets))
    answer = scan(tmp_path, "terraform").verdict("LAMBDANET_402", "aws_lambda_function.f")
    assert answer == expected
