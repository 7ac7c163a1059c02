"""Plans: what is created, updated, replaced or left is judged, what is deleted is not; ids come by reference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, Scan, scan

Resource = dict[str, Any]


def resource(
    address: str, values: dict[str, Any], *, actions: list[str], unknown: Any = None, references: Any = None
) -> Resource:
    """A resource of a plan in all the places where a plan names it."""
    block = address.split("[")[0]
    kind, name = block.split(".")[-2:]
    index = json.loads(address[len(block) + 1 : -1]) if "[" in address else None
    head = {"address": address, "mode": "managed", "type": kind, "name": name}
    if index is not None:
        head["index"] = index
    return {
        "head": head,
        "values": values,
        "actions": actions,
        "unknown": unknown or {},
        "expressions": references or {},
    }


def function(name: str, config: Any, *actions: str, **more: Any) -> Resource:
    values = {"function_name": name, "role": "arn:aws:iam::111122223333:role/lambda", "vpc_config": config}
    return resource(f"aws_lambda_function.{name}", values, actions=list(actions) or ["create"], **more)


def planned(folder: Path, *resources: Resource, forgotten: bool = True) -> Scan:
    """forgotten: what is forgotten is listed with what is planned, as Terraform 1.11.4 does it."""
    gone = (["delete"],) if forgotten else (["delete"], ["forget"])
    kept = [each for each in resources if each["actions"] not in gone]
    blocks = {each["head"]["address"].split("[")[0]: each for each in kept}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [_planned(each) for each in kept]}},
        "resource_changes": [
            {
                **each["head"],
                "change": {
                    "actions": each["actions"],
                    "before": None if each["actions"] == ["create"] else each["values"],
                    "after": None if each["actions"] in (["delete"], ["forget"]) else each["values"],
                    "after_unknown": each["unknown"],
                },
            }
            for each in resources
        ],
        "configuration": {
            "root_module": {
                "resources": [
                    {
                        "address": block,
                        "mode": "managed",
                        "type": each["head"]["type"],
                        "name": each["head"]["name"],
                        "expressions": each["expressions"],
                    }
                    for block, each in blocks.items()
                ]
            }
        },
    }
    (folder / "plan.json").write_text(json.dumps(plan, indent=2))
    return scan(folder, "terraform_plan")


def _planned(each: Resource) -> Resource:
    values = {} if each["actions"] == ["forget"] else {"values": each["values"]}
    return {**each["head"], **values}


ONE_SUBNET = [{"subnet_ids": ["subnet-0a1b2c3d4e5f60718"], "security_group_ids": ["sg-0a1b2c3d4e5f60718"]}]


@pytest.mark.parametrize("actions", [["create"], ["update"], ["no-op"], ["delete", "create"], ["create", "delete"]])
def test_what_will_be_there_is_judged(tmp_path: Path, actions: list[str]) -> None:
    done = planned(tmp_path, function("orders", ONE_SUBNET, *actions), function("beside", [], "create"))
    assert done.verdict("LAMBDANET_401", "aws_lambda_function.orders") == FAIL
    assert done.verdict("LAMBDANET_203", "aws_lambda_function.beside") == PASS


def test_what_is_deleted_is_not_judged(tmp_path: Path) -> None:
    done = planned(tmp_path, function("orders", ONE_SUBNET, "delete"), function("beside", ONE_SUBNET))
    assert {finding.address for finding in done.of("LAMBDANET_401")} == {"aws_lambda_function.beside"}


@pytest.mark.parametrize("listed", [True, False])
def test_what_is_forgotten_is_there_and_not_judged(listed: bool, tmp_path: Path) -> None:
    """Terraform lists what it forgets among the planned values, without any, or not at all; AWS keeps it."""
    way_out = resource(
        "aws_route_table.private",
        {"id": "rtb-0a1b2c3d", "vpc_id": "vpc-0a1b2c3d", "route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}]},
        actions=["forget"],
    )
    network = [
        resource("aws_vpc.main", {"id": "vpc-0a1b2c3d"}, actions=["no-op"]),
        resource("aws_subnet.a", {"id": "subnet-0a1b2c3d", "vpc_id": "vpc-0a1b2c3d"}, actions=["no-op"]),
        resource(
            "aws_route_table_association.a",
            {"subnet_id": "subnet-0a1b2c3d", "route_table_id": "rtb-0a1b2c3d"},
            actions=["no-op"],
        ),
        way_out,
        function("orders", [{"subnet_ids": ["subnet-0a1b2c3d"], "security_group_ids": ["sg-1"]}], "no-op"),
    ]
    done = planned(tmp_path, *network, function("old", ONE_SUBNET, "forget"), forgotten=listed)
    assert done.verdict("LAMBDANET_601", "aws_subnet.a") == FAIL
    assert "aws_lambda_function.old" not in {finding.address for finding in done.findings}


@pytest.mark.parametrize("listed", [True, False])
def test_a_subnet_that_is_forgotten_is_not_judged(listed: bool, tmp_path: Path) -> None:
    subnet = {"id": "subnet-0a1b2c3d", "vpc_id": "vpc-0a1b2c3d", "cidr_block": "10.0.1.0/28"}
    own = function("orders", [{"subnet_ids": ["subnet-0a1b2c3d"], "security_group_ids": ["sg-1"]}], "no-op")
    kept = planned(tmp_path, resource("aws_subnet.a", subnet, actions=["no-op"]), own)
    assert kept.verdict("LAMBDANET_502", "aws_subnet.a") == FAIL
    forgotten = planned(tmp_path, resource("aws_subnet.a", subnet, actions=["forget"]), own, forgotten=listed)
    assert forgotten.of("LAMBDANET_502") == []


def test_an_empty_configuration_is_none(tmp_path: Path) -> None:
    done = planned(tmp_path, function("orders", []))
    assert done.verdict("LAMBDANET_203", "aws_lambda_function.orders") == PASS
    assert done.verdict("LAMBDANET_401", "aws_lambda_function.orders") == NOT_APPLICABLE


def subnet(name: str, zone: str) -> Resource:
    values = {"cidr_block": "10.0.1.0/24", "availability_zone": zone}
    return resource(f"aws_subnet.{name}", values, actions=["create"], unknown={"id": True, "vpc_id": True})


def referring(name: str, *references: str) -> Resource:
    """A function whose subnets are known only after apply."""
    return function(
        name,
        [{"security_group_ids": ["sg-0a1b2c3d4e5f60718"]}],
        unknown={"vpc_config": [{"subnet_ids": True, "security_group_ids": [False]}]},
        references={"vpc_config": [{"subnet_ids": {"references": list(references)}}]},
    )


def test_ids_known_after_apply_are_found_by_reference(tmp_path: Path) -> None:
    done = planned(
        tmp_path,
        subnet("a", "eu-west-1a"),
        subnet("b", "eu-west-1b"),
        subnet("also_a", "eu-west-1a"),
        referring("wide", "aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b"),
        referring("narrow", "aws_subnet.a.id", "aws_subnet.a", "aws_subnet.also_a.id", "aws_subnet.also_a"),
        referring("elsewhere", "var.subnet_ids"),
    )
    verdicts = {finding.address.split(".")[1]: finding.verdict for finding in done.of("LAMBDANET_401")}
    assert verdicts["elsewhere"] == UNDECIDED
    # A plan does not show which of the named are used, so it may leave open what the code decides.
    assert verdicts["wide"] in (PASS, UNDECIDED)
    assert verdicts["narrow"] in (FAIL, UNDECIDED)


def test_values_count_where_configuration_disagrees(tmp_path: Path) -> None:
    config = function(
        "orders", ONE_SUBNET, references={"vpc_config": [{"subnet_ids": {"references": ["aws_subnet.a.id"]}}]}
    )
    done = planned(tmp_path, config, subnet("a", "eu-west-1a"))
    (found,) = done.of("LAMBDANET_401")
    assert found.verdict == FAIL
    assert "subnet-0a1b2c3d4e5f60718" in found.explanation
