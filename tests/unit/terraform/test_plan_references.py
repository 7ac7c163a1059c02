"""What a plan proves of a value that is known only after apply, and what it does not: each case with its near miss."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from lambdanet.readers.terraform.plan.plan_references import references_in
from planned_networks import FUNCTION, MAIN, PRIVATE, VPC, associations, function, planned, subnets, table
from scanning import FAIL, PASS, UNDECIDED, scan
from small_plans import Call, Planned, write_plan

ONE_FOR_EACH = associations(
    "[0]", "[1]", to=["aws_subnet.private", "count.index"], table=["aws_route_table.private.id"]
)


def test_as_many_associations_as_subnets_are_one_for_each(tmp_path: Path) -> None:
    done = planned(tmp_path, VPC, PRIVATE, table("private"), ONE_FOR_EACH, function("aws_subnet.private"))
    for address in ("aws_subnet.private[0]", "aws_subnet.private[1]"):
        assert done.verdict("LAMBDANET_601", address) == PASS
    assert done.verdict("LAMBDANET_602", FUNCTION) == PASS


def test_fewer_associations_than_subnets_leave_one_without(tmp_path: Path) -> None:
    one = ONE_FOR_EACH[:1]
    done = planned(tmp_path, VPC, PRIVATE, table("private"), one, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_601", FUNCTION) == UNDECIDED
    assert done.verdict("LAMBDANET_602", FUNCTION) == UNDECIDED


def test_subnets_with_an_association_of_their_own_are_not_counted(tmp_path: Path) -> None:
    third = subnets("private[0]", "private[1]", "private[2]")
    own = Planned(
        "aws_route_table_association.own",
        {},
        {"subnet_id": ["aws_subnet.private[2].id"], "route_table_id": ["aws_route_table.private.id"]},
    )
    done = planned(tmp_path, VPC, third, table("private"), ONE_FOR_EACH, own, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_602", FUNCTION) == PASS


@pytest.mark.parametrize("to", [["aws_subnet.private", "local.other"], ["local.other", "count.index"]])
def test_an_association_that_may_be_elsewhere_covers_nothing(tmp_path: Path, to: Sequence[str]) -> None:
    hidden = associations("[0]", "[1]", to=to, table=["aws_route_table.private.id"])
    done = planned(tmp_path, VPC, PRIVATE, table("private"), hidden, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_602", FUNCTION) == UNDECIDED


@pytest.mark.parametrize(
    ("second", "verdict"), [(None, PASS), ("aws_internet_gateway.main.id", UNDECIDED)], ids=["alike", "unlike"]
)
def test_several_tables_that_lead_to_one_kind_of_place_decide(tmp_path: Path, second: str | None, verdict: str) -> None:
    tables = [*table("private[0]"), *table("private[1]", gateway=second)]
    each = associations(
        "[0]", "[1]", to=["aws_subnet.private", "count.index"], table=["aws_route_table.private", "count.index"]
    )
    done = planned(tmp_path, VPC, PRIVATE, tables, each, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_602", FUNCTION) == verdict


@pytest.mark.parametrize(("count", "verdict"), [(2, PASS), (1, UNDECIDED)])
def test_as_many_routes_as_tables_are_one_for_each(tmp_path: Path, count: int, verdict: str) -> None:
    tables = [Planned(f"aws_route_table.private[{number}]", {}, MAIN) for number in range(2)]
    given = {
        "route_table_id": ["aws_route_table.private", "count.index"],
        "nat_gateway_id": ["aws_nat_gateway.main.id"],
    }
    routes = [
        Planned(f"aws_route.private[{number}]", {"destination_cidr_block": "0.0.0.0/0"}, given)
        for number in range(count)
    ]
    each = associations(
        "[0]", "[1]", to=["aws_subnet.private", "count.index"], table=["aws_route_table.private", "count.index"]
    )
    done = planned(tmp_path, VPC, PRIVATE, tables, routes, each, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_602", FUNCTION) == verdict
    verdicts = done.verdict("LAMBDANET_601", "aws_subnet.private[0]" if verdict == PASS else FUNCTION)
    assert verdicts == verdict


def test_routes_are_not_spread_over_tables_that_have_one(tmp_path: Path) -> None:
    """One table has a default route already, so that two more are in no way one for each of the two."""
    tables = [*table("private[0]"), Planned("aws_route_table.private[1]", {}, MAIN)]
    given = {
        "route_table_id": ["aws_route_table.private", "count.index"],
        "nat_gateway_id": ["aws_nat_gateway.main.id"],
    }
    routes = [Planned(f"aws_route.more[{n}]", {"destination_cidr_block": "0.0.0.0/0"}, given) for n in range(2)]
    each = associations(
        "[0]", "[1]", to=["aws_subnet.private", "count.index"], table=["aws_route_table.private", "count.index"]
    )
    done = planned(tmp_path, VPC, PRIVATE, tables, routes, each, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_602", FUNCTION) == UNDECIDED


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        ({"nat_gateway_id": ["aws_nat_gateway.other.id"]}, PASS),
        ({"gateway_id": ["aws_internet_gateway.main.id"]}, UNDECIDED),
        ({"gateway_id": ["local.gateway"]}, UNDECIDED),
    ],
)
def test_routes_that_are_spread_have_their_common_target(
    tmp_path: Path, other: Mapping[str, Sequence[str]], verdict: str
) -> None:
    tables = [Planned(f"aws_route_table.private[{number}]", {}, MAIN) for number in range(2)]
    nat = Planned(
        "aws_nat_gateway.other", {}, {"subnet_id": ["aws_subnet.public.id"], "allocation_id": ["aws_eip.main.id"]}
    )
    into = {"route_table_id": ["aws_route_table.private", "count.index"]}
    to = {"destination_cidr_block": "0.0.0.0/0"}
    routes = [
        Planned("aws_route.one", to, {**into, "nat_gateway_id": ["aws_nat_gateway.main.id"]}),
        Planned("aws_route.other", to, {**into, **other}),
    ]
    each = associations(
        "[0]", "[1]", to=["aws_subnet.private", "count.index"], table=["aws_route_table.private", "count.index"]
    )
    done = planned(tmp_path, VPC, PRIVATE, tables, nat, routes, each, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_602", FUNCTION) == verdict


def test_one_subnet_that_is_not_known_is_enough_for_a_doubt(tmp_path: Path) -> None:
    hidden = Planned(
        "aws_subnet.private[1]", {"availability_zone": "eu-west-1b"}, {**MAIN, "cidr_block": ["local.block"]}
    )
    done = planned(tmp_path, VPC, PRIVATE[:1], hidden, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_502", FUNCTION) == UNDECIDED


def test_a_function_fails_where_each_of_the_subnets_it_may_use_does(tmp_path: Path) -> None:
    public = table("private", gateway="aws_internet_gateway.main.id")
    done = planned(tmp_path, VPC, PRIVATE, public, ONE_FOR_EACH, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_601", FUNCTION) == FAIL
    assert not [finding for finding in done.of("LAMBDANET_601") if finding.address.startswith("aws_subnet.private")]


def test_one_good_subnet_is_enough_for_a_doubt(tmp_path: Path) -> None:
    public = table("private", gateway="aws_internet_gateway.main.id")
    other = Planned("aws_route_table.other", {}, MAIN)
    one = Planned(
        "aws_route_table_association.other",
        {},
        {"subnet_id": ["aws_subnet.other.id"], "route_table_id": ["aws_route_table.other.id"]},
    )
    more = subnets("other")
    done = planned(
        tmp_path,
        VPC,
        PRIVATE,
        more,
        public,
        other,
        one,
        ONE_FOR_EACH,
        function("aws_subnet.private", "aws_subnet.other"),
    )
    assert done.verdict("LAMBDANET_601", FUNCTION) == UNDECIDED


@pytest.mark.parametrize(
    ("vpc", "verdict"), [(MAIN, FAIL), ({}, UNDECIDED)], ids=["a VPC that the plan makes", "a VPC that exists"]
)
def test_ids_may_be_written_out_beside_references_where_the_vpc_exists(
    tmp_path: Path, vpc: Mapping[str, Sequence[str]], verdict: str
) -> None:
    """``concat(aws_subnet.private[*].id, ["subnet-0a1b2c3d"])`` refers to the same as it does without the id."""
    alone = subnets("private[0]", "private[1]", zones="a", vpc=vpc)
    done = planned(tmp_path, VPC, alone, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_401", FUNCTION) == verdict
    direct = planned(tmp_path, VPC, alone, function("aws_subnet.private[0].id", "aws_subnet.private[1].id"))
    assert direct.verdict("LAMBDANET_401", FUNCTION) == verdict


def test_one_of_several_vpcs_may_exist_already(tmp_path: Path) -> None:
    """Then the function may be in that one, and further subnets of it may be written out."""
    new, old = subnets("private[0]", zones="a"), subnets("other", zones="a", vpc={})
    done = planned(tmp_path, VPC, new, old, function("aws_subnet.private", "aws_subnet.other"))
    assert done.verdict("LAMBDANET_401", FUNCTION) == UNDECIDED


@pytest.mark.parametrize(("other", "verdict"), [("aws_subnet.private[0].id", PASS), ("aws_subnet.private", UNDECIDED)])
def test_one_that_is_certain_makes_no_other_certain(tmp_path: Path, other: str, verdict: str) -> None:
    """``concat([aws_subnet.a.id], slice(aws_subnet.private[*].id, 0, var.number))`` may have the first alone."""
    both = [*subnets("a"), *subnets("x", "private[0]")[1:]]
    done = planned(tmp_path, VPC, both, function("aws_subnet.a.id", other))
    assert done.verdict("LAMBDANET_401", FUNCTION) == verdict


@pytest.mark.parametrize(
    ("gateway", "verdict"), [("aws_internet_gateway.main.id", FAIL), ("aws_vpn_gateway.main.id", PASS)]
)
def test_a_gateway_that_is_named_is_of_the_type_that_it_is_of(tmp_path: Path, gateway: str, verdict: str) -> None:
    vpn = Planned("aws_vpn_gateway.main", {}, MAIN)
    one = associations("", to=["aws_subnet.private[0].id"], table=["aws_route_table.private.id"])
    own = function("aws_subnet.private[0].id")
    done = planned(tmp_path, VPC, PRIVATE, vpn, table("private", gateway=gateway), one, own)
    assert done.verdict("LAMBDANET_601", "aws_subnet.private[0]") == verdict


@pytest.mark.parametrize(
    "beside", ["local.more", "module.other.subnet_ids", "data.aws_subnets.more.ids", "aws_lb.x.id"]
)
def test_what_is_hidden_beside_references_may_be_anything(tmp_path: Path, beside: str) -> None:
    alone = subnets("private[0]", "private[1]", zones="a")
    done = planned(tmp_path, VPC, alone, function("aws_subnet.private", beside))
    assert done.verdict("LAMBDANET_401", FUNCTION) == UNDECIDED


@pytest.mark.parametrize("beside", ["var.more", "count.index", "each.key", "aws_subnet.none"])
def test_what_the_plan_knows_beside_references_is_of_no_new_vpc(tmp_path: Path, beside: str) -> None:
    alone = subnets("private[0]", "private[1]", zones="a")
    none = [Planned("aws_subnet.none[0]", {}, MAIN)] if beside == "aws_subnet.none" else []
    write_plan(tmp_path, [*VPC, *alone, *none, function("aws_subnet.private", beside)])
    if none:
        # A block without instances is in the configuration and nowhere else.
        plan = json.loads((tmp_path / "plan.json").read_text())
        plan["resource_changes"] = [one for one in plan["resource_changes"] if "none" not in one["address"]]
        root = plan["planned_values"]["root_module"]
        root["resources"] = [one for one in root["resources"] if "none" not in one["address"]]
        (tmp_path / "plan.json").write_text(json.dumps(plan, indent=1))
    done = scan(tmp_path, "terraform_plan")
    assert done.verdict("LAMBDANET_401", FUNCTION) == FAIL


@pytest.mark.parametrize("more", [{"deferred_changes": [{"reason": "instance_count_unknown"}]}, {"errored": True}])
def test_a_plan_that_is_not_complete_may_lack_instances(tmp_path: Path, more: dict[str, object]) -> None:
    alone = subnets("private[0]", "private[1]", zones="a")
    write_plan(tmp_path, [*VPC, *alone, function("aws_subnet.private")], None, **more)
    assert scan(tmp_path, "terraform_plan").verdict("LAMBDANET_401", FUNCTION) == UNDECIDED


def test_another_attribute_of_a_resource_is_not_its_id(tmp_path: Path) -> None:
    """``aws_instance.bastion[count.index].subnet_id`` refers to the instances, which are no subnets."""
    bastion = [Planned(f"aws_instance.bastion[{n}]", {}, {"subnet_id": ["aws_subnet.public.id"]}) for n in range(2)]
    to = ["aws_instance.bastion", "count.index"]
    other = associations("[0]", "[1]", to=to, table=["aws_route_table.private.id"])
    done = planned(tmp_path, VPC, PRIVATE, bastion, table("private"), other, function("aws_subnet.private"))
    # Neither subnet is associated with a table, nor is any other: all of them have the main table of the VPC.
    assert done.verdict("LAMBDANET_601", "aws_subnet.private[0]") == PASS
    assert "no default route" in done.of("LAMBDANET_601")[0].explanation


def test_a_value_of_for_each_is_one_of_what_it_goes_over(tmp_path: Path) -> None:
    over = associations(
        '["a"]', '["b"]', to=["each.value"], table=["aws_route_table.private.id"], over=["aws_subnet.private"]
    )
    done = planned(tmp_path, VPC, PRIVATE, table("private"), over, function("aws_subnet.private"))
    assert done.verdict("LAMBDANET_602", FUNCTION) == PASS


def test_a_value_of_for_each_is_one_and_not_all(tmp_path: Path) -> None:
    """Each function is in one of the two zones, and a plan does not show in which."""
    each = function("each.value")
    own = Planned(f'{FUNCTION}["a"]', each.values, each.references, ["aws_subnet.a.id", "aws_subnet.b.id"])
    done = planned(tmp_path, VPC, [*subnets("a"), *subnets("x", "b")[1:]], own)
    assert done.verdict("LAMBDANET_401", own.address) == UNDECIDED


def test_instances_of_a_module_called_several_times_are_kept_apart(tmp_path: Path) -> None:
    """Each instance of the module has its own subnets, one with a way out and the other without."""
    resources: list[Planned] = []
    for key, zones in (("a", "a"), ("b", "ab")):
        module = f'module.network["{key}"]'
        resources += [
            Planned(f"{module}.{one.address}", one.values, {"vpc_id": ["var.vpc_id"]})
            for one in subnets("private[0]", "private[1]", zones=zones)
        ]
    call = Call(
        arguments={"vpc_id": ["aws_vpc.main.id"]},
        outputs={"subnet_ids": ["aws_subnet.private"]},
        repeated_over=["var.networks"],
    )
    done = planned(
        tmp_path,
        VPC,
        resources,
        function('module.network["a"].subnet_ids', name="narrow"),
        function('module.network["b"].subnet_ids', name="wide"),
        calls={"network": call},
    )
    assert done.verdict("LAMBDANET_401", "aws_lambda_function.narrow") == FAIL
    assert done.verdict("LAMBDANET_401", "aws_lambda_function.wide") == UNDECIDED
    found = {finding.address for finding in done.of("LAMBDANET_502")}
    assert 'module.network["a"].aws_subnet.private[0]' in found


def test_functions_of_a_module_called_several_times_are_judged_one_by_one(tmp_path: Path) -> None:
    resources: list[Planned] = []
    for key, zones in (("a", "a"), ("b", "ab")):
        module = f'module.service["{key}"]'
        resources += [
            Planned(f"{module}.{one.address}", one.values, {"vpc_id": ["var.vpc_id"]})
            for one in subnets("private[0]", "private[1]", zones=zones)
        ]
        own = function("aws_subnet.private[0].id", "aws_subnet.private[1].id")
        resources.append(Planned(f"{module}.{own.address}", own.values, own.references))
    done = planned(tmp_path, VPC, resources, calls={"service": Call(arguments={"vpc_id": ["aws_vpc.main.id"]})})
    assert done.verdict("LAMBDANET_401", f'module.service["a"].{FUNCTION}') == FAIL
    assert done.verdict("LAMBDANET_401", f'module.service["b"].{FUNCTION}') == PASS


def test_references_that_shorten_the_one_before_are_dropped() -> None:
    found = [
        "aws_subnet.a[0].id",
        "aws_subnet.a[0]",
        "aws_subnet.a",
        "aws_subnet.a",
        "module.m.ids",
        "module.m",
        "var.x",
    ]
    assert references_in(found) == ["aws_subnet.a[0].id", "aws_subnet.a", "module.m.ids", "var.x"]


@pytest.mark.parametrize(("kind", "verdict"), [("egress", PASS), ("", UNDECIDED)])
def test_a_rule_that_says_no_direction_may_go_in_either(tmp_path: Path, kind: str, verdict: str) -> None:
    """As in plans from which values were taken out before they were passed on."""
    values = {"name": "functions", "ingress": [], "egress": []}
    group = Planned("aws_security_group.functions", values, MAIN, dynamic=("ingress", "egress"))
    rule = Planned(
        "aws_security_group_rule.out",
        {"type": kind, "protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]},
        {"security_group_id": ["aws_security_group.functions.id"]},
    )
    own = Planned(
        FUNCTION,
        {"function_name": "orders", "role": "arn:aws:iam::111122223333:role/lambda"},
        {
            "vpc_config.subnet_ids": ["aws_subnet.private[0].id"],
            "vpc_config.security_group_ids": ["aws_security_group.functions.id"],
        },
    )
    assert planned(tmp_path, VPC, PRIVATE, group, rule, own).verdict("LAMBDANET_303", FUNCTION) == verdict


def test_old_plans_name_no_attributes(tmp_path: Path) -> None:
    """Before version 1.1 ``aws_subnet.a.id`` is shown as ``aws_subnet.a``; an index is shown with its resource."""
    two = [*subnets("a"), *subnets("x", "b")[1:]]
    done = planned(tmp_path, VPC, two, function("aws_subnet.a", "aws_subnet.b"))
    assert done.verdict("LAMBDANET_401", FUNCTION) == PASS


def dynamic(resource: Planned) -> Planned:
    return dataclasses.replace(resource, dynamic=("vpc_config",))


def test_a_dynamic_block_is_there_though_nothing_is_shown_of_it(tmp_path: Path) -> None:
    """As in the registry's Lambda module, which puts ``vpc_config`` into a dynamic block."""
    own = dynamic(function("aws_subnet.private[0].id"))
    done = planned(tmp_path, VPC, PRIVATE, own, function("local.x", name="b"))
    assert done.verdict("LAMBDANET_401", FUNCTION) == UNDECIDED
    assert "known after apply" in next(one for one in done.of("LAMBDANET_401") if one.address == FUNCTION).explanation


