"""Files that are not as they should be, and snapshots that are a trap: nothing is taken of them that is not so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambdanet.given import fact_files
from lambdanet.readers import reading
from lambdanet.readers.account.hosts import with_references
from lambdanet.readers.datum import Reference
from scanning import FAIL, PASS, UNDECIDED, Scan, scan
from snapshots import surrounded_by

F = "aws_lambda_function.f"
VPC, A, B, GROUP, TABLE, GATEWAY = (
    "vpc-0aaaaaaaa",
    "subnet-0aaaaaaaa",
    "subnet-0bbbbbbbb",
    "sg-0aaaaaaaa",
    "rtb-0aaaaaaaa",
    "igw-0aaaaaaaa",
)


def subnet(id: str, zone: str, **more: Any) -> dict[str, Any]:
    number = int(id[-1], 16)
    data = {"SubnetId": id, "VpcId": VPC, "CidrBlock": f"10.0.{number}.0/24", "AvailabilityZone": f"eu-west-1{zone}"}
    return {**data, "OwnerId": "111111111111", "AvailableIpAddressCount": 251, "State": "available", **more}


def network() -> dict[str, Any]:
    """An account whose two subnets lead to an internet gateway by the main table."""
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    route = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": GATEWAY, "State": "active"}
    entry = {"CidrBlock": "0.0.0.0/0", "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100}
    group = {"GroupId": GROUP, "GroupName": "f", "VpcId": VPC, "IpPermissions": [], "IpPermissionsEgress": everything}
    default = {**group, "GroupId": "sg-0eeeeeeee", "GroupName": "default", "OwnerId": "111111111111"}
    return {
        "vpcs": {"Vpcs": [{"VpcId": VPC, "CidrBlock": "10.0.0.0/16", "IsDefault": False, "DhcpOptionsId": "default"}]},
        "support": {"VpcId": VPC, "EnableDnsSupport": {"Value": True}},
        "subnets": {"Subnets": [subnet(A, "a"), subnet(B, "b")]},
        "groups": {"SecurityGroups": [group, default]},
        "tables": {
            "RouteTables": [{"RouteTableId": TABLE, "VpcId": VPC, "Associations": [{"Main": True}], "Routes": [route]}]
        },
        "acls": {
            "NetworkAcls": [
                {
                    "NetworkAclId": "acl-0aaaaaaaa",
                    "VpcId": VPC,
                    "IsDefault": True,
                    "Associations": [],
                    "Entries": [{**entry, "Egress": True}, {**entry, "Egress": False}],
                }
            ]
        },
        "gateways": {
            "InternetGateways": [{"InternetGatewayId": GATEWAY, "Attachments": [{"VpcId": VPC, "State": "available"}]}]
        },
    }


def written(folder: Path, content: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, answer in content.items():
        text = answer if isinstance(answer, str) else json.dumps(answer)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def judged(tmp_path: Path, *around: Path, subnets: tuple[str, ...] = (A, B), more: str = "") -> Scan:
    folder = tmp_path / "code"
    folder.mkdir(exist_ok=True)
    code = f"""
resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = "arn:aws:iam::111111111111:role/f"
  vpc_config {{
    subnet_ids         = {json.dumps(list(subnets))}
    security_group_ids = ["{GROUP}"]
  }}
}}
"""
    (folder / "main.tf").write_text(code + more, encoding="utf-8")
    with surrounded_by(*around):
        return scan(folder, "terraform")


def noted() -> Any:
    assert reading._latest is not None
    return reading._latest[1].notes


def test_the_network_is_judged_as_it_is(tmp_path: Path) -> None:
    found = judged(tmp_path, written(tmp_path / "n", network()))
    assert (found.verdict("LAMBDANET_601", F), found.verdict("LAMBDANET_401", F)) == (FAIL, PASS)
    assert not noted().problems


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("tables", '{"RouteTables": [{"RouteTa', "tables.json: is no JSON, or not all of it"),
        ("tables", "", "tables.json: is no JSON"),
        ("tables", '{"RouteTables": {}}', "RouteTables is an object, expected a list"),
        ("tables", '{"RouteTables": [7]}', "RouteTables[0] is a number, expected an object"),
        ("tables", '{"RouteTables": [{"VpcId": "vpc-0aaaaaaaa"}]}', "RouteTables[0] has no RouteTableId"),
        ("subnets", '{"Subnets": [null, {"SubnetId": ["a"]}]}', "Subnets[1] has no SubnetId, expected a text"),
    ],
)
def test_a_wrong_file_is_named_and_the_others_count(tmp_path: Path, file: str, content: str, expected: str) -> None:
    found = judged(tmp_path, written(tmp_path / "n", {**network(), file: content}))
    assert any(expected in problem for problem in noted().problems), noted().problems
    assert found.verdict("LAMBDANET_601", F) in (UNDECIDED, None)
    assert found.verdict("LAMBDANET_303", F) == PASS


@pytest.mark.parametrize("bound", ["_MOST_FILES", "_MOST_NAMES", "_MOST_BYTES_BELOW"])
def test_of_a_folder_that_holds_too_much_nothing_is_read(
    tmp_path: Path, bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as the root of the machine: a part of it would leave out routes of which the rest is known."""
    folder = written(tmp_path / "n", network())
    monkeypatch.setattr(fact_files, bound, 3)
    found = judged(tmp_path, folder)
    assert found.verdict("LAMBDANET_601", F) in (UNDECIDED, None)
    assert [shown for shown in noted().problems if "holds too much to be read: name the folders" in shown]


