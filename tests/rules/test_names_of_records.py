"""The name of a record of DNS that code writes out is that record, where both are deployed together."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, scan

FUNCTION = """
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = "{}"
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.r.arn
  environment {
    variables = { HOST = %s }
  }
}
"""
RECORD = """
locals {
  host = "db.example.com"
}
resource "aws_route53_zone" "z" {
  name = "example.com"
}
resource "aws_db_instance" "d" {
  engine = "postgres"
}
resource "aws_route53_record" "r" {
  zone_id = aws_route53_zone.z.zone_id
  name    = local.host
  type    = "CNAME"
  records = [aws_db_instance.d.address]
}
"""
URL = '"postgres://DB.example.com.:5432/x"'
LOOKED_UP = RECORD.replace('resource "aws_route53_zone"', 'data "aws_route53_zone"').replace(
    "aws_route53_zone.z.zone_id", "data.aws_route53_zone.z.zone_id"
)
SHORT = RECORD.replace('host = "db.example.com"', 'host = "db"')
PUBLIC = RECORD.replace('engine = "postgres"', 'engine = "postgres"\n  publicly_accessible = true')
ANOTHER = RECORD[RECORD.index('resource "aws_route53_record"') :].replace('"r"', '"other"')
OF_ELSEWHERE = ANOTHER.replace("aws_db_instance.d.address", '"somewhere.example.org"')
CASES = {
    "the same local value": (RECORD, "local.host", FAIL),
    "written out in a URL": (RECORD, URL, FAIL),
    "written out in a document": (RECORD, 'jsonencode({ host = "db.example.com" })', FAIL),
    "a looked-up zone": (LOOKED_UP, URL, FAIL),
    "a name to which the zone is added": (SHORT, URL, FAIL),
    "without the zone": (SHORT, '"db"', PASS),
    "another name": (RECORD, '"db.example.org"', PASS),
    "a longer name": (RECORD, '"x.db.example.com"', PASS),
    "a record of something public": (PUBLIC, URL, PASS),
    "one of two records": (RECORD + OF_ELSEWHERE, URL, UNDECIDED),
    "a record of a text": (RECORD.replace("CNAME", "TXT"), URL, PASS),
}


@pytest.mark.parametrize("case", CASES)
def test_a_name_that_is_written_out_is_the_record(case: str, tmp_path: Path) -> None:
    code, value, verdict = CASES[case]
    (tmp_path / "main.tf").write_text(code + FUNCTION % value, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_202", "aws_lambda_function.f") == verdict


def test_elsewhere_the_name_may_be_another_record(tmp_path: Path) -> None:
    for folder, code in (("a", RECORD), ("b", FUNCTION % URL)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "main.tf").write_text(code, encoding="utf-8")
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_202", "aws_lambda_function.f") == PASS


TEMPLATE = """
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      PubliclyAccessible: false
  Record:
    Type: AWS::Route53::RecordSet
    Properties:
      HostedZoneName: example.com.
      Name: db.example.com.
      Type: CNAME
      ResourceRecords:
        - !GetAtt Database.Endpoint.Address
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Environment:
        Variables:
          HOST: %s
"""


GROUP = TEMPLATE.replace(
    """    Type: AWS::Route53::RecordSet
    Properties:
      HostedZoneName: example.com.
      Name: db.example.com.
      Type: CNAME
      ResourceRecords:
        - !GetAtt Database.Endpoint.Address
""",
    """    Type: AWS::Route53::RecordSetGroup
    Properties:
      HostedZoneName: example.com.
      RecordSets:
        - Name: elsewhere.example.com.
          Type: CNAME
          ResourceRecords: [somewhere.example.org]
        - Name: db.example.com.
          Type: CNAME
          ResourceRecords: [!GetAtt Database.Endpoint.Address]
""",
)


@pytest.mark.parametrize(("host", "verdict"), [("db.example.com", FAIL), ("elsewhere.example.com", PASS)])
def test_a_group_has_several_records(host: str, verdict: str, tmp_path: Path) -> None:
    (tmp_path / "main.template").write_text(GROUP % host, encoding="utf-8")
    found = scan(tmp_path, "cloudformation").verdict("LAMBDANET_202", "AWS::Lambda::Function.Function")
    assert found == verdict


@pytest.mark.parametrize(
    ("value", "verdict"), [("postgres://db.example.com:5432/x", FAIL), ("!Sub 'db.${AWS::Region}.example.com'", PASS)]
)
def test_in_a_template_a_record_has_its_whole_name(value: str, verdict: str, tmp_path: Path) -> None:
    (tmp_path / "main.template").write_text(TEMPLATE % value, encoding="utf-8")
    found = scan(tmp_path, "cloudformation").verdict("LAMBDANET_202", "AWS::Lambda::Function.Function")
    assert found == verdict