def test_a_dynamic_block_that_may_not_be_there_is_not_missing(tmp_path: Path) -> None:
    values = {name: value for name, value in function().values.items() if name != "vpc_config"}
    own = Planned(FUNCTION, values, {"vpc_config": ["local.x"]}, dynamic=("vpc_config",))
    assert planned(tmp_path, VPC, PRIVATE, own).verdict("LAMBDANET_203", FUNCTION) == UNDECIDED


@pytest.mark.parametrize(
    ("source", "verdict"), [("terraform-aws-modules/vpc/aws", FAIL), ("./vpc", UNDECIDED)], ids=["registry", "unknown"]
)
def test_the_vpc_module_of_the_registry_names_its_vpc_by_a_local_value(
    tmp_path: Path, source: str, verdict: str
) -> None:
    vpc = [Planned("module.vpc.aws_vpc.this[0]", {"cidr_block": "10.0.0.0/16"})]
    alone = subnets("private[0]", "private[1]", zones="a", vpc={"vpc_id": ["local.vpc_id"]})
    inner = [Planned(f"module.vpc.{one.address}", one.values, one.references) for one in alone]
    call = Call(source=source, outputs={"private_subnets": ["aws_subnet.private"]})
    done = planned(tmp_path, vpc, inner, function("module.vpc.private_subnets"), calls={"vpc": call})
    assert done.verdict("LAMBDANET_401", FUNCTION) == verdict