def test_links_in_a_folder_do_not_lead_out_of_it(tmp_path: Path) -> None:
    """Whoever adds a link to a folder need not be who named the folder."""
    folder, away = written(tmp_path / "n", network()), tmp_path / "away.json"
    (folder / "tables.json").rename(away)
    (folder / "tables.json").symlink_to(away)
    found = judged(tmp_path, folder)
    assert found.verdict("LAMBDANET_601", F) in (UNDECIDED, None)
    assert found.verdict("LAMBDANET_401", F) == PASS
    assert [shown for shown in noted().problems if "tables.json: is a link that leads out of its folder" in shown]
    away.rename(folder / "held.json")
    (folder / "tables.json").unlink()
    (folder / "again.json").symlink_to("held.json")
    assert judged(tmp_path, folder).verdict("LAMBDANET_601", F) == FAIL


WRONG: list[Any] = [None, 7, [], {}, "x", True, [[]], [{"SubnetId": {}}], {"a": "b"}]


def test_no_wrong_value_ends_the_scan(tmp_path: Path) -> None:
    """Each member of each element in turn, one in every list at a time, and every value somewhere."""
    for number in range(18):
        content = network()
        for place, answer in enumerate(content.values()):
            for elements in answer.values() if place != 1 else ():
                members = list(elements[0])
                elements[0][members[number % len(members)]] = WRONG[(number // 2 + place) % len(WRONG)]
        assert judged(tmp_path, written(tmp_path / "n", content)).findings


@pytest.mark.parametrize("wrong", [7, None, {}, {"RouteTableId": 7}])
def test_a_list_with_an_element_that_cannot_be_read_is_not_complete(tmp_path: Path, wrong: Any) -> None:
    content = network()
    assert judged(tmp_path, written(tmp_path / "n", content)).verdict("LAMBDANET_601", F) == FAIL
    # The element may be the table of the subnets.
    content["tables"]["RouteTables"].append(wrong)
    assert judged(tmp_path, written(tmp_path / "m", content)).verdict("LAMBDANET_601", F) in (UNDECIDED, None)


def file_system(targets: dict[str, Any]) -> dict[str, Any]:
    content = network()
    content["systems"] = {"FileSystems": [{"FileSystemId": "fs-0aaaaaaaa", "OwnerId": "111111111111"}]}
    arn = "arn:aws:elasticfilesystem:eu-west-1:111111111111:access-point/fsap-0aaaaaaaa"
    content["points"] = {"AccessPoints": [{"AccessPointArn": arn, "FileSystemId": "fs-0aaaaaaaa"}]}
    return {**content, **targets}


TARGET = {"MountTargetId": "fsmt-0aaaaaaaa", "VpcId": VPC, "SubnetId": A, "AvailabilityZoneName": "eu-west-1a"}
GOING = {**TARGET, "MountTargetId": "fsmt-0bbbbbbbb", "SubnetId": B, "LifeCycleState": "deleting"}
GOING |= {"FileSystemId": "fs-0aaaaaaaa", "AvailabilityZoneName": "eu-west-1b"}
IN_USE = {"LifeCycleState": "available"}
NAMELESS = {**TARGET, "MountTargetId": "fsmt-0ccccccc"}
MOUNTS = f"""
resource "aws_lambda_function" "g" {{
  function_name = "g"
  role          = "arn:aws:iam::111111111111:role/f"
  vpc_config {{
    subnet_ids         = ["{B}"]
    security_group_ids = ["{GROUP}"]
  }}
  file_system_config {{
    arn              = "arn:aws:elasticfilesystem:eu-west-1:111111111111:access-point/fsap-0aaaaaaaa"
    local_mount_path = "/mnt/f"
  }}
}}
"""


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ({"targets": {"MountTargets": [{**TARGET, "FileSystemId": "fs-0aaaaaaaa"}]}}, FAIL),
        ({"targets": {"MountTargets": [{**TARGET, "FileSystemId": "fs-0aaaaaaaa"}, 7]}}, UNDECIDED),
        ({"targets": {"MountTargets": [{**TARGET, "FileSystemId": "fs-0aaaaaaaa"}, NAMELESS]}}, UNDECIDED),
        ({"targets": {"MountTargets": [{**TARGET, "FileSystemId": "fs-0aaaaaaaa"}, GOING]}}, FAIL),
        ({"targets": {"MountTargets": [{**TARGET, "FileSystemId": "fs-0aaaaaaaa"}, {**GOING, **IN_USE}]}}, PASS),
        ({"targets": {"MountTargets": [{**TARGET, "FileSystemId": "fs-0bbbbbbbb"}]}}, UNDECIDED),
        ({"targets": {"MountTargets": []}}, UNDECIDED),
        ({}, UNDECIDED),
    ],
)
def test_mount_targets_are_those_that_a_file_lists_of_the_file_system(
    tmp_path: Path, targets: dict[str, Any], expected: str
) -> None:
    found = judged(tmp_path, written(tmp_path / "n", file_system(targets)), more=MOUNTS)
    assert found.verdict("LAMBDANET_403", "aws_lambda_function.g") == expected


