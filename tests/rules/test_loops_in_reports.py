"""What ``Fn::ForEach`` makes is reported like what is written out: with lines, skip comments, in every output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkov_command import PACK, checkov, failed, records
from lambdanet.bridge.loops_in_reports import known_to_runners
from scanning import FAIL, UNDECIDED, reports_of_file, scan, scanned_under

# Checkov has one process then. test_a_baseline_knows_each_of_them has one for each framework.
ALONE = ("--framework", "cloudformation")
REASON = "the network team decides until June"
FUNCTION = """\
    - {name}:
{skip}        Type: AWS::Lambda::Function
{metadata}        Properties:
          Role: arn:aws:iam::111122223333:role/lambda
          VpcConfig:
            SubnetIds: [subnet-0a1b2c3d4e5f60718]
            SecurityGroupIds: []
"""
LOOP = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Functions:
    - Name
    - [Orders, Bills]
"""
VPC = """\
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
"""
SKIPS_IT = """\
        Metadata:
          checkov:
            skip:
              - id: LAMBDANET_203
                comment: {reason}
"""
BOTH = {("LAMBDANET_203", f"AWS::Lambda::Function.{name}Function") for name in ("Orders", "Bills")}


def template(*, name: str = "${Name}Function", skip: str = "", metadata: str = "", after: str = VPC) -> str:
    return LOOP + FUNCTION.format(name=name, skip=skip, metadata=metadata) + after


@pytest.mark.parametrize("after", [VPC, ""], ids=["beside-a-resource", "alone-in-the-template"])
def test_lines_are_those_of_the_loops_body(tmp_path: Path, after: str) -> None:
    (tmp_path / "loop.template").write_text(template(after=after))
    done = checkov("-d", ".", *PACK, *ALONE, "--check", "LAMBDANET_203", "-o", "json", cwd=tmp_path)
    assert failed(done) == BOTH
    for record in records(done, "failed_checks"):
        assert record["file_line_range"] == [7, 13]
        text = record["check_result"]["entity"]["lambdanet"]["explanation"]
        assert text == f"{record['resource']} names subnets but no security group: name both, or neither."


def test_a_template_of_json(tmp_path: Path) -> None:
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"VpcConfig": {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"]}},
    }
    resources = {"Fn::ForEach::Functions": ["Name", ["Orders", "Bills"], {"${Name}Function": function}]}
    document = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    (tmp_path / "loop.json").write_text(json.dumps(document, indent=2))
    done = checkov("-d", ".", *PACK, *ALONE, "--check", "LAMBDANET_203", "-o", "json", cwd=tmp_path)
    assert failed(done) == BOTH
    lines = (tmp_path / "loop.json").read_text().splitlines()
    for record in records(done, "failed_checks"):
        first, last = record["file_line_range"]
        assert lines[first - 1].strip() == '"${Name}Function": {'
        assert lines[last - 1].strip() == "}"


@pytest.mark.parametrize(
    "where",
    [
        {"skip": f"        # checkov:skip=LAMBDANET_203:{REASON}\n"},
        {"metadata": SKIPS_IT.format(reason=REASON)},
    ],
    ids=["comment", "metadata"],
)
def test_a_skip_is_for_all_that_the_loop_makes(tmp_path: Path, where: dict[str, str]) -> None:
    (tmp_path / "loop.template").write_text(template(**where))
    done = checkov("-d", ".", *PACK, *ALONE, "--check", "LAMBDANET_203", "-o", "json", cwd=tmp_path)
    assert failed(done) == set()
    skipped = records(done, "skipped_checks")
    assert {(record["check_id"], record["resource"]) for record in skipped} == BOTH
    assert {record["check_result"]["suppress_comment"] for record in skipped} == {REASON}


def test_a_baseline_knows_each_of_them(tmp_path: Path) -> None:
    (tmp_path / "loop.template").write_text(template())
    common = ("-d", ".", *PACK, "--check", "LAMBDANET_203", "-o", "json")
    checkov(*common, "--create-baseline", cwd=tmp_path)
    more = template().replace("[Orders, Bills]", "[Orders, Bills, Offers]")
    (tmp_path / "loop.template").write_text(more)
    done = checkov(*common, "--baseline", ".checkov.baseline", cwd=tmp_path)
    assert failed(done) == {("LAMBDANET_203", "AWS::Lambda::Function.OffersFunction")}


