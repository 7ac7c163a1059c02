"""What a plan names by an id or a name is what has it: a name may be that of several, and an id another one's too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanning import FAIL, PASS, Scan, scan
from small_plans import Json, Planned, write_plan

NAME, F = "app", "aws_lambda_function.f"
VPC, SUBNET, GROUP = (f"{kind}-0123456789abcdef0" for kind in ("vpc", "subnet", "sg"))
ASSUMED = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
ROLE = {"name": NAME, "assume_role_policy": json.dumps({"Version": "2012-10-17", "Statement": [ASSUMED]})}
MANAGED = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
ARN = "arn:aws:iam::111122223333:role/app"


def _there(address: str, **values: object) -> Planned:
    return Planned(address, values, existing=True)


def _deployed(*more: Planned, role: Planned | None = None) -> list[Planned]:
    network = [{"subnet_ids": [SUBNET], "security_group_ids": [GROUP]}]
    return [
        *more,
        role or _there("aws_iam_role.r", id=NAME, arn=ARN, **ROLE),
        _there("aws_iam_role_policy_attachment.a", id="a", role=NAME, policy_arn=MANAGED),
        _there("aws_vpc.v", id=VPC, cidr_block="10.0.0.0/16"),
        _there("aws_flow_log.l", id="fl-0123456789abcdef0", vpc_id=VPC),
        _there("aws_subnet.s", id=SUBNET, cidr_block="10.0.0.0/24", vpc_id=VPC),
        _there("aws_security_group.g", id=GROUP, vpc_id=VPC, ingress=[], egress=[]),
        _there(F, id=NAME, function_name=NAME, role=ARN, vpc_config=network),
    ]


def _scanned(folder: Path, resources: list[Planned]) -> Scan:
    write_plan(folder, resources)
    return scan(folder, "terraform_plan")


OTHERS: dict[str, list[Planned]] = {
    "none": [],
    "a repository": [_there("aws_ecr_repository.app", id=NAME, name=NAME)],
    "a cluster and a bucket": [_there("aws_ecs_cluster.app", id=NAME), _there("aws_db_instance.app", id=NAME)],
}


@pytest.mark.parametrize("case", OTHERS)
def test_a_name_is_that_of_what_is_asked_for(case: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert _scanned(tmp_path / "there", _deployed(*OTHERS[case])).verdict("LAMBDANET_708", F) == PASS
    # A role that is made has a name and no id yet.
    (tmp_path / "made").mkdir()
    values: Json = dict(ROLE)
    resources = _deployed(*OTHERS[case], role=Planned("aws_iam_role.r", values))[:-1]
    network = [{"subnet_ids": [SUBNET], "security_group_ids": [GROUP]}]
    resources.append(Planned(F, {"function_name": NAME, "vpc_config": network}, {"role": ["aws_iam_role.r.arn"]}))
    assert _scanned(tmp_path / "made", resources).verdict("LAMBDANET_708", F) == PASS


def test_an_id_is_of_what_aws_makes_it_of(tmp_path: Path) -> None:
    of_vpc = _there("aws_vpc_dhcp_options_association.o", id=VPC, vpc_id=VPC, dhcp_options_id="dopt-0123456789abcdef0")
    for case, more in (("alone", []), ("beside", [of_vpc])):
        (tmp_path / case).mkdir()
        found = _scanned(tmp_path / case, _deployed(*more))
        assert (found.verdict("LAMBDANET_707", "aws_vpc.v"), found.verdict("LAMBDANET_401", F)) == (PASS, FAIL), case


def test_an_arn_is_of_what_has_it_and_not_of_its_policy(tmp_path: Path) -> None:
    """The configuration of a function may be known by the function's ARN."""
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:app"
    config = _there("aws_lambda_function_event_invoke_config.c", id=arn, function_name=arn)
    permission = _there(
        "aws_lambda_permission.p", id="p", function_name=arn, principal="*", action="lambda:InvokeFunction"
    )
    resources = _deployed(config, permission)
    resources[-1] = _there(F, **{**resources[-1].values, "arn": arn})
    found = _scanned(tmp_path, resources)
    assert found.verdict("LAMBDANET_103", "aws_lambda_permission.p") == FAIL


@pytest.mark.parametrize("kind", ["aws_lambda_alias", "awscc_lambda_version"])
def test_an_arn_with_a_version_is_of_the_version(kind: str, tmp_path: Path) -> None:
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:app"
    of_function = {"function_name": NAME}
    version = _there(f"{kind}.v", id=f"{arn}:7", arn=f"{arn}:7", name="live", function_version="7", **of_function)
    window = [{"mode": "OFF"}]
    target = [{"arn": f"{arn}:7", "role_arn": ARN}]
    runs = _there(
        "aws_scheduler_schedule.s",
        id="default/s",
        schedule_expression="rate(30 days)",
        flexible_time_window=window,
        target=target,
    )
    resources = _deployed(version, runs)
    resources[-1] = _there(F, **{**resources[-1].values, "arn": arn})
    assert _scanned(tmp_path, resources).verdict("LAMBDANET_803", F) == FAIL