@pytest.mark.parametrize(
    ("source", "zones", "verdict"),
    [
        ("terraform-aws-modules/lambda/aws", "a", FAIL),
        ("git::https://github.com/terraform-aws-modules/terraform-aws-lambda?ref=v7.2.1", "ab", PASS),
        ("./lambda", "ab", UNDECIDED),
    ],
)
def test_the_lambda_module_of_the_registry_is_given_its_subnets(
    tmp_path: Path, source: str, zones: str, verdict: str
) -> None:
    own = dynamic(function("var.vpc_subnet_ids"))
    inner = Planned(
        f"module.orders.{FUNCTION.replace('orders', 'this')}[0]", own.values, own.references, (), dynamic=own.dynamic
    )
    given = ["aws_subnet.private[0].id", "aws_subnet.private[1].id"]
    call = Call(source=source, arguments={"vpc_subnet_ids": given})
    alone = subnets("private[0]", "private[1]", zones=zones)
    done = planned(tmp_path, VPC, alone, inner, calls={"orders": call})
    assert done.verdict("LAMBDANET_401", inner.address) == verdict


@pytest.mark.parametrize(("gateways", "verdict"), [(1, PASS), (2, PASS), (0, UNDECIDED)])
def test_the_private_subnets_of_the_vpc_module_lead_to_nat_gateways(
    tmp_path: Path, gateways: int, verdict: str
) -> None:
    """Its associations and routes pick by ``element(aws_route_table.private[*].id, count.index)``."""
    made = {"vpc_id": ["local.vpc_id"]}
    module = [Planned("aws_vpc.this[0]", {"cidr_block": "10.0.0.0/16"})]
    module += subnets("private[0]", "private[1]", vpc=made)
    module += [Planned(f"aws_route_table.private[{number}]", {}, made) for number in range(gateways)]
    which = ["aws_route_table.private", "var.single_nat_gateway", "count.index"]
    module += associations("[0]", "[1]", to=["aws_subnet.private", "count.index"], table=which)
    given = {
        "route_table_id": ["aws_route_table.private", "count.index"],
        "nat_gateway_id": ["aws_nat_gateway.this", "count.index"],
    }
    for number in range(gateways):
        module.append(Planned(f"aws_nat_gateway.this[{number}]", {}, {"subnet_id": ["local.x"]}))
        module.append(Planned(f"aws_route.nat[{number}]", {"destination_cidr_block": "0.0.0.0/0"}, given))
    inner = [Planned(f"module.vpc.{one.address}", one.values, one.references) for one in module]
    call = Call(source="terraform-aws-modules/vpc/aws", outputs={"private_subnets": ["aws_subnet.private"]})
    done = planned(tmp_path, inner, function("module.vpc.private_subnets"), calls={"vpc": call})
    assert done.verdict("LAMBDANET_602", FUNCTION) == verdict
    if gateways:
        assert done.verdict("LAMBDANET_601", "module.vpc.aws_subnet.private[1]") == PASS


