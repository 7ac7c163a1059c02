"""Networks of accounts that are a trap: nothing passes, and nothing fails, but by a proof.

Each case is one VPC of an account that changes one thing, with the verdicts that follow from what AWS does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from accounts_by_hand import ACCOUNT, EVERYWHERE, REGION, Change, Place, judged, permission
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, Scan


def _blackhole(place: Place) -> None:
    place.leads_to(NatGatewayId=place.nat, State="blackhole")


def _blackhole_within(place: Place) -> None:
    within = {"DestinationCidrBlock": f"{place.block}.0.0/23", "NetworkInterfaceId": "eni-9", "State": "blackhole"}
    place.one("RouteTables")["Routes"].append(within)


def _association(state: str) -> Change:
    def change(place: Place) -> None:
        data = {"Main": False, "SubnetId": place.a, "AssociationState": {"State": state}}
        place.one("RouteTables", 1)["Associations"].append(data)

    return change


def _nat(**more: Any) -> Change:
    return lambda place: place.one("NatGateways").update(more)


def _regional(place: Place) -> None:
    gateway = place.one("NatGateways")
    gateway.update(AvailabilityMode="regional", AutoProvisionZones="disabled", SubnetId=None)
    gateway["NatGatewayAddresses"][0]["AvailabilityZone"] = "eu-west-1a"


def _address_lost(place: Place) -> None:
    place.one("NatGateways")["NatGatewayAddresses"][0]["Status"] = "failed"


def _subnet_failed(place: Place) -> None:
    place.one("Subnets")["State"] = "failed"


def _database(**more: Any) -> Change:
    return lambda place: place.one("DBInstances").update(more)


def _memberships(*statuses: str) -> Change:
    """The database has its group, and the default one after it, with these statuses."""

    def change(place: Place) -> None:
        groups = zip((place.of_database, place.default_group), statuses)
        found = [{"VpcSecurityGroupId": group, "Status": status} for group, status in groups]
        place.one("DBInstances")["VpcSecurityGroups"] = found

    return change


def _without(key: str, *names: str) -> Change:
    def change(place: Place) -> None:
        for name in names:
            del place.one(key)[name]

    return change


def _group_by_name(place: Place) -> None:
    named = permission("tcp", 5432, UserIdGroupPairs=[{"GroupName": "f"}])
    place.one("SecurityGroups", 1)["IpPermissions"] = [named]


def _endpoint(**more: Any) -> Change:
    def change(place: Place) -> None:
        place.leads_to()
        admits = permission("tcp", 443, IpRanges=EVERYWHERE)
        group = {"GroupId": place.of_endpoint, "GroupName": "e", "VpcId": place.vpc}
        place.held["SecurityGroups"].append({**group, "IpPermissions": [admits], "IpPermissionsEgress": []})
        endpoint = {
            "VpcEndpointId": place.endpoint,
            "VpcEndpointType": "Interface",
            "VpcId": place.vpc,
            "ServiceName": "com.amazonaws.eu-west-1.sqs",
            "State": "available",
            "SubnetIds": [place.b],
            "Groups": [{"GroupId": place.of_endpoint}],
            "PrivateDnsEnabled": True,
        }
        place.held["VpcEndpoints"].append({**endpoint, **more})

    return change


def _cluster(place: Place) -> None:
    host = "mine.cluster-custom-abcdefghijkl.eu-west-1.rds.amazonaws.com"
    cluster = {
        "DBClusterArn": "arn:aws:rds:eu-west-1:111111111111:cluster:c",
        "DBClusterIdentifier": "c",
        "Engine": "aurora-postgresql",
        "CustomEndpoints": [host],
        "Port": 5432,
        "VpcSecurityGroups": [{"VpcSecurityGroupId": place.default_group}],
    }
    place.held["DBClusters"].append(cluster)
    place.environment["DATABASE"] = f"postgres://{host}/x"


def _proxy(admitted: bool) -> Change:
    def change(place: Place) -> None:
        name, host = f"p{place.number}", f"p{place.number}.proxy-abcdefghijkl.eu-west-1.rds.amazonaws.com"
        proxy = {
            "DBProxyArn": f"arn:aws:rds:eu-west-1:111111111111:db-proxy:prx-{place.number}",
            "DBProxyName": name,
            "EngineFamily": "POSTGRESQL",
            "VpcSecurityGroupIds": [place.of_endpoint],
            "VpcSubnetIds": [place.a, place.b],
            "Endpoint": host,
        }
        place.held["DBProxies"].append(proxy)
        everything = [permission(IpRanges=EVERYWHERE)]
        group = {"GroupId": place.of_endpoint, "GroupName": "p", "VpcId": place.vpc}
        group |= {"IpPermissions": everything, "IpPermissionsEgress": everything}  # type: ignore[dict-item]
        place.held["SecurityGroups"].append(group)
        if admitted:
            place.one("SecurityGroups", 1)["IpPermissions"] = everything
        targets = [{"TargetArn": place.one("DBInstances")["DBInstanceArn"], "Type": "RDS_INSTANCE"}]
        place.files[f"targets.{name}"] = {"DBProxyName": name, "Targets": targets}
        place.environment["DATABASE"] = f"postgres://{host}/x"

    return change


NETWORKS: dict[str, tuple[Change, dict[str, str]]] = {
    "nothing": (lambda place: None, {"303": PASS, "601": PASS, "604": PASS, "701": PASS, "702": PASS, "705": PASS}),
    "blackhole": (_blackhole, {"601": PASS, "702": FAIL}),
    "blackhole between subnets of the VPC": (_blackhole_within, {"701": UNDECIDED, "702": PASS}),
    "association that failed": (_association("failed"), {"601": PASS, "702": PASS}),
    "association that is gone": (_association("disassociated"), {"601": PASS, "702": PASS}),
    "association that comes": (_association("associating"), {"601": FAIL, "702": FAIL}),
    "NAT gateway that failed": (_nat(State="failed"), {"702": FAIL}),
    "NAT gateway that is being deleted": (_nat(State="deleting"), {"702": FAIL}),
    "NAT gateway that comes": (_nat(State="pending"), {"604": UNDECIDED, "702": UNDECIDED}),
    "regional NAT gateway with addresses in one zone": (_regional, {"604": UNDECIDED, "702": UNDECIDED}),
    "NAT gateway whose address failed": (_address_lost, {"604": FAIL, "702": FAIL}),
    "subnet that failed": (_subnet_failed, {"401": UNDECIDED, "601": UNDECIDED}),
    "database that is being deleted": (_database(DBInstanceStatus="deleting"), {"701": NOT_APPLICABLE}),
    "database that is changed": (_database(DBInstanceStatus="modifying"), {"701": PASS}),
    "group that is taken from a database": (_memberships("removing"), {"701": UNDECIDED}),
    "group that a database gets beside its own": (_memberships("active", "adding"), {"701": PASS}),
    "group that a database has beside one that goes": (_memberships("removing", "active"), {"701": UNDECIDED}),
    "group without its rules": (
        _without("SecurityGroups", "IpPermissions", "IpPermissionsEgress"),
        {"302": UNDECIDED, "303": UNDECIDED, "702": UNDECIDED},
    ),
    "table without its routes": (_without("RouteTables", "Routes"), {"601": UNDECIDED, "702": UNDECIDED}),
    "ACL without its entries": (_without("NetworkAcls", "Entries"), {"705": UNDECIDED, "702": UNDECIDED}),
    "group by its name": (_group_by_name, {"701": UNDECIDED}),
    "endpoint": (_endpoint(), {"702": PASS, "704": PASS}),
    "endpoint whose policy is no document": (_endpoint(PolicyDocument="{"), {"702": UNDECIDED, "704": UNDECIDED}),
    "endpoint that waits": (_endpoint(State="pendingAcceptance"), {"702": UNDECIDED, "704": UNDECIDED}),
    "endpoint that was rejected": (_endpoint(State="rejected"), {"702": FAIL}),
    "endpoint with IPv6 only": (_endpoint(IpAddressType="ipv6"), {"702": UNDECIDED, "704": UNDECIDED}),
    "custom endpoint of a cluster": (_cluster, {"701": FAIL}),
    "proxy": (_proxy(admitted=True), {"701": PASS}),
    "proxy that its database refuses": (_proxy(admitted=False), {"701": FAIL}),
}


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scan, list[Place]]:
    return judged(tmp_path_factory.mktemp("networks"), [change for change, _ in NETWORKS.values()])


@pytest.mark.parametrize("case", NETWORKS)
def test_an_account_is_judged_by_what_holds(networks: tuple[Scan, list[Place]], case: str) -> None:
    _expect(networks, list(NETWORKS).index(case), NETWORKS[case][1])


def _expect(found: tuple[Scan, list[Place]], number: int, expected: Mapping[str, str | None]) -> None:
    scanned, places = found
    address = places[number].address
    verdicts = {rule: scanned.verdict(f"LAMBDANET_{rule}", address) for rule in expected}
    assert verdicts == expected, [each.explanation for each in scanned.findings if each.address == address]


def _route(target: str) -> Change:
    def change(place: Place) -> None:
        named = {"igw": "gateway_id", "nat": "nat_gateway_id"}[target]
        place.declares(
            "aws_route",
            f'route_table_id = "{place.main}"\ndestination_cidr_block = "0.0.0.0/0"\n'
            f'{named} = "{getattr(place, target)}"',
        )

    return change


def _maybe(kind: str, body: str) -> Change:
    def change(place: Place) -> None:
        place.more += f'variable "n{place.number}" {{}}\n'
        place.declares(kind, f"count = var.n{place.number}\n" + body.format(it=place))

    return change


def _main_table(place: Place) -> None:
    place.declares(
        "aws_main_route_table_association", f'vpc_id = "{place.vpc}"\nroute_table_id = "{place.public_table}"'
    )


def _another_table(place: Place) -> None:
    place.declares("aws_route_table_association", f'subnet_id = "{place.public}"\nroute_table_id = "{place.main}"')
    place.one("NatGateways")["AvailabilityMode"] = "regional"
    place.subnets = f'["{place.public}"]'


def _default_group(place: Place) -> None:
    place.groups = f'["{place.default_group}"]'
    place.declares("aws_default_security_group", f'vpc_id = "{place.vpc}"')


def _exclusive(place: Place) -> None:
    body = f'security_group_id = "{place.group}"\ningress_rule_ids = []\negress_rule_ids = []'
    place.declares("aws_vpc_security_group_rules_exclusive", body)


def _exclusive_with_its_own(place: Place) -> None:
    kind, number = "aws_vpc_security_group_egress_rule", place.number
    place.declares(
        kind,
        f'security_group_id = "{place.group}"\nip_protocol = "tcp"\nfrom_port = 5432\nto_port = 5432\n'
        'cidr_ipv4 = "10.0.0.0/8"',
    )
    kept = f"[{kind}.x{number}.id]"
    body = f'security_group_id = "{place.group}"\ningress_rule_ids = []\negress_rule_ids = {kept}'
    place.declares("aws_vpc_security_group_rules_exclusive", body)


def _new_acl(place: Place) -> None:
    place.declares("aws_network_acl", f'vpc_id = "{place.vpc}"\nsubnet_ids = ["{place.a}"]')


def _entry_of_the_same_number(place: Place) -> None:
    body = f'network_acl_id = "{place.acl}"\negress = true\nrule_number = 100\nrule_action = "deny"\n'
    place.declares("aws_network_acl_rule", body + 'protocol = "-1"\ncidr_block = "0.0.0.0/0"')


def _with_ingress(*more: str) -> Change:
    """The function's group admits somebody, and other resources of the code name it by its id."""

    def change(place: Place) -> None:
        place.one("SecurityGroups")["IpPermissions"] = [permission("tcp", 443, IpRanges=EVERYWHERE)]
        for kind in more:
            lists = f'security_groups = ["{place.group}"]\nsubnets = ["{place.a}", "{place.b}"]'
            place.declares(kind, f"internal = true\n{lists}")

    return change


