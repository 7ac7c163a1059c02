"""Code that looks up its network, or names it by its ids, judged by what a snapshot of the account says."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from lambdanet.command_line import main
from scanning import FAIL, PASS, UNDECIDED, Scan, scan
from snapshots import REGION, an_account, snapshot, surrounded_by

ROLE = """
resource "aws_iam_role" "f" {
  name               = "f"
  assume_role_policy = "{}"
}
"""


@dataclass(frozen=True)
class Account:
    """folder: of the snapshot. The rest are ids of what is in it."""

    folder: Path
    vpc: str
    private: tuple[str, ...]
    public: tuple[str, ...]
    group: str
    closed: str


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Account:
    """A VPC with a public and two private subnets behind a NAT gateway, and a group with egress and one without."""
    with an_account() as client:
        ec2 = client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "main"}])

        def subnet(number: int, zone: str, tier: str) -> str:
            made = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")
            id: str = made["Subnet"]["SubnetId"]
            tags = {"Name": f"{tier}-{zone}", "Tier": tier}
            ec2.create_tags(Resources=[id], Tags=[{"Key": key, "Value": value} for key, value in tags.items()])
            return id

        private = (subnet(1, "a", "private"), subnet(2, "b", "private"))
        public = (subnet(101, "a", "public"),)
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        nat = ec2.create_nat_gateway(SubnetId=public[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
        for subnets, target in ((private, {"NatGatewayId": nat}), (public, {"GatewayId": gateway})):
            table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
            ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **target)
            for each in subnets:
                ec2.associate_route_table(RouteTableId=table, SubnetId=each)
        group = ec2.create_security_group(GroupName="functions", Description="f", VpcId=vpc)["GroupId"]
        closed = ec2.create_security_group(GroupName="closed", Description="f", VpcId=vpc)["GroupId"]
        held = ec2.describe_security_groups(GroupIds=[closed])["SecurityGroups"][0]["IpPermissionsEgress"]
        ec2.revoke_security_group_egress(GroupId=closed, IpPermissions=held)
        folder = snapshot(tmp_path_factory.mktemp("account") / "network")
    return Account(folder, vpc, private, public, group, closed)


def judged(tmp_path: Path, code: str, *around: Path) -> Scan:
    """What is said of Terraform code."""
    folder = tmp_path / "code"
    folder.mkdir(exist_ok=True)
    (folder / "main.tf").write_text(code + ROLE, encoding="utf-8")
    with surrounded_by(*around):
        return scan(folder, "terraform")


def function(subnets: str, groups: str) -> str:
    """A function of Terraform in these subnets with these groups."""
    return f"""
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.f.arn
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = {groups}
  }}
}}
"""


def listed(*ids: str) -> str:
    return json.dumps(list(ids))


F = "aws_lambda_function.f"


@pytest.mark.parametrize(
    ("rule", "tier", "verdict"),
    [
        ("LAMBDANET_401", "private", PASS),
        ("LAMBDANET_401", "public", FAIL),
        ("LAMBDANET_601", "private", PASS),
        ("LAMBDANET_601", "public", FAIL),
        ("LAMBDANET_604", "private", PASS),
    ],
)
@pytest.mark.parametrize("form", ["ids", "data"])
def test_what_ids_and_look_ups_mean_stands_in_the_account(
    account: Account, tmp_path: Path, form: str, rule: str, tier: str, verdict: str
) -> None:
    looked_up = f"""
data "aws_vpc" "main" {{
  tags = {{ Name = "main" }}
}}
data "aws_subnets" "f" {{
  filter {{
    name   = "vpc-id"
    values = [data.aws_vpc.main.id]
  }}
  filter {{
    name   = "tag:Name"
    values = ["{tier}-*"]
  }}
}}
data "aws_security_group" "f" {{
  vpc_id = data.aws_vpc.main.id
  name   = "functions"
}}
""" + function("data.aws_subnets.f.ids", "[data.aws_security_group.f.id]")
    ids = function(listed(*getattr(account, tier)), listed(account.group))
    code = ids if form == "ids" else looked_up
    if rule != "LAMBDANET_401":  # one subnet is in one zone, wherever it is
        assert judged(tmp_path, code).verdict(rule, F) in (UNDECIDED, None)
    found = judged(tmp_path, code, account.folder)
    assert found.verdict(rule, F) == verdict
    finding = next(each for each in found.of(rule) if each.address == F)
    assert "describe-subnets.json of " in finding.explanation


def test_a_group_without_egress_fails_and_the_source_is_named(account: Account, tmp_path: Path) -> None:
    found = judged(tmp_path, function(listed(*account.private), listed(account.closed)), account.folder)
    assert found.verdict("LAMBDANET_303", F) == FAIL
    text = next(each.explanation for each in found.of("LAMBDANET_303"))
    assert account.closed in text
    assert "describe-security-groups.json of " in text


def test_what_the_code_adds_to_a_group_of_the_account_is_the_codes(account: Account, tmp_path: Path) -> None:
    rule = f"""
