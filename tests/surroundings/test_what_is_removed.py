"""``removed`` blocks: what is no longer in the code, and stays in AWS, may belong to what is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from given_code import write
from scanning import FAIL, PASS, UNDECIDED, Scan, scan

F = "aws_lambda_function.f"
TABLE = """
resource "aws_route_table" "p" {
  vpc_id = aws_vpc.v.id
}
"""
CODE = """
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "p" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table_association" "p" {
  subnet_id      = aws_subnet.p.id
  route_table_id = aws_route_table.p.id
}

resource "aws_security_group" "f" {
  vpc_id = aws_vpc.v.id
  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = "{}"
}

resource "aws_sqs_queue" "q" {}

resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.r.arn
  filename      = "a.zip"
  environment {
    variables = { QUEUE_URL = aws_sqs_queue.q.url }
  }
  vpc_config {
    subnet_ids         = [aws_subnet.p.id]
    security_group_ids = [aws_security_group.f.id]
  }
}
"""


def _removed(address: str, lifecycle: str = "lifecycle {\n    destroy = false\n  }") -> str:
    return f"removed {{\n  from = {address}\n  {lifecycle}\n}}\n"


def _scanned(folder: Path, files: dict[str, Any]) -> Scan:
    return scan(write(folder, files), "terraform")


STAYS = {
    "a route": _removed("aws_route.out"),
    "an endpoint": _removed("aws_vpc_endpoint.sqs"),
    "of a module that is called no more": _removed("module.network.aws_route.out"),
    "a module": _removed("module.network"),
    "without a word on what becomes of it": _removed("aws_route.out", ""),
    "as it may be": 'variable "gone" {}\n' + _removed("aws_route.out", "lifecycle {\n    destroy = var.gone\n  }"),
    "by a text": _removed('"aws_route.out"'),
}
GONE = {
    "nothing": "",
    "destroyed": _removed("aws_route.out", "lifecycle {\n    destroy = true\n  }"),
    "a bucket": _removed("aws_s3_bucket.old"),
    "a word": _removed("random_id.old"),
    "a role": _removed("aws_iam_role.old"),
    "what watches logs": _removed("aws_cloudwatch_log_anomaly_detector.old"),
    "in a comment": f"/*\n{_removed('aws_route.out')}*/\n",
}


@pytest.mark.parametrize("case", STAYS)
def test_what_stays_may_belong_to_anything_beside_it(case: str, tmp_path: Path) -> None:
    found = _scanned(tmp_path, {"main.tf": CODE + TABLE + STAYS[case]})
    assert {rule: found.verdict(f"LAMBDANET_{rule}", F) for rule in ("702", "708")} == {
        "702": UNDECIDED,
        "708": UNDECIDED,
    }
    assert found.verdict("LAMBDANET_707", "aws_vpc.v") == UNDECIDED


@pytest.mark.parametrize("case", GONE)
def test_what_is_gone_or_alone_changes_nothing(case: str, tmp_path: Path) -> None:
    found = _scanned(tmp_path, {"main.tf": CODE + TABLE + GONE[case]})
    assert {rule: found.verdict(f"LAMBDANET_{rule}", F) for rule in ("702", "708")} == {"702": FAIL, "708": FAIL}
    assert found.verdict("LAMBDANET_707", "aws_vpc.v") == FAIL


OF_TYPES = {
    "aws_flow_log.old": ("aws_vpc.v",),
    "aws_iam_role_policy.old": (F,),
    "aws_iam_role_policy_attachment.old": (F,),
    "aws_security_group_rule.old": ("aws_security_group.f",),
    "aws_vpc_security_group_egress_rule.old": ("aws_security_group.f",),
}


@pytest.mark.parametrize("removed", OF_TYPES)
def test_what_stays_may_belong_to_what_it_can_be_of(removed: str, tmp_path: Path) -> None:
    found = _scanned(tmp_path, {"main.tf": CODE + TABLE + _removed(removed)})
    rules = {"aws_vpc.v": "707", F: "708", "aws_security_group.f": "302"}
    said = {address: found.verdict(f"LAMBDANET_{rule}", address) for address, rule in rules.items()}
    assert {address for address, verdict in said.items() if verdict == UNDECIDED} == set(OF_TYPES[removed])


def test_a_flow_log_may_be_of_the_network_that_its_module_is_given(tmp_path: Path) -> None:
    inner = {"main.tf": 'variable "vpc" {}\n' + _removed("aws_flow_log.old")}
    call = 'module "logs" {\n  source = "./logs"\n  vpc    = aws_vpc.v.id\n}\n'
    found = _scanned(tmp_path, {"main.tf": CODE + TABLE + call, "logs/main.tf": inner["main.tf"]})
    assert found.verdict("LAMBDANET_707", "aws_vpc.v") == UNDECIDED
    assert found.verdict("LAMBDANET_708", F) == FAIL


@pytest.mark.parametrize("destroy", [True, False])
def test_json_says_it_too(destroy: bool, tmp_path: Path) -> None:
    blocks = {"removed": [{"from": "aws_route.out", "lifecycle": {"destroy": destroy}}]}
    found = _scanned(tmp_path, {"main.tf": CODE + TABLE, "removed.tf.json": blocks})
    assert found.verdict("LAMBDANET_702", F) == (FAIL if destroy else UNDECIDED)


def test_another_root_is_as_it_was(tmp_path: Path) -> None:
    other = 'resource "aws_vpc" "o" {\n  cidr_block = "10.0.0.0/16"\n}\n' + _removed("aws_route.out")
    found = _scanned(tmp_path, {"a/main.tf": CODE + TABLE, "b/main.tf": other})
    assert found.verdict("LAMBDANET_702", F) == FAIL


MODULE = 'variable "vpc" {}\n' + TABLE.replace("aws_vpc.v.id", "var.vpc") + 'output "id" {\n  value = %s\n}\n'
CALL = 'module "m" {\n  source = "./m"\n  vpc    = aws_vpc.v.id\n}\n'
OF_CALL = CODE.replace("aws_route_table.p.id", "module.m.id") + CALL


@pytest.mark.parametrize(
    ("in_root", "in_module", "verdict"),
    [
        ("", "", FAIL),
        ("", _removed("aws_route.out"), UNDECIDED),
        (_removed("module.m.aws_route.out"), "", UNDECIDED),
        ("", _removed("aws_s3_bucket.old"), FAIL),
    ],
)
def test_a_module_of_which_something_stays(in_root: str, in_module: str, verdict: str, tmp_path: Path) -> None:
    module = MODULE % "aws_route_table.p.id" + in_module
    found = _scanned(tmp_path, {"main.tf": OF_CALL + in_root, "m/main.tf": module})
    assert found.verdict("LAMBDANET_702", F) == verdict


def test_what_the_block_has_all_of_is_a_proof_still(tmp_path: Path) -> None:
    """What is removed can no more take away from what the code makes than anything else can."""
    open_to_all = CODE.replace("from_port   = 443\n    to_port     = 443", "from_port   = 0\n    to_port     = 65535")
    found = _scanned(tmp_path, {"main.tf": open_to_all + TABLE + _removed("aws_security_group_rule.r")})
    assert found.verdict("LAMBDANET_303", F) == PASS
