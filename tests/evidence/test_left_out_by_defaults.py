"""Evidence names what the defaults of variables and parameters leave out, in every format; given values bring it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import Evidence, evidence_of
from lambdanet.evidence.formats import html_report, json_report, markdown_report, sarif_report, text_report
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from scanning import under_settings

ROLE = "arn:aws:iam::111122223333:role/fn"
FUNCTION = f'role = "{ROLE}"\n  function_name = "fn"\n  package_type = "Image"\n  image_uri = "a/b:1"'
TERRAFORM = f"""
variable "enabled" {{
  type    = bool
  default = false
}}
variable "there" {{
  default = true
}}
variable "size" {{
  default = 0
}}
variable "names" {{
  default = {{}}
}}
variable "stage" {{
  default = "dev"
}}
variable "needed" {{
  type = bool
}}
locals {{
  wanted = var.enabled && var.stage == "prod"
}}
resource "aws_lambda_function" "counted" {{
  count = var.enabled ? 1 : 0
  {FUNCTION}
}}
resource "aws_lambda_function" "by_local" {{
  count = local.wanted ? 1 : 0
  {FUNCTION}
}}
resource "aws_lambda_function" "by_number" {{
  count = var.size
  {FUNCTION}
}}
resource "aws_lambda_function" "by_names" {{
  for_each = var.names
  {FUNCTION}
}}
resource "aws_lambda_function" "never" {{
  count = 0
  {FUNCTION}
}}
resource "aws_lambda_function" "never_either_way" {{
  count = var.enabled ? 0 : 0
  {FUNCTION}
}}
resource "aws_lambda_function" "made" {{
  count = var.enabled ? 0 : 1
  {FUNCTION}
}}
resource "aws_lambda_function" "open" {{
  count = var.needed ? 1 : 0
  {FUNCTION}
}}
resource "null_resource" "of_no_matter" {{
  count = var.enabled ? 1 : 0
}}
module "whole" {{
  source = "./inner"
  count  = var.enabled ? 1 : 0
}}
module "given" {{
  source = "./inner"
  create = var.enabled
}}
module "counted" {{
  source = "./inner"
  count  = var.there ? 1 : 0
  create = var.enabled
}}
module "of_itself" {{
  source = "./inner"
}}
module "registry" {{
  source = "terraform-aws-modules/lambda/aws"
  create = var.enabled
}}
"""
INNER = f"""
variable "create" {{
  default = false
}}
resource "aws_lambda_function" "inner" {{
  count = var.create ? 1 : 0
  {FUNCTION}
}}
"""
PROPERTIES = f"{{Role: '{ROLE}', PackageType: Image, Code: {{ImageUri: 'a/b:1'}}}}"
CLOUDFORMATION = f"""
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Enabled: {{Type: String, Default: "false", AllowedValues: ["true", "false"]}}
  Stage: {{Type: String, Default: dev}}
  Fixed: {{Type: String, Default: "no", AllowedValues: ["no", "never"]}}
  Needed: {{Type: String}}
Conditions:
  IsEnabled: !Equals [!Ref Enabled, "true"]
  IsProd: !And [!Condition IsEnabled, !Equals [!Ref Stage, prod]]
  IsNever: !Equals [!Ref Fixed, "yes"]
  IsFalse: !Equals [a, b]
  IsNeeded: !Equals [!Ref Needed, "yes"]
  IsDisabled: !Not [!Condition IsEnabled]
Resources:
  Counted: {{Type: AWS::Lambda::Function, Condition: IsEnabled, Properties: {PROPERTIES}}}
  Prod: {{Type: AWS::Lambda::Function, Condition: IsProd, Properties: {PROPERTIES}}}
  Never: {{Type: AWS::Lambda::Function, Condition: IsNever, Properties: {PROPERTIES}}}
  Constant: {{Type: AWS::Lambda::Function, Condition: IsFalse, Properties: {PROPERTIES}}}
  Open: {{Type: AWS::Lambda::Function, Condition: IsNeeded, Properties: {PROPERTIES}}}
  Made: {{Type: AWS::Lambda::Function, Condition: IsDisabled, Properties: {PROPERTIES}}}
  Whole: {{Type: AWS::CloudFormation::Stack, Condition: IsEnabled, Properties: {{TemplateURL: "./inner.template"}}}}
