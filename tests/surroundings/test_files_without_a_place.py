"""Files that do not say of which account and Region they are belong to those that others tell of, as they are."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts_by_hand import EVERYWHERE, Place, judged, permission
from scanning import FAIL, PASS, UNDECIDED, scan
from snapshots import surrounded_by


def _beside(folder: Path, answer: dict[str, Any], day: str, change: Any, rule: str) -> str | None:
    """The verdict with a file in a folder of its own, in which nothing tells the Region. day: of the file."""
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


def test_what_is_told_of_one_thing_is_not_lost(tmp_path: Path) -> None:
    def by_list(place: Place) -> None:
        peer = {"PrefixListIds": [{"PrefixListId": "pl-00000001"}]}
        place.one("SecurityGroups", 1)["IpPermissions"] = [permission("tcp", 5432, **peer)]
        place.held["PrefixLists"] = [{"PrefixListId": "pl-00000001", "PrefixListName": "x", "OwnerId": "1"}]

    entries = {"PrefixListId": "pl-00000001", "Entries": [{"Cidr": "10.0.0.0/8"}]}
    assert _beside(tmp_path, entries, "2026-11-21", by_list, "701") == PASS


def test_a_page_is_one_of_several_there_too(tmp_path: Path) -> None:
    def without_tables(place: Place) -> None:
        place.files["tables"] = {"RouteTables": place.held.pop("RouteTables")[:1]}

    page = {"RouteTables": [], "NextToken": "x"}
    assert _beside(tmp_path, page, "2026-11-20", without_tables, "601") == UNDECIDED
