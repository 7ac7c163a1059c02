"""Conditions that the template leaves open, distinguished; and what ``Fn::ForEach`` makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanning import FAIL, PASS, UNDECIDED, Scan, scan


def subnet(zone: str, cidr: str = "10.0.1.0/24", **more: Any) -> dict[str, Any]:
    properties = {"VpcId": {"Ref": "Vpc"}, "CidrBlock": cidr, "AvailabilityZone": zone}
    return {"Type": "AWS::EC2::Subnet", "Properties": properties, **more}


def function(subnets: Any, **more: Any) -> dict[str, Any]:
    config = {"SubnetIds": subnets, "SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"]}
    properties = {"Role": "arn:aws:iam::111122223333:role/lambda", "VpcConfig": config}
    return {"Type": "AWS::Lambda::Function", "Properties": properties, **more}


def scanned(folder: Path, resources: dict[str, Any], **sections: Any) -> Scan:
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {"Stage": {"Type": "String"}, "Size": {"Type": "String"}},
        "Conditions": {
            "IsLive": {"Fn::Equals": [{"Ref": "Stage"}, "live"]},
            "IsTest": {"Fn::Not": [{"Condition": "IsLive"}]},
            "IsLarge": {"Fn::Equals": [{"Ref": "Size"}, "large"]},
        },
        **sections,
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "A": subnet("eu-west-1a", "10.0.1.0/24"),
            "B": subnet("eu-west-1b", "10.0.2.0/24"),
            "C": subnet("eu-west-1c", "10.0.3.0/24"),
            **resources,
        },
    }
    (folder / "template.json").write_text(json.dumps(template, indent=2))
    return scan(folder, "cloudformation", rules="LAMBDANET_401")


A, B, C = {"Ref": "A"}, {"Ref": "B"}, {"Ref": "C"}
NO_VALUE = {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize(
    ("subnets", "verdict"),
    [
        ({"Fn::If": ["IsLive", [A, B], [B, C]]}, PASS),
        ({"Fn::If": ["IsLive", [A], [B]]}, FAIL),
        ({"Fn::If": ["IsLive", [A, B], [B]]}, UNDECIDED),
        ([A, {"Fn::If": ["IsLive", B, C]}], PASS),
        ([A, {"Fn::If": ["IsLive", B, NO_VALUE]}], UNDECIDED),
        ([A, B, {"Fn::If": ["IsLive", C, NO_VALUE]}], PASS),
        ([{"Fn::If": ["IsLive", A, NO_VALUE]}, {"Fn::If": ["IsTest", B, NO_VALUE]}], FAIL),
        ([A, {"Fn::If": ["IsLive", B, NO_VALUE]}, {"Fn::If": ["IsTest", C, NO_VALUE]}], PASS),
        ([A, {"Fn::If": ["IsLive", B, NO_VALUE]}, {"Fn::If": ["IsLarge", C, NO_VALUE]}], UNDECIDED),
        ({"Fn::If": ["IsLive", {"Fn::If": ["IsLarge", [A, B], [A, C]]}, [B, C]]}, PASS),
    ],
)
def test_what_holds_in_every_case_is_decided(tmp_path: Path, subnets: Any, verdict: str) -> None:
    assert scanned(tmp_path, {"F": function(subnets)}).verdict("LAMBDANET_401", "AWS::Lambda::Function.F") == verdict


def test_the_explanation_names_the_conditions(tmp_path: Path) -> None:
    (finding,) = scanned(tmp_path, {"F": function({"Fn::If": ["IsLive", [A, B], [B, C]]})}).of("LAMBDANET_401")
    # The zones are those of one case, so the sentence says of which.
    assert finding.explanation.startswith("Where IsLive is false: ")
    assert finding.explanation.endswith("The verdict is the same whatever condition IsLive may be.")


def test_a_resource_is_judged_in_the_cases_in_which_it_is_made(tmp_path: Path) -> None:
    made = function({"Fn::If": ["IsLive", [A, B], [A]]}, Condition="IsLive")
    done = scanned(tmp_path, {"F": made})
    assert done.verdict("LAMBDANET_401", "AWS::Lambda::Function.F") == PASS


def test_many_conditions_are_left_open(tmp_path: Path) -> None:
    names = [f"Is{number}" for number in range(6)]
    conditions = {name: {"Fn::Equals": [{"Ref": "Stage"}, name]} for name in names}
    subnets = [A, B, *({"Fn::If": [name, C, NO_VALUE]} for name in names)]
    whole = {"Fn::If": ["Is0", subnets, [B, C]]}
    done = scanned(tmp_path, {"F": function(whole)}, Conditions=conditions)
    assert done.verdict("LAMBDANET_401", "AWS::Lambda::Function.F") == UNDECIDED


def loop(name: str, over: Any, body: dict[str, Any]) -> dict[str, Any]:
    return {f"Fn::ForEach::{name}": ["Zone", over, body]}


NET = {"Net${Zone}": subnet({"Fn::Sub": "eu-west-1${Zone}"}, "10.0.9.0/24")}  # type: ignore[arg-type]


class TestLoops:
    def test_resources(self, tmp_path: Path) -> None:
        made = {**loop("Nets", ["a", "b"], NET), "F": function([{"Ref": "Neta"}, {"Ref": "Netb"}])}
        done = scanned(tmp_path, made, Transform="AWS::LanguageExtensions")
        assert done.verdict("LAMBDANET_401", "AWS::Lambda::Function.F") == PASS

    def test_over_a_parameter(self, tmp_path: Path) -> None:
        parameters = {"Zones": {"Type": "CommaDelimitedList", "Default": "a,a"}, "Stage": {"Type": "String"}}
        parameters["Size"] = {"Type": "String"}
        made = {**loop("Nets", {"Ref": "Zones"}, NET), "F": function([{"Ref": "Neta"}])}
        done = scanned(tmp_path, made, Transform="AWS::LanguageExtensions", Parameters=parameters)
        assert done.verdict("LAMBDANET_401", "AWS::Lambda::Function.F") == FAIL

    def test_over_what_is_not_known(self, tmp_path: Path) -> None:
        made = {**loop("Nets", {"Fn::Split": [",", {"Ref": "Stage"}]}, NET), "F": function([{"Ref": "Neta"}, A])}
        done = scanned(tmp_path, made, Transform="AWS::LanguageExtensions")
        assert done.verdict("LAMBDANET_401", "AWS::Lambda::Function.F") == UNDECIDED

    def test_within_a_loop(self, tmp_path: Path) -> None:
        inner = {"Net${Zone}${Nr}": subnet({"Fn::Sub": "eu-west-1${Zone}"}, "10.0.${Nr}.0/24")}  # type: ignore[arg-type]
        outer = {"Fn::ForEach::Inner": ["Nr", ["1", "2"], inner]}
        made = {**loop("Outer", ["a", "b"], outer), "F": function([{"Ref": "Neta1"}, {"Ref": "Neta2"}])}
        done = scanned(tmp_path, made, Transform="AWS::LanguageExtensions")
        assert done.verdict("LAMBDANET_401", "AWS::Lambda::Function.F") == FAIL

    def test_functions(self, tmp_path: Path) -> None:
        made = loop("Functions", ["a", "b"], {"F${Zone}": function([A, B])})
        done = scanned(tmp_path, made, Transform="AWS::LanguageExtensions")
        found = {finding.address: finding for finding in done.of("LAMBDANET_401")}
        assert set(found) == {"AWS::Lambda::Function.Fa", "AWS::Lambda::Function.Fb"}
        assert {finding.verdict for finding in found.values()} == {PASS}
        assert "eu-west-1a and eu-west-1b" in found["AWS::Lambda::Function.Fa"].explanation

    @pytest.mark.parametrize("odd", [[], ["Zone"], ["Zone", ["a"], 5], ["Zone", ["a"] * 30_000, NET], [1, [], {}]])
    def test_odd_loops_change_nothing_beside_them(self, tmp_path: Path, odd: Any) -> None:
        made = {"Fn::ForEach::Odd": odd, "F": function([A, B])}
        done = scanned(tmp_path, made, Transform="AWS::LanguageExtensions")
        assert done.verdict("LAMBDANET_401", "AWS::Lambda::Function.F") == PASS
