"""What a report says it is about, what would decide the undecided, and how results map to controls."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from lambdanet.evidence.findings.control_results import mapped_controls
from lambdanet.evidence.findings.report_scope import digest_of, revision_of, scope_of
from lambdanet.evidence.findings.undecided_reasons import undecided, what_would_decide
from lambdanet.evidence.findings.ways_to_facts import RANK, way_to
from lambdanet.evidence.gather.pack_rules import pack_rules
from lambdanet.missing_facts import MissingFact, Sort
from reports import code, evidence_in
from repository import REPOSITORY


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=someone", "-c", "user.email=someone@localhost"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "infrastructure").mkdir(parents=True)
    _git(folder, "init", "--quiet")
    (folder / "infrastructure" / "main.tf").write_text(code(), encoding="utf-8")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "first")
    return folder


@pytest.mark.parametrize("state", ["branch", "packed", "detached", "worktree"])
def test_the_commit_that_is_checked_out_is_shown(repository: Path, state: str) -> None:
    folder = repository / "infrastructure"
    commit = _git(repository, "rev-parse", "HEAD")
    if state == "packed":
        _git(repository, "pack-refs", "--all")
    elif state == "detached":
        _git(repository, "checkout", "--quiet", "--detach")
    elif state == "worktree":
        _git(repository, "worktree", "add", "--quiet", "../other")
        folder = repository.parent / "other" / "infrastructure"
    assert revision_of(folder) == commit


def test_where_there_is_no_repository_no_commit_is_shown(tmp_path: Path) -> None:
    assert revision_of(tmp_path) == ""
    (tmp_path / ".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    assert revision_of(tmp_path) == ""


def test_the_digest_is_that_of_what_sha256sum_prints(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_text("locals {}\n", encoding="utf-8")
    (tmp_path / "b.tf").write_text("variable x {}\n", encoding="utf-8")
    printed = subprocess.run(["sha256sum", "a.tf", "b.tf"], cwd=tmp_path, capture_output=True, check=True).stdout
    assert digest_of(tmp_path, ("a.tf", "b.tf")) == hashlib.sha256(printed).hexdigest()


def test_the_time_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert scope_of(evidence_in(tmp_path, {"main.tf": "locals {}\n"})).made == "1970-01-02 00:00 UTC"


FUNCTION = """
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  vpc_config {
    subnet_ids         = @SUBNETS@
    security_group_ids = ["sg-0a1b2c3d"]
  }
}
resource "aws_iam_role" "orders" {
  assume_role_policy = "{}"
}
"""
TEMPLATE = """
Parameters:
  Subnets:
    Type: List<AWS::EC2::Subnet::Id>
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/orders
      VpcConfig:
        SubnetIds: @SUBNETS@
        SecurityGroupIds: [sg-0a1b2c3d]
"""
PARAMETER, EXPORT = "!Ref Subnets", "!Split [',', !ImportValue network-subnets]"
MODULE = 'module "network" {\n  source = "example.com/network"\n}\n'
LOOKED_UP = 'data "aws_subnets" "private" {}\n'


@pytest.mark.parametrize(
    ("file", "text", "advice"),
    [
        ("main.tf", FUNCTION.replace("@SUBNETS@", "var.ids") + 'variable "ids" {}\n', "Give the variables values"),
        ("main.tf", FUNCTION.replace("@SUBNETS@", "module.network.private") + MODULE, "Scan a plan"),
        ("main.tf", FUNCTION.replace("@SUBNETS@", "data.aws_subnets.private.ids") + LOOKED_UP, "Take a snapshot"),
        ("main.tf", FUNCTION.replace("@SUBNETS@", '["subnet-0a1b2c3d", "subnet-0a1b2c3e"]'), "Take a snapshot"),
        ("main.template", TEMPLATE.replace("@SUBNETS@", PARAMETER), "Give a parameters file"),
        ("main.template", TEMPLATE.replace("@SUBNETS@", "!Split [',', !Ref AWS::StackName]"), "Check it yourself"),
        ("main.template", TEMPLATE.replace("@SUBNETS@", EXPORT), "Scan the stack that makes the export"),
    ],
    ids=["variable", "module", "looked up", "elsewhere", "parameter", "deployment", "export"],
)
def test_what_would_decide_is_shown(file: str, text: str, advice: str, tmp_path: Path) -> None:
    results = evidence_in(tmp_path, {file: text}).results
    (found,) = (result for _, result in results if result.rule == "LAMBDANET_401")
    assert (found.verdict, what_would_decide(found).startswith(advice)) == ("undecided", True)


def test_a_plan_that_hides_what_it_picks_asks_for_the_code(tmp_path: Path) -> None:
    hidden = "known after apply"
    plan = (REPOSITORY / "tests/fixtures/networks/dual-stack/plan/plan.json").read_text(encoding="utf-8")
    results = evidence_in(tmp_path, {"plan.json": plan}).results
    about = [result for _, result in results if hidden in result.explanation and result.verdict == "undecided"]
    assert about, "the plan hides nothing"
    assert {what_would_decide(result)[:27] for result in about} == {"Scan the Terraform code too"}


def test_each_sort_of_fact_has_an_advice_of_its_own() -> None:
    every = [way_to([MissingFact(sort)]).to_do for sort in Sort]
    # What a plan shows is asked for by a plan.
    assert len(set(every)) == len(Sort) - 1
    assert set(RANK) == set(Sort)


ROLE_ELSEWHERE = """
resource "aws_lambda_function" "first" {
  function_name = "first"
  role          = "arn:aws:iam::111122223333:role/first"
  vpc_config {
    subnet_ids         = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.functions.id]
  }
}
"""


def test_the_undecided_are_grouped_by_what_would_decide_them(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": code(), "a.tf": ROLE_ELSEWHERE})
    groups = undecided(evidence.results)
    found = {(judged.address, result.rule) for group in groups for judged, result in group.results}
    open_ones = [(judged.address, result.rule) for judged, result in evidence.results if result.verdict == "undecided"]
    assert found == set(open_ones)
    assert sum(group.alone for group in groups) <= len(open_ones)
    assert [len(group.results) for group in groups] == sorted((len(group.results) for group in groups), reverse=True)
    assert len(groups) > 1


def test_controls_count_the_results_of_their_rules(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": code()})
    controls = mapped_controls(evidence)
    (multiple_zones,) = (each for each in controls if each.control == "Lambda.5")
    counts = (multiple_zones.passed, multiple_zones.failed, multiple_zones.suppressed, multiple_zones.undecided)
    assert (multiple_zones.rule, counts) == ("LAMBDANET_401", (0, 0, 2, 1))
    # Strict rules, which the settings do not ask for, are not shown.
    assert all(pack_rules()[each.rule].persona == "default" for each in controls)
    assert all(each.source.startswith("https://") for each in controls)
