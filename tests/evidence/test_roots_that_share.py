"""Root modules that name the same ARN, or call the same module, are reported as if each were alone."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from checkov_command import PACK, checkov, records
from lambdanet.evidence.findings.evidence_model import Evidence, evidence_of
from lambdanet.evidence.formats import html_report, markdown_report, summary_report
from lambdanet.evidence.formats.text_report import render
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection

ADDRESS = "module.app.aws_lambda_function.orders"
NETWORK = """
resource "aws_vpc" "main" {{
  cidr_block = "10.{number}.0.0/16"
}}

resource "aws_subnet" "a" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.{number}.1.0/24"
  availability_zone = "eu-west-1a"
}}

resource "aws_subnet" "b" {{
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.{number}.2.0/24"
  availability_zone = "eu-west-1{zone}"
}}

resource "aws_security_group" "functions" {{
  vpc_id = aws_vpc.main.id
}}

module "app" {{
  source  = "../modules/app"
  subnets = [aws_subnet.a.id, aws_subnet.b.id]
  group   = aws_security_group.functions.id
}}

resource "aws_lambda_permission" "topic" {{
  function_name = "orders"
  action        = "lambda:InvokeFunction"
  principal     = "sns.amazonaws.com"
  source_arn    = "arn:aws:sns:eu-west-1:111122223333:orders"
}}
"""
VARIABLES = """
variable "subnets" {
  type = list(string)
}

variable "group" {
  type = string
}
"""
FUNCTION = """
resource "aws_iam_role" "orders" {
  name               = "orders"
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  vpc_config {
    subnet_ids         = var.subnets
    security_group_ids = [var.group]
  }
}
"""
OF_REGISTRY = """
module "function" {
  source                 = "terraform-aws-modules/lambda/aws"
  version                = "7.2.0"
  function_name          = "orders"
  vpc_subnet_ids         = var.subnets
  vpc_security_group_ids = [var.group]
  attach_network_policy  = true
}
"""
# What a module names by words: in each root they mean the root's own.
BY_NAME = (
    FUNCTION.replace(
        "  vpc_config {",
        "  environment {\n    variables = { HOST = aws_db_proxy.orders.endpoint }\n  }\n  vpc_config {",
    )
    + """
resource "aws_db_instance" "orders" {
  identifier             = "orders"
  engine                 = "postgres"
  vpc_security_group_ids = [var.group]
}

resource "aws_db_proxy" "orders" {
  name                   = "orders"
  engine_family          = "POSTGRESQL"
  role_arn               = aws_iam_role.orders.arn
  vpc_subnet_ids         = var.subnets
  vpc_security_group_ids = [var.group]
}

resource "aws_db_proxy_target" "orders" {
  db_proxy_name          = "orders"
  target_group_name      = "default"
  db_instance_identifier = "orders"
}