def _same_database(group: str) -> Change:
    """The code has the database of the account, by its name, with this group."""

    def change(place: Place) -> None:
        arguments = f'identifier = "db{place.number}"\nengine = "postgres"\npublicly_accessible = false\n'
        place.declares("aws_db_instance", f'{arguments}vpc_security_group_ids = ["{getattr(place, group)}"]')

    return change


def _imported_vpc(change_account: Change) -> Change:
    def change(place: Place) -> None:
        change_account(place)
        place.more = f'import {{\n  to = aws_vpc.x{place.number}\n  id = "{place.vpc}"\n}}\n'
        body = f'cidr_block = "{place.block}.0.0/16"\nenable_dns_support = true\nenable_dns_hostnames = true'
        place.declares("aws_vpc", body)

    return change


def _deny_all(place: Place) -> None:
    place.one("NetworkAcls")["Entries"] = []


def _unread_module(argument: str, of: str) -> Change:
    def change(place: Place) -> None:
        place.leads_to()
        source = 'source = "registry.example.com/a/b/aws"'
        place.more = f'module "m{place.number}" {{\n{source}\n{argument} = "{getattr(place, of)}"\n}}\n'

    return change


CODE: dict[str, tuple[Change, dict[str, str | None]]] = {
    "route in the place of the account's": (_route("igw"), {"601": FAIL, "702": FAIL}),
    "the account's route once more": (_route("nat"), {"601": PASS, "702": PASS}),
    "route that may be made": (
        _maybe(
            "aws_route", 'route_table_id = "{it.main}"\ndestination_cidr_block = "0.0.0.0/0"\ngateway_id = "{it.igw}"'
        ),
        {"601": UNDECIDED, "702": UNDECIDED},
    ),
    "another main table": (_main_table, {"601": FAIL, "702": FAIL}),
    "another table for a subnet that has one": (_another_table, {"601": PASS, "702": PASS}),
    "default group without rules": (_default_group, {"301": FAIL, "303": FAIL, "702": FAIL}),
    "no rule but those in the code": (_exclusive, {"303": FAIL, "702": FAIL}),
    "no rule but one in the code": (_exclusive_with_its_own, {"302": PASS, "303": PASS, "701": PASS, "702": FAIL}),
    "entry of the ACL in the place of the account's": (
        _entry_of_the_same_number,
        {"604": FAIL, "702": FAIL, "705": FAIL},
    ),
    "group that functions alone have": (_with_ingress(), {"101": FAIL}),
    "group that something else of the code has, too": (_with_ingress("aws_lb"), {"101": None}),
    "the account's database once more": (_same_database("of_database"), {"701": PASS}),
    "the account's database with another group": (_same_database("default_group"), {"701": UNDECIDED}),
    "VPC that the code takes over": (_imported_vpc(lambda place: None), {"601": PASS, "702": PASS, "705": PASS}),
    "VPC that the code takes over, with a closed ACL": (_imported_vpc(_deny_all), {"705": FAIL}),
    "another ACL": (_new_acl, {"702": FAIL, "705": FAIL}),
    "ACL that may be made": (
        _maybe("aws_network_acl", 'vpc_id = "{it.vpc}"\nsubnet_ids = ["{it.a}"]'),
        {"702": UNDECIDED, "705": UNDECIDED},
    ),
    "module that gets the VPC": (_unread_module("vpc_id", "vpc"), {"702": UNDECIDED}),
    "module that gets the table": (_unread_module("route_table_id", "main"), {"601": UNDECIDED, "702": UNDECIDED}),
    "module that gets nothing of it": (_unread_module("name", "host"), {"601": PASS, "702": FAIL}),
}


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scan, list[Place]]:
    return judged(tmp_path_factory.mktemp("code"), [change for change, _ in CODE.values()])


