from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading_support import blocks_of

from lambdanet.readers.cloudformation.cloudformation_block import CloudFormationBlock
from lambdanet.readers.datum import Listing, Reference, Text
from lambdanet.values import Known, Unknown
from scanning import NOT_APPLICABLE, UNDECIDED, scan

HEAD = "Transform: AWS::Serverless-2016-10-31\n"


def functions(folder: Path, properties: str, rest: str = "") -> dict[str, CloudFormationBlock]:
    function = f"{{Type: AWS::Serverless::Function, Properties: {{Handler: a.b, {properties}}}}}"
    return blocks_of(folder, f"{HEAD}{rest}\nResources:\n  F: {function}\n")


@pytest.mark.parametrize("spoiler", ["", "  T: {Type: AWS::Serverless::SimpleTable}\n"])
def test_globals_merge_even_where_checkov_gives_up(tmp_path: Path, spoiler: str) -> None:
    text = f"""{HEAD}
Parameters: {{Sg: {{Type: String, Default: sg-1}}}}
Globals:
  Function:
    Timeout: 3
    VpcConfig: {{SubnetIds: [subnet-1], SecurityGroupIds: [!Ref Sg]}}
  CapacityProvider:
    VpcConfig: {{SubnetIds: [subnet-9]}}
Resources:
{spoiler}  F: {{Type: AWS::Serverless::Function, Properties: {{Timeout: 5, VpcConfig: {{SubnetIds: [subnet-2]}}}}}}
  C: {{Type: AWS::Serverless::CapacityProvider, Properties: {{CapacityProviderName: x}}}}
"""
    blocks = blocks_of(tmp_path, text)
    (vpc,) = blocks["F"].nested("vpc_config").known()
    assert vpc.resources("subnet_ids").known() == ["subnet-1", "subnet-2"]
    assert vpc.resources("security_group_ids").known() == ["sg-1"]
    assert blocks["F"].number("timeout") == Known(5)
    (capacity,) = blocks["C"].nested("vpc_config").known()
    assert capacity.resources("subnet_ids").known() == ["subnet-9"]


def test_globals_do_not_mix_with_functions(tmp_path: Path) -> None:
    text = (
        HEAD
        + """
Parameters: {P: {Type: String, Default: a}}
Conditions: {C: !Equals [!Ref P, a], D: !Equals [!Ref P, b]}
Globals:
  Function:
    VpcConfig: {SubnetIds: [subnet-1]}
    Environment: !If [D, {Variables: {A: a}}, {Variables: {A: b}}]
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      VpcConfig: !If [C, !Ref 'AWS::NoValue', {SubnetIds: [x]}]
      Environment: !If [C, {Variables: {A: c}}, {Variables: {A: d}}]
  G: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {A: e}}}}
"""
    )
    blocks = blocks_of(tmp_path, text)
    assert blocks["F"].datum("vpc_config") is None
    assert blocks["F"].datum("environment") == {"Variables": {"A": "c"}}
    assert blocks["G"].datum("environment") == {"Variables": {"A": "e"}}


@pytest.mark.parametrize(
    "shared", ["!Ref Queue", "!GetAtt Queue.Arn", "!Sub '${Queue}-x'", "!FindInMap [M, a, b]", "!Ref P"]
)
def test_what_is_written_out_takes_the_place_of_a_global(tmp_path: Path, shared: str) -> None:
    text = f"""{HEAD}
Parameters: {{P: {{Type: String, Default: a}}}}
Mappings: {{M: {{a: {{b: c}}}}}}
Globals:
  Function:
    Environment: {{Variables: {{A: {shared}, B: b}}}}
    VpcConfig: {{SecurityGroupIds: [sg-1]}}
Resources:
  Queue: {{Type: AWS::SQS::Queue}}
  F:
    Type: AWS::Serverless::Function
    Properties: {{Environment: {{Variables: {{A: own}}}}, VpcConfig: {{SecurityGroupIds: [!Ref P]}}}}
  G: {{Type: AWS::Serverless::Function, Properties: {{Environment: {{Variables: {{A: !GetAtt Queue.QueueUrl}}}}}}}}
"""
    blocks = blocks_of(tmp_path, text)
    assert blocks["F"].datum("environment") == {"Variables": {"A": "own", "B": "b"}}
    (vpc,) = blocks["F"].nested("vpc_config").known()
    assert vpc.resources("security_group_ids").known() == ["sg-1", "a"]
    variables = blocks["G"].datum("environment")
    assert isinstance(variables, dict)
    assert isinstance(variables["Variables"], dict)
    assert "QueueUrl" in repr(variables["Variables"]["A"])


