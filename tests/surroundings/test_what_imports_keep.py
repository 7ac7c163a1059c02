"""``import`` blocks without files of accounts: what may be there already, and which resource an id stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, Scan, scan

F = "aws_lambda_function.f"
TABLE = "rtb-0123456789abcdef0"
ASSUMED = 'Principal = { Service = "lambda.amazonaws.com" }'


def _code(table: str = "", key: str = "", role: str = "aws_iam_role.r.name") -> str:
    return f"""
provider "aws" {{
  region = "eu-west-1"
}}

resource "aws_vpc" "v" {{
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}}

resource "aws_subnet" "p" {{
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_route_table" "p" {{
  vpc_id = aws_vpc.v.id
  {table}
}}

resource "aws_route_table_association" "p" {{
  subnet_id      = aws_subnet.p.id
  route_table_id = aws_route_table.p{key}.id
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.v.id
  egress {{
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}

resource "aws_iam_role" "r" {{
  name               = "app-20240101"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", {ASSUMED} }}]
  }})
}}

resource "aws_iam_role_policy_attachment" "a" {{
  role       = {role}
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}}

resource "aws_sqs_queue" "q" {{}}

resource "aws_lambda_function" "f" {{
  function_name = "app-20240101"
  role          = aws_iam_role.r.arn
  handler       = "a.b"
  runtime       = "python3.12"
  filename      = "a.zip"
  environment {{
    variables = {{ QUEUE_URL = aws_sqs_queue.q.url }}
  }}
  vpc_config {{
    subnet_ids         = [aws_subnet.p.id]
    security_group_ids = [aws_security_group.f.id]
  }}
}}
"""


def _scanned(folder: Path, *parts: str) -> Scan:
    (folder / "main.tf").write_text("\n".join(parts), encoding="utf-8")
    return scan(folder, "terraform")


def _import(to: str, id: str, more: str = "") -> str:
    return f'import {{\n  to = {to}\n  id = "{id}"\n  {more}\n}}\n'


NAMES = {
    "a function of the role's name": _import(F, "app-20240101"),
    "a function of the role's name in words": _import(F, "app"),
    "none": "",
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_stands_for_what_is_asked_for_by_it(case: str, tmp_path: Path) -> None:
    name = "app" if case.endswith("words") else "app-20240101"
    code = _code(role=f'"{name}"').replace("app-20240101", name)
    assert _scanned(tmp_path, NAMES[case], code).verdict("LAMBDANET_708", F) == PASS


# Resources that are imported by the id of another one, as the provider documents it.
OPTIONS = """resource "aws_vpc_dhcp_options_association" "o" {
  vpc_id          = "vpc-0123456789abcdef0"
  dhcp_options_id = "dopt-0123456789abcdef0"
}
"""
BY_ANOTHERS_ID = {
    "none": "",
    "options of a VPC": _import("aws_vpc_dhcp_options_association.o", "vpc-0123456789abcdef0") + OPTIONS,
    "the main table": _import("aws_default_route_table.m", "vpc-0123456789abcdef0")
    + 'resource "aws_default_route_table" "m" {\n  default_route_table_id = aws_vpc.v.default_route_table_id\n}\n',
}


@pytest.mark.parametrize("case", BY_ANOTHERS_ID)
def test_the_id_of_a_vpc_stands_for_the_vpc(case: str, tmp_path: Path) -> None:
    code = _code().replace("aws_vpc.v.id", '"vpc-0123456789abcdef0"')
    told = _scanned(tmp_path, _import("aws_vpc.v", "vpc-0123456789abcdef0"), BY_ANOTHERS_ID[case], code)
    found = next(each for each in told.of("LAMBDANET_505") if each.address == "aws_subnet.p")
    assert "aws_vpc.v (10.0.0.0/16)" in found.explanation


UNKNOWN = 'variable "ids" {\n  type = map(string)\n}\nvariable "keys" {}\n'
EACH, KEYS = "for_each = { a = 1 }", '["a"]'
EXISTING = {
    "an id": (_import("aws_route_table.p", TABLE), _code()),
    "for each of what nobody tells": (
        UNKNOWN + _import("aws_route_table.p", "${each.value}", "for_each = var.ids"),
        _code(),
    ),
    "a key of which nobody tells": (
        UNKNOWN + _import("aws_route_table.p[each.key]", "${each.value}", "for_each = var.ids"),
        _code(EACH, KEYS),
    ),
    "a key of a variable": (
        'variable "k" {}\n' + _import("aws_route_table.p[var.k]", TABLE),
        _code(EACH, KEYS),
    ),
    "a list of which the end is not known": (
        'variable "k" {}\n' + _import("aws_route_table.p", "${each.value}", "for_each = toset(concat([], [var.k]))"),
        _code(),
    ),
    # What is ignored of changes stays as it was.
    "routes ignored": (
        _import("aws_route_table.p", TABLE),
        _code("route = []\n  lifecycle {\n    ignore_changes = [route]\n  }"),
    ),
    "routes ignored, as was written once": (
        _import("aws_route_table.p", TABLE),
        _code('route = []\n  lifecycle {\n    ignore_changes = ["route"]\n  }'),
    ),
    "a route ignored": (
        _import("aws_route_table.p", TABLE),
        _code("route = []\n  lifecycle {\n    ignore_changes = [tags, route[0]]\n  }"),
    ),
    "all ignored": (
        _import("aws_route_table.p", TABLE),
        _code("route = []\n  lifecycle {\n    ignore_changes = all\n  }"),
    ),
    "routes that are not given": (
        'variable "routes" {\n  default = null\n}\n' + _import("aws_route_table.p", TABLE),
        _code("route = var.routes"),
    ),
}
MADE = {
    "no import": ("", _code()),
    "of another": (
        _import("aws_route_table.o", TABLE) + 'resource "aws_route_table" "o" {\n  vpc_id = "x"\n}\n',
        _code(),
    ),
    "for each of nothing": (_import("aws_route_table.p", "${each.value}", "for_each = {}"), _code()),
    "no routes": (_import("aws_route_table.p", TABLE), _code("route = []")),
    "tags ignored": (
        _import("aws_route_table.p", TABLE),
        _code("route = []\n  lifecycle {\n    ignore_changes = [tags]\n  }"),
    ),
}


@pytest.mark.parametrize("case", EXISTING)
def test_a_table_that_may_be_there_already_may_have_routes(case: str, tmp_path: Path) -> None:
    assert _scanned(tmp_path, *EXISTING[case]).verdict("LAMBDANET_702", F) == UNDECIDED


@pytest.mark.parametrize("case", MADE)
def test_a_table_that_is_made_or_said_whole_has_no_others(case: str, tmp_path: Path) -> None:
    assert _scanned(tmp_path, *MADE[case]).verdict("LAMBDANET_702", F) == FAIL


MODULE = """
variable "vpc" {}
resource "aws_route_table" "p" {
  vpc_id = var.vpc
}
output "id" {
  value = aws_route_table.p.id
}
"""
CALL = """
module "%s" {
  source   = "./m"
  for_each = %s
  vpc      = aws_vpc.v.id
}
"""


@pytest.mark.parametrize("for_each", ['toset(["a", "b"])', "var.keys"])
def test_of_a_call_of_which_nobody_tells_any_may_be_meant(for_each: str, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(MODULE, encoding="utf-8")
    code = _code().replace("aws_route_table.p.id", 'module.m["a"].id')
    block = _import("module.m[each.key].aws_route_table.p", "${each.value}", "for_each = var.ids")
    scanned = _scanned(tmp_path, UNKNOWN, block, CALL % ("m", for_each), code)
    assert scanned.verdict("LAMBDANET_702", F) == UNDECIDED


def test_of_another_call_the_table_is_new(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(MODULE, encoding="utf-8")
    calls = "".join(CALL % (name, 'toset(["a", "b"])') for name in "mn")
    block = _import("module.n[each.key].aws_route_table.p", "${each.value}", "for_each = var.ids")
    code = _code().replace("aws_route_table.p.id", 'module.m["a"].id')
    assert _scanned(tmp_path, UNKNOWN, block, calls, code).verdict("LAMBDANET_702", F) == FAIL
