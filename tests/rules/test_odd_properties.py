"""Whatever is in place of a property of a template, the other resources keep their verdicts."""

from __future__ import annotations

import copy
import json
import tempfile
import traceback
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repository import CHECKS
from scanning import scan

# A network whose parts do not refer to one another across "Odd" and the rest: what is odd in one changes no other.
ODD: dict[str, Any] = {
    "OddVpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.9.0.0/16", "InstanceTenancy": "default"}},
    "OddSubnet": {
        "Type": "AWS::EC2::Subnet",
        "Properties": {"VpcId": {"Ref": "OddVpc"}, "CidrBlock": "10.9.1.0/24", "AvailabilityZone": "eu-west-1a"},
    },
    "OddGroup": {
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {
            "VpcId": {"Ref": "OddVpc"},
            "GroupDescription": "odd",
            "SecurityGroupEgress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}],
        },
    },
    "OddRole": {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {},
            "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:*"}]}}],
        },
    },
    "OddFunction": {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Role": {"Fn::GetAtt": ["OddRole", "Arn"]},
            "VpcConfig": {"SubnetIds": [{"Ref": "OddSubnet"}], "SecurityGroupIds": [{"Ref": "OddGroup"}]},
            "Environment": {"Variables": {"A": "b"}},
        },
    },
    "OddPermission": {
        "Type": "AWS::Lambda::Permission",
        "Properties": {"FunctionName": {"Ref": "OddFunction"}, "Action": "lambda:InvokeFunction", "Principal": "*"},
    },
    "OddSam": {
        "Type": "AWS::Serverless::Function",
        "Properties": {"Policies": ["AmazonS3ReadOnlyAccess"], "Events": {"E": {"Type": "Api", "Properties": {}}}},
    },
}
SOUND = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "Subnet": {
        "Type": "AWS::EC2::Subnet",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.1.0/28", "AvailabilityZone": "eu-west-1a"},
    },
    "Group": {
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "GroupDescription": "sound"},
    },
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}},
    "Function": {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "VpcConfig": {"SubnetIds": [{"Ref": "Subnet"}], "SecurityGroupIds": [{"Ref": "Group"}]},
        },
    },
    "Url": {
        "Type": "AWS::Lambda::Url",
        "Properties": {"TargetFunctionArn": {"Ref": "Function"}, "AuthType": "NONE"},
    },
}
# What says which function, role or VPC is meant may mean a sound one when it is odd.
RULES_OF_ONE_RESOURCE = {f"LAMBDANET_{number}" for number in (203, 301, 302, 303, 401, 502, 102)}


def _steps(value: Any) -> Any:
    """The ways one step into a value."""
    return value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()


PLACES = [
    (name, "Properties", key, *inner)
    for name, resource in ODD.items()
    for key, value in resource["Properties"].items()
    for inner in [(), *((step,) for step in _steps(value))]
]
FUNCTIONS = ["Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::Select", "Fn::If", "Fn::FindInMap", "Fn::Split"]
FUNCTIONS += [
    "Fn::Cidr",
    "Fn::GetAZs",
    "Fn::ImportValue",
    "Fn::ToJsonString",
    "Fn::Length",
    "Fn::Base64",
    "Fn::Transform",
]
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 70_000),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text("ab:/,.{}$-0*", max_size=6),
        st.sampled_from(
            ["OddVpc", "OddSubnet", "AWS::NoValue", "AWS::Region", "10.9.1.0/99", "${OddVpc}", "tcp", "-1"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["SubnetIds", "Statement", "Action", "CidrIp", "x", "Type"]), inner, max_size=3
        ),
        st.builds(lambda function, argument: {function: argument}, st.sampled_from(FUNCTIONS), inner),
    ),
    max_leaves=6,
)


def verdicts(resources: dict[str, Any]) -> dict[tuple[str, str], str]:
    """What the rules that look at one resource say of the sound ones; None when Checkov cannot read the template."""
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "template.json").write_text(json.dumps(template, indent=2))
        try:
            done = scan(Path(folder), "cloudformation", errors_allowed=True)
        except Exception as error:
            if any(str(CHECKS) in frame.filename for frame in traceback.extract_tb(error.__traceback__)):
                raise
            return {}  # Checkov's own renderer does not take every value, such as Fn::Sub of null
    return {
        (finding.rule, finding.address): finding.verdict
        for finding in done.findings
        if finding.rule in RULES_OF_ONE_RESOURCE and ".Odd" not in finding.address
    }


EXPECTED: dict[tuple[str, str], str] = {}


@given(st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_odd_values_change_nothing_beside_them(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    if not EXPECTED:
        EXPECTED.update(verdicts({**ODD, **SOUND}))
        assert {"fail", "pass"} <= set(EXPECTED.values())
    odd = copy.deepcopy(ODD)
    for (name, *path), value in changes:
        place: Any = odd[name]
        for step in path[:-1]:
            place = place[step]
        if isinstance(place, (dict, list)) and (isinstance(place, dict) or path[-1] < len(place)):
            place[path[-1]] = value
    found = verdicts({**odd, **SOUND})
    # Checkov itself gives up on some values, such as Fn::Sub of a number: then nothing is said at all.
    assert found in ({}, EXPECTED)
