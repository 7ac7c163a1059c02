"""A VPC that another account shares: what the files of the account that uses it may claim.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import Place, judged
from lambdanet.given.notes import notes
from scanning import FAIL, PASS, UNDECIDED, scan
from snapshots import surrounded_by

OWNER = "222222222222"
_OF_OWNER = ("Vpcs", "Subnets", "RouteTables", "NetworkAcls", "NatGateways")


def _shared(place: Place) -> None:
    for key in _OF_OWNER:
        for each in place.held[key]:
            each["OwnerId"] = OWNER


def _without_way_out(place: Place) -> None:
    _shared(place)
    place.leads_to()


def _database(place: Place) -> None:
    _shared(place)
    place.one("SecurityGroups", 1)["IpPermissions"] = []


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return judged(tmp_path_factory.mktemp("shared"), [_shared, _without_way_out, _database])


@pytest.mark.parametrize(
    ("number", "rule", "verdict"),
    [
        # Tables, ACLs and gateways are listed for those who use the VPC, too.
        (0, "601", PASS),
        (0, "604", PASS),
        (0, "705", PASS),
        # There may be an endpoint of the owner.
        (0, "702", PASS),
        (1, "702", UNDECIDED),
        (0, "701", PASS),
        (2, "701", FAIL),
        # How many interfaces the others have there is not known.
        (0, "504", UNDECIDED),
    ],
)
def test_what_the_owner_alone_lists_is_open(found: Any, number: int, rule: str, verdict: str) -> None:
    scanned, places = found
    address = places[number].address
    told = [each for each in scanned.findings if each.address == address and each.rule == f"LAMBDANET_{rule}"]
    assert [each.verdict for each in told] == [verdict], [each.explanation for each in told]


def test_zones_have_other_names_in_other_accounts(tmp_path: Path) -> None:
    def with_ids(place: Place) -> None:
        for subnet in place.held["Subnets"]:
            subnet["AvailabilityZoneId"] = f"euw1-az{'abc'.index(subnet['AvailabilityZone'][-1]) + 1}"

    place = judged(tmp_path, [with_ids])[1][0]
    participant = tmp_path / "participant"
    participant.mkdir()
    record = {"Version": 1, "TakenAt": "2026-11-20T00:00:00+00:00", "Account": OWNER, "Region": "eu-west-1"}
    subnets = [{**each, "AvailabilityZone": "eu-west-1c"} for each in place.held["Subnets"]]
    content = {"snapshot": {"LambdanetSnapshot": record}, "subnets": {"Subnets": subnets}}
    for name, answer in content.items():
        (participant / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")
    with surrounded_by(tmp_path / "account", participant):
        scanned = scan(tmp_path / "code", "terraform")
    assert not notes().contradictions
    assert scanned.verdict("LAMBDANET_401", place.address) == PASS
