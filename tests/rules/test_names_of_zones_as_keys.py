"""Maps whose keys are zones of the Region: which names these have is known only when Terraform runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from code_by_zones import reaches
from scanning import FAIL, PASS, UNDECIDED

CODE = """
data "aws_availability_zones" "a" {
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}
locals {
  places = { for place, zone in data.aws_availability_zones.a.names : zone => place }
  merged = merge(local.places, { "eu-west-1a" = 9 })
  same   = merge(local.places, local.places)
  again  = { for zone, place in local.places : zone => place }
}
resource "aws_subnet" "z" {
  for_each          = toset(data.aws_availability_zones.a.names)
  vpc_id            = aws_vpc.v.id
  availability_zone = each.key
}
"""


@pytest.mark.parametrize(
    "number",
    [
        'contains(keys(local.places), "eu-west-1a") ? 1 : 0',
        'lookup(local.places, "eu-west-1a", null) == null ? 0 : 1',
        'length([for zone, place in local.places : zone if zone == "eu-west-1a"])',
        'length([for zone, place in local.places : zone if endswith(zone, "a")])',
        'length({for zone, place in local.places : zone => place if zone == "eu-west-1a"})',
        'contains(keys(aws_subnet.z), "eu-west-1a") ? 1 : 0',
        'length([for zone, subnet in aws_subnet.z : subnet.id if zone == "eu-west-1a"])',
        'length([for zone, subnet in aws_subnet.z : subnet.id if endswith(zone, "a")])',
        'try(aws_subnet.z["eu-west-1a"].id, null) == null ? 0 : 1',
        'try(local.places["eu-west-1a"], null) == null ? 0 : 1',
        "try(local.places.eu-west-1a, null) == null ? 0 : 1",
        'can(local.places["eu-west-1a"]) ? 1 : 0',
        "can(local.places.eu-west-1a) ? 1 : 0",
        'can(aws_subnet.z["eu-west-1a"]) ? 0 : 1',
        'try(local.places["eu-west-1a"], 1)',
        'aws_subnet.z["eu-west-1a"].availability_zone == values(aws_subnet.z)[0].availability_zone ? 1 : 0',
        "length(local.merged) > length(local.places) ? 0 : 1",
        "length(local.merged) > length(local.places) ? 1 : 0",
        'length(setintersection(keys(local.places), ["eu-west-1a"]))',
        'contains(keys(transpose({ "a" = keys(local.places) })), "eu-west-1a") ? 1 : 0',
        'local.places == { "eu-west-1a" = 0, "eu-west-1b" = 1 } ? 1 : 0',
    ],
)
def test_a_zone_may_have_the_name(number: str, tmp_path: Path) -> None:
    assert reaches(tmp_path, CODE, number) == UNDECIDED


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("length(keys(local.places)) > 1 ? 1 : 0", PASS),
        ("length(local.places) > 1 ? 0 : 1", FAIL),
        ("length(local.again) > 1 ? 1 : 0", PASS),
        ("length(values(local.places)) > 1 ? 1 : 0", PASS),
        ("length(local.same) == length(local.places) ? 1 : 0", PASS),
        ("length([for zone, subnet in aws_subnet.z : zone]) > 6 ? 1 : 0", FAIL),
        ("lookup(local.places, data.aws_availability_zones.a.names[0], 7) == 0 ? 1 : 0", PASS),
        ("local.places[data.aws_availability_zones.a.names[1]]", PASS),
        ("aws_subnet.z[data.aws_availability_zones.a.names[0]].availability_zone == null ? 1 : 0", FAIL),
    ],
)
def test_what_holds_whatever_the_names_is_decided(number: str, answer: str, tmp_path: Path) -> None:
    assert reaches(tmp_path, CODE, number) == answer
