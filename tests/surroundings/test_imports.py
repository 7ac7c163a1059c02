"""``import`` blocks: what the code takes over, and the id of it that is written out elsewhere, are one resource."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import Change, Place, judged
from given_code import write
from scanning import FAIL, PASS, UNDECIDED, Scan, scan

OPEN = 'egress {\n  from_port   = 0\n  to_port     = 0\n  protocol    = "-1"\n  cidr_blocks = ["0.0.0.0/0"]\n}'


def _group(
    body: str = "egress = []", to: str = "aws_security_group.x{n}", of: str = "id = {id}", more: str = ""
) -> Change:
    """The function's group, which the code takes over and the account has with all egress."""

    def change(place: Place) -> None:
        printed = {"n": str(place.number), "id": json.dumps(place.group)}

        def filled(text: str) -> str:
            for name, value in printed.items():
                text = text.replace(f"{{{name}}}", value)
            return text

        place.more += filled(f"import {{\n  to = {to}\n  {of}\n}}\n{more}")
        place.declares("aws_security_group", f'vpc_id = "{place.vpc}"\n{filled(body)}')

    return change


_RULE = """
resource "aws_vpc_security_group_egress_rule" "y{n}" {
  security_group_id = aws_security_group.x{n}.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
"""
_OF_EACH = "for_each = { a = {id} }\n  id = each.value"
GROUPS: dict[str, tuple[Change, dict[str, str]]] = {
    "no egress": (_group(), {"303": FAIL, "304": PASS, "701": FAIL, "702": FAIL}),
    "egress in the block": (_group(OPEN), {"303": PASS, "701": PASS}),
    "rules that the block leaves as they are": (_group(""), {"303": UNDECIDED, "701": UNDECIDED}),
    "a rule more": (_group("", more=_RULE), {"303": PASS, "701": PASS}),
    "by a local value": (_group(of="id = local.of{n}", more="locals {\n  of{n} = {id}\n}\n"), {"303": FAIL}),
    "by an address with a key": (_group("count = 1\negress = []", "aws_security_group.x{n}[0]"), {"303": FAIL}),
    "for each": (
        _group('for_each = toset(["a"])\negress = []', "aws_security_group.x{n}[each.key]", _OF_EACH),
        {"303": FAIL},
    ),
    "an id that nobody tells": (
        _group("", of="id = var.of{n}", more='variable "of{n}" {}\n'),
        # The function's group is the one of the account.
        {"303": PASS},
    ),
    "of an address that is not there": (_group(to="aws_security_group.z{n}"), {"303": PASS}),
}


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scan, list[Place]]:
    return judged(tmp_path_factory.mktemp("imports"), [change for change, _ in GROUPS.values()])


@pytest.mark.parametrize("case", GROUPS)
def test_a_group_is_what_the_code_says_of_it(groups: tuple[Scan, list[Place]], case: str) -> None:
    scanned, places = groups
    address = places[list(GROUPS).index(case)].address
    verdicts = {rule: scanned.verdict(f"LAMBDANET_{rule}", address) for rule in GROUPS[case][1]}
    assert verdicts == GROUPS[case][1], [each.explanation for each in scanned.findings if each.address == address]


def test_both_views_are_of_one_group(groups: tuple[Scan, list[Place]]) -> None:
    scanned, _ = groups
    for number, verdict in ((1, PASS), (2, FAIL), (3, UNDECIDED)):
        assert scanned.verdict("LAMBDANET_302", f"aws_security_group.x{number}") == verdict


def test_a_table_stays_the_one_of_its_subnets(tmp_path: Path) -> None:
    def table(routes: str) -> Change:
        def change(place: Place) -> None:
            place.subnets, id = json.dumps([place.a]), f"rtb-{place.number:07x}e"
            association = {"Main": False, "SubnetId": place.a, "AssociationState": {"State": "associated"}}
            table = {"RouteTableId": id, "VpcId": place.vpc, "Associations": [association], "Routes": []}
            place.held["RouteTables"].append(table)
            place.more = f'import {{\n  to = aws_route_table.x{place.number}\n  id = "{id}"\n}}\n'
            place.declares("aws_route_table", f'vpc_id = "{place.vpc}"\n' + routes.replace("{nat}", place.nat))

        return change

    to_nat = 'route {\n  cidr_block = "0.0.0.0/0"\n  nat_gateway_id = "{nat}"\n}'
    scanned, places = judged(tmp_path, [table(to_nat), table("route = []"), table("")])
    verdicts = [scanned.verdict("LAMBDANET_702", place.address) for place in places]
    assert verdicts == [PASS, FAIL, UNDECIDED]


