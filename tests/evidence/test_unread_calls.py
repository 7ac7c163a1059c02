"""Evidence says which calls were not read, because they may make functions: in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import Evidence, evidence_of
from lambdanet.evidence.formats import html_report, json_report, markdown_report, sarif_report, text_report
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection

TERRAFORM = """
module "api" {
  source = "git::https://example.com/acme/api.git"
}

module "own" {
  source = "./own"
}

resource "aws_sqs_queue" "main" {
}
"""
CLOUDFORMATION = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Api:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://acme.s3.amazonaws.com/api.yaml"}
"""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("code")
    (folder / "own").mkdir()
    (folder / "main.tf").write_text(TERRAFORM, encoding="utf-8")
    (folder / "own" / "main.tf").write_text('resource "aws_sqs_queue" "own" {\n}\n', encoding="utf-8")
    (folder / "stack.template").write_text(CLOUDFORMATION, encoding="utf-8")
    return evidence_of(analyse(Selection(folder.resolve(), frameworks=("terraform", "cloudformation"))))


def test_the_schema_has_each_call(evidence: Evidence) -> None:
    assert json_report.document(evidence)["scanned"]["unread_calls"] == [
        {"address": "module.api", "source": "git::https://example.com/acme/api.git", "file": "main.tf", "line": 2},
        {
            "address": "AWS::CloudFormation::Stack.Api",
            "source": "https://acme.s3.amazonaws.com/api.yaml",
            "file": "stack.template",
            "line": 5,
        },
    ]


@pytest.mark.parametrize("report", [text_report, markdown_report, html_report], ids=["text", "markdown", "html"])
def test_people_read_how_many_and_which(evidence: Evidence, report: object) -> None:
    text = report.render(evidence)  # type: ignore[attr-defined]
    assert "2 calls of modules, stacks or applications outside of the scan. They may make functions" in text
    assert "module.api" in text
    assert "AWS::CloudFormation::Stack.Api" in text
    assert "module.own" not in text


def test_sarif_has_a_warning_for_each(evidence: Evidence) -> None:
    (run,) = json.loads(sarif_report.render(evidence))["runs"]
    found = [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]
    assert "module.api (main.tf) is not in the scan and may make functions." in found


def test_nothing_is_said_where_all_is_read(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_sqs_queue" "main" {\n}\n', encoding="utf-8")
    found = evidence_of(analyse(Selection(tmp_path.resolve(), frameworks=("terraform",))))
    assert "outside of the scan" not in text_report.render(found)


def test_a_root_of_nothing_but_calls(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('module "api" {\n  source = "acme/api/aws"\n}\n', encoding="utf-8")
    found = evidence_of(analyse(Selection(tmp_path.resolve(), frameworks=("terraform",))))
    text = text_report.render(found)
    assert "1 call of modules, stacks or applications outside of the scan. It may make functions" in text
    assert "module.api (acme/api/aws)  main.tf:1" in text
