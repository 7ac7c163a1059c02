"""What the names of resources and their attributes stand for."""

from __future__ import annotations

from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template
from lambdanet.readers.cloudformation.expressions.nested_stacks import is_nested_stack, output_of
from lambdanet.readers.datum import Datum, Reference
from lambdanet.values import Cause, Unknown

_PROPERTIES_THAT_ARE_ATTRIBUTES = frozenset(
    {"AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "SubnetId", "VpcId"}
)
"""Attributes whose value is simply the property of the same name. Without the property AWS decides."""

_CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Macro")


def reference_datum(name: str, template: Template) -> Datum:
    """What ``Ref`` of a resource is."""
    resource = template.resources.get(name)
    if resource is not None:
        return Reference(resource.identity, "", str(name))
    if name in template.generated:
        return Reference(template.generated[name], "", str(name))
    identity = _generated_identity(name, template)
    if identity is not None:
        return Reference(identity, "", str(name))
    return Unknown(
        f"{name} is not declared in the template", symbol=f"{template.file}#{name}", cause=Cause.NOT_DECLARED
    )


def attribute_datum(name: str, attribute: str, template: Template, depth: int) -> Datum:
    """What ``Fn::GetAtt`` of a resource is."""
    resource = template.resources.get(name)
    symbol = f"{name}.{attribute}"
    if resource is None:
        whole = template.generated.get(symbol)
        if whole is not None:
            return Reference(whole, "", symbol)
        owner = reference_datum(name, template)
        return Reference(owner.identity, attribute, symbol) if isinstance(owner, Reference) else owner
    if is_nested_stack(resource) and attribute.startswith("Outputs."):
        return output_of(resource, attribute.partition(".")[2], depth)
    if resource.type.startswith(_CUSTOM):
        reason = f"custom resource {name} computes {attribute} when the stack is deployed"
        return Unknown(reason, symbol=f"{resource.identity}.{attribute}")
    if attribute in _PROPERTIES_THAT_ARE_ATTRIBUTES and not _is_own_id(resource, attribute):
        return _property(resource, attribute, depth)
    if attribute == "RouteTableId" and not _is_own_id(resource, attribute):
        # A regional NAT gateway has a route table of its own, which no template declares.
        return Reference(f"{resource.identity}/{attribute}", "", symbol)
    return Reference(resource.identity, attribute, symbol)


def _property(resource: DeclaredResource, name: str, depth: int) -> Datum:
    value = resource.template.evaluate(resource.properties.get(name), depth)
    if value is None:
        reason = f"{resource.logical_id} leaves its {name} to AWS"
        return Unknown(reason, frozenset({resource.identity}), f"{resource.identity}.{name}")
    return value


def _is_own_id(resource: DeclaredResource, attribute: str) -> bool:
    """Whether the attribute is the resource itself, as ``VpcId`` is of a VPC."""
    return attribute.lower() == resource.type.rpartition("::")[2].lower() + "id"


def _generated_identity(name: str, template: Template) -> str | None:
    """The function behind a name that SAM makes from the function's and a part that the code does not say.

    Its versions end in a hash and its alias may be a parameter, so their names cannot be listed.
    """
    for generated, identity in template.generated.items():
        function, _, kind = generated.partition(".")
        if kind and name.startswith(function + kind):
            return identity
    return None
