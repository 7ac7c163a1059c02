"""What is decided although a resource may not be created holds when it is, and when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import samples
from lambdanet.kit import verdicts
from repository import fixture_folders, settings_of
from scanning import under_settings
from worlds import IS_NOT, MAY_BE, Fixtures, fixtures_of

FOLDERS = [(rule, framework) for rule, framework in fixture_folders() if framework != "terraform_plan"]
# Each world is a reading of a configuration or template, so a part of them is tried, which differs from rule to rule;
# all with --everything.
ONE_IN = 8
MOST = 6
DECIDED = (verdicts.PASSED, verdicts.FAILED)


# Whose absence once went unnoticed.
ONCE_WRONG = {
    "LAMBDANET_202": {"aws_iam_role_policy.database_user"},
    "LAMBDANET_501": {
        "aws_lambda_function.busy_a",
        "aws_lambda_provisioned_concurrency_config.ready",
        "AWS::Lambda::Function.BusyA",
        "AWS::Lambda::Version.ReadyVersion",
    },
    "LAMBDANET_601": {"aws_main_route_table_association.main"},
    "LAMBDANET_702": {
        "aws_iam_role_policy.speaking_role",
        "aws_iam_role_policy.scheduler",
        "AWS::IAM::Role.SchedulerRole",
    },
    "LAMBDANET_704": {"aws_lambda_function.one_of_two_second", "AWS::Lambda::Function.OneOfTwoSecondFunction"},
    "LAMBDANET_708": {"aws_iam_role_policy.denied"},
    "LAMBDANET_709": {"aws_lambda_function.unnamed", "AWS::Lambda::Function.Unnamed"},
    "LAMBDANET_710": {"aws_iam_role_policy_attachment.elsewhere"},
    "LAMBDANET_801": {"aws_lambda_function.twin_one", "AWS::Lambda::Function.TwinOneFunction"},
    "LAMBDANET_803": {"aws_iam_role_policy.other"},
}


def tried(fixtures: Fixtures) -> list[Any]:
    """The blocks that are tried, in the order of the code."""
    blocks = fixtures.certain()
    named = ONCE_WRONG.get(fixtures.rule, set())
    one_in = max(ONE_IN, len(blocks) // MOST) if not samples.everything else 1
    chosen = set(range(int(fixtures.rule[-3:]) % one_in, len(blocks), one_in))
    return [b for number, b in enumerate(blocks) if number in chosen or b.place.address in named]


@pytest.mark.parametrize("rule", ONCE_WRONG)
def test_what_was_wrong_once_is_still_there(rule: str) -> None:
    every = [each for framework in ("terraform", "cloudformation") for each in fixtures_of(rule, framework)]
    assert ONCE_WRONG[rule] <= {block.place.address for each in every for block in each.certain()}


@pytest.mark.parametrize(("rule", "framework"), FOLDERS)
def test_what_is_decided_holds_either_way(rule: str, framework: str) -> None:
    with under_settings(settings_of(rule)):
        problems = [problem for fixtures in fixtures_of(rule, framework) for problem in _problems(fixtures)]
    assert problems == []


def _problems(fixtures: Fixtures) -> Iterator[str]:
    written = fixtures.world()
    for block in tried(fixtures):
        without = {} if fixtures.is_referred_to(block) else fixtures.world(block, IS_NOT)
        for identity, verdict in fixtures.world(block, MAY_BE).items():
            if identity == block.identity or verdict.kind not in DECIDED:
                continue
            with_it, without_it = written.get(identity), without.get(identity)
            holds = with_it is None or with_it.kind == verdict.kind
            if without_it is not None and without_it.kind in DECIDED:
                holds = holds and without_it.kind == verdict.kind
            if not holds:
                why = f"{verdict.kind} if {block.place.address} may be there: {verdict.explanation}"
                yield f"{why} ({with_it and with_it.kind} with it, {without_it and without_it.kind})"
