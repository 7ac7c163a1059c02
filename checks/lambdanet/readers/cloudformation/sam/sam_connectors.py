"""What SAM makes of connectors: policies on the roles of functions, and permissions to invoke functions.

The actions, and who may invoke whom, are on
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lambdanet.readers.cloudformation.declarations.as_written import template_as_written
from lambdanet.readers.cloudformation.declarations.restoration import without_markers
from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template
from lambdanet.readers.cloudformation.sam.sam_names import FUNCTION, role_is_generated
from lambdanet.records import dataclass
from lambdanet.values import Cause, Unknown

CONNECTOR = "AWS::Serverless::Connector"
_LAMBDA = "AWS::Lambda::Function"
_MADE_AS = {
    FUNCTION: _LAMBDA,
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
}
_READ_S3 = (
    *("GetObject", "GetObjectAcl", "GetObjectLegalHold", "GetObjectRetention", "GetObjectTorrent", "GetObjectVersion"),
    *("GetObjectVersionAcl", "GetObjectVersionForReplication", "GetObjectVersionTorrent", "ListBucket"),
    *("ListBucketMultipartUploads", "ListBucketVersions", "ListMultipartUploadParts"),
)
_WRITE_S3 = (
    *("AbortMultipartUpload", "DeleteObject", "DeleteObjectVersion", "PutObject", "PutObjectLegalHold"),
    *("PutObjectRetention", "RestoreObject"),
)
_READ_TABLES = ("GetItem", "Query", "Scan", "BatchGetItem", "ConditionCheckItem", "PartiQLSelect")
_WRITE_TABLES = (
    *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLDelete", "PartiQLInsert", "PartiQLUpdate"),
)
_READ_MACHINES = (
    *("DescribeStateMachine", "ListExecutions", "DescribeExecution", "DescribeStateMachineForExecution"),
    "GetExecutionHistory",
)
_READ_PLACES = (
    *("DescribePlaceIndex", "GetPlace", "SearchPlaceIndexForPosition", "SearchPlaceIndexForSuggestions"),
    "SearchPlaceIndexForText",
)

# By type of the destination, what a function may do: the service, and the actions of each kind of permission.
_BY_FUNCTIONS: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    _LAMBDA: ("lambda", {"Write": ("InvokeAsync", "InvokeFunction")}),
    "AWS::S3::Bucket": ("s3", {"Read": _READ_S3, "Write": _WRITE_S3}),
    "AWS::DynamoDB::Table": ("dynamodb", {"Read": _READ_TABLES, "Write": _WRITE_TABLES}),
    "AWS::SQS::Queue": (
        "sqs",
        {
            "Read": ("ReceiveMessage", "GetQueueAttributes"),
            "Write": ("DeleteMessage", "SendMessage", "ChangeMessageVisibility", "PurgeQueue"),
        },
    ),
    "AWS::SNS::Topic": ("sns", {"Write": ("Publish",)}),
    "AWS::StepFunctions::StateMachine": (
        "states",
        {"Write": ("StartExecution", "StartSyncExecution", "StopExecution"), "Read": _READ_MACHINES},
    ),
    "AWS::Events::EventBus": ("events", {"Write": ("PutEvents",)}),
    "AWS::Location::PlaceIndex": ("geo", {"Read": _READ_PLACES}),
}
# By type of the source, what Lambda may do with the function's role when it polls the source for it.
_OF_POLLERS: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "AWS::DynamoDB::Table": (
        "dynamodb",
        {"Read": ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")},
    ),
    "AWS::SQS::Queue": ("sqs", {"Write": ("DeleteMessage",), "Read": ("ReceiveMessage", "GetQueueAttributes")}),
}
# By type of the source, the service that may invoke the function. All of them name the source's ARN.
_INVOKERS = {
    "AWS::Events::Rule": "events.amazonaws.com",
    "AWS::SNS::Topic": "sns.amazonaws.com",
    "AWS::S3::Bucket": "s3.amazonaws.com",
    "AWS::ApiGateway::RestApi": "apigateway.amazonaws.com",
    "AWS::ApiGatewayV2::Api": "apigateway.amazonaws.com",
    "AWS::AppSync::GraphQLApi": "appsync.amazonaws.com",
}
_ARNS_OF_APIS = {
    "AWS::ApiGateway::RestApi": "execute-api:${AWS::Region}:${AWS::AccountId}:${__Id__}/*",
    "AWS::ApiGatewayV2::Api": "execute-api:${AWS::Region}:${AWS::AccountId}:${__Id__}/*",
    "AWS::AppSync::GraphQLApi": "appsync:${AWS::Region}:${AWS::AccountId}:apis/${__Id__}",
}
_BY_REF = ("AWS::SNS::Topic", "AWS::StepFunctions::StateMachine")


@dataclass(frozen=True)
class _End:
    """A source or a destination. type: as CloudFormation sees it, None where that is not known."""

    type: str | None
    arn: Any
    id: Any
    role: Any


def made_by_connectors(
    connector_id: str, properties: Mapping[Any, Any], template: Template
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Logical id, type and properties of what SAM makes of a connector, as far as it is about functions."""
    source_reference = properties.get("Source")
    destinations = properties.get("Destination")
    several = isinstance(destinations, list)
    listed = properties.get("Permissions")
    kinds = [kind for kind in listed if isinstance(kind, str)] if isinstance(listed, list) else []
    for number, reference in enumerate(destinations if isinstance(destinations, list) else [destinations]):
        source, destination = _end(source_reference, template), _end(reference, template)
        suffix = f"Destination{number}" if several else ""
        policy = _policy(source, destination, kinds)
        if policy is not None:
            role, statement = policy
            document = {"Version": "2012-10-17", "Statement": [statement]}
            yield (
                f"{connector_id}Policy{suffix}",
                "AWS::IAM::ManagedPolicy",
                {"PolicyDocument": document, "Roles": [role]},
            )
        permission = _permission(source, destination)
        if permission is not None and "Write" in kinds:
            yield f"{connector_id}WriteLambdaPermission{suffix}", "AWS::Lambda::Permission", permission