def test_generated_role(tmp_path: Path) -> None:
    policies = """[AmazonS3ReadOnlyAccess, 'arn:aws:iam::1:policy/x',
      {S3ReadPolicy: {BucketName: b}}, {VPCAccessPolicy: {}},
      {Version: 2012-10-17, Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}]"""
    blocks = functions(tmp_path, f"VpcConfig: {{SubnetIds: [s-1]}}, Policies: {policies}")
    function, role = blocks["F"], blocks["FRole"]
    assert function.resource("role") == Known(role.identity)
    assert (role.type, role.generated, role.place.line) == ("AWS::IAM::Role", True, function.place.line)
    assert role.vertex is function.vertex
    arns = [arn.rpartition("/")[2] for arn in role.strings("managed_policy_arns").known()]
    assert arns == ["AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AmazonS3ReadOnlyAccess", "x"]
    template, network, own = role.nested("policies").known()
    assert "s3:GetObject" in template.datum("policy_document")["Statement"].elements[0]["Action"].elements
    assert "ec2:CreateNetworkInterface" in network.datum("policy_document")["Statement"].elements[0]["Action"].elements
    assert own.datum("policy_document")["Statement"].elements[0]["Action"] == "s3:*"


def test_role_of_no_vpc_and_given_role(tmp_path: Path) -> None:
    blocks = functions(tmp_path, "Timeout: 3")
    assert blocks["FRole"].strings("managed_policy_arns").known() == [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    ]
    blocks = functions(tmp_path, "Role: 'arn:aws:iam::1:role/r'")
    assert "FRole" not in blocks
    assert blocks["F"].resource("role") == Known("arn:aws:iam::1:role/r")


def test_conditional_role(tmp_path: Path) -> None:
    rest = "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}"
    blocks = functions(tmp_path, "Role: !If [C, 'arn:aws:iam::1:role/r', !Ref 'AWS::NoValue']", rest)
    assert isinstance(blocks["FRole"].exists(), Unknown)
    role = blocks["F"].resource("role")
    assert isinstance(role, Unknown)
    assert blocks["FRole"].identity in role.candidates


def test_conditional_policies(tmp_path: Path) -> None:
    rest = "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a], T: !Equals [a, a]}"
    policies = "[!If [C, A, !Ref 'AWS::NoValue'], !If [T, B, D], !If [C, {Statement: []}, !Ref 'AWS::NoValue']]"
    role = functions(
        tmp_path, f"VpcConfig: !If [C, {{SubnetIds: [s]}}, !Ref 'AWS::NoValue'], Policies: {policies}", rest
    )["FRole"]
    listed = role.strings("managed_policy_arns")
    assert [arn.rpartition("/")[2] for arn in listed.known()][1:] == ["AWSLambdaVPCAccessExecutionRole", "B"]
    assert listed.more is not None
    assert role.nested("policies").more is not None


