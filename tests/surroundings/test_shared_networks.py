"""A VPC that another account shares: what the files of the account that uses it may claim.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import ACCOUNT, REGION, Place, judged
from given_code import scanned
from lambdanet.given.notes import notes
from scanning import FAIL, PASS, UNDECIDED, scan
from snapshots import surrounded_by

OWNER = "222222222222"
_OF_OWNER = ("Vpcs", "Subnets", "RouteTables", "NetworkAcls", "InternetGateways")


def _shared(place: Place) -> None:
    """As a participant sees it: neither the default group nor the NAT gateway is listed for it."""
    for key in _OF_OWNER:
        for each in place.held[key]:
            each["OwnerId"] = OWNER
    place.held["NatGateways"] = []
    del place.held["SecurityGroups"][2]


def _without_way_out(place: Place) -> None:
    _shared(place)
    place.leads_to()


def _closed(place: Place) -> None:
    place.one("Subnets")["AvailableIpAddressCount"] = 0


def _database(place: Place) -> None:
    _shared(place)
    place.one("SecurityGroups", 1)["IpPermissions"] = []


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return judged(tmp_path_factory.mktemp("shared"), [_shared, _without_way_out, _database])


@pytest.mark.parametrize(
    ("number", "rule", "verdict"),
    [
        # Tables, ACLs and internet gateways are listed for those who use the VPC, too.
        (0, "601", PASS),
        # The NAT gateway is listed for its owner alone: it may be a private one.
        (0, "604", UNDECIDED),
        (0, "705", PASS),
        # There may be an endpoint of the owner.
        (0, "702", PASS),
        (1, "702", UNDECIDED),
        (0, "701", PASS),
        (2, "701", FAIL),
        # How many interfaces the others have there is not known.
        (0, "504", UNDECIDED),
    ],
)
def test_what_the_owner_alone_lists_is_open(found: Any, number: int, rule: str, verdict: str) -> None:
    scanned, places = found
    address = places[number].address
    text = [each for each in scanned.findings if each.address == address and each.rule == f"LAMBDANET_{rule}"]
    assert [each.verdict for each in text] == [verdict], [each.explanation for each in text]


def _caller(number: str) -> dict[str, Any]:
    """What ``aws sts get-caller-identity`` prints."""
    return {"UserId": "AIDAX", "Account": number, "Arn": f"arn:aws:iam::{number}:user/x"}


def _record(number: str) -> dict[str, Any]:
    record = {"Version": 1, "TakenAt": "2026-11-20T00:00:00+00:00", "Account": number, "Region": "eu-west-1"}
    return {"LambdanetSnapshot": record}


def _database_of(number: str) -> dict[str, Any]:
    return {"DBInstances": [{"DBInstanceArn": f"arn:aws:rds:eu-west-1:{number}:db:other", "Endpoint": {}}]}


def _group_of(number: str, name: str) -> dict[str, Any]:
    return {"SecurityGroups": [{"GroupId": "sg-0000000000000000e", "GroupName": name, "OwnerId": number}]}


def _vpc_of(number: str, *, default: bool) -> dict[str, Any]:
    return {"Vpcs": [{"VpcId": "vpc-0000000000000000e", "IsDefault": default, "OwnerId": number}]}


def _interface_of(number: str) -> dict[str, Any]:
    return {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0000000000000000e", "OwnerId": number}]}


_PARTICIPANT = ACCOUNT


@pytest.mark.parametrize(
    ("beside", "entry", "verdict"),
    [
        # Of whose account the answers are, no file says: of the VPC, its tables and its ACLs the owner is named to all.
        ({}, {}, UNDECIDED),
        ({"who": _caller(_PARTICIPANT)}, {}, UNDECIDED),
        ({"who": _caller(OWNER)}, {}, FAIL),
        ({"who": _record(_PARTICIPANT)}, {}, UNDECIDED),
        ({"who": _record(OWNER)}, {}, FAIL),
        ({"who": _caller(OWNER), "else": _caller(_PARTICIPANT)}, {}, UNDECIDED),
        ({}, {"account": _PARTICIPANT}, UNDECIDED),
        ({}, {"account": OWNER}, FAIL),
        # What nobody shares is its own account's.
        ({"databases": _database_of(_PARTICIPANT)}, {}, UNDECIDED),
        ({"databases": _database_of(OWNER)}, {}, FAIL),
        ({"databases": _database_of(OWNER), "who": _caller(_PARTICIPANT)}, {}, UNDECIDED),
        # The default group is the owner's and cannot be shared, as a default VPC.
        ({"groups": _group_of(OWNER, "default")}, {}, FAIL),
        ({"groups": _group_of(_PARTICIPANT, "default")}, {}, UNDECIDED),
        ({"vpcs": _vpc_of(OWNER, default=True)}, {}, FAIL),
        ({"vpcs": _vpc_of(OWNER, default=False)}, {}, UNDECIDED),
        # Owners see groups and interfaces of participants, and may share groups of their own.
        ({"groups": _group_of(OWNER, "shared")}, {}, UNDECIDED),
        ({"groups": _group_of(_PARTICIPANT, "own")}, {}, UNDECIDED),
        ({"groups": _group_of(_PARTICIPANT, "own"), "databases": _database_of(OWNER)}, {}, FAIL),
        ({"interfaces": _interface_of(_PARTICIPANT)}, {}, UNDECIDED),
        ({"interfaces": _interface_of(_PARTICIPANT), "who": _caller(OWNER)}, {}, FAIL),
    ],
)
@pytest.mark.parametrize("together", [True, False], ids=["one file", "a file each"])
def test_an_empty_list_is_the_owners_only_where_a_file_says_so(
    beside: dict[str, Any], entry: dict[str, str], verdict: str, together: bool, tmp_path: Path
) -> None:
    place = judged(tmp_path / "made", [_without_way_out], without=["DBInstances"])[1][0]
    lists = {each.stem: json.loads(each.read_text()) for each in (tmp_path / "made" / "account").iterdir()}
    del lists["snapshot"]
    support = {name: lists.pop(name) for name in [*lists] if name.startswith("Enable")}
    # A participant's groups are its own, and so is what is in them.
    del lists["SecurityGroups"], lists["NetworkInterfaces"]
    answers = {"all": {key: held for each in lists.values() for key, held in each.items()}} if together else lists
    files = {f"facts/{name}.json": answer for name, answer in {**support, **answers, **beside}.items()}
    code = {"code/main.tf": REGION + place.code().replace(place.groups, "[aws_security_group.f.id]")}
    code["code/main.tf"] += f"""
