"""Plans with an account around them: a snapshot shows it before the plan is applied, and what is judged comes after."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import Change, Place, judged
from given_code import scanned
from lambdanet.given.in_force import ONLY
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, Scan, scan
from snapshots import surrounded_by

PLACE = Place(1)
F = "aws_lambda_function.f"
Json = dict[str, Any]


def _change(address: str, before: Json | None, after: Json | None, *actions: str, module: str = "") -> Json:
    kind, name = address.split(".")[-2:]
    done = [*actions] or (["create"] if before is None else ["delete"] if after is None else ["update"])
    unknown = {} if before is not None and done == ["update"] else {"id": True, "arn": True}
    data = {"actions": done, "before": before, "after": after, "after_unknown": unknown}
    head = {"address": address, "mode": "managed", "type": kind, "name": name}
    return {**head, **({"module_address": module} if module else {}), "change": data}


def _function(**more: Any) -> Json:
    network = {"subnet_ids": [PLACE.a, PLACE.b], "security_group_ids": [PLACE.group]}
    variables = [{"variables": dict(PLACE.environment)}]
    return {
        "function_name": "f",
        "role": "arn:aws:iam::1:role/r",
        "vpc_config": [network],
        "environment": variables,
    } | more


def _plan(changes: Iterable[Json], region: str = "eu-west-1", **more: Any) -> Json:
    changes = [_change(F, None, _function()), *changes]
    there = [each for each in changes if each["change"]["after"] is not None]
    planned = [{**_head(each), "values": each["change"]["after"]} for each in there]
    blocks = [{**_head(each), "provider_config_key": "aws", "expressions": {}} for each in there]
    provider = {"aws": {"name": "aws", "expressions": {"region": {"constant_value": region}}}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"provider_config": provider, "root_module": {"resources": blocks}},
        **more,
    }


def _head(change: Json) -> Json:
    return {name: change[name] for name in ("address", "mode", "type", "name")}


def _account(folder: Path, change: Change = lambda place: None) -> Path:
    judged(folder, [change])
    return folder / "account"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _account(tmp_path_factory.mktemp("account") / "made")


def _scan(folder: Path, around: Path, *plans: Json) -> Scan:
    for number, plan in enumerate(plans):
        (folder / f"{number}").mkdir(parents=True)
        (folder / f"{number}" / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    with surrounded_by(around):
        return scan(folder, "terraform_plan")


def _rule(cidr: str = "0.0.0.0/0") -> Json:
    ports = {"from_port": None, "to_port": None}
    return {"id": "sgr-1", "security_group_id": PLACE.group, "ip_protocol": "-1", "cidr_ipv4": cidr, **ports}


def _old_rule(**more: Any) -> Json:
    data = {"id": "sgrule-1", "type": "egress", "security_group_id": PLACE.group, "protocol": "-1", "self": False}
    return {**data, "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [], **more}


def _group(*egress: Json) -> Json:
    return {"id": PLACE.group, "vpc_id": PLACE.vpc, "name": "f", "ingress": [], "egress": [*egress]}


_ALL = {"from_port": 0, "to_port": 0, "protocol": "-1", "cidr_blocks": ["0.0.0.0/0"]}
_NEW, _OLD, _IN_GROUP = "aws_vpc_security_group_egress_rule.r", "aws_security_group_rule.r", "aws_security_group.g"
_ROUTE = {"id": "r-1", "route_table_id": PLACE.main, "destination_cidr_block": "0.0.0.0/0", "nat_gateway_id": PLACE.nat}
_NAT = {"id": PLACE.nat, "subnet_id": PLACE.public, "allocation_id": "eipalloc-1", "connectivity_type": "public"}
_ENTRY = {"id": "e", "network_acl_id": PLACE.acl, "egress": True, "rule_number": 100, "rule_action": "allow"}
_DATABASE = {"id": "db-A", "arn": PLACE.one("DBInstances")["DBInstanceArn"], "address": PLACE.host}
_SUBNET = {"id": PLACE.a, "vpc_id": PLACE.vpc, "cidr_block": "10.1.0.0/24", "availability_zone": "eu-west-1a"}
_NO_ID = {name: value for name, value in _SUBNET.items() if name != "id"}
CASES: dict[str, tuple[list[Json], dict[str, str]]] = {
    "nothing": ([], {"303": PASS, "401": PASS, "601": PASS, "702": PASS}),
    "rule deleted": ([_change(_NEW, _rule(), None)], {"303": FAIL, "702": FAIL}),
    "rule of the old form deleted": ([_change(_OLD, _old_rule(), None)], {"303": FAIL, "702": FAIL}),
    "rule deleted that the account has otherwise": (
        [_change(_OLD, _old_rule(protocol="tcp", from_port=443, to_port=443), None)],
        {"303": UNDECIDED, "702": UNDECIDED},
    ),
    "rule of somebody else deleted": (
        [_change(_NEW, {**_rule(), "security_group_id": "sg-0a1b2c3d"}, None)],
        {"303": PASS, "702": PASS},
    ),
    "rule narrowed": ([_change(_NEW, _rule(), _rule("10.0.0.0/8"))], {"302": PASS, "303": PASS, "702": FAIL}),
    "rule forgotten": ([_change(_NEW, _rule(), None, "forget")], {"303": PASS, "702": PASS}),
    "group without rules": ([_change(_IN_GROUP, _group(_ALL), _group())], {"303": FAIL, "304": PASS, "702": FAIL}),
    "route deleted": ([_change("aws_route.r", _ROUTE, None)], {"702": FAIL}),
    "NAT gateway deleted": ([_change("aws_nat_gateway.n", _NAT, None)], {"702": FAIL}),
    "entry of the ACL deleted": (
        [_change("aws_network_acl_rule.e", {**_ENTRY, "protocol": "-1", "cidr_block": "0.0.0.0/0"}, None)],
        {"702": FAIL, "705": FAIL},
    ),
    "subnet replaced": (
        [_change("aws_subnet.a", _SUBNET, _NO_ID, "delete", "create")],
        {"303": PASS, "401": UNDECIDED, "601": UNDECIDED},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_plan_takes_away_is_gone(account: Path, tmp_path: Path, case: str) -> None:
    changes, expected = CASES[case]
    found = _scan(tmp_path, account, _plan(changes))
    verdicts = {rule: found.verdict(f"LAMBDANET_{rule}", F) for rule in expected if rule != "302"}
    of_group = {each.verdict for each in found.of("LAMBDANET_302")} if "302" in expected else set()
    assert verdicts == {rule: verdict for rule, verdict in expected.items() if rule != "302"}
    assert of_group <= {expected.get("302")}


def test_a_database_that_is_deleted_is_none_of_what_is_needed(account: Path, tmp_path: Path) -> None:
    role = {"arn": "arn:aws:iam::1:role/r", "name": "r"}
    roles = [_change("aws_iam_role.r", {**role, "id": "r"}, {**role, "id": "r"})]
    kept = _scan(tmp_path / "kept", account, _plan(roles))
    assert kept.verdict("LAMBDANET_701", F) in (PASS, UNDECIDED)
    assert any("reaches arn:aws:rds" in each.explanation for each in kept.of("LAMBDANET_701"))
    gone = _scan(tmp_path / "gone", account, _plan([*roles, _change("aws_db_instance.d", _DATABASE, None)]))
    assert gone.verdict("LAMBDANET_701", F) in (NOT_APPLICABLE, UNDECIDED)
    assert not any("arn:aws:rds" in each.explanation for each in gone.of("LAMBDANET_701"))


def test_a_table_of_the_plan_is_the_one_that_the_account_has(tmp_path: Path) -> None:
    table = f"rtb-{1:07x}e"

    def own_table(place: Place) -> None:
        route = {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": place.nat, "State": "active"}
        associations = [{"Main": False, "SubnetId": each} for each in (place.a, place.b)]
        listed = {"RouteTableId": table, "VpcId": place.vpc, "Associations": associations, "Routes": [route]}
        place.held["RouteTables"].append(listed)

    around = _account(tmp_path / "account", own_table)
    routes = [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": PLACE.nat}]
    held = {"id": table, "vpc_id": PLACE.vpc}
    for name, after, verdict in (("kept", routes, PASS), ("lost", [], FAIL)):
        change = _change("aws_route_table.t", {**held, "route": routes}, {**held, "route": after})
        assert _scan(tmp_path / name, around, _plan([change])).verdict("LAMBDANET_702", F) == verdict


def test_what_another_plan_changes_counts_by_its_id(account: Path, tmp_path: Path) -> None:
    other = _plan([_change(_IN_GROUP, _group(_ALL), _group())])
    other["resource_changes"] = other["resource_changes"][1:]
    for part in ("planned_values", "configuration"):
        other[part]["root_module"]["resources"] = other[part]["root_module"]["resources"][1:]
    found = _scan(tmp_path, account, _plan([]), other)
    assert found.verdict("LAMBDANET_303", F) == FAIL


def test_ids_mean_nothing_in_another_region(account: Path, tmp_path: Path) -> None:
    found = _scan(tmp_path, account, _plan([], region="us-east-1"))
    assert {found.verdict(f"LAMBDANET_{rule}", F) for rule in ("303", "401", "601")} == {UNDECIDED}


def test_a_plan_is_of_the_environment_that_is_asked_for(
    account: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [{"files": str(account), "environment": "prod"}]
    files = {"code/plan.json": _plan([])}
    found = scanned(tmp_path / "any", "terraform_plan", files, entries)
    assert found.verdict("LAMBDANET_303", F) == UNDECIDED
    monkeypatch.setenv(ONLY, "prod")
    found = scanned(tmp_path / "prod", "terraform_plan", files, entries)
    assert found.verdict("LAMBDANET_303", F) == PASS


def test_the_main_table_that_a_vpc_of_the_plan_has_again(tmp_path: Path) -> None:
    """The VPC and the table may be of the plan, or of the account: under whichever name, it is one table."""
    first = f"rtb-{1:07x}e"

    def two_tables(place: Place) -> None:
        listed = {"RouteTableId": first, "VpcId": place.vpc, "Associations": [], "Routes": []}
        place.held["RouteTables"].append(listed)

    around = _account(tmp_path / "account", two_tables)
    held = {"id": "rtbassoc-1", "vpc_id": PLACE.vpc, "route_table_id": PLACE.main, "original_route_table_id": first}
    gone = _change("aws_main_route_table_association.m", held, None)
    vpc = {"id": PLACE.vpc, "cidr_block": "10.1.0.0/16", "enable_dns_support": True, "enable_dns_hostnames": True}
    in_plan = _change("aws_vpc.v", vpc, vpc, "no-op")
    routes = [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": PLACE.nat}]
    table = {"id": first, "vpc_id": PLACE.vpc, "route": []}
    leads_out = _change("aws_route_table.t", table, {**table, "route": routes})
    cases: dict[str, tuple[list[Json], str]] = {
        "both of the account": ([gone], FAIL),
        "the VPC of the plan": ([gone, in_plan], FAIL),
        "the table of the plan": ([gone, leads_out], PASS),
        "both of the plan": ([gone, in_plan, leads_out], PASS),
    }
    for name, (changes, verdict) in cases.items():
        found = _scan(tmp_path / name, around, _plan(changes))
        said = [each.explanation for each in found.findings if each.address == F]
        assert found.verdict("LAMBDANET_702", F) == verdict, (name, said)


def test_what_a_file_leaves_out_of_what_a_plan_takes_away(tmp_path: Path) -> None:
    """Rules, entries and lists that are not known end no scan."""

    def left_out(place: Place) -> None:
        for listed in ("IpPermissions", "IpPermissionsEgress"):
            place.one("SecurityGroups")[listed].append({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443})
        place.one("NetworkAcls")["Entries"].append({"RuleAction": "allow"})
        place.held["VpcEndpoints"] = [
            {"VpcEndpointId": place.endpoint, "VpcId": place.vpc, "VpcEndpointType": "Interface"}
        ]

    removed = {"id": "a", "vpc_endpoint_id": PLACE.endpoint, "subnet_id": PLACE.a}
    changes = [
        _change(_NEW, _rule(), None),
        _change("aws_network_acl_rule.e", {**_ENTRY, "protocol": "-1", "cidr_block": "0.0.0.0/0"}, None),
        _change("aws_vpc_endpoint_subnet_association.a", removed, None),
    ]
    found = _scan(tmp_path, _account(tmp_path / "account", left_out), _plan(changes))
    assert {found.verdict(f"LAMBDANET_{rule}", F) for rule in ("303", "702", "705")} == {UNDECIDED}
