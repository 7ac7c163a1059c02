"""The permissions that SAM makes so that a function's events may invoke it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lambdanet.readers.cloudformation.declarations.template import DeclaredResource
from lambdanet.readers.cloudformation.sam.sam_names import events_of

_Details = Mapping[Any, Any]
_PATH_PARAMETER = re.compile(r"\{[a-zA-Z0-9._+-]+\}")
_ACCOUNT = {"Ref": "AWS::AccountId"}


def permissions_of_events(function: DeclaredResource) -> Iterator[tuple[str, dict[str, Any]]]:
    """Logical id and properties of the permission for each event that pushes to the function."""
    for name, kind, details in events_of(function.properties):
        narrowing = _NARROWING.get(kind)
        if narrowing is None or (kind == "SNS" and details.get("SqsSubscription")):
            continue
        own = function.logical_id
        properties = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Ref": own},
            "Principal": _PRINCIPALS[kind],
            **narrowing(f"{own}{name}", details),
        }
        logical_id = f"{own}Cognito" if kind == "Cognito" else f"{own}{name}"
        suffix = "PermissionProd" if kind == "Api" else "Permission"
        yield logical_id + suffix, {key: value for key, value in properties.items() if value is not None}


def _rule(logical_id: str, details: _Details) -> dict[str, Any]:
    return {"SourceArn": {"Fn::GetAtt": [logical_id, "Arn"]}}


def _bucket(logical_id: str, details: _Details) -> dict[str, Any]:
    # SAM cannot name the bucket without a circle between bucket and permission, so it names the account.
    return {"SourceAccount": _ACCOUNT}


def _topic(logical_id: str, details: _Details) -> dict[str, Any]:
    return {"SourceArn": details.get("Topic")}


def _log_group(logical_id: str, details: _Details) -> dict[str, Any]:
    return {
        "SourceArn": _arn("logs", "log-group:${__LogGroupName__}:*", {"__LogGroupName__": details.get("LogGroupName")})
    }


def _iot_rule(logical_id: str, details: _Details) -> dict[str, Any]:
    arn = _arn("iot", "rule/${RuleName}", {"RuleName": {"Ref": logical_id}})
    return {"SourceArn": arn, "SourceAccount": _ACCOUNT}


def _user_pool(logical_id: str, details: _Details) -> dict[str, Any]:
    pool = details.get("UserPool")
    name = pool.get("Ref") if isinstance(pool, dict) else None
    return {"SourceArn": {"Fn::GetAtt": [name, "Arn"]} if isinstance(name, str) else pool}


def _skill(logical_id: str, details: _Details) -> dict[str, Any]:
    return {"EventSourceToken": details.get("SkillId")}


def _rest_api(logical_id: str, details: _Details) -> dict[str, Any]:
    return _gateway(details, details.get("RestApiId"), "ServerlessRestApi")


def _http_api(logical_id: str, details: _Details) -> dict[str, Any]:
    return _gateway(details, details.get("ApiId"), "ServerlessHttpApi")


def _gateway(details: _Details, api: Any, implicit: str) -> dict[str, Any]:
    path, method = details.get("Path"), details.get("Method")
    variables: dict[Any, Any] = {"__ApiId__": {"Ref": implicit} if api is None else api}
    if isinstance(method, str):
        method = "*" if method.lower() in ("any", "x-amazon-apigateway-any-method") else method.upper()
    if path is None or path == "$default":
        path = ""
    elif isinstance(path, str) and len(path) > 1:
        path = path.removesuffix("/")
    # Literal text goes through the variables too: a path parameter's braces are no variable of Fn::Sub.
    variables["__Path__"] = _PATH_PARAMETER.sub("*", path) if isinstance(path, str) else path
    variables["__Method__"] = "*" if method is None else method
    return {"SourceArn": _arn("execute-api", "${__ApiId__}/*/${__Method__}${__Path__}", variables)}


def _arn(service: str, resource: str, variables: dict[Any, Any]) -> dict[str, Any]:
    prefix = "arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:"
    return {"Fn::Sub": [prefix + resource, variables]}


_PRINCIPALS = {
    "AlexaSkill": "alexa-appkit.amazon.com",
    "Api": "apigateway.amazonaws.com",
    "CloudWatchEvent": "events.amazonaws.com",
    "CloudWatchLogs": "logs.amazonaws.com",
    "Cognito": "cognito-idp.amazonaws.com",
    "EventBridgeRule": "events.amazonaws.com",
    "HttpApi": "apigateway.amazonaws.com",
    "IoTRule": "iot.amazonaws.com",
    "S3": "s3.amazonaws.com",
    "SNS": "sns.amazonaws.com",
    "Schedule": "events.amazonaws.com",
}
_NARROWING: dict[str, Callable[[str, _Details], dict[str, Any]]] = {
    "AlexaSkill": _skill,
    "Api": _rest_api,
    "CloudWatchEvent": _rule,
    "CloudWatchLogs": _log_group,
    "Cognito": _user_pool,
    "EventBridgeRule": _rule,
    "HttpApi": _http_api,
    "IoTRule": _iot_rule,
    "S3": _bucket,
    "SNS": _topic,
    "Schedule": _rule,
}
