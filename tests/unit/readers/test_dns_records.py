from __future__ import annotations

from pathlib import Path

import pytest

from network_of import cloudformation, terraform

ENDPOINT = 'resource "aws_vpc_endpoint" "e" {\n  vpc_id       = "vpc-1"\n  service_name = "x.sqs"\n}\n'


def ends(identities: frozenset[str]) -> list[str]:
    return sorted(identity.rpartition("|")[2].rpartition("#")[2] for identity in identities)


@pytest.mark.parametrize(
    "inputs",
    [
        "records = [aws_vpc_endpoint.e.dns_entry[0].dns_name]",
        'records = ["${aws_vpc_endpoint.e.dns_entry[0].dns_name}."]',
        'alias {\n    name = aws_vpc_endpoint.e.dns_entry[0]["dns_name"]\n    zone_id = "Z1"\n  }',
    ],
)
def test_records_and_aliases(tmp_path: Path, inputs: str) -> None:
    code = f'{ENDPOINT}resource "aws_route53_record" "r" {{\n  name = "sqs"\n  {inputs}\n}}\n'
    (record,) = terraform(tmp_path, code).dns_records
    assert ends(record.names) == ["aws_vpc_endpoint.e"]


@pytest.mark.parametrize(
    "properties",
    [
        "ResourceRecords: [!Select [1, !Split [':', !Select [0, !GetAtt E.DnsEntries]]]]",
        "AliasTarget: {DNSName: !Select [1, !Split [':', !Select [0, !GetAtt E.DnsEntries]]], HostedZoneId: Z1}",
    ],
)
def test_records_of_templates(tmp_path: Path, properties: str) -> None:
    code = f"""
Resources:
  E: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: vpc-1, ServiceName: x.sqs}}}}
  R: {{Type: AWS::Route53::RecordSet, Properties: {{Name: sqs, Type: CNAME, {properties}}}}}
"""
    (record,) = cloudformation(tmp_path, code).dns_records
    assert ends(record.names) == ["E"]
