"""What would decide the undecided: the facts that are missing, most wanted first, each with the one thing to do."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

import forks_of_checkov
from repository import CHECKS

ROLE = 'resource "aws_iam_role" "f" {\n  assume_role_policy = "{}"\n}\n'
HOSTILE = "/net/$(rm -rf ~)'; true"
TEMPLATE = """
Parameters:
  Subnets:
    Type: List<AWS::EC2::Subnet::Id>
  Group:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::SecurityGroup::Id>
    Default: /net/group
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://example.s3.amazonaws.com/network.yaml
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/orders
      VpcConfig:
        SubnetIds: @SUBNETS@
        SecurityGroupIds: [@GROUP@]
"""


def function(subnets: str, group: str = '"sg-0a1b2c3d"', name: str = "orders") -> str:
    return f"""
resource "aws_lambda_function" "{name}" {{
  function_name = "{name}"
  role          = aws_iam_role.f.arn
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = [{group}]
  }}
}}
"""


def _evidence(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return forks_of_checkov.run((str(CHECKS / "lambdanet"), "evidence", ".", *options), folder, os.environ)


def missing_in(folder: Path, files: dict[str, str]) -> list[dict[str, Any]]:
    """What the JSON report of the command says is missing."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(_evidence(folder, "--format", "json").stdout)["missing"]
    return found


def _about(found: list[dict[str, Any]], sort: str) -> dict[str, Any]:
    (one,) = (each for each in found if each["facts"][0]["sort"] == sort)
    return one


def _subjects(line: dict[str, Any]) -> list[str]:
    return [fact["subject"] for fact in line["facts"]]


def test_ids_that_the_same_verdicts_wait_for_are_one_line_with_one_command(tmp_path: Path) -> None:
    code = ROLE + function('["subnet-0a1b2c3d", "subnet-0a1b2c3e"]')
    found = missing_in(tmp_path, {"main.tf": code})
    ids = [each for each in found if each["facts"][0]["sort"] == "id"]
    assert _subjects(ids[0]) == ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]
    assert ids[0]["command"] == "lambdanet snapshot DIR --subnets subnet-0a1b2c3d subnet-0a1b2c3e"
    assert ids[0]["verdicts"] == len(ids[0]["results"]) > ids[0]["alone"] > 0
    assert ids[0]["verdicts"] == len({(each["rule"], each["address"]) for each in ids[0]["results"]})
    # Only some of them also wait for the group.
    assert _subjects(ids[1]) == ["sg-0a1b2c3d"]


@pytest.mark.parametrize(
    ("code", "sort", "subject", "where", "reason"),
    [
        (function("var.ids") + 'variable "ids" {}\n', "variable", "var.ids", "root", "--var-file FILE"),
        (
            function("data.aws_subnets.app.ids") + 'data "aws_subnets" "app" {}\n',
            "look_up",
            "data.aws_subnets.app",
            "root",
            "lambdanet snapshot DIR",
        ),
        (
            function("[data.external.it.result]") + 'data "external" "it" {}\n',
            "look_up",
            "data.external.it",
            "root",
            "Scan a plan",
        ),
        (
            function("module.network.ids") + 'module "network" {\n  source = "example.com/network"\n}\n',
            "module",
            "module.network",
            "root",
            "Scan a plan",
        ),
        (
            function("data.terraform_remote_state.n.outputs.ids")
            + 'data "terraform_remote_state" "n" {\n  backend = "s3"\n  config = {\n    bucket = "b"\n'
            + '    key = "n.tfstate"\n  }\n}\n',
            "state",
            "n.tfstate",
            "root",
            "terraform output -json > outputs.json",
        ),
        (
            function("data.tfe_outputs.n.values.ids")
            + 'data "tfe_outputs" "n" {\n  organization = "o"\n  workspace = "w"\n}\n',
            "state",
            "o/w",
            "root",
            "`state: o/w`",
        ),
        (
            function('split(",", data.aws_ssm_parameter.n.value)')
            + f'data "aws_ssm_parameter" "n" {{\n  name = "{HOSTILE}"\n}}\n',
            "stored_parameter",
            HOSTILE,
            "",
            f"aws ssm get-parameters --names {shlex.quote(HOSTILE)} > parameters.json",
        ),
        (
            function('split(",", data.aws_cloudformation_export.n.value)')
            + 'data "aws_cloudformation_export" "n" {\n  name = "net"\n}\n',
            "export",
            "net",
            "",
            "aws cloudformation list-exports > exports.json",
        ),
    ],
    ids=["variable", "look-up", "other look-up", "module", "state", "workspace", "stored", "export"],
)
def test_what_terraform_waits_for(code: str, sort: str, subject: str, where: str, reason: str, tmp_path: Path) -> None:
    line = _about(missing_in(tmp_path, {"root/main.tf": ROLE + code}), sort)
    assert line["facts"] == [{"sort": sort, "subject": subject, "where": where}]
    assert reason in f"{line['to_do']}: {line['command']}"
    assert line["verdicts"] > 5