resource "aws_security_group" "f" {{
  vpc_id = "{place.vpc}"
  egress {{
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}
"""
    found = scanned(tmp_path, "terraform", {**code, **files}, [{"files": "facts", **entry}])
    assert found.verdict("LAMBDANET_702", place.address) == verdict
    if verdict == UNDECIDED and not entry and not beside.keys() & {"who", "databases"}:
        explained = next(each.explanation for each in found.of("LAMBDANET_702") if each.address == place.address)
        assert ("aws sts get-caller-identity" in explained) == (beside.get("groups") != _group_of(ACCOUNT, "default"))


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        ("VpcEndpoints", UNDECIDED),
        ("NatGateways", UNDECIDED),
        ("EgressOnlyInternetGateways", UNDECIDED),
        # These AWS shows to whom the VPC is shared with, too.
        ("InternetGateways", FAIL),
    ],
)
def test_a_participants_empty_list_is_not_its_owners(key: str, verdict: str, tmp_path: Path) -> None:
    """The owner's snapshot has no such list; that of another folder may be of whom the VPC is shared with."""
    place = judged(tmp_path / "made", [_without_way_out], without=[key])[1][0]
    files = {f"owner/{each.name}": json.loads(each.read_text()) for each in (tmp_path / "made" / "account").iterdir()}
    files["owner/snapshot.json"] = _record(OWNER)
    files["other/all.json"] = {key: [], "Vpcs": files["owner/Vpcs.json"]["Vpcs"]}
    code = {"code/main.tf": REGION + place.code()}
    for number, (who, wanted) in enumerate((({}, verdict), (_caller(OWNER), FAIL))):
        files["other/who.json"] = who or {"Exports": []}
        found = scanned(tmp_path / str(number), "terraform", {**code, **files}, [{"files": ["owner", "other"]}])
        assert found.verdict("LAMBDANET_702", place.address) == wanted


def test_plain_answers_of_the_owner_decide_what_its_snapshot_decides(tmp_path: Path) -> None:
    """Whoever has only the AWS CLI has no record beside the answers, and is seldom asked who he is."""
    places = judged(tmp_path / "made", [lambda place: None, Place.leads_to, _closed])[1]
    files = {f"facts/{each.name}": json.loads(each.read_text()) for each in (tmp_path / "made" / "account").iterdir()}
    files["code/main.tf"] = REGION + "".join(place.code() for place in places)
    # No database says whose it is: what an account has in a VPC is often but the network.
    files["facts/DBInstances.json"] = {"DBInstances": []}
    said = []
    for name in ("recorded", "plain"):
        found = scanned(tmp_path / name, "terraform", files, [{"files": "facts"}])
        said.append({(each.rule, each.address): each.verdict for each in found.findings})
        files.pop("facts/snapshot.json", None)
    assert said[0] == said[1]
    assert FAIL in {said[0]["LAMBDANET_702", place.address] for place in places}


def test_zones_have_other_names_in_other_accounts(tmp_path: Path) -> None:
    def with_ids(place: Place) -> None:
        for subnet in place.held["Subnets"]:
            subnet["AvailabilityZoneId"] = f"euw1-az{'abc'.index(subnet['AvailabilityZone'][-1]) + 1}"

    place = judged(tmp_path, [with_ids])[1][0]
    participant = tmp_path / "participant"
    participant.mkdir()
    record = {"Version": 1, "TakenAt": "2026-11-20T00:00:00+00:00", "Account": OWNER, "Region": "eu-west-1"}
    subnets = [{**each, "AvailabilityZone": "eu-west-1c"} for each in place.held["Subnets"]]
    content = {"snapshot": {"LambdanetSnapshot": record}, "subnets": {"Subnets": subnets}}
    for name, answer in content.items():
        (participant / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")
    with surrounded_by(tmp_path / "account", participant):
        scanned = scan(tmp_path / "code", "terraform")
    assert not notes().contradictions
    assert scanned.verdict("LAMBDANET_401", place.address) == PASS


_FAR, _FAR_SUBNET, _FAR_GROUP, _PEERING = "vpc-0bbbbbbb", "subnet-0bbbbbbb", "sg-0bbbbbbb", "pcx-0bbbbbbb"


def _side(vpc: str, owner: str, **more: Any) -> dict[str, Any]:
    return {"VpcId": vpc, "OwnerId": owner, "Region": "eu-west-1", **more}


def _peering(place: Place, code: str = "active", **more: Any) -> dict[str, Any]:
    sides = {"RequesterVpcInfo": _side(place.vpc, ACCOUNT), "AccepterVpcInfo": _side(_FAR, OWNER)}
    return {"VpcPeeringConnectionId": _PEERING, "Status": {"Code": code}, **sides, **more}


def _of_other_side(place: Place, peering: dict[str, Any]) -> dict[str, Any]:
    """What the account at the other side of a peering connection lists, with the database there."""
    of = {"VpcId": _FAR, "OwnerId": OWNER}
    blocks = [{"CidrBlock": "10.99.0.0/16", "CidrBlockState": {"State": "associated"}}]
    vpc = {**of, "CidrBlock": "10.99.0.0/16", "CidrBlockAssociationSet": blocks, "InstanceTenancy": "default"}
    back = {"DestinationCidrBlock": f"{place.block}.0.0/16", "VpcPeeringConnectionId": _PEERING, "State": "active"}
    acl = {**place.one("NetworkAcls"), **of, "NetworkAclId": "acl-0bbbbbbb", "Associations": []}
    group = {**place.one("SecurityGroups", 1), **of, "GroupId": _FAR_GROUP}
    database = place.held["DBInstances"].pop()
    database["DBInstanceArn"] = f"arn:aws:rds:eu-west-1:{OWNER}:db:far"
    database["VpcSecurityGroups"] = [{"VpcSecurityGroupId": _FAR_GROUP, "Status": "active"}]
    database["DBSubnetGroup"] = {"Subnets": [{"SubnetIdentifier": _FAR_SUBNET}]}
    record = {"Version": 1, "TakenAt": "2026-11-20T00:00:00+00:00", "Account": OWNER, "Region": "eu-west-1"}
    subnet = {**of, "SubnetId": _FAR_SUBNET, "CidrBlock": "10.99.0.0/24", "AvailabilityZone": "eu-west-1a"}
    table = {**of, "RouteTableId": "rtb-0bbbbbbb", "Associations": [{"Main": True}], "Routes": [back]}
    return {
        "snapshot": {"LambdanetSnapshot": record},
        "vpcs": {"Vpcs": [vpc]},
        "subnets": {"Subnets": [subnet]},
        "tables": {"RouteTables": [table]},
        "acls": {"NetworkAcls": [acl]},
        "groups": {"SecurityGroups": [group]},
        "databases": {"DBInstances": [database]},
        "peerings": {"VpcPeeringConnections": [peering]},
    }


@pytest.mark.parametrize(
    ("theirs", "verdict"),
    [
        ({}, PASS),
        ({"Tags": [{"Key": "Name", "Value": "theirs"}]}, PASS),
        ({"AccepterVpcInfo": _side(_FAR, OWNER, PeeringOptions={"AllowDnsResolutionFromRemoteVpc": True})}, PASS),
        ({"Status": {"Code": "active", "Message": "Active"}}, PASS),
        ({"Status": {"Code": "provisioning"}}, UNDECIDED),
    ],
)
def test_a_peering_connection_is_one_that_two_accounts_see(
    theirs: dict[str, Any], verdict: str, tmp_path: Path
) -> None:
    """Each has tags and options of its own; what decides is the same in both."""

    def changed(place: Place) -> None:
        place.held["VpcPeeringConnections"] = [_peering(place)]
        route = {"DestinationCidrBlock": "10.99.0.0/16", "VpcPeeringConnectionId": _PEERING, "State": "active"}
        place.one("RouteTables")["Routes"].append(route)
        for name, answer in _of_other_side(place, _peering(place, **theirs)).items():
            around = tmp_path / "account" / "other"
            around.mkdir(parents=True, exist_ok=True)
            (around / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")

    scanned_code, (place,) = judged(tmp_path, [changed])
    said = [each.explanation for each in scanned_code.of("LAMBDANET_701")]
    assert scanned_code.verdict("LAMBDANET_701", place.address) == verdict, said
