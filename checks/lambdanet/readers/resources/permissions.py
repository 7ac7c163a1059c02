"""Who may invoke a function: permissions and whole resource policies."""

from __future__ import annotations

from dataclasses import replace

from lambdanet.model import Condition, FunctionUrl, InvokePermission
from lambdanet.readers import conversions
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Reference, Text
from lambdanet.readers.resources.collection import Collection, reads, reported
from lambdanet.readers.resources.policy_documents import (
    conditions_of,
    document_at,
    entries_of,
    lower,
    principals_of,
)
from lambdanet.values import Items, Known, Unknown, Value

_CONDITIONS = {
    "source_arn": ("ArnLike", "aws:sourcearn"),
    "source_account": ("StringEquals", "aws:sourceaccount"),
    "principal_org_id": ("StringEquals", "aws:principalorgid"),
    "function_url_auth_type": ("StringEquals", "lambda:functionurlauthtype"),
    "invoked_via_function_url": ("Bool", "lambda:invokedviafunctionurl"),
    "event_source_token": ("StringEquals", "lambda:eventsourcetoken"),
}


@reads("aws_lambda_permission", "AWS::Lambda::Permission")
def permission(block: Block, collection: Collection) -> None:
    """One statement of a function's resource policy."""
    conditions: list[Value[Condition]] = []
    for name, (operator, key) in _CONDITIONS.items():
        datum = block.datum(name)
        if datum is None or datum == "":
            continue
        value = _naming(f"{block.place.address}: {name}", datum)
        conditions.append(Known(Condition(operator, key, Items((value,)))))
    identity, place = reported(block)
    collection.invoke_permissions.append(
        InvokePermission(
            identity,
            place,
            effect=_effect(block),
            function=block.resource("function_name"),
            qualifier=_qualifier(block, "function_name"),
            actions=lower(f"{block.place.address}: action", block.datum("action")),
            principals=_principals(block),
            conditions=Items(tuple(conditions)),
            source=block.resource("source_arn"),
        )
    )


@reads("aws_lambda_function_url", "AWS::Lambda::Url")
def function_url(block: Block, collection: Collection) -> None:
    """A function URL; SAM's come as such blocks."""
    terraform = block.language == "terraform"
    named_by = "function_name" if terraform else "TargetFunctionArn"
    url = FunctionUrl(
        block.identity,
        block.place,
        function=block.resource(named_by),
        qualifier=_qualifier(block, named_by),
        auth_type=block.text("authorization_type" if terraform else "AuthType"),
        permits_itself=None if terraform else bool(getattr(block, "generated", False)),
    )
    collection.function_urls.append(url)
    if terraform and (isinstance(url.auth_type, Unknown) or url.auth_type.value == "NONE"):
        collection.invoke_permissions.append(_permission_of_provider(url))


def _permission_of_provider(url: FunctionUrl) -> InvokePermission:
    """What Terraform's provider adds by itself for the type NONE, as SAM does and CloudFormation does not.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function_url
    """
    everyone = Condition("StringEquals", "lambda:functionurlauthtype", Items.of(["NONE"]))
    return InvokePermission(
        url.identity,
        url.place,
        function=url.function,
        qualifier=url.qualifier,
        effect=url.auth_type if isinstance(url.auth_type, Unknown) else Known("Allow"),
        actions=Items.of(["lambda:invokefunctionurl"]),
        principals=Items.of(["*"]),
        conditions=Items.of([everyone]),
    )


@reads("aws_lambda_resource_policy", "AWS::Lambda::ResourcePolicy")
def resource_policy(block: Block, collection: Collection) -> None:
    """A whole resource policy, statement by statement."""
    name = "policy" if block.language == "terraform" else "PolicyDocument"
    where = f"{block.place.address}: {name}"
    of_function = InvokePermission(
        block.identity,
        block.place,
        function=block.resource("resource_arn"),
        qualifier=_qualifier(block, "resource_arn"),
    )
    document = block.document(name)
    if isinstance(document, Reference) and document.identity in collection.documents:
        document = document_at(collection.documents, document.identity)
    if not isinstance(document, dict):
        hidden = document if isinstance(document, Unknown) else Unknown(f"{where} cannot be seen")
        collection.invoke_permissions.append(replace(of_function, principals=Items(more=hidden)))
        return
    entries = entries_of(where, document)
    for entry in entries.elements:
        if isinstance(entry, Unknown):
            statement = replace(of_function, principals=Items(more=entry))
        else:
            statement = _statement(block, of_function, where, entry.value)
        collection.invoke_permissions.append(statement)
    if entries.more is not None:
        collection.invoke_permissions.append(replace(of_function, principals=Items(more=entries.more)))


def _qualifier(block: Block, named_by: str) -> Value[str | None]:
    """The alias or version that a block names beside its function, by its name or its identity.

    One named in the function's place, and names of identities, are found when all blocks have been read.
    """
    function = block.datum(named_by)
    if isinstance(function, Reference) and function.attribute == "qualified_arn":
        return Unknown(f"{block.place.address}: {named_by} is a version", symbol=conversions.canonical(function))
    # SAM's URLs are those of the alias that it publishes by itself, and so are the permissions beside them.
    generated = getattr(block, "generated", False)
    return Known(None) if generated else block.resource("qualifier" if block.language == "terraform" else "Qualifier")


def _principals(block: Block) -> Items[str]:
    """The principal of a permission: one, named even where a part of it is not known."""
    datum = block.datum("principal")
    if datum is None:
        return Items()
    return Items((_naming(f"{block.place.address}: principal", datum),))


def _naming(where: str, datum: Datum) -> Value[str]:
    """A value that names something: what AWS will fill in (an ARN, the account) names as well as a text."""
    filled_in = isinstance(datum, Unknown) and conversions.is_filled_in(datum)
    if filled_in or isinstance(datum, (Reference, Text)):
        return Known(conversions.printed(datum))
    text = conversions.to_text(where, datum)
    return text if isinstance(text, Unknown) else Known(text.value or "")


def _effect(block: Block) -> Value[str]:
    """A permission that SAM makes only for an auth type that is not known may not be there."""
    exists = block.exists()
    return exists if getattr(block, "generated", False) and isinstance(exists, Unknown) else Known("Allow")


def _statement(block: Block, of_function: InvokePermission, where: str, entry: dict[str, Datum]) -> InvokePermission:
    effect = conversions.to_text(f"{where}: Effect", entry.get("Effect"))
    actions = lower(where, entry.get("Action"))
    if effect == Known("Deny") and not _is_of_whole_function(block, entry.get("Resource")):
        actions = Items(more=Unknown(f"{where}: a denial is for some resources only"))
    return replace(
        of_function,
        effect=effect if isinstance(effect, Unknown) else Known(effect.value or "Allow"),
        actions=actions,
        # NotPrincipal: everyone else, the anonymous included.
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
        principals=Items.of(["*"]) if "NotPrincipal" in entry else principals_of(where, entry.get("Principal")),
        conditions=conditions_of(where, entry.get("Condition")),
    )


def _is_of_whole_function(block: Block, resource: Datum) -> bool:
    """Whether a statement is about all that its policy is about, and not about a version or an alias alone."""
    if resource is None or isinstance(resource, Unknown):
        return False
    return resource == "*" or conversions.printed(resource) == conversions.printed(block.datum("resource_arn"))