@pytest.mark.parametrize("case", CODE)
def test_what_code_changes_of_an_account_counts(code: tuple[Scan, list[Place]], case: str) -> None:
    _expect(code, list(CODE).index(case), CODE[case][1])


def test_what_code_does_not_say_may_be_about_the_account(tmp_path: Any) -> None:
    def rule(place: Place) -> None:
        place.one("SecurityGroups")["IpPermissionsEgress"] = []
        place.more += 'variable "group" {}\n'
        body = 'security_group_id = var.group\nip_protocol = "-1"\ncidr_ipv4 = "0.0.0.0/0"'
        place.declares("aws_vpc_security_group_egress_rule", body)

    def route(place: Place) -> None:
        place.leads_to()
        place.more += 'variable "table" {}\n'
        body = f'route_table_id = var.table\ndestination_cidr_block = "0.0.0.0/0"\nnat_gateway_id = "{place.nat}"'
        place.declares("aws_route", body)

    found = judged(tmp_path, [rule, route])
    _expect(found, 0, {"303": UNDECIDED, "702": UNDECIDED})
    _expect(found, 1, {"601": UNDECIDED, "702": UNDECIDED})


def test_a_default_subnet_leads_where_its_table_says_and_not_where_most_do(tmp_path: Any) -> None:
    def default(place: Place) -> None:
        place.one("Vpcs")["IsDefault"] = True
        for subnet in place.held["Subnets"]:
            subnet["DefaultForAz"] = True

    _expect(judged(tmp_path / "whole", [default]), 0, {"601": PASS})
    _expect(judged(tmp_path / "part", [default], without=["RouteTables"]), 0, {"601": UNDECIDED})


