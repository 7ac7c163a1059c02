"""How many zones a look-up finds is known only when Terraform runs: what holds for each number is decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from code_by_zones import reaches
from scanning import FAIL, PASS, UNDECIDED, scan

ORDINARY = """
data "aws_availability_zones" "a" {
  state = "available"
}
locals {
  names = data.aws_availability_zones.a.names
}
resource "aws_subnet" "z" {
  count             = length(local.names)
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index + 100)
  availability_zone = local.names[count.index]
}
"""


def filtered(name: str, values: str) -> str:
    return f"""
variable "unknown" {{
  type = string
}}
data "aws_availability_zones" "a" {{
  filter {{
    name   = "{name}"
    values = {values}
  }}
}}
"""


NAMES = "data.aws_availability_zones.a.names"
SOME = f"length({NAMES}) > 1 ? 0 : 1"
MANY = f"length({NAMES}) > 6 ? 1 : 0"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("zone-type", '["local-zone"]'),
        ("zone-type", '["local-zone", "wavelength-zone"]'),
        ("zone-type", '["local-*"]'),
        ("zone-type", "[var.unknown]"),
        ("zone-type", "[]"),
        ("opt-in-status", '["opted-in"]'),
        ("opt-in-status", "var.unknown"),
        ("state", '["impaired"]'),
        ("state", '["available", "impaired"]'),
        ("group-name", '["eu-west-1"]'),
    ],
)
@pytest.mark.parametrize("number", [SOME, MANY])
def test_a_filter_may_leave_out_any_zone(name: str, values: str, number: str, tmp_path: Path) -> None:
    assert reaches(tmp_path, filtered(name, values), number) == UNDECIDED


@pytest.mark.parametrize(
    ("name", "values", "many"),
    [
        ("zone-type", '["availability-zone"]', FAIL),
        ("opt-in-status", '["opt-in-not-required"]', FAIL),
        ("zone-type", '["availability-zone", "local-zone"]', UNDECIDED),
        ("opt-in-status", '["opt-in-not-required", "opted-in"]', UNDECIDED),
        ("state", '["available"]', UNDECIDED),
    ],
)
def test_a_filter_may_leave_out_local_zones(name: str, values: str, many: str, tmp_path: Path) -> None:
    assert reaches(tmp_path, filtered(name, values), SOME) == FAIL
    assert reaches(tmp_path, filtered(name, values), MANY) == many


@pytest.mark.parametrize(
    "number",
    [
        "length(local.names) > 6 ? 1 : 0",
        "length(local.names) > 9 ? 0 : 1",
        "length(local.names) < 12 ? 1 : 0",
        "12 >= length(local.names) ? 1 : 0",
        "length(local.names) == 8 ? 0 : 1",
        "length(local.names) != 8 ? 1 : 0",
        "contains([8, 9], length(local.names)) ? 0 : 1",
        "length(local.names) * 2 > 20 ? 0 : 1",
        "length(local.names) + 3 > 12 ? 0 : 1",
        "length(local.names) - 3 > 6 ? 0 : 1",
        "20 - length(local.names) > 1 ? 1 : 0",
        "length(local.names) / 2 > 5 ? 0 : 1",
        "floor(length(local.names)) > 8 ? 0 : 1",
        "length(local.names) % 9 == 0 ? 0 : 1",
        "min(length(local.names), 9) > 8 ? 0 : 1",
        "max(length(local.names), 9) > 9 ? 0 : 1",
        "sum([length(local.names), 1]) > 9 ? 0 : 1",
        "length(range(length(local.names))) > 9 ? 0 : 1",
        "length([for zone in local.names : 1]) > 9 ? 0 : 1",
        "length({ for zone in local.names : zone => 1 }) > 9 ? 0 : 1",
        "length([for place, zone in local.names : zone if place > 8]) > 0 ? 0 : 1",
        "length(aws_subnet.z) > 9 ? 0 : 1",
        "length(aws_subnet.z[*].id) > 9 ? 0 : 1",
        "try(local.names[8], null) == null ? 1 : 0",
        "can(local.names[8]) ? 0 : 1",
        "can(slice(local.names, 0, 9)) ? 0 : 1",
        "element(local.names, 8) == element(local.names, 1) ? 0 : 1",
        "contains(range(1, 8), index(local.names, element(local.names, length(local.names) - 1))) ? 1 : 0",
        "length(slice(local.names, 1, length(local.names))) > 5 ? 1 : 0",
        "length(chunklist(local.names, 2)) > 3 ? 1 : 0",
        'lookup({ "2" = 0, "3" = 0, "4" = 0, "5" = 0, "6" = 0 }, length(local.names), 1)',
        '{ "2" = 0, "3" = 0, "4" = 0, "5" = 0, "6" = 0, "7" = 1 }[length(local.names)]',
        "length([for place, zone in local.names : zone if place > 0]) > 5 ? 1 : 0",
        "sum([for zone in local.names : 1]) > 6 ? 1 : 0",
        'contains(["2", "3", "4", "5", "6"], tostring(length(local.names))) ? 0 : 1',
        '"n${length(local.names)}" == "n7" ? 1 : 0',
    ],
)
def test_there_may_be_local_zones_besides(number: str, tmp_path: Path) -> None:
    assert reaches(tmp_path, ORDINARY, number) == UNDECIDED


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("length(local.names) > 1 ? 1 : 0", PASS),
        ("length(local.names) >= 2 ? 0 : 1", FAIL),
        ("1 < length(local.names) ? 1 : 0", PASS),
        ("length(local.names) == 1 ? 1 : 0", FAIL),
        ("min(length(local.names), 2) - 1", PASS),
        ("max(length(local.names), 2) > 1 ? 1 : 0", PASS),
        ("length(slice(local.names, 0, min(3, length(local.names)))) > 1 ? 1 : 0", PASS),
        ("length(slice(local.names, 0, length(local.names))) > 1 ? 1 : 0", PASS),
        ("length(aws_subnet.z) > 1 ? 1 : 0", PASS),
        ("length({ for zone in local.names : zone => 1 }) > 1 ? 1 : 0", PASS),
        ("element(local.names, 1) == local.names[1] ? 1 : 0", PASS),
        ("local.names[length(local.names) - 1] == local.names[0] ? 1 : 0", FAIL),
    ],
)
def test_what_holds_however_many_there_are_is_decided(number: str, answer: str, tmp_path: Path) -> None:
    assert reaches(tmp_path, ORDINARY, number) == answer


TWO = """
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "far"
  region = "us-east-1"
}
data "aws_availability_zones" "a" {
  state = "available"
}
data "aws_availability_zones" "b" {
%s
}
"""
AS_MANY = "length(data.aws_availability_zones.a.names) == length(data.aws_availability_zones.b.names) ? 1 : 0"
ONLY = """
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
"""


@pytest.mark.parametrize(
    "arguments",
    [
        'provider = aws.far\nstate = "available"',
        'region = "us-east-1"\nstate = "available"',
        'region = var.region\nstate = "available"',
        "",
        'all_availability_zones = true\nstate = "available"',
        f'state = "available"{ONLY}',
    ],
)
def test_other_look_ups_may_find_others(arguments: str, tmp_path: Path) -> None:
    code = TWO % arguments + 'variable "region" {\n  type = string\n}\n'
    assert reaches(tmp_path, code, AS_MANY) == UNDECIDED
    # What depends on one of them alone is decided, whichever it is.
    assert reaches(tmp_path, code, "length(data.aws_availability_zones.a.names) > 1 ? 1 : 0") == PASS
    assert reaches(tmp_path, code, "length(data.aws_availability_zones.b.names) > 1 ? 0 : 1") == FAIL


def test_look_ups_of_one_provider_find_the_same(tmp_path: Path) -> None:
    code = TWO.replace('state = "available"', ONLY) % ONLY
    assert reaches(tmp_path, code, AS_MANY) == PASS


@pytest.mark.parametrize(("handed_on", "answer"), [("aws", PASS), ("aws.far", UNDECIDED)])
def test_modules_look_up_with_the_provider_that_they_are_given(handed_on: str, answer: str, tmp_path: Path) -> None:
    module = tmp_path / "zones"
    module.mkdir()
    output = 'output "number" {\n  value = length(data.aws_availability_zones.m.names)\n}\n'
    look_up = f'data "aws_availability_zones" "m" {{\n{ONLY}}}\n'
    (module / "main.tf").write_text(look_up + output)
    call = f'module "zones" {{\n  source = "./zones"\n  providers = {{\n    aws = {handed_on}\n  }}\n}}\n'
    code = TWO.replace('state = "available"', ONLY) % ONLY + call
    number = "length(data.aws_availability_zones.a.names) == module.zones.number ? 1 : 0"
    assert reaches(tmp_path, code, number) == answer


FUNCTIONS = """
%s
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "z" {
  count             = %s
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.a.names[count.index]
}
resource "aws_lambda_function" "f" {
  for_each      = toset(["a", "b"])
  function_name = each.key
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = aws_subnet.z[*].id
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
ALL = f"length({NAMES})"


def test_local_zones_are_no_availability_zones(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(FUNCTIONS % (filtered("zone-type", '["local-zone"]'), "2"))
    found = scan(tmp_path, "terraform").of("LAMBDANET_401")
    assert {each.address: each.verdict for each in found} == {
        'aws_lambda_function.f["a"]': UNDECIDED,
        'aws_lambda_function.f["b"]': UNDECIDED,
    }
    assert all(
        "data.aws_availability_zones.a asks for zones that are no Availability Zones" in each.explanation
        for each in found
    )


def test_each_instance_has_the_sentence_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(FUNCTIONS % (filtered("zone-type", '["availability-zone"]'), ALL))
    said = {each.address: each for each in scan(tmp_path, "terraform").of("LAMBDANET_401")}
    for key, other in (("a", "b"), ("b", "a")):
        found = said[f'aws_lambda_function.f["{key}"]']
        assert found.verdict == PASS
        assert f'f["{key}"]' in found.explanation
        assert f'f["{other}"]' not in found.explanation


@pytest.mark.parametrize(
    "look_up", [filtered("zone-type", '["availability-zone"]'), filtered("state", '["available"]')]
)
def test_numbers_are_those_of_the_most_zones(look_up: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(FUNCTIONS % (look_up, ALL))
    (said,) = scan(tmp_path, "terraform").of("LAMBDANET_504")
    assert said.explanation.startswith("With 6 zones: ")
    assert "needs at most 6 of " in said.explanation
    assert said.explanation.endswith(
        "The verdict is the same for each number of availability zones that the Region may have."
    )


def test_subnets_of_several_look_ups_take_the_place_of_their_functions(tmp_path: Path) -> None:
    look_up = filtered("zone-type", '["availability-zone"]')
    one = FUNCTIONS % (look_up, ALL)
    other = FUNCTIONS.replace('"z"', '"y"').replace('"f"', '"g"').replace("_zones.a", "_zones.b").replace(".z[", ".y[")
    other = other.replace('resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n', "")
    ordinary = 'data "aws_availability_zones" "b" {}'
    number = "length(data.aws_availability_zones.b.names)"
    (tmp_path / "main.tf").write_text(one + other % (ordinary, number))
    found = scan(tmp_path, "terraform").of("LAMBDANET_502")
    assert {each.address: each.verdict for each in found} == {"aws_subnet.z": PASS, "aws_subnet.y": PASS}