@pytest.mark.parametrize(("groups", "expected"), [([GROUP], FAIL), ([], UNDECIDED), (None, UNDECIDED)])
def test_a_mount_target_has_a_group(tmp_path: Path, groups: Any, expected: str) -> None:
    """AWS prints the default one, too."""
    both = [{**TARGET, "FileSystemId": "fs-0aaaaaaaa"}, {**GOING, **IN_USE}]
    content = file_system({"targets": {"MountTargets": both}})
    for each in both:
        id = each["MountTargetId"]
        content[id] = {"MountTargetId": id, "SecurityGroups": groups}
    found = judged(tmp_path, written(tmp_path / "n", content), more=MOUNTS)
    said = [each.explanation for each in found.of("LAMBDANET_701")]
    assert found.verdict("LAMBDANET_701", "aws_lambda_function.g") == expected, said


def interfaces(number: int) -> dict[str, Any]:
    of_function = {"InterfaceType": "lambda", "VpcId": VPC, "SubnetId": A, "Groups": [{"GroupId": GROUP}]}
    listed = [{**of_function, "NetworkInterfaceId": f"eni-{each:08x}"} for each in range(number)]
    return {**network(), "interfaces": {"NetworkInterfaces": listed}}


@pytest.mark.parametrize(("number", "expected"), [(0, PASS), (498, PASS), (499, UNDECIDED), (501, UNDECIDED)])
def test_more_interfaces_than_the_quota_prove_a_greater_quota(tmp_path: Path, number: int, expected: str) -> None:
    found = judged(tmp_path, written(tmp_path / "n", interfaces(number)))
    assert found.verdict("LAMBDANET_504", F) == expected
    if number > 500:
        assert "the quota was raised" in found.of("LAMBDANET_504")[0].explanation


def test_one_page_of_several_leaves_open_what_the_others_hold(tmp_path: Path) -> None:
    content = network()
    content["acls"] = {**content["acls"], "NextToken": "there is more"}
    found = judged(tmp_path, written(tmp_path / "n", content))
    assert found.verdict("LAMBDANET_705", F) in (UNDECIDED, None)
    assert found.verdict("LAMBDANET_601", F) == FAIL


