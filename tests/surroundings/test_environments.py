"""A root module or template that is deployed in several environments is judged once for each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import ACCOUNT, REGION, Place, judged
from given_code import FUNCTION, ZONES, configuration, notes, scanned, template, why, write, zones
from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from lambdanet.given.in_force import ONLY
from scanning import scan, under_settings

A, B = "eu-west-1a", "eu-west-1b"
CODE = {
    "terraform": {"code/one/main.tf": configuration(), "code/two/main.tf": configuration()},
    "cloudformation": {"code/one/t.yaml": template(), "code/two/t.yaml": template()},
}
FRAMEWORKS = tuple(CODE)


def _values(framework: str, first: str, second: str) -> Any:
    if framework == "terraform":
        return {"first": first, "second": second}
    return {"Parameters": {"First": first, "Second": second}}


def _entries(framework: str) -> list[dict[str, Any]]:
    end = "tfvars.json" if framework == "terraform" else "json"
    return [{"files": f"{name}.{end}", "environment": name, "roots": "code/one"} for name in ("dev", "prod")]


def _files(framework: str, dev: tuple[str, str], prod: tuple[str, str]) -> dict[str, Any]:
    end = "tfvars.json" if framework == "terraform" else "json"
    return {
        **CODE[framework],
        f"dev.{end}": _values(framework, *dev),
        f"prod.{end}": _values(framework, *prod),
    }


def _of(found: Any, framework: str, folder: str) -> Any:
    said = [each for each in found.of(ZONES) if each.file.startswith(f"{folder}/")]
    assert [each.address for each in said] == [FUNCTION[framework]]
    return said[0]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_it_fails_where_it_fails_in_one(framework: str, tmp_path: Path) -> None:
    found = scanned(tmp_path, framework, _files(framework, (A, A), (A, B)), _entries(framework))
    one = _of(found, framework, "one")
    assert one.verdict == "fail"
    assert one.explanation.startswith("In the environment dev: ")
    assert "prod" not in one.explanation
    # The other root has no environments, and is judged once.
    two = _of(found, framework, "two")
    assert two.verdict == "undecided"
    assert "environment" not in two.explanation


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_it_passes_only_where_it_passes_in_all(framework: str, tmp_path: Path) -> None:
    found = scanned(tmp_path / "a", framework, _files(framework, (A, B), (B, A)), _entries(framework))
    assert _of(found, framework, "one").verdict == "pass"
    assert "environment" in _of(found, framework, "one").explanation
    files = _files(framework, (A, B), (A, B))
    files[next(name for name in files if name.startswith("prod"))] = (
        _values(framework, A, B)
        if False
        else ({"first": A} if framework == "terraform" else {"Parameters": {"First": A}})
    )
    found = scanned(tmp_path / "b", framework, files, _entries(framework))
    one = _of(found, framework, "one")
    assert one.verdict == "undecided"
    assert one.explanation.startswith("In the environment prod: ")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_is_the_same_in_all_is_said_once(framework: str, tmp_path: Path) -> None:
    found = scanned(tmp_path, framework, _files(framework, (A, A), (A, A)), _entries(framework))
    one = _of(found, framework, "one")
    assert one.verdict == "fail"
    assert one.explanation.startswith("In the environments dev and prod: ")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_only_one_environment(framework: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ONLY, "prod")
    found = scanned(tmp_path, framework, _files(framework, (A, A), (A, B)), _entries(framework))
    assert _of(found, framework, "one").verdict == "pass"
    assert _of(found, framework, "one").explanation.startswith("In the environment prod: ")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_evidence_says_the_same(framework: str, tmp_path: Path) -> None:
    files = _files(framework, (A, A), (A, B))
    found = scanned(tmp_path, framework, files, _entries(framework))
    answers = {(each.rule, each.file, each.address): (each.verdict, each.explanation) for each in found.findings}
    with under_settings(tmp_path / "settings.yaml"):
        evidence = evidence_of(analyse(Selection(tmp_path / "code", frameworks=(framework,)), jobs=1))  # type: ignore[arg-type]
    words = {"passed": "pass", "failed": "fail", "undecided": "undecided", "not applicable": "n/a"}
    by_evidence = {
        (result.rule, judged.file, judged.address): (words[result.verdict], result.explanation)
        for judged in (*evidence.functions, *evidence.resources)
        for result in judged.results
    }
    assert by_evidence == answers
    one = next(each for each in evidence.functions if each.file.startswith("one/"))
    assert one.facts["multiple_zones"] == "undecided"
    assert one.undecided_because["multiple_zones"] == "it is no in the environment dev, yes in the environment prod"
    assert one.environments == ("dev", "prod")
    two = next(each for each in evidence.functions if each.file.startswith("two/"))
    assert two.environments == ()


def test_samconfig_has_environments_of_its_own(tmp_path: Path) -> None:
    text = "".join(
        f'[{name}.deploy.parameters]\nparameter_overrides = "First={A} Second={second}"\n'
        for name, second in (("default", B), ("prod", A))
    )
    files = {"code/template.yaml": template(), "code/samconfig.toml": text}
    found = scanned(tmp_path / "a", "cloudformation", files, [{"files": "code/samconfig.toml"}])
    assert zones(found, "cloudformation") == "fail"
    assert why(found, "cloudformation").startswith("In the environment prod: ")
    entry = {"files": "code/samconfig.toml", "environment": "prod"}
    found = scanned(tmp_path / "b", "cloudformation", files, [entry])
    assert zones(found, "cloudformation") == "fail"
    entry = {"files": "code/samconfig.toml", "environment": "test"}
    found = scanned(tmp_path / "c", "cloudformation", files, [entry])
    assert zones(found, "cloudformation") == "undecided"


def test_files_of_one_environment_are_no_values_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = f'variable "first" {{\n  default = "{A}"\n}}\nvariable "second" {{\n  default = "{B}"\n}}\n'
    files = {
        "code/main.tf": configuration(before=before),
        "code/env/dev.tfvars": f'second = "{A}"\n',
        "code/env/prod.tfvars": "",
    }
    entries = [{"files": f"code/env/{name}.tfvars", "environment": name} for name in ("dev", "prod")]
    found = scanned(tmp_path, "terraform", files, entries)
    assert zones(found, "terraform") == "fail"
    assert why(found, "terraform").startswith("In the environment dev: ")
    monkeypatch.setenv(ONLY, "prod")
    assert zones(scanned(tmp_path, "terraform", files, entries), "terraform") == "pass"


def test_facts_of_an_environment_come_before_general_ones(tmp_path: Path) -> None:
    code = {"code/t.yaml": template("!ImportValue a", "!ImportValue b", "")}

    def exports(first: str, second: str) -> Any:
        return {"Exports": [{"Name": "a", "Value": first}, {"Name": "b", "Value": second}]}

    files = {**code, "all.json": exports(A, A), "prod.json": exports(A, B)}
    entries = [{"files": "prod.json", "environment": "prod"}, {"files": "all.json"}]
    found = scanned(tmp_path / "a", "cloudformation", files, entries)
    assert zones(found, "cloudformation") == "pass"
    # What only the files of an environment say is missing nowhere else.
    files["all.json"] = {"Exports": exports(A, A)["Exports"][:1]}
    assert zones(scanned(tmp_path / "b", "cloudformation", files, entries), "cloudformation") == "pass"
    assert not notes().unmatched
    entries.append({"files": "dev.json", "environment": "dev"})
    scanned(tmp_path / "c", "cloudformation", {**files, "dev.json": {"Exports": []}}, entries)
    assert list(notes().unmatched) == ["no file has the export b, in the environment dev"]


def test_what_only_one_environment_creates_is_judged_there(tmp_path: Path) -> None:
    parameters = (
        "Parameters:\n  First:\n    Type: String\n  Second:\n    Type: String\n  Make:\n    Type: String\n"
        "Conditions:\n  IsMade: !Equals [!Ref Make, 'yes']\n"
    )
    text = template(parameters=parameters).replace(
        "Type: AWS::Lambda::Function\n", "Type: AWS::Lambda::Function\n    Condition: IsMade\n"
    )
    files = {
        "code/t.yaml": text,
        "dev.json": {"Parameters": {"First": A, "Second": A, "Make": "no"}},
        "prod.json": {"Parameters": {"First": A, "Second": A, "Make": "yes"}},
    }
    entries = [{"files": f"{name}.json", "environment": name} for name in ("dev", "prod")]
    found = scanned(tmp_path, "cloudformation", files, entries)
    assert zones(found, "cloudformation") == "fail"
    assert why(found, "cloudformation").startswith("In the environment prod: ")


def test_secrets_of_an_environment_are_shown_nowhere(tmp_path: Path) -> None:
    before = 'variable "first" {\n  sensitive = true\n}\nvariable "second" {\n  sensitive = true\n}\n'
    write(tmp_path, {"code/main.tf": configuration(before=before)})
    files = {"prod.tfvars": 'first = "top-secret-zone"\nsecond = "top-secret-zone"\n'}
    found = scanned(tmp_path, "terraform", files, [{"files": "prod.tfvars", "environment": "prod"}])
    assert zones(found, "terraform") == "fail"
    assert "top-secret" not in str(found.findings)


def test_single_files_have_environments_too(tmp_path: Path) -> None:
    files = {
        "code/main.tf": configuration(),
        "dev.tfvars": f'first = "{A}"\nsecond = "{B}"\n',
        "prod.tfvars": f'first = "{A}"\nsecond = "{A}"\n',
    }
    entries = [{"files": f"{name}.tfvars", "environment": name} for name in ("dev", "prod")]
    write(tmp_path, {**files, "settings.yaml": {"surroundings": entries}, ".git/HEAD": "ref: refs/heads/main\n"})
    found = scan(tmp_path / "code" / "main.tf", "terraform", settings=tmp_path / "settings.yaml")
    assert [(each.verdict, each.explanation[:24]) for each in found.of(ZONES)] == [("fail", "In the environment prod:")]


def test_a_count_that_one_environment_has(tmp_path: Path) -> None:
    before = 'variable "first" {}\nvariable "second" {}\nvariable "make" {\n  type = bool\n  default = false\n}\n'
    text = configuration(before=before).replace(
        'resource "aws_lambda_function" "orders" {',
        'resource "aws_lambda_function" "orders" {\n  count = var.make ? 1 : 0',
    )
    files = {
        "code/main.tf": text,
        "dev.tfvars": f'first = "{A}"\nsecond = "{A}"\n',
        "prod.tfvars": f'first = "{A}"\nsecond = "{A}"\nmake = true\n',
    }
    entries = [{"files": f"{name}.tfvars", "environment": name} for name in ("dev", "prod")]
    found = scanned(tmp_path, "terraform", files, entries)
    assert [each.verdict for each in found.of(ZONES)] == ["fail"]
    assert found.of(ZONES)[0].explanation.startswith("In the environment prod:")
    with under_settings(tmp_path / "settings.yaml"):
        evidence = evidence_of(analyse(Selection(tmp_path / "code", frameworks=("terraform",)), jobs=1))
    assert [function.environments for function in evidence.functions] == [("prod",)]


def test_one_root_with_one_file_as_environment_beside_conflicting_general_values(tmp_path: Path) -> None:
    files = {
        "code/main.tf": configuration(),
        "common.tfvars": f'first = "{A}"\nsecond = "{A}"\n',
        "prod.tfvars": f'second = "{B}"\n',
    }
    entries = [{"files": "prod.tfvars", "environment": "prod"}, {"files": "common.tfvars"}]
    found = scanned(tmp_path, "terraform", files, entries)
    assert zones(found, "terraform") == "pass"


def test_workspaces_are_environments_without_any_file(tmp_path: Path) -> None:
    code = configuration('terraform.workspace == "prod" ? "eu-west-1a" : "eu-west-1b"', '"eu-west-1a"', "")
    entries = [{"workspace": name, "environment": name, "roots": "code"} for name in ("dev", "prod")]
    found = scanned(tmp_path, "terraform", {"code/main.tf": code}, entries)
    assert zones(found, "terraform") == "fail"
    assert why(found, "terraform").startswith("In the environment prod: ")


NESTING = """
Parameters:
  First:
    Type: String
  Second:
    Type: String
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters:
        First: !Ref First
        Second: !Ref Second
