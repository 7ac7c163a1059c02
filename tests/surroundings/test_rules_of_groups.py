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


def _answers(found: tuple[Scan, list[Place]], number: int, *rules: str) -> dict[str, str | None]:
    scanned, places = found
    return {rule: scanned.verdict(f"LAMBDANET_{rule}", places[number].address) for rule in rules}


def test_rules_alone_decide_what_they_say(tmp_path: Path) -> None:
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
    # Of the group nothing says its name or its VPC: it may be the default one.
    wanted = {"301": UNDECIDED, "302": FAIL, "303": PASS, "304": UNDECIDED, "701": PASS, "702": PASS}
    assert _answers(found, 0, *wanted) == wanted
    assert _answers(found, 1, "701") == {"701": FAIL}
    assert _answers(found, 2, "303", "701") == {"303": PASS, "701": UNDECIDED}
    assert _answers(found, 3, "701") == {"701": UNDECIDED}


def _some(rule: dict[str, Any]) -> bool:
    """Of the function's group a rule that leads to nothing that it needs; of the database's all but its ingress."""
    return rule["IsEgress"] and rule["GroupId"].endswith("d")


def _to_3306(place: Place) -> Any:
    return _rule(place.group, 9, egress=OUT, protocol="tcp", port=3306, CidrIpv4="10.0.0.0/8")


def test_one_page_of_rules_is_not_all(tmp_path: Path) -> None:
    def paged(*changed: Any, keep: Any = lambda rule: True) -> Change:
        def change(place: Place) -> None:
            _rules(*changed, keep=keep)(place)
            place.files[f"r{place.number}"] = {
                "SecurityGroupRules": place.held.pop("SecurityGroupRules"),
                "NextToken": "x",
            }

        return change

    found = judged(tmp_path, [paged(), paged(_to_3306, keep=_some)], without=["SecurityGroups"])
    # What is there admits; what is not may be on the next page.
    assert _answers(found, 0, "302", "303", "701") == {"302": FAIL, "303": PASS, "701": PASS}
    assert _answers(found, 1, "302", "701", "702") == {"302": UNDECIDED, "701": UNDECIDED, "702": UNDECIDED}


def _with_rules_alone(folder: Path, rules: list[Any], **beside: Any) -> Scan:
    """The scan with a snapshot that has no groups, and these rules in a folder that is no snapshot."""
    if not (folder / "code").exists():
        judged(folder, [lambda place: None], without=["SecurityGroups"])
    return _scanned_with(folder, rules, "2026-11-20", **beside)


def test_rules_outside_of_a_snapshot_may_be_some_of_their_group(tmp_path: Path) -> None:
    """``--security-group-rule-ids`` and ``--filters`` print single rules."""
    place = Place(1)
    some = [*(rule for rule in _rules_of(place) if _some(rule)), _to_3306(place)]

    def verdicts(found: Scan) -> dict[str, str | None]:
        return {rule: found.verdict(f"LAMBDANET_{rule}", place.address) for rule in ("302", "303", "701", "702")}

    found = _with_rules_alone(tmp_path, some)
    assert verdicts(found) == {"302": UNDECIDED, "303": PASS, "701": UNDECIDED, "702": UNDECIDED}
    explained = next(each.explanation for each in found.of("LAMBDANET_702") if each.address == place.address)
    assert f'write "GroupId": "{place.group}" beside' in explained
    # Who knows that it is all says so.
    of_function = [rule for rule in some if rule["GroupId"] == place.group]
    found = _with_rules_alone(tmp_path, of_function, GroupId=place.group)
    assert verdicts(found) == {"302": PASS, "303": PASS, "701": FAIL, "702": FAIL}
    found = _with_rules_alone(tmp_path, of_function, GroupId=place.of_database)
    assert verdicts(found)["702"] == UNDECIDED
    # What is there is there.
    found = _with_rules_alone(tmp_path, _rules_of(place))
    assert verdicts(found) == {"302": FAIL, "303": PASS, "701": PASS, "702": PASS}


def test_in_one_snapshot_groups_hold_their_rules(tmp_path: Path) -> None:
    """The two answers were made one after the other."""
    found = judged(tmp_path, [_rules(), _rules(keep=lambda rule: rule["IsEgress"])])
    assert [_answers(found, number, "701")["701"] for number in (0, 1)] == [PASS, PASS]


def _scanned_with(folder: Path, rules: list[Any], day: str, **beside: Any) -> Scan:
    """The scan with these rules beside the snapshot of 2026-11-20."""
    # A folder of its own each time: what was read of a file is remembered by its time and size.
    more = folder / f"more{len(list(folder.iterdir()))}" / "rules.json"
    more.parent.mkdir()
    more.write_text(json.dumps({"SecurityGroupRules": rules, **beside}), encoding="utf-8")
    seconds = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    os.utime(more, (seconds, seconds))
    with surrounded_by(folder / "account", more.parent):
        return scan(folder / "code", "terraform")


def _with_rules(folder: Path, rules: list[Any], day: str, *, whole: bool = True) -> str | None:
    """The verdict on reaching the database. whole: the rules are of a snapshot, so of no group there are more."""
    if not (folder / "code").exists():
        judged(folder, [lambda place: None])
    record = {"Version": 1, "TakenAt": f"{day}T00:00:00+00:00", "Account": ACCOUNT, "Region": "eu-west-1"}
    found = _scanned_with(folder, rules, day, **({"LambdanetSnapshot": record} if whole else {}))
    return found.verdict("LAMBDANET_701", Place(1).address)


def test_the_younger_answer_counts(tmp_path: Path) -> None:
    rules = _rules_of(Place(1))
    closed = [*rules[:2], {**rules[2], "FromPort": 3306, "ToPort": 3306}]
    assert _with_rules(tmp_path, closed, "2026-11-21") == FAIL
    assert any("has not the rules that" in each and "the younger count" in each for each in notes().problems)
    assert _with_rules(tmp_path, rules, "2026-11-21") == PASS
    assert not [each for each in notes().problems if Place(1).of_database in each]
    assert _with_rules(tmp_path, closed, "2026-11-19") == PASS


def test_younger_rules_that_may_be_some_leave_the_others_open(tmp_path: Path) -> None:
    rules = _rules_of(Place(1))
    closed = [*rules[:2], {**rules[2], "FromPort": 3306, "ToPort": 3306}]
    assert _with_rules(tmp_path, closed, "2026-11-21", whole=False) == UNDECIDED
    assert any("they are not known" in each for each in notes().problems)
    assert _with_rules(tmp_path, rules, "2026-11-21", whole=False) == PASS


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

    assert _answers(judged(tmp_path, [nameless]), 0, "301", "303") == {"301": UNDECIDED, "303": PASS}


def test_a_group_of_which_the_file_has_no_vpc_is_in_none_that_is_known(tmp_path: Path) -> None:
    def nowhere(place: Place) -> None:
        del place.one("SecurityGroups")["VpcId"]

    assert _answers(judged(tmp_path, [nowhere]), 0, "304", "303") == {"304": UNDECIDED, "303": PASS}


def test_protocols_without_ports_are_the_same_in_both(tmp_path: Path) -> None:
    def everything(place: Place) -> None:
        _rules()(place)
        place.one("SecurityGroups", 1)["IpPermissions"] = [permission(IpRanges=EVERYWHERE)]

    assert _answers(judged(tmp_path, [everything]), 0, "701") == {"701": PASS}