def _blocked(place: Place, **more: Any) -> None:
    """VPC Block Public Access stops everything in the Region of the account."""
    options = {"AwsAccountId": ACCOUNT, "AwsRegion": "eu-west-1", "State": "update-complete"}
    options |= {"InternetGatewayBlockMode": "block-bidirectional", **more}
    place.files["options"] = {"VpcBlockPublicAccessOptions": options}
    place.held["VpcBlockPublicAccessExclusions"] = []


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("create-complete", PASS),
        ("update-in-progress", PASS),
        ("update-failed", PASS),
        ("create-in-progress", UNDECIDED),
        ("delete-in-progress", UNDECIDED),
        ("disable-in-progress", UNDECIDED),
        ("of-tomorrow", UNDECIDED),
        ("create-failed", FAIL),
        ("delete-complete", FAIL),
        ("disable-complete", FAIL),
    ],
)
def test_an_exclusion_that_is_gone_opens_nothing(state: str, verdict: str, tmp_path: Any) -> None:
    """AWS lists exclusions that were deleted, or never created, for a while."""

    def excluded(place: Place) -> None:
        _blocked(place)
        exclusion = {"ExclusionId": "vpcbpa-exclude-0a1b2c3d4e5f60718", "State": state}
        exclusion["ResourceArn"] = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc/{place.vpc}"
        place.held["VpcBlockPublicAccessExclusions"] = [exclusion]

    _expect(judged(tmp_path, [excluded]), 0, {"607": verdict, "702": verdict})