"""


def test_a_nested_stack_has_the_environments_of_the_stack_around(tmp_path: Path) -> None:
    files = {
        "code/parent.yaml": NESTING,
        "code/child.yaml": template(),
        "dev.json": {"Parameters": {"First": A, "Second": B}},
        "prod.json": {"Parameters": {"First": A, "Second": A}},
    }
    entries = [{"files": f"{name}.json", "environment": name, "roots": "code/parent.yaml"} for name in ("dev", "prod")]
    found = scanned(tmp_path, "cloudformation", files, entries)
    assert zones(found, "cloudformation") == "fail"
    assert why(found, "cloudformation").startswith("In the environment prod: ")


def test_null_stands_for_the_default_where_a_variable_is_never_null(tmp_path: Path) -> None:
    def declared(more: str) -> str:
        return "".join(f'variable "{name}" {{\n  default = "{A}"\n  {more}\n}}\n' for name in ("first", "second"))

    entries = [{"files": "prod.tfvars", "environment": "prod", "roots": "code"}]
    for more, verdict in (("nullable = false", "fail"), ("", "undecided")):
        files = {"code/main.tf": configuration(before=declared(more)), "prod.tfvars": "first = null\n"}
        found = scanned(tmp_path / verdict, "terraform", files, entries)
        assert zones(found, "terraform") == verdict


def test_the_account_of_an_environment_comes_before_others(tmp_path: Path) -> None:
    def closed(place: Place) -> None:
        place.one("SecurityGroups")["IpPermissionsEgress"] = []

    for name, change in (("open", lambda place: None), ("closed", closed)):
        judged(tmp_path / name, [change])
    code, address = {"code/main.tf": REGION + Place(1).code()}, Place(1).address
    for own, other, verdict in (("closed", "open", "fail"), ("open", "closed", "pass")):
        ours = {"files": str(tmp_path / own / "account"), "environment": "prod"}
        general = {"files": str(tmp_path / other / "account")}
        for number, entries in enumerate(([ours, general], [general, ours])):
            found = scanned(tmp_path / f"{own}{number}", "terraform", code, entries)
            assert found.verdict("LAMBDANET_303", address) == verdict


TAKEN_OVER = """
variable "group" {
  type = string
}