def test_the_newer_of_two_snapshots_counts_and_that_is_reported(tmp_path: Path) -> None:
    old, new = network(), network()
    new["tables"]["RouteTables"][0]["Routes"] = []
    for name, content, day in (("old", old, "2026-01-01"), ("new", new, "2026-11-01")):
        record = {
            "LambdanetSnapshot": {"TakenAt": f"{day}T00:00:00Z", "Account": "111111111111", "Region": "eu-west-1"}
        }
        written(tmp_path / name, {**content, "snapshot": record})
    for around in ((tmp_path / "old", tmp_path / "new"), (tmp_path / "new", tmp_path / "old")):
        found = judged(tmp_path, *around)
        assert found.verdict("LAMBDANET_601", F) == PASS
        assert any(TABLE in problem and "of 2026-01-01" in problem for problem in noted().problems)
    assert judged(tmp_path, tmp_path / "old").verdict("LAMBDANET_601", F) == FAIL


@pytest.mark.parametrize(("limits", "expected"), [({}, PASS), ({"VpcIds": [VPC]}, PASS), ({"VpcIds": ["vpc-1"]}, FAIL)])
def test_what_only_an_older_snapshot_has_is_gone(tmp_path: Path, limits: dict[str, Any], expected: str) -> None:
    old, new = network(), network()
    association = {"Main": False, "SubnetId": A}
    table = {"RouteTableId": "rtb-0bbbbbbbb", "VpcId": VPC, "Associations": [association]}
    old["tables"]["RouteTables"].append({**table, "Routes": old["tables"]["RouteTables"][0]["Routes"]})
    new["tables"]["RouteTables"][0]["Routes"] = []
    for name, content, day in (("old", old, "2026-01-01"), ("new", new, "2026-11-01")):
        data = {"TakenAt": f"{day}T00:00:00Z", "Account": "111111111111", "Region": "eu-west-1"}
        limited = {"LimitedTo": limits} if limits and name == "new" else {}
        written(tmp_path / name, {**content, "snapshot": {"LambdanetSnapshot": {**data, **limited}}})
    assert judged(tmp_path, tmp_path / "old", tmp_path / "new").verdict("LAMBDANET_601", F) == expected


def test_an_id_that_stands_in_two_regions_is_nothing(tmp_path: Path) -> None:
    written(tmp_path / "here", network())
    other = network()
    other["subnets"]["Subnets"] = [subnet(A, "a", AvailabilityZone="us-east-1a")]
    written(tmp_path / "there", other)
    found = judged(tmp_path, tmp_path / "here", tmp_path / "there", subnets=(A,))
    assert found.verdict("LAMBDANET_601", F) in (UNDECIDED, None)
    assert any(A in shown for shown in noted().contradictions)


def test_a_shared_subnet_is_one_in_both_accounts(tmp_path: Path) -> None:
    written(tmp_path / "owner", network())
    participant = {"subnets": {"Subnets": [subnet(A, "a", Tags=[]), subnet(B, "b", AvailableIpAddressCount=3)]}}
    record = {
        "LambdanetSnapshot": {"TakenAt": "2026-11-01T00:00:00Z", "Account": "222222222222", "Region": "eu-west-1"}
    }
    written(tmp_path / "participant", {**participant, "snapshot": record})
    found = judged(tmp_path, tmp_path / "participant", tmp_path / "owner")
    assert found.verdict("LAMBDANET_601", F) == FAIL
    assert not noted().contradictions