def _shared(place: Place) -> None:
    for key in ("Vpcs", "Subnets", "RouteTables", "NetworkAcls"):
        for each in place.held[key]:
            each["OwnerId"] = "222222222222"


@pytest.mark.parametrize(
    ("options", "change", "verdict"),
    [
        ({}, None, FAIL),
        ({"InternetGatewayBlockMode": "block-ingress"}, None, PASS),
        ({"State": "update-in-progress"}, None, UNDECIDED),
        ({"InternetGatewayBlockMode": None}, None, UNDECIDED),
        ({}, _shared, UNDECIDED),
    ],
    ids=["blocked", "ingress", "being-updated", "no-mode", "others-vpc"],
)
def test_the_mode_of_an_account_is_that_of_its_own_vpcs(
    options: dict[str, Any], change: Change | None, verdict: str, tmp_path: Any
) -> None:
    """An account has one mode in a Region, which is about the VPCs that it owns there."""

    def changed(place: Place) -> None:
        _blocked(place, **options)
        if change is not None:
            change(place)

    _expect(judged(tmp_path, [changed]), 0, {"607": verdict, "702": verdict})


def test_the_mode_of_another_region_says_nothing(tmp_path: Any) -> None:
    """An account has a mode in each Region."""
    _expect(judged(tmp_path, [lambda place: _blocked(place, AwsRegion="us-east-1")]), 0, {"702": PASS})