def embedded_connectors(template: Template) -> Iterator[tuple[DeclaredResource, str, Mapping[Any, Any]]]:
    """The connectors that resources hold: the resource, the logical id that SAM makes of it, and the properties.

    Checkov keeps of a resource its properties only, so the file is read again where it has connectors.
    """
    for resource, connectors in _connectors_of_resources(template):
        for name, connector in connectors.items():
            given = connector.get("Properties") if isinstance(connector, dict) else None
            if not isinstance(given, dict):
                continue
            reference = given.get("SourceReference")
            source = {**reference} if isinstance(reference, dict) else {}
            source.setdefault("Id", resource.logical_id)
            yield resource, f"{resource.logical_id}{name}", {**without_markers(given), "Source": source}


def _connectors_of_resources(template: Template) -> Iterator[tuple[DeclaredResource, Mapping[Any, Any]]]:
    parsed = template_as_written(template.file, "Connectors")
    resources = parsed.get("Resources") if parsed is not None else None
    for logical_id, resource in (resources or {}).items() if isinstance(resources, dict) else ():
        connectors = resource.get("Connectors") if isinstance(resource, dict) else None
        if isinstance(connectors, dict) and logical_id in template.resources:
            yield template.resources[logical_id], without_markers(dict(connectors))


def _end(reference: Any, template: Template) -> _End:
    keys: Mapping[Any, Any] = without_markers(dict(reference)) if isinstance(reference, dict) else {}
    logical_id = keys.get("Id")
    if logical_id is None:
        kind = keys.get("Type")
        made_as = _MADE_AS.get(kind, kind) if isinstance(kind, str) else None
        return _End(made_as, keys.get("Arn"), keys.get("ResourceId"), keys.get("RoleName"))
    resource = template.resources.get(logical_id) if isinstance(logical_id, str) else None
    if resource is None:
        return _End(None, None, None, None)
    made_as = _MADE_AS.get(resource.type, resource.type)
    named = {"Ref": logical_id}
    arn: Any = named if made_as in _BY_REF else {"Fn::GetAtt": [logical_id, "Arn"]}
    if made_as in _ARNS_OF_APIS:
        arn = None
    return _End(made_as, arn, named, _role(resource))


def _role(resource: DeclaredResource) -> Any:
    """How expressions name the role of a function."""
    if _MADE_AS.get(resource.type, resource.type) != _LAMBDA:
        return None
    if resource.type == FUNCTION and role_is_generated(resource.properties):
        return {"Ref": f"{resource.logical_id}Role"}
    return resource.properties.get("Role")


def _policy(source: _End, destination: _End, kinds: list[str]) -> tuple[Any, dict[str, Any]] | None:
    """The role that gets a policy, and what that allows; None where no function's role gets one."""
    if source.type == _LAMBDA and source.role is not None:
        allowed, role, about = _BY_FUNCTIONS.get(destination.type or ""), source.role, destination.arn
    elif destination.type == _LAMBDA and destination.role is not None and source.type in _OF_POLLERS:
        allowed, role, about = _OF_POLLERS.get(source.type or ""), destination.role, source.arn
    else:
        return None
    if allowed is None:
        unknown = Unknown(
            "what a connector to a resource of this type allows is not in the code", cause=Cause.NOT_DECLARED
        )
        return role, {"Effect": "Allow", "Action": unknown, "Resource": unknown}
    service, by_kind = allowed
    actions = [f"{service}:{action}" for kind in by_kind if kind in kinds for action in by_kind[kind]]
    return role, {"Effect": "Allow", "Action": actions, "Resource": about if about is not None else "*"}


def _permission(source: _End, destination: _End) -> dict[str, Any] | None:
    """The permission by which the source may invoke the function, None where the destination is none."""
    if destination.type != _LAMBDA or source.type not in _INVOKERS:
        return None
    function = destination.arn if destination.arn is not None else Unknown("which function a connector is for")
    permission = {"Action": "lambda:InvokeFunction", "FunctionName": function, "Principal": _INVOKERS[source.type]}
    arn = source.arn
    if arn is None and source.type in _ARNS_OF_APIS:
        arn = {"Fn::Sub": ["arn:${AWS::Partition}:" + _ARNS_OF_APIS[source.type], {"__Id__": source.id}]}
    permission["SourceArn"] = arn
    if source.type == "AWS::S3::Bucket":
        permission["SourceAccount"] = {"Ref": "AWS::AccountId"}
    return permission