def test_a_nat_gateway_that_was_deleted_is_none(tmp_path: Path) -> None:
    content = network()
    content["tables"]["RouteTables"][0]["Routes"] = [
        {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-0aaaaaaaa", "State": "blackhole"}
    ]
    content["nats"] = {
        "NatGateways": [{"NatGatewayId": "nat-0aaaaaaaa", "SubnetId": A, "VpcId": VPC, "State": "deleted"}]
    }
    found = judged(tmp_path, written(tmp_path / "n", content))
    assert found.verdict("LAMBDANET_604", F) != PASS
    assert found.verdict("LAMBDANET_702", F) != PASS


def test_addresses_that_are_free_count_and_not_those_that_there_are(tmp_path: Path) -> None:
    def of(free: int) -> str | None:
        content = network()
        content["subnets"]["Subnets"] = [subnet(A, "a", AvailableIpAddressCount=free), subnet(B, "b")]
        content["interfaces"] = {"NetworkInterfaces": []}
        return judged(tmp_path, written(tmp_path / "n", content)).verdict("LAMBDANET_501", F)

    assert (of(251), of(0)) == (PASS, FAIL)


def transit_gateway(*, joined: bool, without: str = "") -> dict[str, Any]:
    """A second VPC with a database, to which a transit gateway leads; joined: it has routes both ways."""
    content = network()
    tgw, rtb, here, there = "tgw-0aaaaaaaa", "tgw-rtb-0aaaaaaa", "tgw-attach-0aaaaaaaa", "tgw-attach-0bbbbbbbb"
    far, other = "vpc-0bbbbbbbb", "subnet-0ccccccc0"
    content["vpcs"]["Vpcs"].append({"VpcId": far, "CidrBlock": "10.1.0.0/16", "DhcpOptionsId": "default"})
    for vpc in content["vpcs"]["Vpcs"]:
        vpc["CidrBlockAssociationSet"] = [{"CidrBlock": vpc["CidrBlock"], "CidrBlockState": {"State": "associated"}}]
    content["subnets"]["Subnets"].append(subnet(other, "a", VpcId=far, CidrBlock="10.1.0.0/24"))

    def table(id: str, vpc: str, block: str) -> dict[str, Any]:
        route = {"DestinationCidrBlock": block, "TransitGatewayId": tgw, "State": "active"}
        return {"RouteTableId": id, "VpcId": vpc, "Associations": [{"Main": True}], "Routes": [route]}

    content["tables"]["RouteTables"] = [table(TABLE, VPC, "10.1.0.0/16"), table("rtb-0bbbbbbbb", far, "10.0.0.0/16")]
    first = content["acls"]["NetworkAcls"][0]
    content["acls"]["NetworkAcls"].append({**first, "NetworkAclId": "acl-0bbbbbbbb", "VpcId": far})
    open_to_all = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    group = {"GroupId": "sg-0bbbbbbbb", "GroupName": "d", "VpcId": far}
    content["groups"]["SecurityGroups"].append(
        {**group, "IpPermissions": open_to_all, "IpPermissionsEgress": open_to_all}
    )
    content["databases"] = {
        "DBInstances": [
            {
                "DBInstanceArn": "arn:aws:rds:eu-west-1:111111111111:db:orders",
                "DBInstanceIdentifier": "orders",
                "Engine": "postgres",
                "Endpoint": {"Address": HOST, "Port": 5432},
                "PubliclyAccessible": False,
                "VpcSecurityGroups": [{"VpcSecurityGroupId": group["GroupId"], "Status": "active"}],
                "DBSubnetGroup": {"DBSubnetGroupName": "d", "VpcId": far, "Subnets": [{"SubnetIdentifier": other}]},
            }
        ]
    }
    owned = {"TransitGatewayId": tgw, "State": "available"}
    content["gateway"] = {"TransitGateways": [{**owned, "OwnerId": "111111111111", "Options": {}}]}
    content["attachments"] = {
        "TransitGatewayAttachments": [
            {**owned, "TransitGatewayAttachmentId": each, "ResourceType": "vpc"} for each in (here, there)
        ]
    }
    content["vpcattachments"] = {
        "TransitGatewayVpcAttachments": [
            {**owned, "TransitGatewayAttachmentId": here, "VpcId": VPC, "SubnetIds": [A, B]},
            {**owned, "TransitGatewayAttachmentId": there, "VpcId": far, "SubnetIds": [other]},
        ]
    }
    content["gatewaytables"] = {"TransitGatewayRouteTables": [{**owned, "TransitGatewayRouteTableId": rtb}]}
    of = {"TransitGatewayRouteTableId": rtb}
    both = [{"TransitGatewayAttachmentId": each} for each in (here, there)]
    propagated = [
        {
            "DestinationCidrBlock": block,
            "Type": "propagated",
            "State": "active",
            "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": each, "ResourceType": "vpc"}],
        }
        for each, block in ((here, "10.0.0.0/16"), (there, "10.1.0.0/16"))
    ]
    content["routes"] = {**of, "Routes": propagated if joined else []}
    content["associations"] = {**of, "Associations": [{**each, "State": "associated"} for each in both]}
    enabled = [{**each, "State": "enabled"} for each in both] if joined else []
    content["propagations"] = {**of, "TransitGatewayRouteTablePropagations": enabled}
    record = {"TakenAt": "2026-11-01T00:00:00Z", "Account": "111111111111", "Region": "eu-west-1"}
    content["snapshot"] = {"LambdanetSnapshot": record}
    content.pop(without, None)
    return content