"""
IN_TERRAFORM = {
    "aws_lambda_function.counted": "its count is 0 while var.enabled has its default",
    "aws_lambda_function.by_local": "its count is 0 while var.enabled and var.stage have their defaults",
    "aws_lambda_function.by_number": "its count is 0 while var.size has its default",
    "aws_lambda_function.by_names": "its for_each is empty while var.names has its default",
    "module.whole": "its count is 0 while var.enabled has its default",
    "module.given.aws_lambda_function.inner": "its count is 0 while var.enabled has its default",
    "module.counted[0].aws_lambda_function.inner": "its count is 0 while var.enabled has its default",
    "module.registry": "it makes no aws_lambda_function, aws_iam_role and aws_iam_role_policy while var.enabled has its"
    " default",
}
IN_TEMPLATES = {
    "AWS::Lambda::Function.Counted": "condition IsEnabled is false while parameter Enabled has its default",
    "AWS::Lambda::Function.Prod": "condition IsProd is false while parameters Enabled and Stage have their defaults",
    "AWS::CloudFormation::Stack.Whole": "condition IsEnabled is false while parameter Enabled has its default",
}


def written(folder: Path) -> Path:
    (folder / "inner").mkdir()
    (folder / "main.tf").write_text(TERRAFORM, encoding="utf-8")
    (folder / "inner" / "main.tf").write_text(INNER, encoding="utf-8")
    (folder / "stack.template").write_text(CLOUDFORMATION, encoding="utf-8")
    return folder.resolve()


def judged(folder: Path) -> Evidence:
    return evidence_of(analyse(Selection(folder, frameworks=("terraform", "cloudformation"))))


def left_out(evidence: Evidence) -> dict[str, str]:
    return {each.address: each.because for each in evidence.left_out}


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return judged(written(tmp_path_factory.mktemp("code")))


def functions(evidence: Evidence) -> set[str]:
    return {function.address for function in evidence.functions}


def test_what_a_default_leaves_out_is_named(evidence: Evidence) -> None:
    assert left_out(evidence) == {**IN_TERRAFORM, **IN_TEMPLATES}


def test_it_is_in_no_verdict(evidence: Evidence) -> None:
    assert functions(evidence) == {
        *("aws_lambda_function.made[0]", "aws_lambda_function.open"),
        *("AWS::Lambda::Function.Made", "AWS::Lambda::Function.Open"),
    }


def test_the_schema_has_each(evidence: Evidence) -> None:
    listed = json_report.document(evidence)["scanned"]["left_out"]
    assert {
        "address": "AWS::Lambda::Function.Counted",
        "because": "condition IsEnabled is false while parameter Enabled has its default",
        "file": "stack.template",
        "line": 16,
    } in listed
    assert len(listed) == len(evidence.left_out)


@pytest.mark.parametrize("report", [text_report, markdown_report, html_report], ids=["text", "markdown", "html"])
def test_people_read_which(evidence: Evidence, report: object) -> None:
    text = report.render(evidence)  # type: ignore[attr-defined]
    assert "that defaults leave out and other values may bring" in text
    assert "aws_lambda_function.by_local" in text
    assert "AWS::Lambda::Function.Prod" in text
    assert "never_either_way" not in text


def test_sarif_has_a_note_for_each(evidence: Evidence) -> None:
    (run,) = json.loads(sarif_report.render(evidence))["runs"]
    notes = [each for each in run["invocations"][0]["toolExecutionNotifications"] if each["level"] == "note"]
    assert len(notes) == len(evidence.left_out)


def test_given_values_bring_it(tmp_path: Path) -> None:
    root = written(tmp_path)
    (root / "facts").mkdir()
    (root / "facts" / "prod.tfvars").write_text('enabled = true\nstage = "prod"\n', encoding="utf-8")
    (root / "facts" / "prod.json").write_text(
        json.dumps([{"ParameterKey": "Enabled", "ParameterValue": "true"}]), encoding="utf-8"
    )
    settings = root / ".lambdanet.yaml"
    settings.write_text("surroundings:\n  - files: [facts/prod.tfvars, facts/prod.json]\n", encoding="utf-8")
    with under_settings(settings):
        found = judged(root)
    assert {"aws_lambda_function.counted[0]", "aws_lambda_function.by_local[0]"} <= functions(found)
    assert "AWS::Lambda::Function.Counted" in functions(found)
    assert set(left_out(found)) & {*IN_TERRAFORM, *IN_TEMPLATES} == {
        *("aws_lambda_function.by_number", "aws_lambda_function.by_names", "AWS::Lambda::Function.Prod"),
    }


def test_nothing_is_said_where_nothing_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_sqs_queue" "main" {\n}\n', encoding="utf-8")
    assert "leave out" not in text_report.render(judged(tmp_path.resolve()))
