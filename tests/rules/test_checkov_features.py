"""What Checkov's users rely on works with the pack: the real command line on real files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from checkov_command import PACK, checkov, failed, records
from committed import as_committed, commit_all

HALF_HCL = """
# a comment in between
resource "aws_lambda_function" "{name}" {{
{skip}  function_name = "{name}"
  role          = "arn:aws:iam::111122223333:role/lambda"

  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = []
  }}
}}

resource "aws_lambda_permission" "{name}" {{
  function_name = "{name}"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}}
"""

HALF_TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Half:
    Type: AWS::Lambda::Function
{metadata}    Properties:
{skip}      Role: arn:aws:iam::111122223333:role/lambda
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: []
"""

URL = """
resource "aws_lambda_function_url" "open" {
  function_name      = "half"
  authorization_type = "NONE"
}
"""

REASON = "the network team decides until June"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scanned = tmp_path / "scanned"
    scanned.mkdir()
    (scanned / "main.tf").write_text(HALF_HCL.format(name="half", skip=""))
    (scanned / "half.template").write_text(HALF_TEMPLATE.format(metadata="", skip=""))
    return scanned


def test_selecting_the_pack_by_wildcard_from_another_folder(folder: Path, tmp_path: Path) -> None:
    """And of no framework, as one who types least does it."""
    everything = ("--framework", "all")
    done = checkov("-d", str(folder), *PACK, *everything, "--check", "LAMBDANET_*", "-o", "json", cwd=tmp_path)
    assert {id.split("_")[0] for id, _ in failed(done)} == {"LAMBDANET"}
    assert {
        ("LAMBDANET_203", "aws_lambda_function.half"),
        ("LAMBDANET_203", "AWS::Lambda::Function.Half"),
        ("LAMBDANET_103", "aws_lambda_permission.half"),
    } <= failed(done)
    assert done.returncode == 1


def test_the_rules_bring_the_policies_along(folder: Path) -> None:
    common = ("-d", ".", "--check", "LAMBDANET_*", "-o", "json")
    (folder / "url.tf").write_text(URL)
    alone, both = (checkov(*common, *pack, cwd=folder) for pack in (PACK[:2], PACK))
    assert failed(alone) == failed(both)
    assert ("LAMBDANET_102", "aws_lambda_function_url.open") in failed(alone)


def test_skipping_a_rule_and_all_others_of_checkov(folder: Path) -> None:
    done = checkov("-d", ".", *PACK, "--skip-check", "CKV*,LAMBDANET_203", "-o", "json", cwd=folder)
    ids = {id for id, _ in failed(done)}
    assert "LAMBDANET_103" in ids
    assert "LAMBDANET_203" not in ids
    assert not [id for id in ids if id.startswith("CKV")]


def test_suppressing_in_the_code(folder: Path) -> None:
    comment = f"# checkov:skip=LAMBDANET_203: {REASON}"
    (folder / "main.tf").write_text(HALF_HCL.format(name="half", skip=f"  {comment}\n"))
    (folder / "half.template").write_text(HALF_TEMPLATE.format(metadata="", skip=f"      {comment}\n"))
    skip = f"        skip:\n          - id: LAMBDANET_203\n            comment: {REASON}\n"
    metadata = f"    Metadata:\n      checkov:\n{skip}"
    (folder / "metadata.template").write_text(HALF_TEMPLATE.format(metadata=metadata, skip=""))
    done = checkov("-d", ".", *PACK, "--check", "LAMBDANET_203", "-o", "json", cwd=folder)
    skipped = records(done, "skipped_checks")
    assert {(record["resource"], record["file_path"]) for record in skipped} == {
        ("aws_lambda_function.half", "/main.tf"),
        ("AWS::Lambda::Function.Half", "/half.template"),
        ("AWS::Lambda::Function.Half", "/metadata.template"),
    }
    assert {record["check_result"]["suppress_comment"].strip() for record in skipped} == {REASON}
    assert failed(done) == set()
    assert done.returncode == 0