HOST = "orders.abcdefghijkl.eu-west-1.rds.amazonaws.com"
WITH_THE_HOST = f"""
resource "aws_iam_role" "g" {{
  name               = "g"
  assume_role_policy = "{{}}"
}}

resource "aws_lambda_function" "g" {{
  function_name = "g"
  role          = aws_iam_role.g.arn
  vpc_config {{
    subnet_ids         = ["{A}", "{B}"]
    security_group_ids = ["{GROUP}"]
  }}
  environment {{
    variables = {{ DATABASE = "postgres://{HOST}/orders" }}
  }}
}}
"""
G = "aws_lambda_function.g"


@pytest.mark.parametrize(
    ("joined", "without", "expected"),
    [
        (True, "", PASS),
        (False, "", FAIL),
        (False, "propagations", UNDECIDED),
        (False, "attachments", UNDECIDED),
        (False, "gateway", UNDECIDED),
    ],
)
def test_a_transit_gateway_is_followed_where_all_of_it_is_in_the_files(
    tmp_path: Path, joined: bool, without: str, expected: str
) -> None:
    around = written(tmp_path / "n", transit_gateway(joined=joined, without=without))
    found = judged(tmp_path, around, more=WITH_THE_HOST)
    assert found.verdict("LAMBDANET_701", G) == expected, [each.explanation for each in found.of("LAMBDANET_701")]


@pytest.mark.parametrize("name", ["routes", "associations", "propagations"])
def test_of_a_transit_gateway_a_page_is_not_all(tmp_path: Path, name: str) -> None:
    content = transit_gateway(joined=False)
    content[name]["NextToken"] = "x"
    found = judged(tmp_path, written(tmp_path / "n", content), more=WITH_THE_HOST)
    assert found.verdict("LAMBDANET_701", G) == UNDECIDED


@pytest.mark.parametrize(("caller", "expected"), [("", UNDECIDED), ("111111111111", UNDECIDED), ("222222222222", FAIL)])
def test_a_shared_transit_gateway_is_known_by_its_owners_answers(tmp_path: Path, caller: str, expected: str) -> None:
    """Of a gateway that another account shares, AWS lists one's own attachments and names the owner."""
    here = transit_gateway(joined=False, without="snapshot")
    parts = ("gateway", "attachments", "vpcattachments", "gatewaytables", "routes", "associations", "propagations")
    there = {name: here.pop(name) for name in parts}
    there["gateway"]["TransitGateways"][0]["OwnerId"] = "222222222222"
    if caller:
        there["who"] = {"UserId": "AIDAX", "Account": caller, "Arn": f"arn:aws:iam::{caller}:user/x"}
    around = written(tmp_path / "here", here), written(tmp_path / "there", there)
    found = judged(tmp_path, *around, more=WITH_THE_HOST)
    assert found.verdict("LAMBDANET_701", G) == expected