def test_a_subnet_that_is_taken_over_has_what_the_account_says_of_others(tmp_path: Path) -> None:
    def subnets(place: Place) -> None:
        for name, id in (("a", place.a), ("b", place.b)):
            address = f"x{place.number}{name}"
            place.more += f'import {{\n  to = aws_subnet.{address}\n  id = "{id}"\n}}\n'
            zone = f'availability_zone = "eu-west-1a"\ncidr_block = "10.9.{ord(name)}.0/24"'
            place.more += f'resource "aws_subnet" "{address}" {{\nvpc_id = "{place.vpc}"\n{zone}\n}}\n'

    scanned, places = judged(tmp_path, [subnets])
    assert scanned.verdict("LAMBDANET_401", places[0].address) == FAIL


IMPORTED = "sg-0a1b2c3d4e5f60718"
FUNCTION = """
resource "aws_lambda_function" "%s" {
  function_name = "%s"
  role          = "arn:aws:iam::111122223333:role/r"
  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""


def _without_files(folder: Path, files: dict[str, Any]) -> Scan:
    return scan(write(folder, files), "terraform")


def test_without_an_account_and_from_another_root_too(tmp_path: Path) -> None:
    group = 'resource "aws_security_group" "x" {\n  egress = []\n}\n'
    block = f'import {{\n  to = %s\n  id = "{IMPORTED}"\n}}\n'
    function = FUNCTION % ("f", "f")
    cases: dict[str, dict[str, Any]] = {
        "beside": {"main.tf": block % "aws_security_group.x" + group + function},
        "by its identity": {
            "main.tf": (block % "aws_security_group.x").replace("id =", "identity = {\n  id =").replace("}", "}\n}")
            + group
            + function
        },
        "in another Region": {
            "main.tf": (block % "aws_security_group.x").replace(IMPORTED, f"{IMPORTED}@eu-west-2") + group + function
        },
        "another root": {"a/main.tf": block % "aws_security_group.x" + group, "b/main.tf": function},
        "in a module": {
            "main.tf": block % "module.m.aws_security_group.x" + 'module "m" {\n  source = "./m"\n}\n' + function,
            "m/main.tf": group,
        },
        "as JSON": {
            "imports.tf.json": {"import": [{"to": "aws_security_group.x", "id": IMPORTED}]},
            "main.tf": group + function,
        },
    }
    for case, files in cases.items():
        scanned = _without_files(tmp_path / case, files)
        assert [each.verdict for each in scanned.of("LAMBDANET_303")] == [FAIL], case
    # Without the block nothing shows that they are one; two blocks cannot both be it.
    scanned = _without_files(tmp_path / "none", {"main.tf": group + function})
    assert [each.verdict for each in scanned.of("LAMBDANET_303")] == [UNDECIDED]
    twice = {f"{name}/main.tf": block % "aws_security_group.x" + group for name in "ab"}
    scanned = _without_files(tmp_path / "twice", {**twice, "c/main.tf": function})
    assert [each.verdict for each in scanned.of("LAMBDANET_303")] == [UNDECIDED]


@pytest.mark.parametrize(
    "block",
    [
        f'/*\nimport {{\n  to = aws_security_group.x\n  id = "{IMPORTED}"\n}}\n*/\n',
        f'locals {{\n  x = <<EOT\n}}\nimport {{\n  to = aws_security_group.x\n  id = "{IMPORTED}"\n}}\nEOT\n}}\n',
        f'import {{\n  to = "x y"\n  id = "{IMPORTED}"\n}}\n',
        f'import {{\n  to = data.aws_security_group.x\n  id = "{IMPORTED}"\n}}\n',
        'variable "v" {}\nimport {\n  for_each = var.v\n  to = aws_security_group.x[each.key]\n  id = each.value\n}\n',
    ],
    ids=["in a comment", "in a text", "an address that is none", "of a look-up", "for each of what nobody tells"],
)
def test_what_takes_nothing_over(block: str, tmp_path: Path) -> None:
    group = 'resource "aws_security_group" "x" {\n  egress = []\n}\n'
    scanned = _without_files(tmp_path, {"main.tf": block + group + FUNCTION % ("f", "f")})
    assert [each.verdict for each in scanned.of("LAMBDANET_303")] == [UNDECIDED]


def test_a_subnet_that_is_taken_over_has_the_table_that_the_code_says(tmp_path: Path) -> None:
    """A subnet has one table and one ACL: what the account has is no second one beside that of the code."""

    def taken_over(more: str) -> Change:
        def change(place: Place) -> None:
            number, other = place.number, f"rtb-{place.number:07x}e"
            association = {"Main": False, "SubnetId": place.a, "AssociationState": {"State": "associated"}}
            table = {"RouteTableId": other, "VpcId": place.vpc, "Associations": [association], "Routes": []}
            place.held["RouteTables"].append(table)
            place.one("NetworkAcls")["Associations"] = [{"SubnetId": each} for each in (place.b, place.public)]
            listed = {"NetworkAclId": f"acl-{number:07x}e", "VpcId": place.vpc, "IsDefault": False, "Entries": []}
            place.held["NetworkAcls"].append({**listed, "Associations": [{"SubnetId": place.a}]})
            place.subnets = f"[aws_subnet.x{number}.id]"
            place.more = f'import {{\n  to = aws_subnet.x{number}\n  id = "{place.a}"\n}}\n'
            place.declares("aws_subnet", f'vpc_id = "{place.vpc}"\ncidr_block = "{place.block}.0.0/24"')
            place.more += more.replace("{n}", str(number)).replace("{main}", place.main).replace("{acl}", place.acl)

        return change

    table = """resource "aws_route_table_association" "x{n}" {
  subnet_id      = aws_subnet.x{n}.id
  route_table_id = "{main}"
}
"""
    acl = """resource "aws_network_acl_association" "x{n}" {
  subnet_id      = aws_subnet.x{n}.id
  network_acl_id = "{acl}"
}
"""
    scanned, places = judged(tmp_path, [taken_over(table + acl), taken_over(table), taken_over(acl), taken_over("")])
    verdicts = [scanned.verdict("LAMBDANET_702", place.address) for place in places]
    said = [each.explanation for each in scanned.of("LAMBDANET_702")]
    assert verdicts == [PASS, FAIL, FAIL, FAIL], said


_LISTS = {
    "aws_ec2_managed_prefix_list": (
        'name = "l"\n address_family = "IPv4"\n max_entries = 1\n entry {\n cidr = "%s"\n }\n'
    ),
    "awscc_ec2_prefix_list": 'prefix_list_name = "l"\n address_family = "IPv4"\n entries = [{ cidr = "%s" }]\n',
}


@pytest.mark.parametrize("kind", _LISTS)
@pytest.mark.parametrize(("cidr", "expected"), [("0.0.0.0/0", FAIL), ("10.0.0.0/8", UNDECIDED)])
def test_a_list_of_either_provider_is_what_its_id_means(kind: str, cidr: str, expected: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": f"""
resource "{kind}" "l" {{
  {_LISTS[kind] % cidr}
}}
import {{
  to = {kind}.l
  id = "pl-0123456789abcdef0"
}}
resource "aws_security_group" "g" {{
  vpc_id = "vpc-0123456789abcdef0"
  egress {{
    from_port       = 0
    to_port         = 0
    protocol        = "-1"
    prefix_list_ids = ["pl-0123456789abcdef0"]
  }}
}}
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/r"
  vpc_config {{
    subnet_ids         = ["subnet-0123456789abcdef0"]
    security_group_ids = [aws_security_group.g.id]
  }}
}}
"""
        },
    )
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_302", "aws_security_group.g") == expected
