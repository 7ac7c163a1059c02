"""The role that SAM makes for a function without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lambdanet.aws.managed_policies import PATHS
from lambdanet.readers.cloudformation.declarations.restoration import without_markers
from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template
from lambdanet.readers.cloudformation.expressions.intrinsics import condition_holds
from lambdanet.readers.cloudformation.sam.sam_globals import function_of
from lambdanet.readers.cloudformation.sam.sam_names import events_of, is_no_value, role_is_generated
from lambdanet.readers.cloudformation.sam.sam_policies import actions_of_events, actions_of_template
from lambdanet.values import Cause, Known, Unknown, Value, any_of, negation

_MANAGED = "arn:aws:iam::aws:policy/"
_POLICIES_OF_EVENTS = {
    "DynamoDB": "service-role/AWSLambdaDynamoDBExecutionRole",
    "Kinesis": "service-role/AWSLambdaKinesisExecutionRole",
    "MSK": "service-role/AWSLambdaMSKExecutionRole",
    "SQS": "service-role/AWSLambdaSQSQueueExecutionRole",
}
_NO_VALUE = {"Ref": "AWS::NoValue"}


def generated_role(function: DeclaredResource) -> dict[str, Any] | None:
    """The properties of the role that SAM makes for the function, or None when it makes none."""
    properties = function.properties
    if not role_is_generated(properties):
        return None
    basic = (
        "AWSLambdaBasicDurableExecutionRolePolicy" if properties.get("DurableConfig") else "AWSLambdaBasicExecutionRole"
    )
    managed: list[Any] = [f"{_MANAGED}service-role/{basic}"]
    inline: list[Any] = []
    if properties.get("Tracing") not in (None, "Disabled"):
        managed.append(f"{_MANAGED}AWSXrayWriteOnlyAccess")
    # Any configuration counts, also one that a condition may take away: SAM does not look into it.
    if without_markers(properties.get("VpcConfig")):
        managed.append(f"{_MANAGED}service-role/AWSLambdaVPCAccessExecutionRole")
    for _, kind, _ in events_of(properties):
        if kind in _POLICIES_OF_EVENTS:
            managed.append(_MANAGED + _POLICIES_OF_EVENTS[kind])
        elif (actions := actions_of_events(kind)) is not None:
            inline.append(_policy(f"{function.logical_id}{kind}", actions))
        elif kind == "SelfManagedKafka":
            inline.append(_undisclosed(f"{function.logical_id}{kind}", f"the policy that SAM writes for {kind} events"))
    for number, (guards, entry) in enumerate(_entries(properties.get("Policies"), function.template, 0)):
        if function_of(entry) is None and isinstance(entry, dict):
            policy = _inline(f"{function.logical_id}RolePolicy{number}", entry)
            inline.append(_guarded(policy, guards))
        else:
            # SAM takes the names of AWS's managed policies too, and knows the paths in their ARNs.
            named = isinstance(entry, str) and ":" not in entry
            managed.append(_guarded(f"{_MANAGED}{PATHS.get(entry, '')}{entry}" if named else entry, guards))
    role: dict[str, Any] = {"ManagedPolicyArns": managed, "Policies": inline}
    for name, source in (
        ("AssumeRolePolicyDocument", "AssumeRolePolicyDocument"),
        ("Path", "RolePath"),
        ("PermissionsBoundary", "PermissionsBoundary"),
    ):
        if properties.get(source) is not None:
            role[name] = properties[source]
    return role


def role_expression(function: DeclaredResource) -> Any:
    """What the function's ``Role`` is once SAM has put the generated role where there was none."""
    generated = {"Fn::GetAtt": [f"{function.logical_id}Role", "Arn"]}
    role = function.properties.get("Role")
    if role is None or is_no_value(role):
        return generated
    return {"Fn::If": [generated if is_no_value(branch) else branch for branch in role["Fn::If"]]}


def role_is_needed(function: DeclaredResource) -> Value[bool]:
    """Whether the generated role is made: a conditional role leaves it to the condition."""
    role = function.properties.get("Role")
    branches = role.get("Fn::If") if isinstance(role, dict) else None
    if not isinstance(branches, list) or len(branches) != 3:
        return Known(True)
    condition = condition_holds(branches[0], function.template)
    made_when = [value for branch, value in zip(branches[1:], (condition, negation(condition))) if is_no_value(branch)]
    return Known(True) if len(made_when) == 2 else any_of(made_when)


def _entries(value: Any, template: Template, depth: int) -> Iterator[tuple[list[tuple[Any, bool]], Any]]:
    """Each entry of ``Policies`` with the conditions under which it counts."""
    if value is None or is_no_value(value) or depth > 20:
        return
    if isinstance(value, list):
        for element in value:
            yield from _entries(element, template, depth + 1)
        return
    branches = value.get("Fn::If") if isinstance(value, dict) else None
    if not isinstance(branches, list) or len(branches) != 3:
        yield [], value
        return
    holds = condition_holds(branches[0], template)
    for branch, wanted in ((branches[1], True), (branches[2], False)):
        if isinstance(holds, Known):
            if holds.value is wanted:
                yield from _entries(branch, template, depth + 1)
        else:
            for guards, entry in _entries(branch, template, depth + 1):
                yield [(branches[0], wanted), *guards], entry


def _guarded(entry: Any, guards: list[tuple[Any, bool]]) -> Any:
    for condition, wanted in reversed(guards):
        entry = {"Fn::If": [condition, entry, _NO_VALUE] if wanted else [condition, _NO_VALUE, entry]}
    return entry


def _inline(name: str, entry: Mapping[Any, Any]) -> dict[str, Any]:
    if "Statement" in entry:
        return {"PolicyName": name, "PolicyDocument": entry}
    template = next((str(key) for key in without_markers(dict(entry))), "")
    actions = actions_of_template(template)
    return _undisclosed(name, f"the policy template {template}") if actions is None else _policy(name, actions)


def _policy(name: str, actions: tuple[str, ...]) -> dict[str, Any]:
    """A policy that SAM writes. Only VPCAccessPolicy is about interfaces, and it is for all resources."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"PolicyName": name, "PolicyDocument": {"Statement": [statement]}}


def _undisclosed(name: str, what: str) -> dict[str, Any]:
    unknown = Unknown(f"{what}: its actions are not in the code", cause=Cause.NOT_DECLARED)
    return {
        "PolicyName": name,
        "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": unknown, "Resource": unknown}]},
    }
