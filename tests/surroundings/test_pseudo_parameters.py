"""Where a stack is deployed decides conditions, zones and names, once files say it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from given_code import notes, scanned, template, zones

CF = "cloudformation"
HERE = "111122223333"


def given(**values: str) -> list[dict[str, str]]:
    """A parameter file; AccountId stands for AWS::AccountId, and so on."""
    return [{"ParameterKey": f"AWS::{name}", "ParameterValue": value} for name, value in values.items()]


def judged(folder: Path, code: str, files: dict[str, Any], *entries: dict[str, Any]) -> tuple[str | None, Any]:
    """What is said of the zones of the function, and what is noted of the files."""
    found = scanned(folder, CF, {"code/template.yaml": code, **files}, list(entries))
    return zones(found, CF, "template.yaml"), notes()


def with_condition(of: str, value: str) -> str:
    """Two subnets, which are in one zone where the pseudo parameter has the value."""
    condition = f"Conditions:\n  IsHere: !Equals [!Ref AWS::{of}, '{value}']"
    return template("eu-west-1a", "!If [IsHere, eu-west-1a, eu-west-1b]", parameters=condition)


@pytest.mark.parametrize(
    ("of", "value", "other"),
    [("AccountId", HERE, "444455556666"), ("Region", "eu-west-1", "us-east-1"), ("StackName", "prod", "dev")],
)
def test_it_decides_conditions(of: str, value: str, other: str, tmp_path: Path) -> None:
    code = with_condition(of, value)
    for given_value, expected in ((value, "fail"), (other, "pass")):
        files = {"p.json": given(**{of: given_value})}
        assert judged(tmp_path / given_value, code, files, {"files": "p.json"})[0] == expected
    assert judged(tmp_path / "none", code, {})[0] == "undecided"


def test_zones_that_are_put_together(tmp_path: Path) -> None:
    code = template('!Sub "${AWS::Region}a"', '"eu-west-1a"', parameters="")
    for region, expected in (("eu-west-1", "fail"), ("eu-west-2", "pass")):
        files = {"p.json": given(Region=region)}
        assert judged(tmp_path / region, code, files, {"files": "p.json"})[0] == expected


@pytest.mark.parametrize("wrong", ["123", "111122223333 ", ""])
def test_a_wrong_value_is_reported_and_decides_nothing(wrong: str, tmp_path: Path) -> None:
    files = {"p.json": given(AccountId=wrong)}
    verdict, found = judged(tmp_path, with_condition("AccountId", HERE), files, {"files": "p.json"})
    assert verdict == "undecided"
    assert any("expected the twelve digits of an account" in each for each in found.problems)


def test_samconfig_says_the_region_and_the_name(tmp_path: Path) -> None:
    config = '[default.deploy.parameters]\nregion = "%s"\nstack_name = "prod"\nparameter_overrides = "A=b"\n'
    code = with_condition("Region", "eu-west-1").replace(
        "Conditions:", "Parameters:\n  A:\n    Type: String\nConditions:"
    )
    for region, expected in (("eu-west-1", "fail"), ("us-east-1", "pass")):
        files = {"code/samconfig.toml": config % region}
        assert judged(tmp_path / region, code, files, {"files": "code/samconfig.toml"})[0] == expected


def test_each_environment_has_its_account(tmp_path: Path) -> None:
    files = {"dev.json": given(AccountId=HERE), "prod.json": given(AccountId="444455556666")}
    entries = [{"files": f"{name}.json", "environment": name, "roots": "code"} for name in ("dev", "prod")]
    found = scanned(tmp_path, CF, {"code/template.yaml": with_condition("AccountId", HERE), **files}, entries)
    assert zones(found, CF) == "fail"
    (finding,) = [each for each in found.of("LAMBDANET_401") if each.verdict == "fail"]
    assert finding.explanation.startswith("In the environment dev:")


def test_a_nested_stack_is_where_the_stack_around_it_is(tmp_path: Path) -> None:
    stack = "Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: template.yaml\n"
    around = f"Resources:\n  Inner:\n    {stack}"
    for of, value, expected in (("AccountId", HERE, "fail"), ("StackName", "around", "undecided")):
        files = {"code/around.yaml": around, "p.json": given(**{of: value})}
        entry = {"files": "p.json", "roots": "code/around.yaml"}
        assert judged(tmp_path / of, with_condition(of, value), files, entry)[0] == expected


def test_of_two_files_with_exports_that_of_the_region_counts(tmp_path: Path) -> None:
    def exports(region: str, zone: str) -> dict[str, Any]:
        stack = f"arn:aws:cloudformation:{region}:{HERE}:stack/zones/x"
        return {"Exports": [{"ExportingStackId": stack, "Name": "second", "Value": zone}]}

    code = template("eu-west-1a", "!ImportValue second", parameters="")
    files = {
        "west.json": exports("eu-west-1", "eu-west-1a"),
        "east.json": exports("us-east-1", "eu-west-1b"),
    }
    entries = [{"files": ["west.json", "east.json"]}, {"files": "p.json"}]
    for region, expected in (("eu-west-1", "fail"), ("us-east-1", "pass"), ("eu-north-1", "undecided")):
        here = {**files, "p.json": given(Region=region)}
        assert judged(tmp_path / region, code, here, *entries)[0] == expected


_NETWORK = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
Outputs:
  Table:
    Value: !GetAtt Orders.Arn
    Export: {Name: orders}
"""
_BEHIND_AN_ENDPOINT = """
  Table:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc
  OfA:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref SubnetA
      RouteTableId: !Ref Table
  OfB:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref SubnetB
      RouteTableId: !Ref Table
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: !Sub com.amazonaws.${AWS::Region}.dynamodb
      RouteTableIds: [!Ref Table]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: orders
          PolicyDocument:
            Statement: [{Effect: Allow, Action: dynamodb:GetItem, Resource: !ImportValue orders}]
"""


@pytest.mark.parametrize("given_to", ["none", "one", "both"])
def test_a_template_of_which_no_file_says_it_is_where_the_others_are(given_to: str, tmp_path: Path) -> None:
    code = template("eu-west-1a", "eu-west-1b", parameters="") + _BEHIND_AN_ENDPOINT
    code = code.replace("Role: arn:aws:iam::111122223333:role/lambda", "Role: !GetAtt Role.Arn")
    files = {"code/network.yaml": _NETWORK, "code/template.yaml": code, "p.json": given(Region="eu-west-1")}
    entries = {"none": [], "one": [{"files": "p.json", "roots": "code/template.yaml"}], "both": [{"files": "p.json"}]}
    found = scanned(tmp_path, CF, files, entries[given_to])
    assert found.verdict("LAMBDANET_703", "AWS::Lambda::Function.Orders") == "pass"