CLOSED = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

module "closed" {
  source = "example.com/closed"
  groups = [aws_security_group.main.id]
}
"""


def test_what_is_given_to_a_module_waits_for_the_module(tmp_path: Path) -> None:
    """It may add rules to the group: a plan shows whether it does, so nothing is left to a person."""
    code = ROLE + CLOSED + function("[aws_subnet.main.id]", "aws_security_group.main.id")
    found = missing_in(tmp_path, {"root/main.tf": code})
    line = _about(found, "module")
    assert line["facts"] == [{"sort": "module", "subject": "module.closed", "where": "root"}]
    assert line["to_do"] == "Scan a plan instead of the code: it has what the module makes"
    assert ("LAMBDANET_303", "aws_lambda_function.orders") in {
        (each["rule"], each["address"]) for each in line["results"]
    }


def test_where_a_person_has_to_say_something_the_tag_decides(tmp_path: Path) -> None:
    """A plan shows what the module makes, and leaves the load balancer's purpose open: the tag decides at once."""
    balancer = 'resource "aws_lb" "main" {\n  subnets = [aws_subnet.main.id]\n}\n'
    code = ROLE + CLOSED + balancer + function("[aws_subnet.main.id]", "aws_security_group.main.id")
    found = missing_in(tmp_path, {"root/main.tf": code})
    waiting = {each["facts"][0]["sort"]: {one["rule"] for one in each["results"]} for each in found}
    assert "LAMBDANET_201" in waiting["purpose"]
    assert "LAMBDANET_201" not in waiting["module"]


def test_what_is_given_to_a_nested_stack_waits_for_its_template(tmp_path: Path) -> None:
    text = (
        TEMPLATE.replace("@SUBNETS@", "[subnet-0a1b2c3d]").replace("@GROUP@", "!Ref Given")
        + """  Given:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: given
      VpcId: vpc-0a1b2c3d
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://example.com/child.template
      Parameters:
        Group: !Ref Given
"""
    )
    line = _about(missing_in(tmp_path, {"a.template": text}), "module")
    assert line["facts"] == [{"sort": "module", "subject": "Child", "where": "a.template"}]
    assert line["to_do"] == "Scan its template together with this one"


@pytest.mark.parametrize(
    ("subnets", "group", "sort", "subject", "where", "reason"),
    [
        ("!Ref Subnets", "sg-0a1b2c3d", "parameter", "Subnets", "a.template", "--surroundings FILE"),
        ("!Split [',', !ImportValue net]", "sg-0a1b2c3d", "export", "net", "", "list-exports"),
        ("[subnet-0a1b2c3d]", "!Ref Group", "stored_parameter", "/net/group", "", "--names /net/group >"),
        ("['{{resolve:ssm:/net/a:3}}']", "sg-0a1b2c3d", "stored_parameter", "/net/a", "", "--names /net/a >"),
        ("[!GetAtt Network.Outputs.A]", "sg-0a1b2c3d", "module", "Network", "a.template", "Scan its template"),
    ],
    ids=["parameter", "export", "stored type", "dynamic reference", "nested stack"],
)
def test_what_templates_wait_for(
    subnets: str, group: str, sort: str, subject: str, where: str, reason: str, tmp_path: Path
) -> None:
    text = TEMPLATE.replace("@SUBNETS@", subnets).replace("@GROUP@", group)
    line = _about(missing_in(tmp_path, {"a.template": text}), sort)
    assert line["facts"] == [{"sort": sort, "subject": subject, "where": where}]
    assert reason in f"{line['to_do']}: {line['command']}"