def test_severity_threshold(folder: Path) -> None:
    done = checkov("-d", ".", *PACK, "--framework", "terraform", "--check", "CRITICAL", "-o", "json", cwd=folder)
    ids = {id for id, _ in failed(done) if id.startswith("LAMBDANET")}
    assert "LAMBDANET_103" in ids, "a critical rule"
    assert "LAMBDANET_203" not in ids, "a high one"


def test_baseline(folder: Path) -> None:
    common = ("-d", ".", *PACK, "--framework", "terraform", "--check", "LAMBDANET_203", "-o", "json")
    created = checkov(*common, "--create-baseline", cwd=folder)
    assert failed(created) == {("LAMBDANET_203", "aws_lambda_function.half")}
    (folder / "new.tf").write_text(HALF_HCL.format(name="new", skip=""))
    compared = checkov(*common, "--baseline", ".checkov.baseline", cwd=folder)
    assert failed(compared) == {("LAMBDANET_203", "aws_lambda_function.new")}


def test_outputs_parse(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    outputs = ("-o", "json", "-o", "sarif", "-o", "junitxml")
    checkov("-d", ".", *PACK, "--check", "LAMBDANET_203", *outputs, "--output-file-path", str(target), cwd=folder)
    written = {file.name: file.read_text() for file in target.iterdir()}
    content = json.loads(written["results_json.json"])
    reports = content if isinstance(content, list) else [content]
    assert "LAMBDANET_203" in {r["check_id"] for report in reports for r in report["results"]["failed_checks"]}
    runs = json.loads(written["results_sarif.sarif"])["runs"]
    assert {result["ruleId"] for run in runs for result in run["results"]} == {"LAMBDANET_203"}
    # Checkov writes attachments that SARIF's schema does not allow.
    assert not [result for run in runs for result in run["results"] if result.get("attachments")]
    cases = ElementTree.fromstring(written["results_junitxml.xml"]).iter("testcase")  # noqa: S314 - Checkov's own output
    assert any("LAMBDANET_203" in (case.get("name") or "") for case in cases)


def test_the_repository_itself_is_a_source_of_checks(folder: Path, tmp_path: Path) -> None:
    """``--external-checks-git`` clones all of it, and reads its fixtures' JSON and YAML as policies.

    Checkov clones into the working directory. Where that is the scanned folder, the pack keeps it from the clone.
    """
    clone = as_committed(tmp_path / "pack")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    wanted = {("LAMBDANET_203", "aws_lambda_function.half"), ("LAMBDANET_203", "AWS::Lambda::Function.Half")}
    for scanned, cwd in ((("-d", str(folder)), elsewhere), (("-d", "."), folder)):
        if cwd == folder:
            # Checkov parses the templates of a clone in the scanned folder before the pack can keep it from them: half
            # a minute for all of them.
            rules = [rule.name for rule in (clone / "tests" / "fixtures" / "rules").iterdir()]
            for rule in set(rules) - {"LAMBDANET_203"}:
                shutil.rmtree(clone / "tests" / "fixtures" / "rules" / rule)
            shutil.rmtree(clone / "tests" / "fixtures" / "networks")
            commit_all(clone)
        arguments = ("--external-checks-git", f"file://{clone}", "--check", "LAMBDANET_*", "-o", "json")
        done = checkov(*scanned, *arguments, "--framework", "terraform", "cloudformation", cwd=cwd)
        assert "Traceback" not in done.stderr
        # Of hundreds of files that are no policies, and of one that pre-commit wants to be a list, not a word.
        # Templates of the scanned folder are read before rules are loaded, and of some in the clone Checkov says this.
        lines = done.stderr.splitlines()
        assert [line for line in lines if cwd == elsewhere or "Failed to create a new template" not in line] == []
        assert wanted <= failed(done)
        files = {record["file_path"] for record in records(done, "failed_checks")}
        assert files == {"/main.tf", "/half.template"}