EVENTS = {
    "Api: {Type: Api, Properties: {Path: '/a/{id}/', Method: any}}": (
        "apigateway.amazonaws.com",
        "SourceArn",
        "/*/*/a/*",
    ),
    "Web: {Type: HttpApi}": ("apigateway.amazonaws.com", "SourceArn", "/*/*"),
    "Up: {Type: S3, Properties: {Bucket: !Ref B, Events: 's3:*'}}": ("s3.amazonaws.com", "SourceAccount", None),
    "Tick: {Type: Schedule, Properties: {Schedule: rate(1 day)}}": ("events.amazonaws.com", "SourceArn", None),
    "Rule: {Type: EventBridgeRule, Properties: {Pattern: {}}}": ("events.amazonaws.com", "SourceArn", None),
    "Log: {Type: CloudWatchLogs, Properties: {LogGroupName: g, FilterPattern: ''}}": (
        "logs.amazonaws.com",
        "SourceArn",
        ":log-group:g:*",
    ),
    "Iot: {Type: IoTRule, Properties: {Sql: x}}": ("iot.amazonaws.com", "SourceAccount", None),
    "Topic: {Type: SNS, Properties: {Topic: !Ref T}}": ("sns.amazonaws.com", "SourceArn", None),
    "Pool: {Type: Cognito, Properties: {UserPool: !Ref U, Trigger: x}}": (
        "cognito-idp.amazonaws.com",
        "SourceArn",
        None,
    ),
    "Skill: {Type: AlexaSkill, Properties: {SkillId: s}}": ("alexa-appkit.amazon.com", "EventSourceToken", "s"),
    "Bare: {Type: AlexaSkill}": ("alexa-appkit.amazon.com", None, None),
}


@pytest.mark.parametrize("event", list(EVENTS))
def test_permissions_of_events(tmp_path: Path, event: str) -> None:
    principal, narrowing, end = EVENTS[event]
    blocks = functions(tmp_path, f"Events: {{{event}}}")
    (permission,) = (block for block in blocks.values() if block.type == "AWS::Lambda::Permission")
    assert permission.generated
    assert permission.resource("function_name") == Known(blocks["F"].identity)
    assert permission.text("principal") == Known(principal)
    given = [name for name in ("SourceArn", "SourceAccount", "EventSourceToken") if permission.datum(name) is not None]
    assert (narrowing in given) if narrowing else not given
    if end is not None:
        datum = permission.datum(narrowing)
        assert (datum if isinstance(datum, str) else datum.literal_end()).endswith(end)
    if narrowing == "SourceArn":
        assert isinstance(permission.datum("source_arn"), (Text, Reference, Unknown))


def test_events_without_permission(tmp_path: Path) -> None:
    blocks = functions(
        tmp_path,
        "Events: {A: {Type: SQS, Properties: {Queue: q}}, "
        "B: {Type: SNS, Properties: {Topic: t, SqsSubscription: true}}, "
        "C: {Type: ScheduleV2, Properties: {ScheduleExpression: x}}}",
    )
    assert [block for block in blocks.values() if block.type == "AWS::Lambda::Permission"] == []
    assert "AWSLambdaSQSQueueExecutionRole" in str(blocks["FRole"].datum("managed_policy_arns"))


def test_events_that_make_what_runs_the_function(tmp_path: Path) -> None:
    blocks = functions(
        tmp_path,
        "Events: {A: {Type: Schedule, Properties: {Schedule: rate(1 day), Enabled: false}}, "
        "B: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(2 days), State: DISABLED}}, "
        "C: {Type: EventBridgeRule, Properties: {Pattern: {source: [aws.ec2]}}}, "
        "D: {Type: SQS, Properties: {Queue: q}}, "
        "E: {Type: Api, Properties: {Path: /, Method: get}}, "
        "G: {Type: HttpApi}}",
    )
    assert {name: block.type for name, block in blocks.items() if len(name) == 2} == {
        "FA": "AWS::Events::Rule",
        "FB": "AWS::Scheduler::Schedule",
        "FC": "AWS::Events::Rule",
        "FD": "AWS::Lambda::EventSourceMapping",
        "FE": "AWS::ApiGateway::Method",
        "FG": "AWS::ApiGatewayV2::Integration",
    }
    assert blocks["FA"].text("schedule_expression") == Known("rate(1 day)")
    assert blocks["FA"].text("state") == blocks["FB"].text("state") == Known("DISABLED")
    assert blocks["FC"].text("state") == Known(None)
    function = Known(blocks["F"].identity)
    assert blocks["FA"].nested("Targets").known()[0].resource("arn") == function
    assert blocks["FB"].nested("target").known()[0].resource("arn") == function
    assert blocks["FD"].resource("function_name") == function
    assert blocks["FE"].nested("Integration").known()[0].resource("uri") == function
    assert blocks["FG"].resource("integration_uri") == function