@pytest.mark.parametrize(
    ("attribute", "references", "verdict"),
    [
        ("nat_gateway_id", ["aws_nat_gateway.main.id"], PASS),
        ("gateway_id", ["aws_internet_gateway.main.id"], FAIL),
        ("gateway_id", ["aws_internet_gateway.main.id", "aws_nat_gateway.main.id", "aws_vpc.main.cidr_block"], FAIL),
        ("gateway_id", ["local.gateway"], UNDECIDED),
        ("gateway_id", ["local.gateway", "aws_internet_gateway.main.id"], UNDECIDED),
    ],
)
def test_routes_within_a_table(tmp_path: Path, attribute: str, references: list[str], verdict: str) -> None:
    route = {"cidr_block": "0.0.0.0/0", "gateway_id": "", "nat_gateway_id": "", "destination_prefix_list_id": ""}
    del route[attribute]
    table = Planned("aws_route_table.private", {"route": [route]}, {**MAIN, "route": references})
    resources = [*VPC, *PRIVATE, table, *ONE_FOR_EACH, function("aws_subnet.private[0].id")]
    write_plan(tmp_path, resources)
    plan = json.loads((tmp_path / "plan.json").read_text())
    for change in plan["resource_changes"]:
        if change["type"] == "aws_route_table":
            change["change"]["after_unknown"]["route"] = [{attribute: True}]
    (tmp_path / "plan.json").write_text(json.dumps(plan, indent=1))
    done = scan(tmp_path, "terraform_plan")
    assert done.verdict("LAMBDANET_601", "aws_subnet.private[0]") == verdict


