"""Connectors grant what SAM's page says, no more and no less; SAM's own translator is the second source."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambdanet.model import Network
from network_of import cloudformation
from scanning import PASS, scan

FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.main, Runtime: python3.12, CodeUri: app}
  Plain:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt PlainRole.Arn, Code: {ZipFile: pass}, Handler: index.main, Runtime: python3.12}
  PlainRole:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}}
  Table:
    Type: AWS::Serverless::SimpleTable
  Bucket:
    Type: AWS::S3::Bucket
  Queue:
    Type: AWS::SQS::Queue
  Topic:
    Type: AWS::SNS::Topic
  Rule:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day)}
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: bus}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: {RoleArn: "arn:aws:iam::111122223333:role/machine", DefinitionString: "{}"}
  Places:
    Type: AWS::Location::PlaceIndex
    Properties: {IndexName: places, DataSource: Esri}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Http:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: http, ProtocolType: HTTP}
"""


def connector(source: str, destination: str, *permissions: str) -> str:
    return f"""
  Connector:
    Type: AWS::Serverless::Connector
    Properties:
      Source: {{Id: {source}}}
      Destination: {{Id: {destination}}}
      Permissions: [{", ".join(permissions)}]
"""


def actions(network: Network, role: str) -> list[str]:
    found = next(one for one in network.roles.values() if one.address.endswith(f".{role}"))
    return sorted(action for statement in found.statements.known() for action in statement.actions.known())


def test_a_function_may_use_what_it_is_connected_to(tmp_path: Path) -> None:
    network = cloudformation(tmp_path, FUNCTION + connector("Orders", "Topic", "Write"))
    assert actions(network, "OrdersRole") == ["sns:publish"]
    assert actions(network, "PlainRole") == []


def test_the_role_of_a_plain_function_gets_the_policy_too(tmp_path: Path) -> None:
    network = cloudformation(tmp_path, FUNCTION + connector("Plain", "Queue", "Read", "Write"))
    assert "sqs:sendmessage" in actions(network, "PlainRole")
    assert actions(network, "OrdersRole") == []


def test_a_connector_within_a_resource(tmp_path: Path) -> None:
    within = FUNCTION.replace(
        "    Type: AWS::Serverless::Function\n",
        "    Type: AWS::Serverless::Function\n    Connectors:\n      ToTable:\n        Properties:\n"
        "          Destination: [{Id: Table}, {Id: Topic}]\n          Permissions: [Write]\n",
        1,
    )
    network = cloudformation(tmp_path, within)
    found = actions(network, "OrdersRole")
    assert "dynamodb:putitem" in found
    assert "sns:publish" in found
    assert "dynamodb:getitem" not in found


def test_who_may_invoke_the_function(tmp_path: Path) -> None:
    network = cloudformation(tmp_path, FUNCTION + connector("Topic", "Orders", "Write"))
    (permission,) = network.invoke_permissions
    assert permission.principals.known() == ["sns.amazonaws.com"]
    assert permission.conditions.known() != []
    assert actions(network, "OrdersRole") == []


def test_lambda_may_poll_what_is_connected_to_the_function(tmp_path: Path) -> None:
    network = cloudformation(tmp_path, FUNCTION + connector("Queue", "Orders", "Read", "Write"))
    assert actions(network, "OrdersRole") == ["sqs:deletemessage", "sqs:getqueueattributes", "sqs:receivemessage"]
    assert network.invoke_permissions == ()


@pytest.mark.parametrize(
    ("source", "narrowed_by"),
    [
        ("Topic", {"aws:sourcearn"}),
        ("Bucket", {"aws:sourcearn", "aws:sourceaccount"}),
        ("Rule", {"aws:sourcearn"}),
        ("Api", {"aws:sourcearn"}),
    ],
)
def test_permissions_name_their_source(tmp_path: Path, source: str, narrowed_by: set[str]) -> None:
    network = cloudformation(tmp_path, FUNCTION + connector(source, "Orders", "Write"))
    (permission,) = network.invoke_permissions
    assert {condition.key.lower() for condition in permission.conditions.known()} == narrowed_by
    assert network.functions[str(getattr(permission.function, "value", None))].address.endswith(".Orders")


def test_ends_that_are_described_and_not_named(tmp_path: Path) -> None:
    described = """
  Connector:
    Type: AWS::Serverless::Connector
    Properties:
      Source: {Type: AWS::Serverless::Function, Arn: !GetAtt Orders.Arn, RoleName: !Ref PlainRole}
      Destination: {Type: AWS::SNS::Topic, Arn: "arn:aws:sns:eu-west-1:111122223333:events"}
      Permissions: [Write]
"""
    network = cloudformation(tmp_path, FUNCTION + described)
    assert actions(network, "PlainRole") == ["sns:publish"]


