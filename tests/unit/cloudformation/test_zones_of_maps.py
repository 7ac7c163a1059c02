"""Zones that a map of the template names for each Region."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.queries.attachment.zones import are_different
from lambdanet.values import Known
from network_of import cloudformation, name

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Mappings:
  Zones:
    eu-west-1: {Letters: [a, b]}
    us-east-1: {Letters: [%s]}
Resources:
  First:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-0a1b2c3d4e5f60718, CidrBlock: 10.0.0.0/24, AvailabilityZone: %s}
  Second:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-0a1b2c3d4e5f60718, CidrBlock: 10.0.1.0/24, AvailabilityZone: %s}
"""
LETTER = "!Select [%s, !FindInMap [Zones, !Ref 'AWS::Region', Letters]]"
SUB = "{'Fn::Sub': ['${AWS::Region}${Letter}', {Letter: %s}]}"
JOIN = "!Join ['', [!Ref 'AWS::Region', %s]]"


def differ(folder: Path, letters: str, first: str, second: str) -> object:
    found = {
        name(each): each.zone for each in cloudformation(folder, TEMPLATE % (letters, first, second)).subnets.values()
    }
    zones = (found["First"], found["Second"])
    assert all(isinstance(zone, Known) for zone in zones), zones
    answer = are_different(zones[0].value, zones[1].value)  # type: ignore[union-attr]
    return answer.value if isinstance(answer, Known) else None


@pytest.mark.parametrize("whole", [SUB, JOIN], ids=["sub", "join"])
def test_two_places_in_the_list(tmp_path: Path, whole: str) -> None:
    assert differ(tmp_path, "c, d", whole % (LETTER % 0), whole % (LETTER % 1)) is True


def test_the_same_place_in_the_list(tmp_path: Path) -> None:
    assert differ(tmp_path, "c, d", SUB % (LETTER % 1), JOIN % (LETTER % 1)) is False


def test_a_list_that_names_one_twice(tmp_path: Path) -> None:
    assert differ(tmp_path, "c, c", SUB % (LETTER % 0), SUB % (LETTER % 1)) is None
    assert differ(tmp_path, "c, c", SUB % (LETTER % 0), SUB % (LETTER % 0)) is False


def test_lists_of_which_one_is_not_known(tmp_path: Path) -> None:
    assert differ(tmp_path, "!Ref 'AWS::StackName', d", SUB % (LETTER % 0), SUB % (LETTER % 1)) is None


def test_as_people_read_it(tmp_path: Path) -> None:
    code = TEMPLATE % ("c, d", SUB % (LETTER % 0), SUB % (LETTER % 1))
    (first, _) = sorted(cloudformation(tmp_path, code).subnets.values(), key=name)
    assert isinstance(first.zone, Known)
    assert str(first.zone.value) == "${AWS::Region}FindInMap(Zones,${AWS::Region},Letters)[0]"
