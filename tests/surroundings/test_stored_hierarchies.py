"""``aws_ssm_parameters_by_path`` finds what an answer of the parameter store lists, where that is all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from given_code import configuration, notes, scanned, zones

A, B, TF = "eu-west-1a", "eu-west-1b", "terraform"
REGION = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
ALL = "data.aws_ssm_parameters_by_path.zones"
BY_NAME = f"zipmap({ALL}.names, nonsensitive({ALL}.values))"


def _look_up(arguments: str = 'path = "/net"') -> str:
    return f'{REGION}data "aws_ssm_parameters_by_path" "zones" {{\n{arguments}\n}}\n'


def _by_name(arguments: str = 'path = "/net"', first: str = "/net/a", second: str = "/net/b", more: str = "") -> str:
    return configuration(f'{BY_NAME}["{first}"]', f'{BY_NAME}["{second}"]', _look_up(arguments) + more)


def _all(arguments: str = 'path = "/net"', more: str = "") -> str:
    """Both subnets are in the zone that all parameters name, or there is an error."""
    zone = f"one(distinct(nonsensitive({ALL}.values)))"
    return configuration(zone, zone, _look_up(arguments) + more)


def _printed(region: str = "eu-west-1", **values: str) -> dict[str, Any]:
    """What AWS prints; "__" in a name stands for a slash."""
    names = {f"/{name.replace('__', '/')}": value for name, value in values.items()}
    return {
        "Parameters": [
            {
                "Name": name,
                "Type": "String",
                "Value": value,
                "Version": 1,
                "LastModifiedDate": "2026-11-20T09:30:00+00:00",
                "ARN": f"arn:aws:ssm:{region}:111122223333:parameter{name}",
                "DataType": "text",
            }
            for name, value in names.items()
        ]
    }


def _described(**values: str) -> list[dict[str, Any]]:
    """What ``describe-parameters`` prints of them, usually of those alone that a filter lets through: no values."""
    listed = _printed(**values)["Parameters"]
    return [{name: found for name, found in each.items() if name != "Value"} | {"Tier": "Standard"} for each in listed]


def _judged(folder: Path, code: str, *answers: Any, **entry: Any) -> str | None:
    files = {f"{number}.json": answer for number, answer in enumerate(answers)}
    return zones(scanned(folder, TF, {"code/main.tf": code, **files}, [{"files": list(files), **entry}]), TF)


def test_what_is_listed_decides(tmp_path: Path) -> None:
    assert _judged(tmp_path / "a", _by_name(), _printed(net__a=A, net__b=B)) == "pass"
    assert _judged(tmp_path / "b", _by_name(), _printed(net__b=A, net__a=A)) == "fail"
    assert _judged(tmp_path / "c", _all(), _printed(net__a=A, net__b=A)) == "fail"
    matched = [f'matchkeys(nonsensitive({ALL}.values), {ALL}.names, ["/net/{name}"])[0]' for name in "ab"]
    assert _judged(tmp_path / "d", configuration(*matched, _look_up()), _printed(net__a=A, net__b=A)) == "fail"


def test_places_are_not_known(tmp_path: Path) -> None:
    places = (f"nonsensitive({ALL}.values)[{place}]" for place in (0, 1))
    code = configuration(*places, _look_up())
    assert _judged(tmp_path, code, _printed(net__a=A, net__b=B, net__c=A)) == "undecided"


def test_a_folder_is_what_its_path_says(tmp_path: Path) -> None:
    deep = _printed(net__a=A, net__eu__b=B, network__a=B)
    # What is below, and in folders that begin alike, is found only where it is asked for.
    assert _judged(tmp_path / "a", _all(), deep) == "fail"
    assert _judged(tmp_path / "b", _all('path = "/net/"'), deep) == "fail"
    assert _judged(tmp_path / "c", _all('path = "/net"\nrecursive = true'), deep) == "undecided"
    of_eu = _by_name('path = "/net"\nrecursive = true', second="/net/eu/b")
    assert _judged(tmp_path / "d", of_eu, deep) == "pass"
    assert _judged(tmp_path / "e", _all('path = "/net/eu"'), deep) == "fail"


@pytest.mark.parametrize(
    "change",
    [
        {"NextToken": "AQIC"},
        {"InvalidParameters": []},
        {"Parameters": [{"Name": "/net/a", "Type": "String", "Value": A}]},
        {"Parameters": [*_printed(net__a=A)["Parameters"], "/net/b"]},
        {"Parameters": _described(net__a=A)},
    ],
    ids=["one page", "asked for by names", "by hand", "not all read", "described"],
)
def test_a_part_decides_nothing(change: dict[str, Any], tmp_path: Path) -> None:
    assert _judged(tmp_path, _all(), {**_printed(net__a=A), **change}) == "undecided"


# Zones that are read off the names, whatever the values are.
_NAMED = [f'contains({ALL}.names, "/net/{name}") ? "{A}" : "{B}"' for name in "ac"]


def test_names_alone_are_complete_only_where_their_path_is_written(tmp_path: Path) -> None:
    code, answer = configuration(*_NAMED, _look_up()), {"Parameters": _described(net__a=A, net__b=B)}
    assert _judged(tmp_path / "a", code, answer) == "undecided"
    assert any("Parameters[0] has no Value" in each for each in notes().problems)
    assert _judged(tmp_path / "b", code, {**answer, "Path": "/net"}) == "pass"
    assert _judged(tmp_path / "c", code, _printed(net__a=A, net__b=B)) == "pass"


def test_the_list_whose_names_decide_is_a_file_that_was_taken(tmp_path: Path) -> None:
    assert _judged(tmp_path, configuration(*_NAMED, _look_up()), _printed(net__a=A, net__b=B)) == "pass"
    assert str(tmp_path / "0.json") in notes().taken
    # Of secure ones no value is read, and the names were taken even so.
    secure = _printed(net__a=A, net__b=B)
    for each in secure["Parameters"]:
        each["Type"] = "SecureString"
    assert _judged(tmp_path / "secure", configuration(*_NAMED, _look_up()), secure) == "pass"
    assert str(tmp_path / "secure" / "0.json") in notes().taken


def test_what_may_be_deeper_is_no_proof(tmp_path: Path) -> None:
    code, answer = _all('path = "/net"\nrecursive = true'), _printed(net__a=A, net__b=A)
    assert _judged(tmp_path / "a", code, answer) == "undecided"
    wanted = '"Path": "/net", "Recursive": true'
    assert any(wanted in each for each in notes().unmatched)
    assert _judged(tmp_path / "b", code, {**answer, "Path": "/net", "Recursive": True}) == "fail"
    # Of a folder above, a list without what is deeper says nothing.
    assert _judged(tmp_path / "c", code, {**answer, "Path": "/", "Recursive": False}) == "undecided"
    assert _judged(tmp_path / "d", _all('path = "/"'), answer) == "undecided"


def test_a_secure_value_is_not_read(tmp_path: Path) -> None:
    answer = _printed(net__a=A, net__b=A)
    answer["Parameters"][1]["Type"] = "SecureString"
    assert _judged(tmp_path, _by_name(), answer) == "undecided"
    del answer["Parameters"][1]["Value"]
    answer["Parameters"][1]["Type"] = "String"
    assert _judged(tmp_path / "b", _all(), answer) == "undecided"


def test_another_region_is_no_answer(tmp_path: Path) -> None:
    assert _judged(tmp_path, _by_name(), _printed("us-east-1", net__a=A, net__b=A)) == "undecided"
    both = (_printed("us-east-1", net__a=B, net__c=B), _printed(net__a=A, net__b=A))
    assert _judged(tmp_path / "b", _by_name(), *both) == "fail"


def test_two_lists_that_differ_are_none(tmp_path: Path) -> None:
    assert _judged(tmp_path / "a", _all(), _printed(net__a=A), _printed(net__a=A, net__b=A)) == "undecided"
    assert any("another file has net/b, too" in each for each in notes().contradictions)
    differing = (_printed(net__a=A, net__b=A), _printed(net__a=B, net__b=A))
    assert _judged(tmp_path / "b", _by_name(), *differing) == "undecided"


def test_what_the_code_makes_may_be_found_too(tmp_path: Path) -> None:
    def made(name: str, value: str = B) -> str:
        return f'resource "aws_ssm_parameter" "x" {{\n  name  = {name}\n  type  = "String"\n  value = "{value}"\n}}\n'

    answer = _printed(net__a=A, net__b=A)
    for case, (more, verdict) in {
        "beside": (made('"/net/c"'), "undecided"),
        "any": ('variable "n" {}\n' + made("var.n"), "undecided"),
        "another value": (made('"/net/a"'), "undecided"),
        "the same value": (made('"/net/a"', A), "fail"),
        "elsewhere": (made('"/other/c"'), "fail"),
    }.items():
        assert _judged(tmp_path / case, _all(more=more), answer) == verdict, case
