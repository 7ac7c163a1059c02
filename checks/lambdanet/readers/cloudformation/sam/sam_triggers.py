"""The rules, schedules, event sources and integrations that SAM makes for a function's events.

Of the other kinds of events the permissions say enough (``sam_events``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template
from lambdanet.readers.cloudformation.expressions.intrinsics import evaluate
from lambdanet.readers.cloudformation.sam.sam_names import events_of

_Details = Mapping[Any, Any]
_SCHEDULE_PROPERTIES = (
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "FlexibleTimeWindow",
    "StartDate",
    "EndDate",
    "State",
)


def triggers_of_events(function: DeclaredResource) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Logical id, type and properties of what runs the function for each event that has such a resource."""
    target = {"Fn::GetAtt": [function.logical_id, "Arn"]}
    for name, kind, details in events_of(function.properties):
        made = _MADE.get(kind)
        if made is not None:
            block_type, properties = made(details, target, function.template)
            yield f"{function.logical_id}{name}", block_type, properties


def _scheduled_rule(details: _Details, target: Any, template: Template) -> tuple[str, dict[str, Any]]:
    rule = {"ScheduleExpression": details.get("Schedule"), "State": _state(details, template)}
    return "AWS::Events::Rule", {**rule, "Targets": [{"Arn": target}]}


def _event_rule(details: _Details, target: Any, template: Template) -> tuple[str, dict[str, Any]]:
    rule = {"EventPattern": details.get("Pattern", "any"), "State": _state(details, template)}
    return "AWS::Events::Rule", {**rule, "Targets": [{"Arn": target}]}


def _schedule(details: _Details, target: Any, template: Template) -> tuple[str, dict[str, Any]]:
    own = {name: details[name] for name in _SCHEDULE_PROPERTIES if name in details}
    role = {"RoleArn": details["RoleArn"]} if "RoleArn" in details else {}
    return "AWS::Scheduler::Schedule", {**own, "Target": {"Arn": target, **role}}


def _event_source(details: _Details, target: Any, template: Template) -> tuple[str, dict[str, Any]]:
    return "AWS::Lambda::EventSourceMapping", {"FunctionName": target}


def _method(details: _Details, target: Any, template: Template) -> tuple[str, dict[str, Any]]:
    return "AWS::ApiGateway::Method", {"Integration": {"Uri": target}}


def _integration(details: _Details, target: Any, template: Template) -> tuple[str, dict[str, Any]]:
    return "AWS::ApiGatewayV2::Integration", {"IntegrationUri": target}


def _state(details: _Details, template: Template) -> Any:
    """``State``, or what SAM makes of ``Enabled``."""
    if "State" in details or "Enabled" not in details:
        return details.get("State")
    enabled = evaluate(details["Enabled"], template)
    if isinstance(enabled, (bool, str)):
        return "DISABLED" if str(enabled).lower() == "false" else "ENABLED"
    return enabled


_MADE: dict[str, Callable[[_Details, Any, Template], tuple[str, dict[str, Any]]]] = {
    "Api": _method,
    "CloudWatchEvent": _event_rule,
    "DocumentDB": _event_source,
    "DynamoDB": _event_source,
    "EventBridgeRule": _event_rule,
    "HttpApi": _integration,
    "Kinesis": _event_source,
    "MQ": _event_source,
    "MSK": _event_source,
    "SQS": _event_source,
    "Schedule": _scheduled_rule,
    "ScheduleV2": _schedule,
    "SelfManagedKafka": _event_source,
}