@pytest.mark.parametrize(
    "key", ["a.b", r"a\"b", "a]b", "a[0]", r"a\\b", r"a\nb", r"x[\"y\"].z", "module.x", "ü", "$${a}"]
)
def test_an_instance_is_known_by_its_key_whatever_is_in_it(tmp_path: Path, key: str) -> None:
    keyed = subnets(f'private["{key}"]', 'private["other"]')
    direct = [f'aws_subnet.private["{key}"].id', 'aws_subnet.private["other"].id']
    done = planned(tmp_path, VPC, keyed, function(direct[0]), function(*direct, name="wide"))
    found = {finding.address: finding for finding in done.of("LAMBDANET_401")}
    assert found[FUNCTION].verdict == FAIL
    assert f'aws_subnet.private["{key}"]' in found[FUNCTION].explanation
    assert found["aws_lambda_function.wide"].verdict == PASS
    # Each subnet is reported under its own address.
    assert {one.address for one in done.of("LAMBDANET_502")} == {one.address for one in keyed}


def test_keys_that_differ_by_a_backslash_are_two(tmp_path: Path) -> None:
    r"""Checkov's graph loses one of two backslashes: it has under ``a\n`` what the plan has under ``a\\n``."""
    small, large = subnets(r'private["a\nb"]', size=28), subnets(r'private["a\\nb"]', size=24)
    direct = [f"{one.address}.id" for one in (*small, *large)]
    done = planned(tmp_path, VPC, small, large, function(*direct))
    found = {one.address: one.explanation for one in done.of("LAMBDANET_502")}
    assert {address: "/28" in shown for address, shown in found.items()} == {
        small[0].address: True,
        large[0].address: False,
    }


def test_a_module_is_known_by_its_key_whatever_is_in_it(tmp_path: Path) -> None:
    resources: list[Planned] = []
    keys = (r"a\"b", "module.x", "a.b")
    for zones, key in zip(("a", "ab", "a"), keys):
        module = f'module.network["{key}"]'
        resources += [
            Planned(f"{module}.{one.address}", one.values, {"vpc_id": ["var.vpc_id"]})
            for one in subnets("private[0]", "private[1]", zones=zones)
        ]
    outputs = {"subnet_ids": ["aws_subnet.private[0].id", "aws_subnet.private[1].id"]}
    call = Call(arguments={"vpc_id": ["aws_vpc.main.id"]}, outputs=outputs, repeated_over=["var.networks"])
    functions = [function(f'module.network["{key}"].subnet_ids', name=f"f{at}") for at, key in enumerate(keys)]
    done = planned(tmp_path, VPC, resources, *functions, calls={"network": call})
    verdicts = [done.verdict("LAMBDANET_401", one.address) for one in functions]
    assert verdicts == [FAIL, PASS, FAIL]
