"""What a snapshot holds is what AWS answers, in the files of the account and the Region.

Against moto's server. It lacks the operations of ``LACKING``, which a snapshot then notes as missing, and RDS proxies'
targets. It sends no pages of EC2's answers: those are botocore's own stand-ins here.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber

from lambdanet.given.account_lists import call_of
from lambdanet.snapshot.aws_account import Account
from lambdanet.snapshot.aws_answers import _shown, answer_of
from lambdanet.snapshot.calls import GLOBAL, IN_EACH_REGION
from lambdanet.snapshot.taken_snapshot import Taken, Wanted, take
from small_account import ACCOUNT, OTHER_REGION, REGION, Maker, environment_for

LACKING = {
    "describe-serverless-caches",
    "describe-vpc-block-public-access-exclusions",
    "describe-vpc-block-public-access-options",
}
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")


def taken(folder: Path, **wanted: Any) -> dict[str, Taken]:
    """By Region."""
    return {each.folder.name: each for each in take(Wanted(folder, "0.1.0", **wanted), None)}


def content(folder: Path, region: str = REGION) -> dict[str, Any]:
    """By the name of the file."""
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8")) for file in (folder / ACCOUNT / region).glob("*.json")
    }


def answered(made: Any, service: str, method: str, **arguments: Any) -> Any:
    answer = getattr(Maker(made.address).client(service), method)(**arguments)
    del answer["ResponseMetadata"]
    return json.loads(json.dumps(answer, default=lambda date: date.isoformat()))


def ids(items: list[dict[str, Any]], key: str) -> set[str]:
    return {item[key] for item in items}


@pytest.fixture(scope="module")
def network(made: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of the first Region, whole."""
    folder = tmp_path_factory.mktemp("whole") / "network"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment_for(made.address).items():
            patch.setenv(name, value)
        taken(folder)
    return folder


@pytest.fixture
def whole(network: Path) -> dict[str, Any]:
    return content(network)


@pytest.mark.parametrize(
    ("file", "service", "method"),
    [
        ("describe-vpcs", "ec2", "describe_vpcs"),
        ("describe-subnets", "ec2", "describe_subnets"),
        ("describe-route-tables", "ec2", "describe_route_tables"),
        ("describe-security-groups", "ec2", "describe_security_groups"),
        ("describe-security-group-rules", "ec2", "describe_security_group_rules"),
        ("describe-network-acls", "ec2", "describe_network_acls"),
        ("describe-internet-gateways", "ec2", "describe_internet_gateways"),
        ("describe-egress-only-internet-gateways", "ec2", "describe_egress_only_internet_gateways"),
        ("describe-managed-prefix-lists", "ec2", "describe_managed_prefix_lists"),
        ("describe-availability-zones", "ec2", "describe_availability_zones"),
        ("describe-transit-gateway-vpc-attachments", "ec2", "describe_transit_gateway_vpc_attachments"),
        ("describe-network-interfaces", "ec2", "describe_network_interfaces"),
        ("describe-addresses", "ec2", "describe_addresses"),
        ("describe-db-subnet-groups", "rds", "describe_db_subnet_groups"),
        ("describe-cache-clusters", "elasticache", "describe_cache_clusters"),
        ("list-domain-names", "opensearch", "list_domain_names"),
        ("list-clusters-v2", "kafka", "list_clusters_v2"),
    ],
)
def test_a_file_is_the_answer(whole: Any, made: Any, file: str, service: str, method: str) -> None:
    def as_text(answer: Any) -> str:
        return re.sub(DATE, "date", json.dumps(answer).replace("Z", "+00:00"))

    assert as_text(whole[file]) == as_text(answered(made, service, method))


def test_what_was_made_is_there(whole: Any, made: Any) -> None:
    here = made.here
    assert here["nat"] in ids(whole["describe-nat-gateways"]["NatGateways"], "NatGatewayId")
    groups = {group["GroupId"]: group for group in whole["describe-security-groups"]["SecurityGroups"]}
    # The two groups name each other.
    for one, other in (("function", "database"), ("database", "function")):
        (permission,) = groups[here[one]]["IpPermissions"]
        assert permission["UserIdGroupPairs"][0]["GroupId"] == here[other]
    database = whole["describe-db-instances"]["DBInstances"][0]
    assert database["VpcSecurityGroups"][0]["VpcSecurityGroupId"] == here["database"]
    assert DATE.fullmatch(database["InstanceCreateTime"])