def test_exclusions_that_no_file_holds_may_open_the_way(tmp_path: Any) -> None:
    """Only a whole list of exclusions says that there is none."""
    found = judged(tmp_path, [_blocked], without=["VpcBlockPublicAccessExclusions"])
    _expect(found, 0, {"607": UNDECIDED, "702": UNDECIDED})


@pytest.mark.parametrize(("mode", "verdict"), [("block-bidirectional", FAIL), ("off", UNDECIDED)])
def test_code_may_change_the_mode_of_the_account(mode: str, verdict: str, tmp_path: Any) -> None:
    """What the code declares comes to hold if it goes to this account and Region."""

    def changed(place: Place) -> None:
        _blocked(place)
        place.declares("aws_vpc_block_public_access_options", f'  internet_gateway_block_mode = "{mode}"')

    _expect(judged(tmp_path, [changed]), 0, {"607": verdict})


@pytest.mark.parametrize(
    ("state", "verdict"), [("available", PASS), ("attached", PASS), ("detaching", UNDECIDED), ("detached", FAIL)]
)
def test_a_gateway_that_is_being_attached_is_neither_there_nor_gone(state: str, verdict: str, tmp_path: Any) -> None:
    def changed(place: Place) -> None:
        place.one("InternetGateways")["Attachments"][0]["State"] = state

    _expect(judged(tmp_path, [changed]), 0, {"604": verdict})


def _said(scanned: Scan, rule: str, place: Place) -> str:
    found = (each.explanation for each in scanned.of(f"LAMBDANET_{rule}") if each.address == place.address)
    return next(found, "").partition(" Known from")[0]


def test_a_default_route_whose_target_is_gone_is_called_that(tmp_path: Any) -> None:
    """Who looks into the table finds one."""

    def of_b(place: Place) -> None:
        _blackhole(place)
        association = {"Main": False, "SubnetId": place.a, "AssociationState": {"State": "associated"}}
        table = {"RouteTableId": f"{place.main[:-1]}d", "VpcId": place.vpc, "Associations": [association]}
        place.held["RouteTables"].append({**table, "OwnerId": ACCOUNT, "Routes": []})

    scanned, (first, second) = judged(tmp_path, [_blackhole, of_b])
    assert _said(scanned, "601", first) == f"{first.a} has a default route whose target is gone."
    assert _said(scanned, "602", first).endswith(f"{first.a} and {first.b} have one whose target is gone.")
    assert _said(scanned, "602", second).endswith(f"{second.a} has none; {second.b} has one whose target is gone.")


def test_a_public_nat_gateway_whose_subnet_leads_to_what_is_gone_fails(tmp_path: Any) -> None:
    def changed(place: Place) -> None:
        place.one("RouteTables", 1)["Routes"][1]["State"] = "blackhole"

    found = judged(tmp_path, [changed])
    _expect(found, 0, {"604": FAIL})
    assert "has a default route whose target is gone" in _said(found[0], "604", found[1][0])


@pytest.mark.parametrize("state", ["BLACKHOLE", "of-tomorrow", 1])
def test_a_route_in_a_state_that_aws_does_not_document_is_not_known(state: Any, tmp_path: Any) -> None:
    def changed(place: Place) -> None:
        place.leads_to(NatGatewayId=place.nat, State=state)

    _expect(judged(tmp_path, [changed]), 0, {"601": UNDECIDED, "602": UNDECIDED})