resource "aws_vpc_security_group_egress_rule" "https" {{
  security_group_id = "{account.closed}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}}
"""
    code = function(listed(*account.private), listed(account.closed))
    assert judged(tmp_path, code + rule, account.folder).verdict("LAMBDANET_303", F) == PASS


def test_a_look_up_that_two_things_fit_finds_none(account: Account, tmp_path: Path) -> None:
    code = """
data "aws_subnet" "f" {
  tags = { Tier = "private" }
}
""" + function("[data.aws_subnet.f.id]", listed(account.group))
    assert judged(tmp_path, code, account.folder).verdict("LAMBDANET_401", F) == FAIL
    assert judged(tmp_path, code, account.folder).verdict("LAMBDANET_601", F) in (None, UNDECIDED)


def test_the_order_of_what_is_found_is_not_known(account: Account, tmp_path: Path) -> None:
    data = 'data "aws_subnets" "f" {\n  tags = { Tier = "private" }\n}\n'
    one = data + function("[data.aws_subnets.f.ids[0]]", listed(account.group))
    both = data + function("[data.aws_subnets.f.ids[0], data.aws_subnets.f.ids[1]]", listed(account.group))
    assert judged(tmp_path, one, account.folder).verdict("LAMBDANET_401", F) == FAIL
    assert judged(tmp_path, one, account.folder).verdict("LAMBDANET_601", F) == PASS
    assert judged(tmp_path, both, account.folder).verdict("LAMBDANET_601", F) == PASS


@pytest.mark.parametrize("region", [REGION, "us-east-1"])
def test_an_id_means_nothing_in_another_region(account: Account, tmp_path: Path, region: str) -> None:
    code = f'provider "aws" {{\n  region = "{region}"\n}}\n'
    code += function(listed(*account.private), listed(account.group))
    expected = PASS if region == REGION else UNDECIDED
    assert judged(tmp_path, code, account.folder).verdict("LAMBDANET_601", F) == expected


@pytest.mark.parametrize("missing", ["describe-route-tables", "describe-network-acls", "describe-security-groups"])
def test_what_no_file_holds_is_not_taken_for_absent(account: Account, tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "part"
    shutil.copytree(account.folder, folder)
    for file in folder.rglob(f"{missing}.json"):
        file.unlink()
    code = function(listed(*account.private), listed(account.closed))
    found = judged(tmp_path, code, folder)
    rule = {
        "describe-route-tables": "LAMBDANET_601",
        "describe-network-acls": "LAMBDANET_705",
        "describe-security-groups": "LAMBDANET_303",
    }[missing]
    assert found.verdict(rule, F) in (UNDECIDED, None)
    assert judged(tmp_path, code, account.folder).verdict(rule, F) in (PASS, FAIL)


def test_the_workspace_decides_which_network_is_looked_up(account: Account, tmp_path: Path) -> None:
    code = """
locals {
  names = { production = "main", development = "none" }
}
data "aws_vpc" "f" {
  tags = { Name = local.names[terraform.workspace] }
}
data "aws_subnets" "f" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.f.id]
  }
  tags = { Tier = "private" }
}
""" + function("data.aws_subnets.f.ids", listed(account.group))
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "main.tf").write_text(code + ROLE, encoding="utf-8")
    settings = tmp_path / "settings"
    for workspace, verdict in (("production", PASS), ("development", UNDECIDED), ("", UNDECIDED)):
        named = f"\n  - workspace: {workspace}" if workspace else ""
        settings.write_text(f"surroundings:\n  - files: {account.folder}{named}\n", encoding="utf-8")
        found = scan(folder, "terraform", settings=settings)
        assert found.verdict("LAMBDANET_601", F) in ((PASS,) if verdict == PASS else (UNDECIDED, None))


def test_a_look_up_waits_for_what_its_filter_waits_for(
    account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    vpc = 'data "aws_vpc" "f" {\n  tags = { Name = "main-${terraform.workspace}" }\n}\n'
    subnets = """
data "aws_subnets" "f" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.f.id]
  }
}
"""
    (tmp_path / "main.tf").write_text(vpc + subnets + function("data.aws_subnets.f.ids", "[]") + ROLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with surrounded_by(account.folder):
        main(["evidence", ".", "--missing"])
    text = capsys.readouterr().out
    assert "the workspace" in text
    assert "data.aws_" not in text


def test_a_route_that_is_looked_up(account: Account, tmp_path: Path) -> None:
    code = f"""
data "aws_subnets" "all" {{
  filter {{
    name   = "vpc-id"
    values = ["{account.vpc}"]
  }}
}}
data "aws_route_table" "each" {{
  for_each  = toset(data.aws_subnets.all.ids)
  subnet_id = each.value
}}
data "aws_route" "out" {{
  for_each               = data.aws_route_table.each
  route_table_id         = each.value.id
  destination_cidr_block = "0.0.0.0/0"
}}
locals {{
  private = [for id in data.aws_subnets.all.ids : id if data.aws_route.out[id].nat_gateway_id != ""]
}}
""" + function("local.private", listed(account.group))
    found = judged(tmp_path, code, account.folder)
    assert (found.verdict("LAMBDANET_601", F), found.verdict("LAMBDANET_401", F)) == (PASS, PASS)


@pytest.mark.parametrize(
    ("vpc", "expected"), [("data.aws_vpc.main.id", UNDECIDED), ("aws_vpc.own.id", PASS), ("var.vpc", UNDECIDED)]
)
def test_what_the_code_makes_may_be_found_too(account: Account, tmp_path: Path, vpc: str, expected: str) -> None:
    code = f"""
variable "vpc" {{}}
data "aws_vpc" "main" {{
  tags = {{ Name = "main" }}
}}
resource "aws_vpc" "own" {{
  cidr_block = "10.9.0.0/16"
}}
resource "aws_subnet" "own" {{
  vpc_id     = {vpc}
  cidr_block = "10.0.9.0/24"
  tags       = {{ Tier = "private" }}
}}
data "aws_subnets" "f" {{
  filter {{
    name   = "vpc-id"
    values = [data.aws_vpc.main.id]
  }}
  tags = {{ Tier = "private" }}
}}
""" + function("data.aws_subnets.f.ids", listed(account.group))
    found = judged(tmp_path, code, account.folder).verdict("LAMBDANET_401", F)
    assert found == expected