def test_function_url(tmp_path: Path) -> None:
    blocks = functions(tmp_path, "FunctionUrlConfig: {AuthType: NONE}")
    assert blocks["FUrl"].type == "AWS::Lambda::Url"
    assert blocks["FUrl"].text("auth_type") == Known("NONE")
    assert blocks["FUrl"].resource("target_function_arn") == Known(blocks["F"].identity)
    assert blocks["FUrlPublicPermissions"].text("principal") == Known("*")
    assert blocks["FUrlPublicPermissions"].text("function_url_auth_type") == Known("NONE")
    assert blocks["FURLInvokeAllowPublicAccess"].flag("invoked_via_function_url", False) == Known(True)
    assert set(functions(tmp_path, "FunctionUrlConfig: {AuthType: AWS_IAM}")) == {"F", "FRole", "FUrl"}
    blocks = functions(tmp_path, "FunctionUrlConfig: {AuthType: !Ref P}", "Parameters: {P: {Type: String}}")
    assert isinstance(blocks["FUrlPublicPermissions"].exists(), Unknown)


def test_generated_names(tmp_path: Path) -> None:
    rest = """
  O:
    Type: AWS::SNS::Topic
    Properties:
      V:
        - !Ref FAliaslive
        - !Ref F.Version
        - !GetAtt FRole.Arn
        - !Sub '${F.Alias}'
        - !Ref ServerlessRestApi
        - !GetAtt FUrl.FunctionUrl
"""
    text = (
        HEAD + "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      AutoPublishAlias: live\n"
    )
    text += "      FunctionUrlConfig: {AuthType: AWS_IAM}\n"
    text += "      Events: {A: {Type: Api, Properties: {Path: /, Method: get}}}"
    blocks = blocks_of(tmp_path, text + rest)
    listed = blocks["O"].datum("V")
    assert isinstance(listed, Listing)
    names = [element.identity.rpartition("#")[2] for element in listed.elements]
    assert names == ["F", "F", "FRole", "F", "ServerlessRestApi", "FUrl"]


def test_policies_of_events(tmp_path: Path) -> None:
    events = "Events: {Orders: {Type: MQ, Properties: {Broker: arn}}, Other: {Type: SelfManagedKafka}}"
    mq, kafka = functions(tmp_path, events)["FRole"].nested("policies").known()
    assert "mq:DescribeBroker" in mq.datum("policy_document")["Statement"].elements[0]["Action"].elements
    # What it allows depends on how the cluster authenticates.
    assert isinstance(kafka.datum("policy_document")["Statement"].elements[0]["Action"], Unknown)


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("AWSLambdaVPCAccessExecutionRole", NOT_APPLICABLE),
        ("AWSLambdaBasicExecutionRole", NOT_APPLICABLE),
        ("arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole", UNDECIDED),
        ("AmazonS3ReadOnlyAccess", UNDECIDED),
    ],
)
def test_policies_of_aws_by_their_names_alone(policy: str, verdict: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(
        f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1
      Policies: [{policy}]
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
""",
        encoding="utf-8",
    )
    found = scan(tmp_path, "cloudformation", rules="LAMBDANET_703")
    assert found.verdict("LAMBDANET_703", "AWS::Serverless::Function.Orders") == verdict