def test_answers_that_do_not_say_what_they_are_about_are_reported(whole: Any, made: Any) -> None:
    here = made.here
    table = here["gateway_table"]
    routes = whole[f"search-transit-gateway-routes.{table}"]
    assert list(routes) == ["TransitGatewayRouteTableId", "Routes", "AdditionalRoutesAvailable"]
    assert routes["TransitGatewayRouteTableId"] == table
    assert [route["DestinationCidrBlock"] for route in routes["Routes"]] == ["10.8.0.0/16"]
    assert whole[f"get-transit-gateway-route-table-associations.{table}"] == {
        "TransitGatewayRouteTableId": table,
        "Associations": [],
    }
    propagations = whole[f"get-transit-gateway-route-table-propagations.{table}"]
    assert propagations == {"TransitGatewayRouteTableId": table, "TransitGatewayRouteTablePropagations": []}
    entries = whole[f"get-managed-prefix-list-entries.{here['list']}"]
    assert entries == {"PrefixListId": here["list"], "Entries": [{"Cidr": "10.9.0.0/16", "Description": "offices"}]}
    support = whole[f"describe-vpc-attribute.{here['vpc']}.enableDnsSupport"]
    assert support == {"VpcId": here["vpc"], "EnableDnsSupport": {"Value": True}}
    assert whole[f"describe-vpc-attribute.{here['vpc']}.enableDnsHostnames"]["EnableDnsHostnames"] == {"Value": False}
    (target,) = whole[f"describe-mount-targets.{here['files']}"]["MountTargets"]
    assert (target["FileSystemId"], target["MountTargetId"]) == (here["files"], here["target"])
    groups = whole[f"describe-mount-target-security-groups.{here['target']}"]
    assert groups == {"MountTargetId": here["target"], "SecurityGroups": [here["database"]]}
    assert ids(whole["describe-domains.search"]["DomainStatusList"], "DomainName") == {"search"}


def test_nothing_of_the_transport_and_no_secret_is_there(whole: Any) -> None:
    text = json.dumps(whole)
    for word in ("ResponseMetadata", "NextToken", "Marker", "ot-to-be-seen", "MasterUserPassword"):
        assert word not in text, word


def test_the_record_says_how_it_was_made(whole: Any) -> None:
    record = whole["snapshot"]["LambdanetSnapshot"]
    assert DATE.fullmatch(record.pop("TakenAt"))
    assert set(record.pop("Missing")) == LACKING
    assert record == {"Version": 1, "Account": ACCOUNT, "Region": REGION, "Lambdanet": "0.1.0"}
    assert LACKING & set(whole) == set()


def test_each_account_and_region_has_a_folder(account: Any, tmp_path: Path) -> None:
    done = taken(tmp_path, regions=(REGION, OTHER_REGION))
    assert list(done) == [REGION, OTHER_REGION, "global"]
    there = {region: ids(content(tmp_path, region)["describe-vpcs"]["Vpcs"], "VpcId") for region in list(done)[:2]}
    assert account.here["vpc"] in there[REGION] - there[OTHER_REGION]
    assert account.elsewhere["vpc"] in there[OTHER_REGION] - there[REGION]
    assert [path.name for path in tmp_path.iterdir()] == [ACCOUNT]
    # The next one takes its place.
    (tmp_path / ACCOUNT / REGION / "describe-old-things.json").write_text("{}")
    taken(tmp_path)
    assert "describe-old-things" not in content(tmp_path)
    assert sorted(path.name for path in (tmp_path / ACCOUNT).iterdir()) == [REGION, "global", OTHER_REGION]


def test_roles_are_global(network: Path) -> None:
    found = content(network, "global")
    details = found["get-account-authorization-details"]
    assert [role["RoleName"] for role in details["RoleDetailList"]] == ["orders"]
    assert [policy["Arn"].rpartition("/")[2] for policy in details["Policies"]] == ["unused"]
    assert details["UserDetailList"] == []
    assert found["snapshot"]["LambdanetSnapshot"]["Region"] == "global"


def test_policies_of_aws_are_kept_where_they_are_used(account: Any) -> None:
    """Of the account's own, which code may attach, all are."""
    (call,) = GLOBAL
    client = Account(None, "0.1.0").client("iam", REGION)

    def policy(name: str, owner: str, **used: int) -> dict[str, Any]:
        counts = {"AttachmentCount": 0, "PermissionsBoundaryUsageCount": 0, **used}
        return {"PolicyName": name, "Arn": f"arn:aws-cn:iam::{owner}:policy/{name}", **counts}

    policies = [
        policy("NobodyUsesIt", "aws"),
        policy("Attached", "aws", AttachmentCount=1),
        policy("Boundary", "aws", PermissionsBoundaryUsageCount=1),
        policy("own", ACCOUNT),
    ]
    with Stubber(client) as stub:
        stub.add_response(call.method, {"RoleDetailList": [], "Policies": policies}, dict(call.arguments))
        answer = answer_of(client, call, {})
    assert [each["PolicyName"] for each in answer["Policies"]] == ["Attached", "Boundary", "own"]


@pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")
def test_files_are_for_the_owner_alone(network: Path) -> None:
    for path in (network, *network.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_pages_are_joined(account: Any) -> None:
    """Of EFS, the one service here of which moto sends pages as small as one wants."""
    client = Account(None, "0.1.0").client("efs", REGION)
    pages: list[Any] = []
    client.meta.events.register("after-call.efs.DescribeFileSystems", lambda parsed, **_: pages.append(parsed))
    Maker(account.address).client("efs").create_file_system(CreationToken="another")
    (call,) = (call for call in IN_EACH_REGION if call.operation == "DescribeFileSystems")
    answer = answer_of(client, call, {}, page_size=1)
    assert len(pages) > 1
    assert list(answer) == ["FileSystems"]
    assert len(answer["FileSystems"]) == len(pages)
    assert ids(answer["FileSystems"], "FileSystemId") == ids(answer_of(client, call, {})["FileSystems"], "FileSystemId")


@pytest.mark.parametrize("operation", ["DescribeSecurityGroupRules", "DescribeVpcBlockPublicAccessExclusions"])
def test_pages_of_ec2_are_joined(operation: str, account: Any) -> None:
    """The one is joined by botocore, the other by the pack."""
    (call,) = (call for call in IN_EACH_REGION if call.operation == operation)
    client = Account(None, "0.1.0").client("ec2", REGION)
    name = "SecurityGroupRuleId" if operation == "DescribeSecurityGroupRules" else "ExclusionId"
    with Stubber(client) as stub:
        for page in range(3):
            more = {"NextToken": str(page + 1)} if page < 2 else {}
            sent = {"NextToken": str(page)} if page else {}
            stub.add_response(call.method, {call.key: [{name: f"id-{page}"}], **more}, sent)
        assert answer_of(client, call, {}) == {call.key: [{name: f"id-{page}"} for page in range(3)]}


def test_the_lists_that_are_limited_are_known_by_their_calls() -> None:
    limited = [call for call in IN_EACH_REGION if call.vpc_filter]
    assert {call_of(call.key) for call in limited} == {call.command for call in limited}


@pytest.mark.parametrize("by", ["vpcs", "subnets"])
def test_it_can_be_limited(account: Any, tmp_path: Path, by: str) -> None:
    here = account.here
    asked = {"vpcs": (here["vpc"],)} if by == "vpcs" else {"subnets": (here["subnet0"], here["subnet1"])}
    done = taken(tmp_path, regions=(REGION, OTHER_REGION), **asked)
    assert list(done) == [REGION, "global"]
    found = content(tmp_path)
    assert ids(found["describe-vpcs"]["Vpcs"], "VpcId") == {here["vpc"]}
    assert ids(found["describe-subnets"]["Subnets"], "SubnetId") == {here[f"subnet{index}"] for index in range(3)}
    for file, key in (("describe-route-tables", "RouteTables"), ("describe-security-groups", "SecurityGroups")):
        assert ids(found[file][key], "VpcId") == {here["vpc"]}
    assert ids(found["describe-nat-gateways"]["NatGateways"], "NatGatewayId") == {here["nat"]}
    assert ids(found["describe-internet-gateways"]["InternetGateways"], "InternetGatewayId") == {here["internet"]}
    limit = found["snapshot"]["LambdanetSnapshot"]["LimitedTo"]
    assert limit["VpcIds"] == [here["vpc"]]
    assert limit["SubnetIds"] == sorted(asked.get("subnets", ()))
    # What is not limited is said to be whole, and is.
    assert "describe-subnets" in limit["Calls"]
    assert "describe-managed-prefix-lists" not in limit["Calls"]
    assert here["list"] in ids(found["describe-managed-prefix-lists"]["PrefixLists"], "PrefixListId")


class Shape:
    """A shape of a service's model."""

    def __init__(self, type_name: str, sensitive: bool = False, **parts: Any) -> None:
        self.type_name = type_name
        self.metadata = {"sensitive": True} if sensitive else {}
        self.__dict__.update(parts)


def test_what_a_model_marks_as_sensitive_is_left_out() -> None:
    text, secret = Shape("string"), Shape("string", sensitive=True)
    item = Shape("structure", members={"Name": text, "Key": secret, "More": Shape("map", value=secret)})
    shape = Shape("structure", members={"Items": Shape("list", member=item)})
    value = {"Items": [{"Name": "a", "Key": "b", "More": {"c": "d"}, "AuthToken": "e"}]}
    assert _shown(value, shape) == {"Items": [{"Name": "a", "More": {}}]}
