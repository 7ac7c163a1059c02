"""The resources that SAM makes for a function, as blocks of the types that CloudFormation sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.model import Place
from lambdanet.readers.cloudformation.cloudformation_block import CloudFormationBlock
from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template
from lambdanet.readers.cloudformation.expressions.intrinsics import evaluate
from lambdanet.readers.cloudformation.sam.sam_connectors import CONNECTOR, embedded_connectors, made_by_connectors
from lambdanet.readers.cloudformation.sam.sam_events import permissions_of_events
from lambdanet.readers.cloudformation.sam.sam_names import FUNCTION, role_is_generated
from lambdanet.readers.cloudformation.sam.sam_roles import generated_role, role_expression, role_is_needed
from lambdanet.readers.cloudformation.sam.sam_triggers import triggers_of_events
from lambdanet.values import Known, Unknown, Value, all_of


def blocks_of_resource(resource: DeclaredResource) -> Iterator[CloudFormationBlock]:
    """The resource's own block and, for a SAM function, those of what SAM makes with it."""
    if resource.type != FUNCTION:
        yield CloudFormationBlock.of(resource)
        return
    properties = resource.properties
    if role_is_generated(properties):
        properties = {**properties, "Role": role_expression(resource)}
    function = CloudFormationBlock.of(resource, properties)
    yield function
    role = generated_role(resource)
    if role is not None:
        yield _generated(function, resource, "AWS::IAM::Role", "Role", role, role_is_needed(resource))
    for logical_id, permission in permissions_of_events(resource):
        suffix = logical_id[len(resource.logical_id) :]
        yield _generated(function, resource, "AWS::Lambda::Permission", suffix, permission)
    for logical_id, block_type, trigger in triggers_of_events(resource):
        suffix = logical_id[len(resource.logical_id) :]
        yield _generated(function, resource, block_type, suffix, trigger)
    yield from _function_url(function, resource)


def blocks_of_connectors(template: Template) -> Iterator[CloudFormationBlock]:
    """The blocks of what SAM makes of the connectors of a template, both of their own and in other resources."""
    connectors = [
        (resource, resource.logical_id, resource.properties)
        for resource in template.resources.values()
        if resource.type == CONNECTOR
    ]
    for resource, connector_id, properties in (*connectors, *embedded_connectors(template)):
        owner = CloudFormationBlock.of(resource)
        for logical_id, block_type, made in made_by_connectors(connector_id, properties, template):
            yield _generated(owner, resource, block_type, logical_id[len(resource.logical_id) :], made)


def _function_url(function: CloudFormationBlock, resource: DeclaredResource) -> Iterator[CloudFormationBlock]:
    expression = resource.properties.get("FunctionUrlConfig")
    configuration = evaluate(expression, resource.template)
    if configuration is None:
        return
    exists: Value[bool] = configuration if isinstance(configuration, Unknown) else Known(True)
    data: dict[str, Any] = configuration if isinstance(configuration, dict) else {}
    target = {"Ref": resource.logical_id}
    unseen = Unknown("the configuration of the function URL is not known")
    auth_type = data.get("AuthType", unseen if isinstance(configuration, Unknown) else None)
    url = {**data, "TargetFunctionArn": target, "AuthType": auth_type}
    yield _generated(function, resource, "AWS::Lambda::Url", "Url", url, exists)
    public = _is_public(expression, auth_type)
    if isinstance(public, Known) and not public.value:
        return
    for suffix, action, narrowing in (
        ("UrlPublicPermissions", "lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}),
        ("URLInvokeAllowPublicAccess", "lambda:InvokeFunction", {"InvokedViaFunctionUrl": True}),
    ):
        permission = {"Action": action, "FunctionName": target, "Principal": "*", **narrowing}
        yield _generated(function, resource, "AWS::Lambda::Permission", suffix, permission, all_of([exists, public]))


def _is_public(expression: Any, auth_type: Any) -> Value[bool]:
    """Whether SAM opens the URL to everyone: it does for NONE, written out or as a parameter, but not under Fn::If."""
    written = expression.get("AuthType") if isinstance(expression, dict) else None
    if isinstance(written, dict) and "Ref" not in written:
        return Known(False)
    return auth_type if isinstance(auth_type, Unknown) else Known(auth_type == "NONE")


def _generated(
    function: CloudFormationBlock,
    resource: DeclaredResource,
    block_type: str,
    suffix: str,
    properties: dict[str, Any],
    exists: Value[bool] = Known(True),
) -> CloudFormationBlock:
    logical_id = resource.logical_id + suffix
    return CloudFormationBlock(
        block_type,
        f"{resource.template.file}#{logical_id}",
        Place(f"{block_type}.{logical_id}", resource.place.file, resource.place.line),
        function.vertex,
        properties,
        resource.template,
        exists=all_of([function.exists(), exists]),
        generated=True,
        several=function.several,
    )
