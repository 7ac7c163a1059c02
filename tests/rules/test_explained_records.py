"""Checkov's own outputs say why: the explanation in each format, the rule's page, and SARIF as it has to be."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from checkov_command import PACK, checkov, records
from committed import as_committed
from lambdanet.kit.statements import SOURCE

ONE_ZONE = """
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
resource "aws_lambda_function" "returns" {
  function_name = "returns"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""
TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""
NAME = "Ensure a Lambda function in a VPC uses subnets in at least two availability zones"
WANTED = {
    f"{NAME}. {address} uses one subnet (subnet-0a1b2c3d4e5f60718), so one availability zone, "
    "but needs at least 2: add a subnet in another zone."
    for address in ("aws_lambda_function.orders", "aws_lambda_function.returns", "AWS::Lambda::Function.Orders")
}
ONLY = ("--framework", "terraform", "cloudformation", "--check", "LAMBDANET_401")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scanned = tmp_path / "scanned"
    scanned.mkdir()
    (scanned / "main.tf").write_text(ONE_ZONE)
    (scanned / "main.template").write_text(TEMPLATE)
    return scanned


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return as_committed(tmp_path_factory.mktemp("clone") / "pack")


def test_every_output_explains_each_failure(folder: Path, tmp_path: Path) -> None:
    outputs = [word for name in ("cli", "json", "junitxml", "gitlab_sast") for word in ("-o", name)]
    out = tmp_path / "out"
    checkov("-d", ".", *PACK, *ONLY, *outputs, "--output-file-path", str(out), cwd=folder)
    text = {file.name: file.read_text(encoding="utf-8") for file in out.iterdir()}
    lines = [line for line in text["results_cli.txt"].splitlines() if line.startswith("Check: ")]
    assert {line[len('Check: LAMBDANET_401: "') : -1] for line in lines} == WANTED
    reports = json.loads(text["results_json.json"])
    failed = [record for report in reports for record in report["results"]["failed_checks"]]
    assert {record["check_name"] for record in failed} == WANTED
    assert {record["check_name"].partition(". ")[2] for record in failed} == {
        record["check_result"]["entity"]["lambdanet"]["explanation"] for record in failed
    }
    failures = ElementTree.fromstring(text["results_junitxml.xml"]).iter("failure")  # noqa: S314
    assert {failure.get("message") for failure in failures} == WANTED
    assert {each["name"] for each in json.loads(text["results_gitlab_sast.json"])["vulnerabilities"]} == WANTED


def test_csv_explains_too(folder: Path) -> None:
    checkov("-d", ".", *PACK, *ONLY, "-o", "csv", cwd=folder)
    (file,) = folder.rglob("*_iac.csv")
    with file.open(newline="", encoding="utf-8") as lines:
        assert {row["Policy title"] for row in csv.DictReader(lines)} == WANTED


def test_sarif_stays_as_it_has_to_be(folder: Path, tmp_path: Path) -> None:
    """A rule of it has one name for all its results, and no attachments without a place."""
    out = tmp_path / "out"
    checkov("-d", ".", *PACK, *ONLY, "-o", "cli", "-o", "sarif", "--output-file-path", str(out), cwd=folder)
    (run,) = json.loads((out / "results_sarif.sarif").read_text(encoding="utf-8"))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["name"] == rule["shortDescription"]["text"] == NAME
    assert rule["helpUri"].startswith("https://")
    assert len(run["results"]) == len(WANTED)
    assert not [result for result in run["results"] if result.get("attachments")]


def test_a_suppressed_failure_is_explained_and_counted_once(folder: Path) -> None:
    comment = '"orders" {\n  # checkov:skip=LAMBDANET_401:a nightly job'
    (folder / "main.tf").write_text(ONE_ZONE.replace('"orders" {', comment, 1))
    done = checkov("-d", ".", *PACK, *ONLY, "-o", "json", cwd=folder)
    (skipped,) = records(done, "skipped_checks")
    assert skipped["check_name"] in WANTED
    assert skipped["check_result"]["suppress_comment"].strip() == "a nightly job"
    assert len(records(done, "failed_checks")) == len(WANTED) - 1


@pytest.mark.parametrize(
    ("origin", "page"),
    [
        ("https://someone:s3cret@github.com/acme/lambdanet.git", "https://github.com/acme/lambdanet/blob/{}"),
        (
            "git@gitlab.example.com:acme/tools/lambdanet.git",
            "https://gitlab.example.com/acme/tools/lambdanet/-/blob/{}",
        ),
        ("ssh://git@git.example.com:7999/acme/lambdanet", "https://git.example.com/acme/lambdanet/blob/{}"),
        ("file:///srv/lambdanet", None),
        ("../lambdanet", None),
        ("https://github.com/OWNER/lambdanet", None),
    ],
)
def test_the_guideline_is_the_page_of_the_clone_that_runs(
    folder: Path, clone: Path, origin: str, page: str | None
) -> None:
    for command in (["remote", "remove", "origin"], ["remote", "add", "origin", origin]):
        subprocess.run(["git", *command], cwd=clone, capture_output=True, check=False)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=clone, capture_output=True, text=True, check=True)
    done = checkov("-d", ".", "--external-checks-dir", str(clone / "checks"), *ONLY, "-o", "json", cwd=folder)
    (guideline,) = {record["guideline"] for record in records(done, "failed_checks")}
    wanted = f"{page}/docs/rules/LAMBDANET_401.md".format(head.stdout.strip()) if page else SOURCE
    assert guideline == wanted
    assert not re.search("s3cret|someone", done.stdout)