variable "vpc" {
  type = string
}

import {
  to = aws_security_group.x
  id = var.group
}

import {
  to = aws_vpc.v
  id = var.vpc
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_flow_log" "v" {
  vpc_id          = var.vpc
  log_destination = "arn:aws:s3:::logs"
}

resource "aws_subnet" "a" {
  vpc_id     = var.vpc
  cidr_block = "10.0.0.0/24"
}

resource "aws_security_group" "x" {
  egress = []
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "x" {
  security_groups = [var.group]
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"

  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [var.group]
  }
}
"""


def test_an_id_is_that_of_what_its_environment_takes_over(tmp_path: Path) -> None:
    """Who uses a group, and what a policy connects, is asked when all environments have been read."""
    entries = [{"files": f"{name}.tfvars.json", "environment": name} for name in ("dev", "prod")]
    values = {
        f"{name}.tfvars.json": {
            kind: f"{start}-0a1b2c3d4e5f6071{n}" for kind, start in (("group", "sg"), ("vpc", "vpc"))
        }
        for n, name in enumerate(("dev", "prod"))
    }
    found = scanned(tmp_path, "terraform", {"code/main.tf": TAKEN_OVER, **values}, entries)
    for rule, verdict in (("101", "n/a"), ("303", "fail"), ("707", "pass")):
        said = [(each.verdict, each.explanation) for each in found.of(f"LAMBDANET_{rule}")]
        assert [each for each, _ in said] == [verdict], said
        assert said[0][1].startswith("In the environments dev and prod: "), said


def _of_its_egress(place: Place) -> dict[str, Any]:
    """The one rule that a group without ingress has, with the id of the group to say that it is all."""
    rule = {"SecurityGroupRuleId": "sgr-00000001", "GroupId": place.group, "GroupOwnerId": ACCOUNT, "IsEgress": True}
    ports = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432}
    return {"GroupId": place.group, "SecurityGroupRules": [{**rule, **ports, "CidrIpv4": "10.0.0.0/8"}]}


def test_older_answers_of_an_environment_come_before_younger_ones(tmp_path: Path) -> None:
    """Where they are of groups, or rules, alone, they name no Region."""
    judged(tmp_path / "made", [lambda place: None])
    place, account = Place(1), tmp_path / "made" / "account"
    closed = [{**place.one("SecurityGroups"), "IpPermissionsEgress": []}, *place.held["SecurityGroups"][1:]]
    code = {"code/main.tf": REGION + place.code()}
    for name, answer, rule in (
        ("groups", {"SecurityGroups": closed}, "LAMBDANET_303"),
        ("rules", _of_its_egress(place), "LAMBDANET_702"),
    ):
        older = write(tmp_path / name, {"answer.json": answer}) / "answer.json"
        os.utime(older, (0, 0))
        ours = {"files": str(older), "environment": "prod"}
        for number, (entry, verdict) in enumerate(((ours, "fail"), ({"files": str(older)}, "pass"))):
            entries = [{"files": str(account)}, entry]
            found = scanned(tmp_path / f"{name}{number}", "terraform", code, entries)
            assert found.verdict(rule, place.address) == verdict
