"""What Terraform removes again: rules, routes and entries of separate resources beside a list in the block itself.

The provider's pages of aws_security_group, aws_route_table and aws_network_acl say that the two overwrite each other,
and that an empty list (``egress = []``) removes what there is. So nothing is decided by the separate ones.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan
from small_plans import Planned, write_plan

NETWORK = """
provider "aws" {{
  region = "eu-west-1"
}}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_internet_gateway" "main" {{
  vpc_id = aws_vpc.main.id
}}

resource "aws_subnet" "f" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_route_table" "f" {{
  vpc_id = aws_vpc.main.id
  {in_table}
}}

resource "aws_route" "out" {{
  route_table_id         = aws_route_table.f.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}}

resource "aws_route_table_association" "f" {{
  subnet_id      = aws_subnet.f.id
  route_table_id = aws_route_table.f.id
}}

resource "aws_network_acl" "f" {{
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.f.id]
  {in_acl}
}}

resource "aws_network_acl_rule" "in" {{
  network_acl_id = aws_network_acl.f.id
  rule_number    = 100
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
}}

resource "aws_network_acl_rule" "out" {{
  network_acl_id = aws_network_acl.f.id
  egress         = true
  rule_number    = 100
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
}}

resource "aws_security_group" "f" {{
  vpc_id = aws_vpc.main.id
  {in_group}
}}

resource "aws_vpc_security_group_egress_rule" "f" {{
  security_group_id = aws_security_group.f.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}}

resource "aws_vpc_security_group_ingress_rule" "f" {{
  security_group_id            = aws_security_group.f.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.f.id
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
  vpc_config {{
    subnet_ids         = [aws_subnet.f.id]
    security_group_ids = [aws_security_group.f.id]
  }}
}}
"""
ROUTE = """route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_internet_gateway.main.id
  }"""
ENTRY = """egress {
    rule_no    = 50
    action     = "deny"
    protocol   = "tcp"
    from_port  = 25
    to_port    = 25
    cidr_block = "0.0.0.0/0"
  }"""
NOTHING = {"in_table": "", "in_acl": "", "in_group": ""}
FUNCTION, SUBNET, GROUP = "aws_lambda_function.f", "aws_subnet.f", "aws_security_group.f"


def ignoring(name: str) -> str:
    return f"lifecycle {{\n    ignore_changes = [{name}]\n  }}"


@pytest.mark.parametrize(
    ("place", "written", "rule", "address", "expected"),
    [
        ("in_group", "", "303", FUNCTION, PASS),
        ("in_group", "egress = []", "303", FUNCTION, UNDECIDED),
        ("in_group", "ingress = []", "303", FUNCTION, PASS),
        ("in_group", f"egress = []\n  {ignoring('egress')}", "303", FUNCTION, PASS),
        ("in_group", "", "101", GROUP, FAIL),
        ("in_group", "ingress = []", "101", GROUP, UNDECIDED),
        ("in_group", "", "302", GROUP, FAIL),
        ("in_group", "egress = []", "302", GROUP, UNDECIDED),
        ("in_table", "", "601", SUBNET, FAIL),
        ("in_table", "route = []", "601", SUBNET, UNDECIDED),
        ("in_table", ROUTE, "601", SUBNET, UNDECIDED),
        ("in_table", f"{ROUTE}\n  {ignoring('route')}", "601", SUBNET, FAIL),
        ("in_acl", "", "705", SUBNET, PASS),
        ("in_acl", "ingress = []", "705", SUBNET, UNDECIDED),
        ("in_acl", "egress = []", "705", SUBNET, UNDECIDED),
        ("in_acl", ENTRY, "705", SUBNET, UNDECIDED),
        ("in_acl", f"{ENTRY}\n  {ignoring('egress')}", "705", SUBNET, PASS),
    ],
)
def test_nothing_rests_on_what_is_overwritten(
    place: str, written: str, rule: str, address: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text(NETWORK.format(**{**NOTHING, place: written}), encoding="utf-8")
    (found,) = [one for one in scan(tmp_path, "terraform").of(f"LAMBDANET_{rule}") if one.address == address]
    assert found.verdict == expected
    assert ("overwrite each other" in found.explanation) == (expected == UNDECIDED)


@pytest.mark.parametrize(("configured", "expected"), [((), FAIL), (("aws_internet_gateway.main.id",), UNDECIDED)])
def test_a_plan_lists_in_a_table_what_it_found_deployed(
    configured: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    route = {"cidr_block": "192.168.0.0/16", "gateway_id": "igw-0a1b2c3d4e5f60718"}
    write_plan(
        tmp_path,
        [
            Planned("aws_vpc.main", {"cidr_block": "10.0.0.0/16", "id": "vpc-0a1b2c3d4e5f60718"}, existing=True),
            Planned(
                "aws_internet_gateway.main",
                {"id": "igw-0a1b2c3d4e5f60718"},
                {"vpc_id": ["aws_vpc.main.id"]},
                existing=True,
            ),
            Planned(
                "aws_subnet.f",
                {"cidr_block": "10.0.1.0/24", "id": "subnet-0a1b2c3d4e5f60718"},
                {"vpc_id": ["aws_vpc.main.id"]},
                existing=True,
            ),
            Planned(
                "aws_route_table.f",
                {"id": "rtb-0a1b2c3d4e5f60718", "route": [route]},
                {"vpc_id": ["aws_vpc.main.id"], **({"route": configured} if configured else {})},
                existing=True,
                dynamic=() if configured else ("route",),
            ),
            Planned(
                "aws_route.out",
                {"destination_cidr_block": "0.0.0.0/0"},
                {"route_table_id": ["aws_route_table.f.id"], "gateway_id": ["aws_internet_gateway.main.id"]},
            ),
            Planned(
                "aws_route_table_association.f",
                {},
                {"subnet_id": ["aws_subnet.f.id"], "route_table_id": ["aws_route_table.f.id"]},
            ),
            Planned(
                "aws_lambda_function.f",
                {"function_name": "f", "vpc_config": [{}]},
                {"vpc_config.subnet_ids": ["aws_subnet.f.id"]},
            ),
        ],
    )
    assert scan(tmp_path, "terraform_plan").verdict("LAMBDANET_601", "aws_subnet.f") == expected


ONLY = """
resource "aws_vpc_security_group_rules_exclusive" "f" {{
  security_group_id = aws_security_group.f.id
  ingress_rule_ids  = []
  egress_rule_ids   = [{kept}]
}}
"""


@pytest.mark.parametrize(
    ("kept", "expected"),
    [("aws_vpc_security_group_egress_rule.f.id", PASS), ("", UNDECIDED)],
)
def test_a_list_of_all_rules_removes_others(kept: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(NETWORK.format(**NOTHING) + ONLY.format(kept=kept), encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_303", FUNCTION) == expected


ROLE = """
resource "aws_iam_role" "f" {{
  name               = "f"
  assume_role_policy = "{{}}"
  {in_role}
}}

