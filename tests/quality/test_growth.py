"""The pack's work grows no faster than the functions: counted in calls, which are the same on every machine.

``benchmarks/run.py --growth`` measures the seconds.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
from importlib import import_module
from pathlib import Path
from runpy import run_path

import pytest
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.runner_filter import RunnerFilter

from lambdanet.bridge.checkov_checks import LambdanetCheck
from lambdanet.evidence.gather.pack_rules import load_rules
from lambdanet.given import in_force
from repository import REPOSITORY

# Of the first, which is run for what is made once in a process, the calls do not count.
FIRST, FEW, MORE, MANY = 51, 50, 100, 200
# What is done once, however many functions there are, falls out of the differences.
MOST = 1.03


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
def test_work_grows_with_the_functions(tmp_path: Path, framework: str) -> None:
    write = run_path(str(REPOSITORY / "benchmarks" / "networks.py"))[framework]
    calls = {}
    # Ways to write code take turns, and only so many functions are written in all of them.
    for functions in (FIRST, FEW, MORE, MANY):
        folder = tmp_path / str(functions)
        write(folder, 2 * functions)
        calls[functions] = calls_in(folder, framework)
    assert_linear(calls)


def assert_linear(calls: dict[int, int]) -> None:
    """A function costs the same calls, however many there are."""
    among_few = (calls[MORE] - calls[FEW]) / (MORE - FEW)
    among_many = (calls[MANY] - calls[MORE]) / (MANY - MORE)
    assert among_many / among_few < MOST, f"a function costs {among_few:.0f} calls, among more {among_many:.0f}"


def calls_in(folder: Path, framework: str) -> int:
    """How many calls all rules make on a folder, its reading included."""
    load_rules()
    runner = import_module(f"checkov.{framework}.runner").Runner()
    runner.definitions = runner.context = runner.breadcrumbs = None
    # Not "NONE": that is a severity, of which every rule has as much, and all would have run before they are counted.
    filtered = RunnerFilter(framework=[framework], checks=["CKV_NONE"], show_progress_bar=False)
    runner.run(root_folder=str(folder), external_checks_dir=None, runner_filter=filtered)
    graph = runner.graph_manager.get_reader_endpoint()
    checks = [check for check in get_graph_checks_registry(framework).checks if isinstance(check, LambdanetCheck)]
    assert checks
    profile = cProfile.Profile()
    before = sys.getprofile()
    profile.enable()
    try:
        for check in checks:
            check.run(graph)
    finally:
        profile.disable()
        sys.setprofile(before)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


_OF_UNKNOWN_KEYS = """
resource "aws_iam_role" "r{0}" {{
  for_each           = var.names
  assume_role_policy = "{{}}"
}}

resource "aws_lambda_function" "f{0}" {{
  for_each      = var.names
  function_name = "f{0}"
  role          = aws_iam_role.r{0}[each.key].arn
  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}
"""


def test_work_grows_with_blocks_of_unknown_keys(tmp_path: Path) -> None:
    calls = {}
    for functions in (FIRST, FEW, MORE, MANY):
        folder = tmp_path / str(functions)
        folder.mkdir()
        blocks = "".join(map(_OF_UNKNOWN_KEYS.format, range(functions)))
        (folder / "main.tf").write_text(f'variable "names" {{ type = set(string) }}\n{blocks}', encoding="utf-8")
        calls[functions] = calls_in(folder, "terraform")
    assert_linear(calls)


_OF_COUNTED_SUBNETS = """
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/8"
}

resource "aws_subnet" "s" {
  count      = %d
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet("10.0.0.0/8", 20, count.index)
}

resource "aws_lambda_function" "f" {
  function_name                  = "f"
  role                           = "arn:aws:iam::111122223333:role/lambda"
  reserved_concurrent_executions = 10
  vpc_config {
    subnet_ids         = aws_subnet.s[*].id
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""


def test_work_grows_with_the_subnets_of_a_function(tmp_path: Path) -> None:
    calls = {}
    for subnets in (FIRST, FEW, MORE, MANY):
        folder = tmp_path / str(subnets)
        folder.mkdir()
        (folder / "main.tf").write_text(_OF_COUNTED_SUBNETS % subnets, encoding="utf-8")
        calls[subnets] = calls_in(folder, "terraform")
    assert_linear(calls)


def test_work_grows_with_stored_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file that lists all of a path, and in one for each."""
    calls = {}
    for parameters in (FIRST, FEW, MORE, MANY):
        code, facts = tmp_path / f"code{parameters}", tmp_path / f"facts{parameters}"
        for folder in (code, facts):
            folder.mkdir()
        (code / "main.tf").write_text(_OF_STORED, encoding="utf-8")
        stored = [_stored(f"/net/{number}") for number in range(parameters)]
        answers = [{"Path": "/net", "Recursive": True, "Parameters": stored}, *({"Parameter": each} for each in stored)]
        for number, answer in enumerate(answers):
            (facts / f"{number}.json").write_text(json.dumps(answer), encoding="utf-8")
        monkeypatch.setenv(in_force.VARIABLE, str(facts))
        calls[parameters] = calls_in(code, "terraform")
    assert_linear(calls)


def _stored(name: str) -> dict[str, str]:
    return {"Name": name, "Type": "String", "Value": "subnet-0a1b2c3d4e5f60718"}


_OF_STORED = """
data "aws_ssm_parameters_by_path" "net" {
  path      = "/net"
  recursive = true
}

resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = nonsensitive(data.aws_ssm_parameters_by_path.net.values)
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""


_OF_LOOKED_UP = """
data "aws_subnets" "s{0}" {{
  filter {{
    name   = "tag:Name"
    values = ["s{0}"]
  }}
}}

resource "aws_lambda_function" "f{0}" {{
  function_name = "f{0}"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {{
    subnet_ids         = data.aws_subnets.s{0}.ids
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}
"""


def test_work_grows_with_look_ups_in_an_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each finds one of as many subnets."""
    calls = {}
    for functions in (FIRST, FEW, MORE, MANY):
        code, facts = tmp_path / f"code{functions}", tmp_path / f"facts{functions}"
        for folder in (code, facts):
            folder.mkdir()
        blocks = "".join(map(_OF_LOOKED_UP.format, range(functions)))
        (code / "main.tf").write_text(f'provider "aws" {{\n  region = "eu-west-1"\n}}\n{blocks}', encoding="utf-8")
        (facts / "subnets.json").write_text(json.dumps({"Subnets": list(map(_subnet, range(functions)))}))
        monkeypatch.setenv(in_force.VARIABLE, str(facts))
        calls[functions] = calls_in(code, "terraform")
    assert_linear(calls)


def _subnet(number: int) -> dict[str, object]:
    return {
        "SubnetId": f"subnet-{number:017x}",
        "VpcId": "vpc-0a1b2c3d4e5f60718",
        "CidrBlock": f"10.0.{number}.0/24",
        "AvailabilityZone": "eu-west-1a",
        "AvailabilityZoneId": "euw1-az1",
        "AvailableIpAddressCount": 200,
        "OwnerId": "111122223333",
        "Tags": [{"Key": "Name", "Value": f"s{number}"}],
    }
