"""Blocks that are made for each of the same keys belong together, key by key, whichever keys there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

CODE = """
variable "on" {{ type = bool }}
variable "names" {{ type = set(string) }}
variable "others" {{ type = set(string) }}
variable "list" {{ type = list(string) }}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_subnet" "a" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}}

resource "aws_security_group" "f" {{
  {groups}
  vpc_id = aws_vpc.main.id
  egress {{
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}

resource "aws_iam_role" "f" {{
  {roles}
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "lambda.amazonaws.com" }} }}]
  }})
}}

resource "aws_lambda_function" "f" {{
  {functions}
  function_name = "f"
  role          = aws_iam_role.f[{key}].arn
  vpc_config {{
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.f[{key}].id]
  }}
}}
"""
MANAGED = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
ATTACHMENT = f"""
resource "aws_iam_role_policy_attachment" "f" {{{{
  {{keys}}
  role       = {{role}}
  policy_arn = "{MANAGED}"
}}}}
"""
NAMES = "for_each = var.names"


def verdicts(folder: Path, key: str, keys: str, more: str = "", **other: str) -> tuple[str | None, str | None]:
    """What 708 says of the function, and 302 of its group."""
    each = {"groups": keys, "roles": keys, "functions": keys, **other}
    (folder / "main.tf").write_text(CODE.format(key=key, **each) + more, encoding="utf-8")
    found = scan(folder, "terraform")
    bare = {
        (finding.rule, finding.address.partition("[")[0]): finding.verdict
        for finding in found.findings
        if finding.rule in ("LAMBDANET_708", "LAMBDANET_302")
    }
    return bare.get(("LAMBDANET_708", "aws_lambda_function.f")), bare.get(("LAMBDANET_302", "aws_security_group.f"))


@pytest.mark.parametrize(
    ("key", "keys"),
    [
        ("each.key", NAMES),
        ("each.key", "for_each = toset(var.list)"),
        ("each.value", "for_each = toset(var.list)"),
        ("each.key", 'for_each = toset(var.on ? ["x"] : [])'),
        ("each.key", "for_each = { for name in var.list : name => upper(name) }"),
        ("count.index", "count = length(var.list)"),
    ],
)
def test_the_same_keys_are_there_together(tmp_path: Path, key: str, keys: str) -> None:
    assert verdicts(tmp_path, key, keys) == (FAIL, FAIL)
    attached = ATTACHMENT.format(keys=keys, role=f"aws_iam_role.f[{key}].name")
    assert verdicts(tmp_path, key, keys, attached) == (PASS, FAIL)


@pytest.mark.parametrize(
    "more",
    [
        ATTACHMENT.format(keys="", role='aws_iam_role.f["orders"].name'),
        ATTACHMENT.format(keys="for_each = var.others", role="aws_iam_role.f[each.key].name"),
        ATTACHMENT.format(keys=NAMES, role="aws_iam_role.f[each.value].name"),
        ATTACHMENT.format(keys="for_each = aws_iam_role.f", role="each.value.name"),
        ATTACHMENT.format(keys="count = length(var.list)", role="values(aws_iam_role.f)[count.index].name"),
        'output "roles" { value = aws_iam_role.f }',
        'output "roles" { value = [for each in var.others : aws_iam_role.f[each.key].name] }',
    ],
)
def test_what_names_one_by_another_key_opens_them_all(tmp_path: Path, more: str) -> None:
    assert verdicts(tmp_path, "each.key", NAMES)[0] == FAIL
    assert verdicts(tmp_path, "each.key", NAMES, more)[0] == UNDECIDED


@pytest.mark.parametrize(
    "other",
    [
        {"roles": "for_each = var.others"},
        {"roles": "for_each = toset(var.list)"},
        {"functions": "for_each = var.others"},
        {"roles": "for_each = toset([uuid()])", "functions": "for_each = toset([uuid()])"},
    ],
)
def test_other_keys_are_others(tmp_path: Path, other: dict[str, str]) -> None:
    assert verdicts(tmp_path, "each.key", NAMES, **other)[0] == UNDECIDED
