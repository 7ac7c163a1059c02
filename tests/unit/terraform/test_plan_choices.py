"""What rules say of a function of which a plan shows only that its subnets are some of several, case and near miss."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from planned_networks import FUNCTION, MAIN, PRIVATE, VPC, associations, function, planned, subnets, table
from repository import RULE_FIXTURES
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, scan, under_settings
from small_plans import Planned, write_plan

FIXTURES = RULE_FIXTURES.parent
SOME = "aws_subnet.private"
ROLE = Planned("aws_iam_role.functions", {"name": "functions", "inline_policy": [], "managed_policy_arns": []})


def group(name: str, **values: object) -> Planned:
    rule = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}
    return Planned(f"aws_security_group.{name}", {"name": name, "ingress": [], "egress": [rule], **values}, MAIN)


def using(subnet_ids: Sequence[str], *groups: str, name: str = "orders", **more: Sequence[str]) -> Planned:
    """A function with security groups of the plan."""
    values = {"function_name": name, "environment": [], **more}
    references: Mapping[str, Sequence[str]] = {
        "role": ["aws_iam_role.functions.arn"],
        "vpc_config.subnet_ids": subnet_ids,
        "vpc_config.security_group_ids": [f"aws_security_group.{one}.id" for one in groups],
    }
    return Planned(f"aws_lambda_function.{name}", values, references)


# Mount targets

SYSTEM = [
    Planned("aws_efs_file_system.files", {}),
    Planned("aws_efs_access_point.files", {}, {"file_system_id": ["aws_efs_file_system.files.id"]}),
]
IN_SYSTEM = {"file_system_id": ["aws_efs_file_system.files.id"]}


def mounting(*subnet_ids: str) -> Planned:
    own = using(subnet_ids, "functions")
    mount = {"file_system_config.arn": ["aws_efs_access_point.files.arn"]}
    values = {**own.values, "file_system_config": [{"local_mount_path": "/mnt/files"}]}
    return dataclasses.replace(own, values=values, references={**own.references, **mount})


def targets(number: int, *to: str, groups: Sequence[str] = ("mounts",)) -> list[Planned]:
    references = {
        **IN_SYSTEM,
        "subnet_id": [*to, "count.index"],
        "security_groups": [f"aws_security_group.{one}.id" for one in groups],
    }
    return [Planned(f"aws_efs_mount_target.each[{index}]", {}, references) for index in range(number)]


@pytest.mark.parametrize(
    ("zones", "number", "verdict"),
    [("ab", 2, PASS), ("ab", 1, UNDECIDED), ("aa", 1, PASS), ("abc", 2, UNDECIDED)],
    ids=["one for each zone", "one less", "two subnets of one zone", "three zones"],
)
def test_as_many_mount_targets_as_zones_are_one_for_each(tmp_path: Path, zones: str, number: int, verdict: str) -> None:
    some = subnets(*(f"private[{index}]" for index in range(len(zones))), zones=zones)
    open_group = {"ingress": [{"protocol": "tcp", "from_port": 2049, "to_port": 2049, "cidr_blocks": ["10.0.0.0/16"]}]}
    groups = [group("functions"), group("mounts", **open_group)]
    done = planned(tmp_path, VPC, ROLE, some, groups, SYSTEM, targets(number, SOME), mounting(SOME))
    assert done.verdict("LAMBDANET_403", FUNCTION) == verdict
    assert done.verdict("LAMBDANET_701", FUNCTION) == verdict


def test_a_closed_mount_target_is_closed_wherever_it_stands(tmp_path: Path) -> None:
    groups = [group("functions"), group("mounts")]
    done = planned(tmp_path, VPC, ROLE, PRIVATE, groups, SYSTEM, targets(2, SOME), mounting(SOME))
    assert done.verdict("LAMBDANET_701", FUNCTION) == FAIL


@pytest.mark.parametrize(("zone", "verdict"), [("c", FAIL), ("a", UNDECIDED)])
def test_no_mount_target_in_any_zone_that_it_may_be_in(tmp_path: Path, zone: str, verdict: str) -> None:
    other = dataclasses.replace(subnets("other", zones=zone)[0], values={"availability_zone": f"eu-west-1{zone}"})
    alone = Planned("aws_efs_mount_target.alone", {}, {**IN_SYSTEM, "subnet_id": ["aws_subnet.other.id"]})
    done = planned(tmp_path, VPC, PRIVATE, other, [group("functions")], SYSTEM, alone, mounting(SOME))
    assert done.verdict("LAMBDANET_403", FUNCTION) == verdict


def test_mount_targets_with_a_place_of_their_own_leave_fewer_zones(tmp_path: Path) -> None:
    """One is in the first of three zones, and two more in the two others."""
    some = subnets("private[0]", "private[1]", "private[2]", zones="abc")
    alone = Planned("aws_efs_mount_target.alone", {}, {**IN_SYSTEM, "subnet_id": ["aws_subnet.private[0].id"]})
    groups = [group("functions"), group("mounts")]
    done = planned(tmp_path, VPC, ROLE, some, groups, SYSTEM, targets(2, SOME), alone, mounting(SOME))
    assert done.verdict("LAMBDANET_403", FUNCTION) == PASS


# IPv6


@pytest.mark.parametrize(("blocks", "verdict"), [("66", PASS), ("44", FAIL), ("64", UNDECIDED)])
def test_ipv6_of_all_that_a_function_may_use(tmp_path: Path, blocks: str, verdict: str) -> None:
    some = [
        dataclasses.replace(
            one, values={**one.values, "ipv6_cidr_block": f"2001:db8::{number}/64" if kind == "6" else ""}
        )
        for number, (one, kind) in enumerate(zip(PRIVATE, blocks))
    ]
    own = using([SOME], "functions")
    config = {"vpc_config": [{"ipv6_allowed_for_dual_stack": True}]}
    own = dataclasses.replace(own, values={**own.values, **config})
    assert planned(tmp_path, VPC, some, [group("functions")], own).verdict("LAMBDANET_404", FUNCTION) == verdict


# NAT gateways


@pytest.mark.parametrize(("kind", "verdict"), [("public", PASS), ("private", None)])
def test_nat_gateways_that_all_pass_on_what_they_get(tmp_path: Path, kind: str, verdict: str | None) -> None:
    """One of the two may be a private one in a public subnet, which can pass on nothing."""
    public = [*table("public", gateway="aws_internet_gateway.main.id")]
    public += [
        Planned(
            "aws_route_table_association.public",
            {},
            {"subnet_id": ["aws_subnet.public.id"], "route_table_id": ["aws_route_table.public.id"]},
        )
    ]
    in_public: Mapping[str, Sequence[str]] = {"subnet_id": ["aws_subnet.public.id"]}
    elastic = {**in_public, "allocation_id": ["aws_eip.main.id"]}
    nat = [
        Planned("aws_nat_gateway.each[0]", {"connectivity_type": "public"}, elastic),
        Planned("aws_nat_gateway.each[1]", {"connectivity_type": kind}, elastic if kind == "public" else in_public),
    ]
    tables = [Planned(f"aws_route_table.private[{number}]", {}, MAIN) for number in range(2)]
    given = {
        "route_table_id": ["aws_route_table.private", "count.index"],
        "nat_gateway_id": ["aws_nat_gateway.each", "count.index"],
    }
    out = [Planned(f"aws_route.private[{n}]", {"destination_cidr_block": "0.0.0.0/0"}, given) for n in range(2)]
    each = associations("[0]", "[1]", to=[SOME, "count.index"], table=["aws_route_table.private", "count.index"])
    done = planned(tmp_path, VPC, public, PRIVATE, nat, tables, out, each, function(SOME))
    assert done.verdict("LAMBDANET_604", "aws_nat_gateway.each[0]") == verdict
    assert done.verdict("LAMBDANET_604", "aws_nat_gateway.each[1]") == verdict
    assert done.verdict("LAMBDANET_604", FUNCTION) == (None if verdict == PASS else UNDECIDED)


@pytest.mark.parametrize("more", [0, 1], ids=["two written blocks", "another of a dynamic block"])
def test_routes_in_blocks_of_their_own(tmp_path: Path, more: int) -> None:
    """Which of the blocks a route is of is not shown, yet only one of them names a NAT gateway."""
    inner = [{"cidr_block": "0.0.0.0/0"}, {"ipv6_cidr_block": "::/0"}, {"cidr_block": "192.168.0.0/16"}][: 2 + more]
    found = Planned("aws_route_table.private", {"route": inner}, MAIN)
    one = associations("", to=["aws_subnet.private[0].id"], table=["aws_route_table.private.id"])
    write_plan(tmp_path, [*VPC, *PRIVATE, found, *one, function("aws_subnet.private[0].id")])
    plan = json.loads((tmp_path / "plan.json").read_text())
    for change in plan["resource_changes"]:
        if change["type"] == "aws_route_table":
            change["change"]["after_unknown"]["route"] = [
                {"nat_gateway_id": True},
                {"egress_only_gateway_id": True},
                {},
            ]
    for block in plan["configuration"]["root_module"]["resources"]:
        if block["type"] == "aws_route_table":
            nat = {"references": ["aws_nat_gateway.main.id", "aws_nat_gateway.main"]}
            egress = {"references": ["aws_internet_gateway.main.id", "aws_internet_gateway.main"]}
            block["expressions"]["route"] = [{"egress_only_gateway_id": egress}, {"nat_gateway_id": nat}]
    (tmp_path / "plan.json").write_text(json.dumps(plan, indent=1))
    done = scan(tmp_path, "terraform_plan")
    verdict = done.verdict("LAMBDANET_604", "aws_nat_gateway.main" if not more else "aws_subnet.private[0]")
    assert verdict == (FAIL if not more else UNDECIDED)


# Interfaces that are shared


@pytest.mark.parametrize(
    ("own", "others", "verdict"),
    [
        (SOME, ["one"], PASS),
        (SOME, ["same"], UNDECIDED),
        (SOME, ["strict"], PASS),
        ("aws_subnet.private[0].id", ["same"], UNDECIDED),
        ("aws_subnet.public.id", ["same"], PASS),
        ("local.subnets", ["one"], UNDECIDED),
    ],
    ids=["one group", "same rules", "other rules", "one of them", "none of them", "not known"],
)
def test_functions_that_may_share_interfaces(tmp_path: Path, own: str, others: Sequence[str], verdict: str) -> None:
    groups = [group("one"), group("same"), group("strict", egress=[])]
    with under_settings(FIXTURES / "settings_of_strict_rules"):
        done = planned(tmp_path, VPC, PRIVATE, groups, using([own], "one"), using([SOME], *others, name="other"))
    assert done.verdict("LAMBDANET_801", FUNCTION) == verdict


# Endpoints


@pytest.mark.parametrize(
    ("service", "cidr", "verdict"),
    [
        ("sqs", "10.0.0.0/16", PASS),
        ("sqs", "10.0.9.0/24", FAIL),
        ("sqs", "10.0.1.0/24", UNDECIDED),
        ("sns", "10.0.0.0/16", NOT_APPLICABLE),
    ],
    ids=["admits all", "admits none", "admits one of them", "nobody calls it"],
)
def test_an_endpoint_admits_a_function_wherever_it_is(tmp_path: Path, service: str, cidr: str, verdict: str) -> None:
    rule = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [cidr]}
    groups = [group("functions"), group("endpoint", ingress=[rule])]
    endpoint = Planned(
        "aws_vpc_endpoint.main",
        {
            "service_name": f"com.amazonaws.eu-west-1.{service}",
            "vpc_endpoint_type": "Interface",
            "private_dns_enabled": True,
        },
        {
            **MAIN,
            "subnet_ids": ["aws_subnet.private[0].id"],
            "security_group_ids": ["aws_security_group.endpoint.id"],
        },
    )
    vpc = [dataclasses.replace(VPC[0], values={**VPC[0].values, "enable_dns_hostnames": True}), *VPC[1:]]
    queue = {"variables": {"QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"}}
    own = using([SOME], "functions")
    own = dataclasses.replace(own, values={**own.values, "environment": [queue]})
    done = planned(tmp_path, vpc, ROLE, PRIVATE, groups, endpoint, own)
    found = next(one for one in done.of("LAMBDANET_704") if one.address == "aws_vpc_endpoint.main")
    assert found.verdict == verdict, found.explanation


# The environment

DATABASES = [Planned("aws_db_instance.db", {"engine": "postgres"}), Planned("aws_dynamodb_table.t", {})]


@pytest.mark.parametrize(
    ("references", "verdict"),
    [
        (["aws_db_instance.db.address"], FAIL),
        (["aws_db_instance.db.address", "aws_dynamodb_table.t.name"], UNDECIDED),
        (["aws_db_instance.db.address", "var.host"], UNDECIDED),
        (["aws_dynamodb_table.t.name"], UNDECIDED),
        (["aws_dynamodb_table.t.name", "aws_dynamodb_table.t.id"], UNDECIDED),
    ],
)
def test_an_environment_is_shown_as_unknown_as_a_whole(tmp_path: Path, references: list[str], verdict: str) -> None:
    """As in the plans of the provider for AWS: with one entry that is not known all others are hidden too."""
    given: Mapping[str, Sequence[str]] = {"role": ["aws_iam_role.functions.arn"], "environment.variables": references}
    own = Planned(FUNCTION, {"function_name": "orders"}, given)
    assert planned(tmp_path, ROLE, DATABASES, own).verdict("LAMBDANET_202", FUNCTION) == verdict


def test_entries_may_be_of_any_of_several_instances(tmp_path: Path) -> None:
    """``aws_db_instance.db[count.index].address`` is shown as ``aws_db_instance.db``, and so is a splat."""
    several = [Planned(f"aws_db_instance.db[{number}]", {"engine": "postgres"}) for number in range(2)]
    given: Mapping[str, Sequence[str]] = {
        "role": ["aws_iam_role.functions.arn"],
        "environment.variables": ["aws_db_instance.db"],
    }
    values = {"function_name": "orders", "environment": [{"variables": {"PORT": "5432"}}]}
    write_plan(tmp_path, [ROLE, *several, Planned(FUNCTION, values, given)])
    plan = json.loads((tmp_path / "plan.json").read_text())
    for change in plan["resource_changes"]:
        if change["type"] == "aws_lambda_function":
            change["change"]["after_unknown"]["environment"] = [{"variables": {"HOST": True}}]
    (tmp_path / "plan.json").write_text(json.dumps(plan, indent=1))
    assert scan(tmp_path, "terraform_plan").verdict("LAMBDANET_202", FUNCTION) == UNDECIDED


def test_tags_that_are_not_known_may_say_why_a_function_is_in_a_vpc(tmp_path: Path) -> None:
    own = using([SOME], "functions")
    own = dataclasses.replace(own, references={**own.references, "tags": ["aws_dynamodb_table.t.id"]})
    done = planned(tmp_path, VPC, ROLE, PRIVATE, [group("functions")], DATABASES[1:], own)
    assert done.verdict("LAMBDANET_201", FUNCTION) == UNDECIDED


# What a person reads


@pytest.mark.parametrize("made_from", [["aws_sqs_queue.q.arn"], ["aws_sqs_queue.q.arn", "aws_dynamodb_table.t.arn"]])
def test_what_a_policy_is_made_from_is_no_policy(tmp_path: Path, made_from: list[str]) -> None:
    """``jsonencode({... Resource = aws_sqs_queue.q.arn})`` refers to the queue as ``policy = x`` does to a document."""
    given: Mapping[str, Sequence[str]] = {"role": ["aws_iam_role.functions.id"], "policy": made_from}
    policy = Planned("aws_iam_role_policy.inline", {"name": "inline"}, given)
    others = [Planned("aws_sqs_queue.q", {}), Planned("aws_dynamodb_table.t", {})]
    done = planned(tmp_path, VPC, ROLE, PRIVATE, [group("functions")], policy, others, using([SOME], "functions"))
    found = next(one for one in done.of("LAMBDANET_708") if one.address == FUNCTION)
    assert found.verdict == UNDECIDED
    made = ", ".join(sorted(made_from))
    assert f"aws_iam_role_policy.inline: policy is known after apply: it depends on {made}." in found.explanation


def test_reasons_say_where_the_answer_is(tmp_path: Path) -> None:
    done = planned(tmp_path, VPC, PRIVATE, function(SOME), function("local.subnets", name="hidden"))
    text = {one.address: one.explanation for one in done.of("LAMBDANET_401")}
    wanted = f"the plan does not show which instances of {SOME} are meant (scan the Terraform code for that)"
    assert wanted in text[FUNCTION]
    wanted = "the plan does not show what local.subnets is (scan the Terraform code for that)"
    assert wanted in text["aws_lambda_function.hidden"]
    sizes = {one.address: one.explanation for one in done.of("LAMBDANET_502")}
    assert sizes["aws_lambda_function.hidden"].endswith(
        f"is not known: aws_lambda_function.hidden: vpc_config.subnet_ids is known after apply: {wanted}."
    )