def _of_gateway(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> str | None:
    """What is said of a function that goes through a transit gateway, which works but for the change."""
    content = transit_gateway(joined=True)
    change(content)
    found = judged(tmp_path, written(tmp_path / "n", content), more=WITH_THE_HOST)
    return found.verdict("LAMBDANET_701", G)


@pytest.mark.parametrize(("state", "expected"), [("modifying", PASS), ("pendingAcceptance", UNDECIDED)])
@pytest.mark.parametrize("kinds", [("attachments",), ("vpcattachments",), ("attachments", "vpcattachments")])
def test_an_attachment_that_waits_leads_nowhere_yet(
    tmp_path: Path, state: str, expected: str, kinds: tuple[str, ...]
) -> None:
    def waits(content: dict[str, Any]) -> None:
        for kind in kinds:
            (listed,) = content[kind].values()
            listed[1]["State"] = state

    assert _of_gateway(tmp_path, waits) == expected


@pytest.mark.parametrize(("state", "expected"), [("associating", UNDECIDED), ("disassociated", FAIL)])
def test_an_association_that_waits_is_neither_there_nor_gone(tmp_path: Path, state: str, expected: str) -> None:
    def waits(content: dict[str, Any]) -> None:
        content["associations"]["Associations"][0]["State"] = state

    assert _of_gateway(tmp_path, waits) == expected


def test_why_a_transit_gateway_is_not_followed_is_said(tmp_path: Path) -> None:
    content = transit_gateway(joined=True)
    content["attachments"]["TransitGatewayAttachments"][1]["State"] = "pendingAcceptance"
    found = judged(tmp_path, written(tmp_path / "n", content), more=WITH_THE_HOST)
    (said,) = (each.explanation for each in found.of("LAMBDANET_701") if each.address == G)
    assert "is in the state pendingAcceptance" in said


def test_a_propagation_that_waits_is_neither_there_nor_gone(tmp_path: Path) -> None:
    def waits(content: dict[str, Any]) -> None:
        content["propagations"]["TransitGatewayRouteTablePropagations"][0]["State"] = "enabling"

    assert _of_gateway(tmp_path, waits) == UNDECIDED


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ({"Type": "static", "State": "blackhole", "TransitGatewayAttachments": []}, FAIL),
        ({"Type": "propagated", "State": "blackhole"}, UNDECIDED),
        ({"Type": "propagated", "State": "pending"}, UNDECIDED),
        ({"Type": "static", "State": "deleting"}, UNDECIDED),
        ({"Type": "static", "State": "active"}, PASS),
        ({"Type": "static", "State": "active", "TransitGatewayAttachments": []}, UNDECIDED),
        ({"DestinationCidrBlock": "10.8.0.0/16"}, UNDECIDED),
    ],
)
def test_what_is_propagated_holds_where_the_routes_have_it(
    tmp_path: Path, route: dict[str, Any], expected: str
) -> None:
    """A static route comes before what is propagated, and AWS propagates no block that another VPC has, too."""

    def changed(content: dict[str, Any]) -> None:
        content["routes"]["Routes"][1].update(route)

    assert _of_gateway(tmp_path, changed) == expected


@pytest.mark.parametrize(
    ("kind", "key", "names"),
    [
        ("vpcattachments", "TransitGatewayVpcAttachments", ("TransitGatewayId", "VpcId", "SubnetIds", "State")),
        ("attachments", "TransitGatewayAttachments", ("TransitGatewayId", "State")),
        ("gatewaytables", "TransitGatewayRouteTables", ("TransitGatewayId",)),
        ("associations", "Associations", ("TransitGatewayAttachmentId", "State")),
        ("propagations", "TransitGatewayRouteTablePropagations", ("TransitGatewayAttachmentId", "State")),
        ("routes", "Routes", ("DestinationCidrBlock", "State", "Type")),
    ],
)
def test_what_a_file_leaves_out_of_a_transit_gateway_is_not_known(
    tmp_path: Path, kind: str, key: str, names: tuple[str, ...]
) -> None:
    for name in names:

        def without(content: dict[str, Any], name: str = name) -> None:
            content[kind][key][0].pop(name)

        assert _of_gateway(tmp_path / name, without) == UNDECIDED, name


@pytest.mark.parametrize("listed", [None, {}, [None]])
def test_an_answer_about_a_table_that_is_no_list_says_nothing(tmp_path: Path, listed: Any) -> None:
    for kind, key in (("propagations", "TransitGatewayRouteTablePropagations"), ("routes", "Routes")):

        def wrong(content: dict[str, Any], kind: str = kind, key: str = key) -> None:
            content[kind][key] = listed

        assert _of_gateway(tmp_path / kind, wrong) == UNDECIDED, kind


def test_a_host_that_is_written_out_is_the_database(tmp_path: Path) -> None:
    content = transit_gateway(joined=True)
    content["groups"]["SecurityGroups"][-1]["IpPermissions"] = []
    found = judged(tmp_path, written(tmp_path / "n", content), more=WITH_THE_HOST)
    assert found.verdict("LAMBDANET_701", G) == FAIL
    assert "sg-0bbbbbbbb" in next(each.explanation for each in found.of("LAMBDANET_701") if each.address == G)
    without = judged(tmp_path, written(tmp_path / "m", network()), more=WITH_THE_HOST)
    assert without.verdict("LAMBDANET_701", G) != FAIL


def test_hosts_of_one_scan_are_unknown_to_the_next(tmp_path: Path) -> None:
    content = transit_gateway(joined=True)
    content["groups"]["SecurityGroups"][-1]["IpPermissions"] = []
    surrounded = judged(tmp_path, written(tmp_path / "n", content), more=WITH_THE_HOST)
    assert surrounded.verdict("LAMBDANET_701", G) == FAIL
    assert isinstance(with_references(HOST), Reference)
    scan(tmp_path / "code", "terraform")
    assert with_references(HOST) == HOST


