"""``describe-security-group-rules``: rules without their groups, and beside groups that have theirs."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts_by_hand import ACCOUNT, EVERYWHERE, Change, Place, judged, permission
from lambdanet.given.notes import notes
from scanning import FAIL, PASS, UNDECIDED, Scan, scan
from snapshots import surrounded_by

OUT, IN = True, False


def _rule(group: str, number: int, *, egress: bool, protocol: str = "-1", port: int = -1, **peer: Any) -> Any:
    return {
        "SecurityGroupRuleId": f"sgr-{number:08x}",
        "GroupId": group,
        "GroupOwnerId": ACCOUNT,
        "IsEgress": egress,
        "IpProtocol": protocol,
        "FromPort": port,
        "ToPort": port,
        **peer,
    }


def _rules_of(place: Place) -> list[Any]:
    """The rules that the groups of the place have, as rules by themselves."""
    group, database = place.group, place.of_database
    named = {"GroupId": group, "UserId": ACCOUNT, "VpcId": place.vpc}
    number = place.number * 100
    return [
        _rule(group, number, egress=OUT, CidrIpv4="0.0.0.0/0"),
        _rule(database, number + 1, egress=OUT, CidrIpv4="0.0.0.0/0"),
        _rule(database, number + 2, egress=IN, protocol="tcp", port=5432, ReferencedGroupInfo=named),
    ]


def _rules(*changed: Any, keep: Any = lambda rule: True) -> Change:
    """Rules by themselves: those that the groups have, without some and with others."""

    def change(place: Place) -> None:
        kept = [rule for rule in _rules_of(place) if keep(rule)]
        place.held["SecurityGroupRules"] = [*kept, *(each(place) for each in changed)]

    return change


def _told(found: tuple[Scan, list[Place]], number: int, *rules: str) -> dict[str, str | None]:
    scanned, places = found
    return {rule: scanned.verdict(f"LAMBDANET_{rule}", places[number].address) for rule in rules}


def test_rules_alone_decide_what_they_tell(tmp_path: Path) -> None:
    def closed(place: Place) -> Any:
        named = {"GroupId": place.group, "UserId": ACCOUNT}
        return _rule(place.of_database, 9, egress=IN, protocol="tcp", port=3306, ReferencedGroupInfo=named)

    def of_lists(place: Place) -> Any:
        return _rule(place.group, place.number * 100 + 5, egress=OUT, PrefixListId="pl-00000001")

    def unread(place: Place) -> Any:
        return _rule(place.of_database, place.number * 100 + 6, egress=IN, protocol="tcp", port=5432, Peer="new")

    found = judged(
        tmp_path,
        [
            _rules(),
            _rules(closed, keep=lambda rule: rule["IsEgress"]),
            _rules(of_lists, keep=lambda rule: rule["GroupId"].endswith("d")),
            _rules(unread, keep=lambda rule: rule["IsEgress"]),
        ],
        without=["SecurityGroups"],
    )
    # Of the group nothing tells its name or its VPC: it may be the default one.
    wanted = {"301": UNDECIDED, "302": FAIL, "303": PASS, "304": UNDECIDED, "701": PASS, "702": PASS}
    assert _told(found, 0, *wanted) == wanted
    assert _told(found, 1, "701") == {"701": FAIL}
    assert _told(found, 2, "303", "701") == {"303": PASS, "701": UNDECIDED}
    assert _told(found, 3, "701") == {"701": UNDECIDED}


def test_one_page_of_rules_is_not_all(tmp_path: Path) -> None:
    def paged(place: Place) -> None:
        _rules()(place)
        place.files["rules"] = {"SecurityGroupRules": place.held.pop("SecurityGroupRules"), "NextToken": "x"}

    found = judged(tmp_path, [paged], without=["SecurityGroups"])
    assert _told(found, 0, "302", "303", "701") == {"302": UNDECIDED, "303": UNDECIDED, "701": UNDECIDED}


def test_in_one_snapshot_groups_hold_their_rules(tmp_path: Path) -> None:
    """The two answers were made one after the other."""
    found = judged(tmp_path, [_rules(), _rules(keep=lambda rule: rule["IsEgress"])])
    assert [_told(found, number, "701")["701"] for number in (0, 1)] == [PASS, PASS]


def _with_rules(folder: Path, rules: list[Any], day: str) -> str | None:
    """The verdict on reaching the database, with these rules beside the snapshot of 2026-11-20."""
    place = Place(1)
    if not (folder / "code").exists():
        judged(folder, [lambda place: None])
    # A folder of its own each time: what was read of a file is remembered by its time and size.
    more = folder / f"more{len(list(folder.iterdir()))}" / "rules.json"
    more.parent.mkdir()
    more.write_text(json.dumps({"SecurityGroupRules": rules}), encoding="utf-8")
    seconds = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    os.utime(more, (seconds, seconds))
    with surrounded_by(folder / "account", more.parent):
        return scan(folder / "code", "terraform").verdict("LAMBDANET_701", place.address)


def test_the_younger_answer_counts(tmp_path: Path) -> None:
    rules = _rules_of(Place(1))
    closed = [*rules[:2], {**rules[2], "FromPort": 3306, "ToPort": 3306}]
    assert _with_rules(tmp_path, closed, "2026-11-21") == FAIL
    assert any("has not the rules that" in each and "the younger count" in each for each in notes().problems)
    assert _with_rules(tmp_path, rules, "2026-11-21") == PASS
    assert not [each for each in notes().problems if Place(1).of_database in each]
    assert _with_rules(tmp_path, closed, "2026-11-19") == PASS


def test_of_the_same_day_neither_counts(tmp_path: Path) -> None:
    rules = _rules_of(Place(1))
    closed = [*rules[:2], {**rules[2], "FromPort": 3306, "ToPort": 3306}]
    assert _with_rules(tmp_path, closed, "2026-11-20") == UNDECIDED
    assert any("they are not known" in each for each in notes().problems)


def test_a_younger_list_without_a_group_leaves_it_open(tmp_path: Path) -> None:
    """It may be of some groups alone, or the group may have lost its rules."""
    rules = _rules_of(Place(1))
    assert _with_rules(tmp_path, rules[:1], "2026-11-21") == UNDECIDED


def test_a_group_of_which_the_file_has_no_name_may_be_the_default_one(tmp_path: Path) -> None:
    def nameless(place: Place) -> None:
        del place.one("SecurityGroups")["GroupName"]

    assert _told(judged(tmp_path, [nameless]), 0, "301", "303") == {"301": UNDECIDED, "303": PASS}


def test_a_group_of_which_the_file_has_no_vpc_is_in_none_that_is_known(tmp_path: Path) -> None:
    def nowhere(place: Place) -> None:
        del place.one("SecurityGroups")["VpcId"]

    assert _told(judged(tmp_path, [nowhere]), 0, "304", "303") == {"304": UNDECIDED, "303": PASS}


def test_protocols_without_ports_are_the_same_in_both(tmp_path: Path) -> None:
    def everything(place: Place) -> None:
        _rules()(place)
        place.one("SecurityGroups", 1)["IpPermissions"] = [permission(IpRanges=EVERYWHERE)]

    assert _told(judged(tmp_path, [everything]), 0, "701") == {"701": PASS}