@pytest.mark.parametrize("before", [REGION, "", 'provider "aws" {\n  region = var.region\n}\nvariable "region" {}\n'])
@pytest.mark.parametrize(("elsewhere", "verdict"), [("", PASS), ('region = "us-east-1"', NOT_APPLICABLE)])
def test_what_code_makes_beside_a_function_is_in_the_region_of_its_network(
    elsewhere: str, verdict: str, before: str, tmp_path: Any
) -> None:
    """The account says which Region that is; the code need not. No gateway endpoint serves another one."""

    def table(place: Place) -> None:
        endpoint = {"VpcEndpointId": place.endpoint, "VpcEndpointType": "Gateway", "State": "available"}
        served = {"ServiceName": "com.amazonaws.eu-west-1.dynamodb", "RouteTableIds": [place.main]}
        place.held["VpcEndpoints"].append({**endpoint, **served, "VpcId": place.vpc, "OwnerId": ACCOUNT})
        route = {"DestinationPrefixListId": "pl-0a1b2c3d", "GatewayId": place.endpoint, "State": "active"}
        place.one("RouteTables")["Routes"].append(route)
        key = 'attribute {\n  name = "id"\n  type = "S"\n}\nhash_key = "id"\nname = "orders"\n'
        place.declares("aws_dynamodb_table", key + elsewhere)
        place.declares(
            "aws_iam_role_policy",
            f'role = aws_iam_role.r{place.number}.name\npolicy = jsonencode({{ Statement = [{{ Effect = "Allow", '
            f'Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.x{place.number}.arn }}] }})',
        )

    found, (place,) = judged(tmp_path, [table], before=before)
    assert found.verdict("LAMBDANET_703", place.address) == verdict


@pytest.mark.parametrize(("status", "verdict"), [("active", PASS), ("deleted", UNDECIDED), ("expired", UNDECIDED)])
def test_a_rule_across_a_peering_connection_that_is_gone_may_mean_nobody(
    status: str, verdict: str, tmp_path: Any
) -> None:
    """AWS keeps such a rule, which is stale, and says so."""

    def changed(place: Place) -> None:
        pair = {"GroupId": place.group, "UserId": ACCOUNT, "PeeringStatus": status}
        place.one("SecurityGroups", 1)["IpPermissions"] = [permission("tcp", 5432, UserIdGroupPairs=[pair])]

    _expect(judged(tmp_path, [changed]), 0, {"701": verdict})


def test_a_database_without_a_group_in_its_file_has_some(tmp_path: Any) -> None:
    """AWS prints the default group, too, where it takes that."""

    def of(groups: list[Any] | None) -> Change:
        def changed(place: Place) -> None:
            everywhere = permission("tcp", 5432, IpRanges=EVERYWHERE)
            place.one("SecurityGroups")["IpPermissionsEgress"] = [everywhere]
            place.one("DBInstances")["VpcSecurityGroups"] = groups

        return changed

    scanned, places = judged(tmp_path, [of([]), of(None)])
    assert [scanned.verdict("LAMBDANET_701", place.address) for place in places] == [UNDECIDED, UNDECIDED]


def test_a_subnet_of_an_account_is_in_a_block_of_its_vpc(tmp_path: Any) -> None:
    """AWS takes no other; a file may lack the blocks that were added to the VPC."""

    def changed(place: Place) -> None:
        place.one("Subnets")["CidrBlock"] = "100.64.0.0/24"

    def associated(place: Place) -> None:
        changed(place)
        blocks = [{"CidrBlock": "100.64.0.0/16", "CidrBlockState": {"State": "associated"}}]
        place.one("Vpcs")["CidrBlockAssociationSet"] = blocks

    scanned, places = judged(tmp_path, [changed, associated])
    assert [_worst(scanned, "505", place) for place in places] == [UNDECIDED, PASS]


@pytest.mark.parametrize(
    ("blocks", "verdict"),
    [
        (None, UNDECIDED),
        ([], FAIL),
        ([{"CidrBlock": "100.64.0.0/16", "CidrBlockState": {"State": "associated"}}], PASS),
        ([{"CidrBlock": "100.64.0.0/16", "CidrBlockState": {"State": "disassociated"}}], FAIL),
    ],
    ids=["no-list", "none", "one", "former"],
)
def test_a_subnet_of_the_code_needs_a_block_of_the_vpc(blocks: Any, verdict: str, tmp_path: Any) -> None:
    """AWS prints all blocks of a VPC; a file without them does not say that there are no others."""

    def changed(place: Place) -> None:
        place.one("Vpcs")["CidrBlockAssociationSet"] = blocks
        if blocks is None:
            del place.one("Vpcs")["CidrBlockAssociationSet"]
        place.declares("aws_subnet", f'vpc_id = "{place.vpc}"\ncidr_block = "100.64.0.0/24"')
        place.subnets = f"[aws_subnet.x{place.number}.id]"

    scanned, _ = judged(tmp_path, [changed])
    assert scanned.verdict("LAMBDANET_505", "aws_subnet.x1") == verdict


