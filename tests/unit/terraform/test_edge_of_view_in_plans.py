"""In a plan, in which all modules are in the scan, outputs, commands and unread types give resources to others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanning import FAIL, UNDECIDED, scan
from small_plans import Planned, write_plan

ROLE = Planned("aws_iam_role.bare", {"name": "bare"})
NETWORK = [
    Planned("aws_vpc.main", {"cidr_block": "10.0.0.0/16"}),
    Planned("aws_subnet.a", {"cidr_block": "10.0.1.0/24"}, {"vpc_id": ["aws_vpc.main.id"]}),
    ROLE,
    Planned(
        "aws_lambda_function.f",
        {"function_name": "f", "vpc_config": [{"security_group_ids": ["sg-0a1b2c3d4e5f60718"]}]},
        {"role": ["aws_iam_role.bare.arn"], "vpc_config.subnet_ids": ["aws_subnet.a.id"]},
    ),
]


def verdicts(folder: Path, *resources: Planned, outputs: dict[str, str] | None = None) -> dict[str, str]:
    write_plan(folder, [*NETWORK, *resources])
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    plan["configuration"]["root_module"]["outputs"] = {
        name: {"expression": {"references": [given, ".".join(given.split(".")[:2])]}}
        for name, given in (outputs or {}).items()
    }
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    found = scan(folder, "terraform_plan").findings
    return {f.rule: f.verdict for f in found if f.rule in ("LAMBDANET_707", "LAMBDANET_708")}


@pytest.mark.parametrize(
    ("resource", "flow_log", "permissions"),
    [
        (Planned("aws_sqs_queue.q"), FAIL, FAIL),
        (Planned("awscc_ec2_of_tomorrow.m", {}, {"vpc_id": ["aws_vpc.main.id"]}), UNDECIDED, FAIL),
        (Planned("acme_any.m", {}, {"of": ["aws_iam_role.bare.name"]}), FAIL, UNDECIDED),
        (Planned("acme_any.m", {}, {"of": ["aws_vpc.main.cidr_block"]}), FAIL, FAIL),
        (Planned("aws_lb_target_group.m", {}, {"vpc_id": ["aws_vpc.main.id"]}), FAIL, FAIL),
        # The VPC of a subnet is the VPC.
        (Planned("acme_any.m", {}, {"of": ["aws_subnet.a.vpc_id"]}), UNDECIDED, FAIL),
    ],
    ids=["nothing", "another-provider", "unknown-provider", "a-word", "a-user", "vpc-of-a-subnet"],
)
def test_unread_types(tmp_path: Path, resource: Planned, flow_log: str, permissions: str) -> None:
    assert verdicts(tmp_path, resource) == {"LAMBDANET_707": flow_log, "LAMBDANET_708": permissions}


def test_outputs(tmp_path: Path) -> None:
    found = verdicts(tmp_path, outputs={"role": "aws_iam_role.bare.arn", "block": "aws_vpc.main.cidr_block"})
    assert found == {"LAMBDANET_707": FAIL, "LAMBDANET_708": UNDECIDED}