def test_secure_values_are_asked_for_by_nobody(tmp_path: Path) -> None:
    text = TEMPLATE.replace("@SUBNETS@", "['{{resolve:ssm-secure:/net/a:3}}']").replace("@GROUP@", "sg-0a1b2c3d")
    assert "stored_parameter" not in {each["facts"][0]["sort"] for each in missing_in(tmp_path, {"a.template": text})}


def test_a_name_that_is_an_option_is_in_no_command(tmp_path: Path) -> None:
    code = function('split(",", data.aws_ssm_parameter.n.value)') + (
        'data "aws_ssm_parameter" "n" {\n  name = "--endpoint-url=https://example.com"\n}\n'
    )
    line = _about(missing_in(tmp_path, {"main.tf": ROLE + code}), "stored_parameter")
    assert "--endpoint-url" in line["missing"]
    assert line["command"] == ""


def test_many_stored_parameters_are_asked_for_by_their_path(tmp_path: Path) -> None:
    names = [f"/net/main/{number}" for number in range(12)]
    subnets = ", ".join(f'"{{{{resolve:ssm:{name}}}}}"' for name in names)
    text = TEMPLATE.replace("@SUBNETS@", f"[{subnets}]").replace("@GROUP@", "sg-0a1b2c3d")
    found = missing_in(tmp_path, {"a.template": text})
    asked = [each for each in found if each["facts"][0]["sort"] == "stored_parameter"]
    assert sorted(_subjects(asked[0])) == sorted(names)
    command = "aws ssm get-parameters-by-path --recursive --path /net/main > parameters.json"
    assert asked[0]["command"] == command


def test_all_stored_parameters_in_a_folder_are_asked_for(tmp_path: Path) -> None:
    code = function("data.aws_ssm_parameters_by_path.n.values")
    code += 'data "aws_ssm_parameters_by_path" "n" {\n  path = "/net/main/"\n}\n'
    line = _about(missing_in(tmp_path, {"main.tf": ROLE + code}), "stored_parameter")
    assert _subjects(line) == ["/net/main/"]
    assert line["command"] == "aws ssm get-parameters-by-path --recursive --path /net/main > parameters.json"
    assert '"Path": "/net/main", "Recursive": true' in line["to_do"]


def test_the_most_wanted_comes_first_and_what_nobody_knows_last(tmp_path: Path) -> None:
    code = ROLE + function("var.ids") + function("var.others", name="a") + function("var.others", name="b")
    code += 'variable "ids" {}\nvariable "others" {}\n'
    found = missing_in(tmp_path, {"main.tf": code})
    assert _subjects(found[0]) == ["var.others"]
    counts = [each["verdicts"] for each in found if each["facts"][0]["sort"] != "by_hand"]
    assert counts == sorted(counts, reverse=True)


def test_on_the_terminal_there_is_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(ROLE + function('["subnet-0a1b2c3d"]'), encoding="utf-8")
    done = _evidence(tmp_path, "--missing")
    assert done.returncode == 1, done.stderr  # one subnet is too few
    lines = done.stdout.splitlines()
    assert lines[0].endswith("of them for nothing else:")
    assert " verdicts wait for subnet-0a1b2c3d, " in lines[0]
    assert lines[2] == "  lambdanet snapshot DIR --subnets subnet-0a1b2c3d"
    assert all("wait" in line or line.startswith("  ") for line in lines)


def test_each_report_shows_it(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(ROLE + function('["subnet-0a1b2c3d"]'), encoding="utf-8")
    done = _evidence(tmp_path, "--format", "text", "markdown", "summary", "html", "--output", "out")
    assert done.returncode == 1, done.stderr  # one subnet is too few
    for ending in ("txt", "md", "summary.md", "html"):
        text = (tmp_path / "out" / f"evidence.{ending}").read_text(encoding="utf-8")
        assert "lambdanet snapshot DIR --subnets subnet-0a1b2c3d" in text, ending


def test_where_nothing_is_missing_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("locals {}\n", encoding="utf-8")
    assert _evidence(tmp_path, "--missing", "--allow-empty").stdout == "Everything is decided.\n"