resource "aws_lambda_provisioned_concurrency_config" "orders" {
  function_name                     = "orders"
  qualifier                         = "live"
  provisioned_concurrent_executions = 2
}
"""
)
MODULES = {"resources": FUNCTION, "of-the-registry": OF_REGISTRY, "by-name": BY_NAME}
# Their own network apart, one with a zone too few; those that use one VPC by its id; several calls of one module.
ROOTS: dict[str, dict[str, str]] = {
    "one-right-one-wrong": {
        "right": NETWORK.format(number=0, zone="b"),
        "wrong": NETWORK.format(number=1, zone="a"),
    },
    "all-wrong-in-their-own-way": {
        "first": NETWORK.format(number=0, zone="a"),
        "second": NETWORK.format(number=1, zone="a")
        + 'resource "aws_vpc" "other" {\n  cidr_block = "10.9.0.0/16"\n}\n',
        "third": NETWORK.format(number=2, zone="b").replace("/24", "/28"),
    },
}


def _write(root: Path, roots: dict[str, str], module: str) -> Path:
    for name, text in {**roots, "modules/app": VARIABLES + module}.items():
        (root / name).mkdir(parents=True)
        (root / name / "main.tf").write_text(text)
    return root


def _evidence(root: Path) -> Evidence:
    return evidence_of(analyse(Selection(root, frameworks=("terraform",)), jobs=1))


def _results(evidence: Evidence, root: str) -> Counter[tuple[str, ...]]:
    return Counter(
        (judged.address, judged.file, result.rule, result.verdict, result.explanation)
        for judged, result in evidence.results
        if judged.part == root
    )


@pytest.mark.parametrize("module", MODULES.values(), ids=list(MODULES))
@pytest.mark.parametrize("roots", ROOTS.values(), ids=list(ROOTS))
def test_each_root_is_reported_as_if_it_were_alone(roots: dict[str, str], module: str, tmp_path: Path) -> None:
    together = _evidence(_write(tmp_path / "all", roots, module))
    assert {judged.part for judged in together.judged} == set(roots)
    assert len(together.functions) == len(roots)
    for root, text in roots.items():
        alone = _evidence(_write(tmp_path / root, {root: text}, module))
        assert _results(alone, root)
        assert _results(together, root) == _results(alone, root)


def test_what_is_written_out_in_several_roots_is_reported_once(tmp_path: Path) -> None:
    written = 'subnet_ids = ["subnet-0123456789abcdef0"]\n    security_group_ids = ["sg-0123456789abcdef0"]'
    function = FUNCTION.replace("subnet_ids         = var.subnets\n    security_group_ids = [var.group]", written)
    for root in ("one", "two"):
        (tmp_path / root).mkdir()
        (tmp_path / root / "main.tf").write_text(function)
    judged = {(each.address, each.part) for each in _evidence(tmp_path).judged}
    assert {part for address, part in judged if address.startswith("aws_")} == {"one", "two"}
    assert {part for address, part in judged if not address.startswith("aws_")} <= {"one, two"}


@pytest.mark.parametrize("module", [FUNCTION, OF_REGISTRY], ids=["resources", "of-the-registry"])
def test_checkov_reports_what_each_root_deserves(module: str, tmp_path: Path) -> None:
    _write(tmp_path, ROOTS["one-right-one-wrong"], module)
    done = checkov("-d", ".", *PACK, "--check", "LAMBDANET_401", "-o", "json", cwd=tmp_path)
    (right,) = records(done, "passed_checks")
    (wrong,) = records(done, "failed_checks")
    assert right["resource"] == wrong["resource"]
    explanation = wrong["check_result"]["entity"]["lambdanet"]["explanation"]
    assert explanation.startswith("In the root module wrong: ")


def test_a_failure_of_several_roots_names_each(tmp_path: Path) -> None:
    _write(tmp_path, ROOTS["all-wrong-in-their-own-way"], FUNCTION)
    for root in ("first", "second"):
        file = tmp_path / root / "main.tf"
        file.write_text(file.read_text().replace("aws_subnet.a.id, aws_subnet.b.id", f"aws_subnet.{root[0]}.id"))
        file.write_text(file.read_text().replace('"aws_subnet" "a"', f'"aws_subnet" "{root[0]}"'))
    done = checkov("-d", ".", *PACK, "--check", "LAMBDANET_401", "-o", "json", cwd=tmp_path)
    (record,) = records(done, "failed_checks")
    explanation = record["check_result"]["entity"]["lambdanet"]["explanation"]
    assert "In the root module first: " in explanation
    assert "In the root module second: " in explanation
    assert "root module third" not in explanation


def test_the_text_report_names_the_root(tmp_path: Path) -> None:
    roots = ROOTS["one-right-one-wrong"]
    text = render(_evidence(_write(tmp_path / "both", roots, FUNCTION)))
    heads = [line for line in text.splitlines() if line.startswith(ADDRESS)]
    assert [head.rpartition("  ")[2] for head in heads] == ["in the root module right", "in the root module wrong"]
    shutil.rmtree(tmp_path / "both" / "right")
    assert "in the root module" not in render(_evidence(tmp_path / "both"))


def test_what_several_roots_fail_alike_is_said_once(tmp_path: Path) -> None:
    """One mistake in a shared module is one fix: the report names the block once, with the root modules."""
    wrong = NETWORK.format(number=1, zone="a")
    roots = {"dev": wrong, "prod": wrong, "right": NETWORK.format(number=0, zone="b")}
    evidence = _evidence(_write(tmp_path, roots, FUNCTION))
    said = "in 1 availability zone ("
    lines = render(evidence).splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith(ADDRESS)]
    # The one that is right here fails less than the others.
    assert [lines[number + 1] for number in heads[:1]] == ["  in 2 root modules: dev and prod"]
    assert [lines[number].rpartition("  ")[2] for number in heads[1:]] == ["in the root module right"]
    summary = [line for line in summary_report.render(evidence).splitlines() if "LAMBDANET_401" in line]
    assert [("in 2 root modules: dev and prod" in line) for line in summary] == [True]
    markdown = markdown_report.render(evidence).partition("## Functions")[0].partition("## Failures")[2]
    assert markdown.count(said) == 1
    assert "in 2 root modules: dev and prod" in markdown
    page = html_report.render(evidence)
    failures = page[page.index('<section id="failures">') : page.index('<section id="functions">')]
    assert failures.count(said) == 1
    links = dict(re.findall(r'<a href="#(r\d+)">(dev|prod)</a>', failures))
    assert sorted(links.values()) == ["dev", "prod"]
    assert all(f'id="{anchor}"' in page for anchor in links)
