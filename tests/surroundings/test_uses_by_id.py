"""What the code names by an id of the account it uses, in every language: a group is not the functions' alone then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accounts_by_hand import EVERYWHERE, Place, judged, permission
from scanning import FAIL, scan
from snapshots import surrounded_by

PLACE = Place(1)
TEMPLATE = f"""
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111111111111:role/r
      VpcConfig:
        SubnetIds: [{PLACE.a}, {PLACE.b}]
        SecurityGroupIds: [{PLACE.group}]
"""
BALANCER = f"""
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: internal
      Subnets: [{PLACE.a}, {PLACE.b}]
      SecurityGroups: [{PLACE.group}]
"""


def _plan(*addresses: str) -> str:
    network = {"subnet_ids": [PLACE.a, PLACE.b], "security_group_ids": [PLACE.group]}
    values = {
        "aws_lambda_function.f": {"function_name": "f", "role": "arn:aws:iam::1:role/r", "vpc_config": [network]},
        "aws_lb.x": {"internal": True, "subnets": [PLACE.a, PLACE.b], "security_groups": [PLACE.group]},
    }
    heads = [dict(zip(("type", "name"), each.split("."))) | {"address": each, "mode": "managed"} for each in addresses]
    planned = [{**head, "values": values[head["address"]]} for head in heads]
    change = {"actions": ["create"], "before": None, "after_unknown": {"id": True}}
    changes = [{**head, "change": {**change, "after": values[head["address"]]}} for head in heads]
    data = {"planned_values": {"root_module": {"resources": planned}}, "resource_changes": changes}
    configuration = {"root_module": {"resources": [{**head, "expressions": {}} for head in heads]}}
    return json.dumps({"format_version": "1.2", "terraform_version": "1.11.4", **data, "configuration": configuration})


@pytest.mark.parametrize(
    ("framework", "file", "alone", "beside"),
    [
        ("cloudformation", "t.yaml", TEMPLATE, TEMPLATE + BALANCER),
        ("terraform_plan", "plan.json", _plan("aws_lambda_function.f"), _plan("aws_lambda_function.f", "aws_lb.x")),
    ],
)
def test_a_group_that_something_else_names(framework: str, file: str, alone: str, beside: str, tmp_path: Path) -> None:
    def ingress(place: Place) -> None:
        place.one("SecurityGroups")["IpPermissions"] = [permission("tcp", 443, IpRanges=EVERYWHERE)]

    judged(tmp_path / "account", [ingress])
    for name, text, verdicts in (("alone", alone, [FAIL]), ("beside", beside, [])):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(text, encoding="utf-8")
        with surrounded_by(tmp_path / "account" / "account"):
            assert [each.verdict for each in scan(tmp_path / name, framework).of("LAMBDANET_101")] == verdicts