@pytest.mark.parametrize(("output", "mark"), [("sarif", "LAMBDANET_203"), ("junitxml", "OrdersFunction")])
def test_other_outputs_show_them(tmp_path: Path, output: str, mark: str) -> None:
    (tmp_path / "loop.template").write_text(template())
    done = checkov("-d", ".", *PACK, *ALONE, "--check", "LAMBDANET_203", "-o", output, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert mark in done.stdout + "".join(file.read_text() for file in tmp_path.glob("results*"))


def test_other_checks_say_nothing_of_them(tmp_path: Path) -> None:
    (tmp_path / "loop.template").write_text(template())
    done = checkov("-d", ".", *PACK, *ALONE, "-o", "json", cwd=tmp_path)
    ids = {id for id, resource in failed(done) if "Function" in resource}
    assert ids
    assert {id.split("_")[0] for id in ids} == {"LAMBDANET"}


def test_serverless_functions(tmp_path: Path) -> None:
    made = template().replace("AWS::Lambda::Function", "AWS::Serverless::Function")
    (tmp_path / "loop.template").write_text(made.replace("LanguageExtensions", "Serverless-2016-10-31"))
    found = scan(tmp_path, "cloudformation", rules="LAMBDANET_203").of("LAMBDANET_203")
    assert {(finding.address, finding.verdict) for finding in found} == {
        (f"AWS::Serverless::Function.{name}Function", FAIL) for name in ("Orders", "Bills")
    }


def test_a_resource_that_is_written_out_is_the_one_of_its_name(tmp_path: Path) -> None:
    written = "  OrdersFunction: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler } }\n"
    (tmp_path / "loop.template").write_text(template(after=written))
    done = checkov("-d", ".", *PACK, *ALONE, "--check", "LAMBDANET_203", "-o", "json", cwd=tmp_path)
    assert failed(done) == {("LAMBDANET_203", "AWS::Lambda::Function.BillsFunction")}


def test_the_same_name_in_another_template(tmp_path: Path) -> None:
    (tmp_path / "loop.template").write_text(template())
    (tmp_path / "other.template").write_text(template(metadata=SKIPS_IT.format(reason=REASON)))
    done = checkov("-d", ".", *PACK, *ALONE, "--check", "LAMBDANET_203", "-o", "json", cwd=tmp_path)
    assert {(record["file_path"], record["resource"]) for record in records(done, "failed_checks")} == {
        ("/loop.template", resource) for _, resource in BOTH
    }
    assert {(record["file_path"], record["resource"]) for record in records(done, "skipped_checks")} == {
        ("/other.template", resource) for _, resource in BOTH
    }


def test_a_single_file(tmp_path: Path) -> None:
    (tmp_path / "loop.template").write_text(template())
    with scanned_under(None):
        (report,) = reports_of_file(tmp_path / "loop.template", "cloudformation")
    assert {(record.check_id, record.resource) for record in report.failed_checks} >= BOTH


def test_nothing_is_reported_where_checkov_cannot_know_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of a resource that Checkov does not know would end the scan."""

    def broken(*_: Any) -> dict[str, Any]:
        raise TypeError("another version of Checkov")

    monkeypatch.setattr("lambdanet.bridge.loops_in_reports._as_checkov_notes_it", broken)
    (tmp_path / "loop.template").write_text(template())
    found = scan(tmp_path, "cloudformation", rules="LAMBDANET_203").of("LAMBDANET_203")
    assert {finding.verdict for finding in found} == {UNDECIDED}
    assert (
        "Checkov cannot report on AWS::Lambda::Function.BillsFunction, which a loop makes"
        in found[0].explanation + found[1].explanation
    )


def test_no_runner_knows_a_file_that_none_has_read(tmp_path: Path) -> None:
    assert not known_to_runners(str(tmp_path / "none.template"), "AWS::Lambda::Function.None", {})