def _worst(scanned: Scan, rule: str, place: Place) -> str:
    found = {each.verdict for each in scanned.of(f"LAMBDANET_{rule}") if each.address == place.address}
    return next(each for each in (FAIL, UNDECIDED, PASS) if each in found)


def _with_ingress(place: Place) -> None:
    place.one("SecurityGroups")["IpPermissions"] = [permission("tcp", 443, IpRanges=EVERYWHERE)]


def _group_of_endpoint(**more: Any) -> Change:
    def changed(place: Place) -> None:
        _with_ingress(place)
        endpoint = {"VpcEndpointId": place.endpoint, "VpcEndpointType": "Interface", "State": "available"}
        held = {"Groups": [{"GroupId": place.group}], "SubnetIds": [place.a], "NetworkInterfaceIds": ["eni-9"]}
        of = {"VpcId": place.vpc, "ServiceName": "com.amazonaws.eu-west-1.sns", "PrivateDnsEnabled": True}
        place.held["VpcEndpoints"].append({**endpoint, **held, **of, **more})
        interface = {"NetworkInterfaceId": "eni-9", "InterfaceType": "vpc_endpoint", "SubnetId": place.a}
        place.held["NetworkInterfaces"].append({**interface, "VpcId": place.vpc, "Groups": held["Groups"]})

    return changed


def _group_of_database(place: Place) -> None:
    _with_ingress(place)
    place.one("DBInstances")["VpcSecurityGroups"] = [{"VpcSecurityGroupId": place.group, "Status": "active"}]


def _group_of_mount_target(place: Place) -> None:
    _with_ingress(place)
    place.files["target"] = {"MountTargetId": "fsmt-0a1b2c3d", "SecurityGroups": [place.group]}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (_with_ingress, FAIL),
        (_group_of_endpoint(), None),
        (_group_of_endpoint(State="deleted"), FAIL),
        (_group_of_database, None),
        (_group_of_mount_target, None),
    ],
)
def test_a_group_that_something_in_the_account_has_is_not_the_functions_alone(
    change: Change, verdict: str | None, tmp_path: Any
) -> None:
    """The interfaces of endpoints are left out of the users of a network, and a database may have none now."""
    _expect(judged(tmp_path, [change]), 0, {"101": verdict})


def test_reasons_say_what_the_file_says_or_lacks(tmp_path: Any) -> None:
    """AWS has picked a zone already, and says what a connection waits for."""

    def without_zones(place: Place) -> None:
        for subnet in place.held["Subnets"]:
            del subnet["AvailabilityZone"]

    def waiting(place: Place) -> None:
        sides = {name: {"VpcId": vpc} for name, vpc in (("RequesterVpcInfo", place.vpc), ("AccepterVpcInfo", "vpc-1"))}
        held = {"VpcPeeringConnectionId": "pcx-0a1b2c3d", "Status": {"Code": "pending-acceptance"}, **sides}
        place.held["VpcPeeringConnections"] = [held]
        place.held["Vpcs"].append({**place.one("Vpcs"), "VpcId": "vpc-1", "CidrBlock": "10.99.0.0/16"})
        far = {**place.one("Subnets"), "SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.99.0.0/24"}
        place.held["Subnets"].append(far)
        place.one("DBInstances")["DBSubnetGroup"] = {"Subnets": [{"SubnetIdentifier": "subnet-1"}]}
        route = {"DestinationCidrBlock": "10.99.0.0/16", "VpcPeeringConnectionId": "pcx-0a1b2c3d", "State": "active"}
        place.one("RouteTables")["Routes"].append(route)

    scanned, (first, second) = judged(tmp_path, [without_zones, waiting])
    assert f"the file does not have the AvailabilityZone of {first.a}" in _said(scanned, "401", first)
    assert "pcx-0a1b2c3d has the status pending-acceptance" in _said(scanned, "701", second)