@pytest.mark.parametrize("word", ["a-", "a.", ".", f"{HOST}.", "aA0"])
def test_a_long_text_is_searched_for_hosts_once(tmp_path: Path, word: str) -> None:
    judged(tmp_path, written(tmp_path / "n", transit_gateway(joined=True)), more=WITH_THE_HOST)
    before = time.process_time()
    with_references(word * (99_999 // len(word)))
    # Any way of looking that begins anew at each character takes many seconds.
    assert time.process_time() - before < 2


_NET = "aws_lambda_function.n"
_IN_ANOTHER = """
data "aws_subnets" "of_vpc" {{
  filter {{
    name   = "vpc-id"
    values = ["{vpc}"]
  }}
}}

resource "aws_iam_role" "n" {{
  name               = "n"
  assume_role_policy = "{{}}"
}}

resource "aws_lambda_function" "n" {{
  function_name = "n"
  role          = aws_iam_role.n.arn
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = ["{group}"]
  }}
  environment {{
    variables = {{ QUEUE = "https://sqs.eu-west-1.amazonaws.com/1/q" }}
  }}
}}
"""


def _part(vpc: str, content: dict[str, Any], *calls: str) -> dict[str, Any]:
    """A snapshot of one VPC."""
    limits = {"VpcIds": [vpc], "SubnetIds": [], "Calls": list(calls)}
    record = {"TakenAt": "2026-11-01T00:00:00Z", "Account": "111111111111", "Region": "eu-west-1", "LimitedTo": limits}
    return {**content, "snapshot": {"LambdanetSnapshot": record}}


_EMPTY = {"peerings": {"VpcPeeringConnections": []}, "only": {"EgressOnlyInternetGateways": []}}
_LIMITED = ("NatGateways", "VpcEndpoints", "InternetGateways")


@pytest.mark.parametrize("without", ["", *_LIMITED])
def test_the_snapshot_of_one_vpc_says_nothing_of_another(tmp_path: Path, without: str) -> None:
    """Two VPCs of an account, each in a snapshot of its own; one call was not allowed for one of them."""
    other, far = "vpc-0bbbbbbbb", network()
    lists = {key: {key: []} for key in _LIMITED if key != without}
    text = json.dumps(far).replace("0aaaaaaaa", "0cccccccc").replace("0bbbbbbbb", "0dddddddd").replace("sg-0e", "sg-0d")
    here = json.loads(text.replace("vpc-0cccccccc", other).replace("10.0.", "10.7."))
    here["tables"]["RouteTables"][0]["Routes"] = []
    del here["gateways"]
    calls = ("describe-nat-gateways", "describe-vpc-endpoints", "describe-internet-gateways", "describe-subnets")
    whole = {key: {key: []} for key in _LIMITED if key != "InternetGateways"}
    written(tmp_path / "far", _part(VPC, {**far, **_EMPTY, **whole}, *calls))
    written(tmp_path / "here", _part(other, {**here, **_EMPTY, **lists}, *calls))
    subnets = '["subnet-0cccccccc", "subnet-0dddddddd"]'
    more = _IN_ANOTHER.format(vpc=other, subnets=subnets, group="sg-0cccccccc")
    found = judged(tmp_path, tmp_path / "far", tmp_path / "here", more=more)
    assert found.verdict("LAMBDANET_702", _NET) == (UNDECIDED if without else FAIL)


@pytest.mark.parametrize(
    ("asked", "expected"), [(["{vpc}"], PASS), (["vpc-0bbbbbbbb"], UNDECIDED), (["{vpc}", "vpc-0*"], UNDECIDED)]
)
def test_a_look_up_in_the_snapshot_of_another_vpc_finds_nothing_for_certain(
    tmp_path: Path, asked: list[str], expected: str
) -> None:
    written(tmp_path / "n", _part(VPC, network(), "describe-subnets"))
    subnets = "data.aws_subnets.of_vpc.ids"
    more = _IN_ANOTHER.format(vpc='", "'.join(asked).format(vpc=VPC), subnets=subnets, group=GROUP)
    assert judged(tmp_path, tmp_path / "n", more=more).verdict("LAMBDANET_401", _NET) == expected
