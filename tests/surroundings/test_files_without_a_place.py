"""Files that do not say of which account and Region they are belong to those that others name, as they are."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import ACCOUNT, EVERYWHERE, Place, judged, permission
from scanning import FAIL, PASS, UNDECIDED, scan
from snapshots import surrounded_by


def _beside(folder: Path, answer: dict[str, Any], day: str, change: Any, rule: str) -> str | None:
    """The verdict with a file in a folder of its own, in which nothing says the Region. day: of the file."""
    places = judged(folder, [change])[1]
    more = folder / "more" / "answer.json"
    more.parent.mkdir()
    more.write_text(json.dumps(answer), encoding="utf-8")
    seconds = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    os.utime(more, (seconds, seconds))
    with surrounded_by(more.parent, folder / "account"):
        return scan(folder / "code", "terraform").verdict(f"LAMBDANET_{rule}", places[0].address)


def _group(place: Place, admits: bool) -> dict[str, Any]:
    admitted = [permission(IpRanges=EVERYWHERE)] if admits else []
    group = {"GroupId": place.of_database, "GroupName": "database", "VpcId": place.vpc}
    return {**group, "IpPermissions": admitted, "IpPermissionsEgress": []}


def test_the_younger_answer_holds(tmp_path: Path) -> None:
    place = Place(1)
    for day, verdict in (("2026-11-19", PASS), ("2026-11-21", FAIL)):
        answer = {"SecurityGroups": [_group(place, admits=False)]}
        assert _beside(tmp_path / day, answer, day, lambda place: None, "701") == verdict


def _by_list(place: Place) -> None:
    peer = {"PrefixListIds": [{"PrefixListId": "pl-00000001"}]}
    place.one("SecurityGroups", 1)["IpPermissions"] = [permission("tcp", 5432, **peer)]
    place.held["PrefixLists"] = [{"PrefixListId": "pl-00000001", "PrefixListName": "x", "OwnerId": "1"}]


def _entries(block: str, **more: str) -> dict[str, Any]:
    return {"PrefixListId": "pl-00000001", "Entries": [{"Cidr": block}], **more}


def test_what_is_said_of_one_thing_is_not_lost(tmp_path: Path) -> None:
    assert _beside(tmp_path, _entries("10.0.0.0/8"), "2026-11-21", _by_list, "701") == PASS


def test_entries_that_cannot_be_read_are_not_none(tmp_path: Path) -> None:
    for number, entries in enumerate(({}, "10.0.0.0/8", [7], [{"Cidr": None}], [{}])):
        answer = {"PrefixListId": "pl-00000001", "Entries": entries}
        assert _beside(tmp_path / str(number), answer, "2026-11-21", _by_list, "701") == UNDECIDED


def test_a_page_about_one_thing_is_one_of_several(tmp_path: Path) -> None:
    assert _beside(tmp_path / "all", _entries("192.0.2.0/24"), "2026-11-21", _by_list, "701") == FAIL
    assert _beside(tmp_path / "a", _entries("192.0.2.0/24", NextToken="x"), "2026-11-21", _by_list, "701") == UNDECIDED

    def with_another(place: Place) -> None:
        _by_list(place)
        place.files["page"] = _entries("198.51.100.0/24", NextToken="x")

    # The last page says nothing of those before.
    assert _beside(tmp_path / "b", _entries("192.0.2.0/24"), "2026-11-21", with_another, "701") == UNDECIDED
    assert _beside(tmp_path / "c", _entries("10.0.0.0/8"), "2026-11-21", with_another, "701") == PASS


def test_a_page_is_one_of_several_there_too(tmp_path: Path) -> None:
    def without_tables(place: Place) -> None:
        place.files["tables"] = {"RouteTables": place.held.pop("RouteTables")[:1]}

    page = {"RouteTables": [], "NextToken": "x"}
    assert _beside(tmp_path, page, "2026-11-20", without_tables, "601") == UNDECIDED


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, FAIL),
        # It may be of the other Region, or of the other account.
        ({"Region": "us-east-1"}, UNDECIDED),
        ({"Account": "222222222222"}, UNDECIDED),
    ],
)
def test_a_list_that_may_be_of_another_place_is_not_all(tmp_path: Path, other: dict[str, str], expected: str) -> None:
    place = judged(tmp_path, [Place.leads_to], without=["VpcEndpoints"])[1][0]
    record = {"TakenAt": "2026-11-20T00:00:00+00:00", "Account": ACCOUNT, "Region": "eu-west-1", **other}
    elsewhere = {"LambdanetSnapshot": record, "AvailabilityZones": []}
    who = {"UserId": "AIDAX", "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/x"}
    # Of which account it is, the second says, but of none which Region.
    endpoints = {"VpcEndpoints": [], **({} if "Account" in other else who)}
    folders = [tmp_path / "account"]
    for name, answer in (("elsewhere", elsewhere), ("endpoints", endpoints)):
        folders.append(tmp_path / name)
        folders[-1].mkdir()
        (folders[-1] / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    with surrounded_by(*folders):
        found = scan(tmp_path / "code", "terraform")
    assert found.verdict("LAMBDANET_702", place.address) == expected
