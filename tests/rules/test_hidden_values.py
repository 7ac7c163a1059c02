"""What is decided although the code does not say a value holds for the value that the fixture has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

import samples
from lambdanet.kit import verdicts
from repository import fixture_folders, settings_of
from scanning import under_settings
from worlds import Fixtures, fixtures_of

FOLDERS = [(rule, framework) for rule, framework in fixture_folders() if framework != "terraform_plan"]
# Each world is a reading of a configuration or template, so a part of them is tried, which differs from rule to rule;
# all with --everything.
ONE_IN = 16
MOST = 6
DECIDED = (verdicts.PASSED, verdicts.FAILED)

# Which once went unnoticed, by rule.
ONCE_WRONG = {
    "LAMBDANET_201": {("AWS::EC2::Route.PrivateRoute", "NatGatewayId")},
    "LAMBDANET_501": {("AWS::ElasticLoadBalancingV2::LoadBalancer.NetworkBalancer", "SubnetMappings")},
    "LAMBDANET_504": {("aws_subnet.over_a", "vpc_id"), ("AWS::Lambda::Function.OverFunctionOne", "VpcConfig")},
    "LAMBDANET_601": {
        ("aws_default_route_table.main", "default_route_table_id"),
        ("aws_main_route_table_association.main", "route_table_id"),
    },
    "LAMBDANET_702": {("aws_iam_role_policy.speaking_role", "policy"), ("aws_lambda_function.sharing_one", "role")},
    "LAMBDANET_704": {
        ("AWS::Lambda::Function.OneOfTwoSecondFunction", "VpcConfig"),
        ("AWS::Lambda::Function.OneOfTwoSecondFunction", "Environment"),
    },
    "LAMBDANET_708": {("AWS::IAM::Policy.SeparatePolicy", "Roles"), ("AWS::IAM::RolePolicy.RolePolicy", "RoleName")},
    "LAMBDANET_709": {("aws_lambda_function.unnamed", "role"), ("AWS::IAM::Policy.OrdersPolicy", "Roles")},
    "LAMBDANET_710": {
        ("aws_iam_role_policy_attachment.wide_guarded", "policy_arn"),
        ("AWS::IAM::Role.Guarded", "ManagedPolicyArns"),
    },
    "LAMBDANET_801": {("AWS::Lambda::Function.TwinOneFunction", "VpcConfig")},
    "LAMBDANET_803": {("AWS::Events::Rule.FilledRule", "Targets")},
}

# What is decided even so, by rule, type and attribute; each for a reason that the rule's page gives.
ON_PURPOSE = {
    # The subnets of a function are of one VPC: what is known of one is true of all.
    ("LAMBDANET_402", "aws_vpc", "instance_tenancy"),
    ("LAMBDANET_402", "aws_subnet", "vpc_id"),
    ("LAMBDANET_402", "AWS::EC2::VPC", "InstanceTenancy"),
    ("LAMBDANET_402", "AWS::EC2::Subnet", "VpcId"),
    # A concurrency that is not known counts as none.
    ("LAMBDANET_501", "aws_lambda_function", "reserved_concurrent_executions"),
    ("LAMBDANET_501", "aws_lambda_provisioned_concurrency_config", "provisioned_concurrent_executions"),
    ("LAMBDANET_501", "AWS::Lambda::Function", "ReservedConcurrentExecutions"),
    # What a hidden policy denies is taken to be nothing, or nothing could be said of any role.
    ("LAMBDANET_708", "aws_iam_role_policy", "policy"),
    ("LAMBDANET_708", "AWS::IAM::Role", "Policies"),
}


def tried(fixtures: Fixtures) -> Iterator[tuple[Any, str]]:
    """The attributes that are tried, each with its block."""
    named = ONCE_WRONG.get(fixtures.rule, set())
    every = [(block, name) for block in fixtures.certain() for name in fixtures.attributes(block)]
    one_in = max(ONE_IN, len(every) // MOST) if not samples.everything else 1
    for number, (block, name) in enumerate(every):
        if number % one_in == int(fixtures.rule[-3:]) % one_in or (block.place.address, name) in named:
            yield block, name


@pytest.mark.parametrize("rule", ONCE_WRONG)
def test_what_was_wrong_once_is_still_there(rule: str) -> None:
    every = [each for framework in ("terraform", "cloudformation") for each in fixtures_of(rule, framework)]
    there = {(b.place.address, name) for each in every for b in each.certain() for name in each.attributes(b)}
    assert ONCE_WRONG[rule] <= there


@pytest.mark.parametrize(("rule", "framework"), FOLDERS)
def test_what_is_decided_holds_for_what_is_hidden(rule: str, framework: str) -> None:
    with under_settings(settings_of(rule)):
        problems = [problem for fixtures in fixtures_of(rule, framework) for problem in _problems(fixtures)]
    assert problems == []


@pytest.mark.parametrize(("rule", "type", "name"), sorted(ON_PURPOSE))
def test_what_is_decided_on_purpose_would_be_noticed(rule: str, type: str, name: str) -> None:
    """Also an exception that nothing needs any more is reported."""
    framework = "cloudformation" if "::" in type else "terraform"
    with under_settings(settings_of(rule)):
        for fixtures in fixtures_of(rule, framework):
            named = ((block, name) for block in fixtures.certain() if block.type == type)
            hidden = [(block, name) for block, name in named if name in fixtures.attributes(block)]
            if any(_contradictions(fixtures, hidden)):
                return
    raise AssertionError(f"{rule} is not mistaken without {type}'s {name}")


def _problems(fixtures: Fixtures) -> Iterator[str]:
    pairs = [(block, name) for block, name in tried(fixtures) if (fixtures.rule, block.type, name) not in ON_PURPOSE]
    yield from _contradictions(fixtures, pairs)


def _contradictions(fixtures: Fixtures, hidden: Iterable[tuple[Any, str]]) -> Iterator[str]:
    written = fixtures.world()
    for block, name in hidden:
        for identity, verdict in fixtures.world_without(block, name).items():
            shown = written.get(identity)
            if shown is not None and {shown.kind, verdict.kind} == set(DECIDED):
                why = f"{verdict.kind} without {block.place.address}'s {name}: {verdict.explanation}"
                yield f"{why} ({shown.kind} with it)"