resource "aws_iam_role_policy_attachment" "f" {{
  count      = {attachments}
  role       = aws_iam_role.f.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}}

resource "aws_iam_role_policy" "f" {{
  count  = {policies}
  name   = "network"
  role   = aws_iam_role.f.name
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "ec2:*", Resource = "*" }}] }})
}}

{beside}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}
"""
BASIC = '"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"'
ACCESS = '"arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"'


def only_attached(*arns: str) -> str:
    return (
        'resource "aws_iam_role_policy_attachments_exclusive" "f" {\n  role_name   = aws_iam_role.f.name\n'
        f"  policy_arns = [{', '.join(arns)}]\n}}"
    )


def only_inline(*names: str) -> str:
    return (
        'resource "aws_iam_role_policies_exclusive" "f" {\n  role_name    = aws_iam_role.f.name\n'
        f"  policy_names = [{', '.join(names)}]\n}}"
    )


@pytest.mark.parametrize(
    ("attachments", "policies", "in_role", "beside", "expected"),
    [
        (1, 0, "", "", PASS),
        (1, 0, f"managed_policy_arns = [{BASIC}]", "", UNDECIDED),
        (1, 0, "managed_policy_arns = []", "", UNDECIDED),
        (1, 0, f"managed_policy_arns = [{BASIC}, {ACCESS}]", "", PASS),
        (1, 0, "", only_attached(BASIC), UNDECIDED),
        (1, 0, "", only_attached(), UNDECIDED),
        (1, 0, "", only_attached(ACCESS), PASS),
        (1, 0, "", only_inline(), PASS),
        (0, 1, "", "", PASS),
        (0, 1, "", only_inline(), UNDECIDED),
        (0, 1, "", only_inline('"other"'), UNDECIDED),
        (0, 1, "", only_inline('"network"'), PASS),
        (0, 1, "", only_attached(), PASS),
        (0, 0, "", only_attached(), FAIL),
    ],
)
def test_a_list_of_all_policies_removes_others(
    attachments: int, policies: int, in_role: str, beside: str, expected: str, tmp_path: Path
) -> None:
    code = ROLE.format(attachments=attachments, policies=policies, in_role=in_role, beside=beside)
    (tmp_path / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_708", FUNCTION) == expected