def test_what_is_connected_to_something_unknown_may_do_anything(tmp_path: Path) -> None:
    network = cloudformation(tmp_path, FUNCTION + connector("Orders", "Elsewhere", "Write"))
    role = next(one for one in network.roles.values() if one.address.endswith(".OrdersRole"))
    assert any(not statement.actions.complete for statement in role.statements.known())


@pytest.mark.parametrize("properties", ["{}", "{Source: 1, Destination: [2], Permissions: 3}", "{Source: {Id: [1]}}"])
def test_what_is_no_connector_makes_nothing(tmp_path: Path, properties: str) -> None:
    code = FUNCTION + f"\n  Connector:\n    Type: AWS::Serverless::Connector\n    Properties: {properties}\n"
    network = cloudformation(tmp_path, code)
    assert actions(network, "OrdersRole") == []
    assert network.invoke_permissions == ()


# What SAM itself makes

_SOURCES = ("Table", "Bucket", "Queue", "Topic", "Rule", "Api", "Http", "Orders")
_DESTINATIONS = ("Plain", "Table", "Bucket", "Queue", "Topic", "Bus", "Machine", "Places")


def _pairs() -> Iterator[tuple[str, str]]:
    yield from ((source, "Plain") for source in _SOURCES)
    yield from (("Orders", destination) for destination in _DESTINATIONS if destination != "Plain")


@pytest.mark.skipif(importlib.util.find_spec("samtranslator") is None, reason="SAM's translator is not here")
@pytest.mark.parametrize(("source", "destination"), _pairs())
def test_as_the_translator_of_sam_does(tmp_path: Path, source: str, destination: str) -> None:
    from samtranslator.model.connector_profiles.profile import get_profile

    types = {"Orders": "AWS::Lambda::Function", "Plain": "AWS::Lambda::Function", "Table": "AWS::DynamoDB::Table"}
    network = cloudformation(tmp_path, FUNCTION + connector(source, destination, "Read", "Write"))
    resources = network_types()
    profile = get_profile(types.get(source, resources[source]), types.get(destination, resources[destination]))
    assert profile is not None
    wanted = sorted(action.lower() for action in _actions_in(profile["Properties"]["AccessCategories"]))
    if profile["Type"] == "AWS_LAMBDA_PERMISSION":
        (permission,) = network.invoke_permissions
        assert permission.principals.known() == [profile["Properties"]["AccessCategories"]["Write"]["Principal"]]
    else:
        role = "OrdersRole" if profile["Properties"]["SourcePolicy"] else "PlainRole"
        assert actions(network, role) == wanted


def network_types() -> dict[str, str]:
    """The types of the resources by their names."""
    found, name = {}, ""
    for line in FUNCTION.splitlines():
        if line.startswith("  ") and line.endswith(":") and not line.startswith("    "):
            name = line.strip(" :")
        elif line.startswith("    Type: "):
            found[name] = line.split(": ", 1)[1]
    return found


def _actions_in(value: Any) -> Iterator[str]:
    for category in json.loads(json.dumps(value)).values():
        for statement in category.get("Statement", ()):
            yield from statement["Action"]


@pytest.mark.parametrize("source", ["Topic", "Bucket", "Rule"])
def test_a_finding_stands_on_the_connector(tmp_path: Path, source: str) -> None:
    """What Checkov reports is what the ledger has, also on what is no resource of a network."""
    (tmp_path / "sam.template").write_text(FUNCTION + connector(source, "Orders", "Write"))
    done = scan(tmp_path, "cloudformation")
    assert done.verdict("LAMBDANET_103", "AWS::Serverless::Connector.Connector") == PASS


def test_a_finding_stands_on_the_resource_that_holds_the_connector(tmp_path: Path) -> None:
    within = FUNCTION.replace(
        "    Type: AWS::S3::Bucket\n",
        "    Type: AWS::S3::Bucket\n    Connectors:\n      ToOrders:\n        Properties:\n"
        "          Destination: {Id: Orders}\n          Permissions: [Write]\n",
        1,
    )
    (tmp_path / "sam.template").write_text(within)
    assert scan(tmp_path, "cloudformation").verdict("LAMBDANET_103", "AWS::S3::Bucket.Bucket") == PASS


def test_a_finding_stands_on_the_connector_that_a_loop_makes(tmp_path: Path) -> None:
    body = connector("Topic", "Orders", "Write").replace("  Connector:", "To${Name}:").replace("\n", "\n      ")
    looped = f"\n  Fn::ForEach::Each:\n    - Name\n    - [A, B]\n    - {body.strip()}\n"
    template = FUNCTION.replace("AWS::Serverless-2016-10-31", "[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]")
    (tmp_path / "sam.template").write_text(template + looped)
    found = scan(tmp_path, "cloudformation").of("LAMBDANET_103")
    assert {one.address: one.verdict for one in found} == {
        f"AWS::Serverless::Connector.To{name}": PASS for name in "AB"
    }
