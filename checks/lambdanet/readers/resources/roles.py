"""Execution roles and everything that attaches a policy to a role."""

from __future__ import annotations

from lambdanet.aws.identifiers import MANAGED_POLICY, partition_of
from lambdanet.aws.managed_policies import PATHS
from lambdanet.model import ExecutionRole, IdentityPolicy, PolicyStatement
from lambdanet.readers import conversions
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Reference, Text
from lambdanet.readers.resources.collection import Collection, PoliciesSaid, PolicyAttachment, reads, reported
from lambdanet.readers.resources.names import ROLE, note_name
from lambdanet.readers.resources.policy_documents import document_at, document_of_blocks, statements_of
from lambdanet.values import Cause, Items, Known, Unknown, Value

_WHO = ("roles", "users", "groups")


@reads("aws_iam_role")
def terraform_role(block: Block, collection: Collection) -> None:
    """A role with its inline and managed policies; where it lists the managed ones, Terraform removes others.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
    """
    if block.lists("managed_policy_arns"):
        arns = block.resources("managed_policy_arns")
        collection.policies_said.append(PoliciesSaid("all attached", Known(block.identity), arns, block.identity))
    _role(block, collection, "managed_policy_arns", block.nested("inline_policy"), "policy")


@reads("AWS::IAM::Role")
def cloudformation_role(block: Block, collection: Collection) -> None:
    """A role with its inline and managed policies; SAM's generated roles come as such blocks."""
    _role(block, collection, "ManagedPolicyArns", block.nested("Policies"), "PolicyDocument")


def _role(block: Block, collection: Collection, arns: str, inline: Items[Block], document: str) -> None:
    note_name(block, ROLE, "name" if block.language == "terraform" else "RoleName", collection)
    collection.roles.append(identity(block, collection, arns, inline, document))


def identity(block: Block, collection: Collection, arns: str, inline: Items[Block], document: str) -> ExecutionRole:
    """A role, user or group with what is attached to it in its own block."""
    attachment = _managed(block, arns, Known(block.identity))
    statements, policies = _documents(inline, document, collection)
    if inline != Items():
        note_policy(block, statements, policies, collection)
    collection.attachments.append(
        PolicyAttachment(Known(block.identity), block.identity, policies=attachment.policies + policies)
    )
    if block.datum("permissions_boundary") not in (None, ""):
        collection.boundaries[block.identity] = _boundary(block)
    return ExecutionRole(
        block.identity,
        block.place,
        managed_policies=attachment.managed_policies,
        statements=statements,
        generated=bool(getattr(block, "generated", False)),
    )


def _boundary(block: Block) -> PolicyAttachment:
    """The policy that is the boundary of a role or a user, as if it were attached."""
    return _attachment(
        Known(block.identity), block.identity, managed_policy(block, block.datum("permissions_boundary"))
    )


def _attachment(role: Value[str | None], declared_by: str, found: Value[tuple[str, str]]) -> PolicyAttachment:
    """The attachment of one managed policy."""
    if isinstance(found, Unknown):
        return PolicyAttachment(role, declared_by, managed_policies=Items((found,)))
    if found.value[0] == "aws":
        return PolicyAttachment(role, declared_by, managed_policies=Items.of([found.value[1]]))
    return PolicyAttachment(role, declared_by, policies=Items.of([found.value[1]]))


def note_policy(
    block: Block, statements: Items[PolicyStatement], elsewhere: Items[str], collection: Collection
) -> None:
    """Remember a policy as what it lets those do who have it."""
    if elsewhere.elements:
        hidden = Unknown(f"what {block.place.address} allows is declared elsewhere")
        statements = statements + Items[PolicyStatement](more=hidden)
    reported_identity, place = reported(block)
    # Of what SAM makes, findings are about the function, which nothing is attached to.
    principals = Items.of([block.identity]) if reported_identity != block.identity else Items[str]()
    collection.identity_policies.append(
        IdentityPolicy(reported_identity, place, statements=statements, principals=principals)
    )


def _documents(blocks: Items[Block], name: str, collection: Collection) -> tuple[Items[PolicyStatement], Items[str]]:
    """The statements of the documents in blocks, and the identities of documents declared elsewhere."""
    statements: Items[PolicyStatement] = Items(more=blocks.more)
    policies: Items[str] = Items()
    for element in blocks.elements:
        if isinstance(element, Unknown):
            statements = statements + Items(more=element)
            continue
        found, named = document_in(element.value, name, collection)
        statements, policies = statements + found, policies + named
    return statements, policies


def document_in(block: Block, name: str, collection: Collection) -> tuple[Items[PolicyStatement], Items[str]]:
    """The statements of the document in an attribute, or the identity of one that is declared elsewhere."""
    datum = block.document(name)
    if isinstance(datum, Reference):
        if datum.identity in collection.documents:
            document = document_at(collection.documents, datum.identity)
            return statements_of(f"{block.place.address}: {name}", document), Items()
        return Items(), Items.of([datum.identity])
    return statements_of(f"{block.place.address}: {name}", datum), Items()


def _managed(block: Block, name: str, role: Value[str | None]) -> PolicyAttachment:
    """The managed policies in a list of ARNs: AWS's by name, declared ones by identity."""
    data = conversions.to_items(f"{block.place.address}: {name}", block.datum(name), "a list of ARNs")
    names: list[Value[str]] = []
    policies: list[Value[str]] = []
    for element in data.elements:
        found = element if isinstance(element, Unknown) else managed_policy(block, element.value)
        if isinstance(found, Unknown):
            names.append(found)
        elif found.value[0] == "aws":
            names.append(Known(found.value[1]))
        else:
            policies.append(Known(found.value[1]))
    return PolicyAttachment(
        role,
        block.identity,
        managed_policies=Items(tuple(names), data.more),
        policies=Items(tuple(policies)),
    )


def managed_policy(block: Block, datum: Datum) -> Value[tuple[str, str]]:
    """("aws", name) for a policy of AWS, ("declared", identity) for one that the code declares."""
    where = block.place.address
    if isinstance(datum, Reference):
        return Known(("declared", datum.identity))
    if isinstance(datum, Unknown):
        return datum
    text = conversions.printed(datum)
    if MANAGED_POLICY in text:
        name = text.rsplit("/", 1)[1]
        if isinstance(datum, Text) and "/" not in datum.literal_end():
            return conversions.unknown_text(where, datum)
        path = text.split(MANAGED_POLICY, 1)[1][: -len(name)]
        if isinstance(datum, str) and PATHS.get(name, path) != path:
            right = f"{MANAGED_POLICY}{PATHS[name]}{name}"
            return Unknown(f"{where}: AWS has no managed policy {text}; the ARN of {name} ends in {right}")
        region = block.region()
        if isinstance(region, Known) and region.value is not None:
            partition, own = text.split(":")[1], partition_of(region.value)
            if partition.startswith("aws") and partition != own:
                return Unknown(f"{where}: the policy {text} is not of the partition {own}, in which {region.value} is")
        return Known(("aws", name))
    return Unknown(f"{where}: what the policy {text} allows is not in the code", cause=Cause.NOT_DECLARED)


@reads("aws_iam_policy", "AWS::IAM::ManagedPolicy")
def customer_policy(block: Block, collection: Collection) -> None:
    """A managed policy of the customer; CloudFormation can attach it here."""
    name = "policy" if block.language == "terraform" else "PolicyDocument"
    statements, named = document_in(block, name, collection)
    note_policy(block, statements, named, collection)
    collection.policies[block.identity] = statements
    for identity in named.known():
        collection.same_as[block.identity] = identity
    for who in _WHO if block.language == "cloudformation" else ():
        for role in block.resources(who).everything():
            attachment = PolicyAttachment(role, block.identity, policies=Items.of([block.identity]))
            collection.attachments.append(attachment)


@reads("data.aws_iam_policy_document")
def policy_document(block: Block, collection: Collection) -> None:
    """A document that Terraform puts together."""
    collection.documents[block.identity] = document_of_blocks(block)


@reads("data.aws_iam_policy")
def looked_up_policy(block: Block, collection: Collection) -> None:
    """A policy looked up by name or ARN: known when it is one of AWS's."""
    for attribute in ("arn", "name"):
        datum = block.datum(attribute)
        if isinstance(datum, (str, Text)):
            text = conversions.printed(datum)
            collection.managed_policy_names[block.identity] = text.rsplit("/", 1)[-1]


@reads("aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy")
def inline_policy(block: Block, collection: Collection) -> None:
    """An inline policy declared on its own."""
    statements, policies = document_in(block, "policy", collection)
    note_policy(block, statements, policies, collection)
    who = block.type[len("aws_iam_") :].partition("_")[0]
    role = block.resource(who)
    collection.attachments.append(PolicyAttachment(role, block.identity, statements=statements, policies=policies))
    collection.policies_said.append(PoliciesSaid("inline", role, block.strings("name"), block.identity))


@reads("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy")
def separate_policy(block: Block, collection: Collection) -> None:
    """An inline policy of CloudFormation for one or several roles, users and groups."""
    statements, policies = document_in(block, "PolicyDocument", collection)
    note_policy(block, statements, policies, collection)
    whose = _WHO if block.type == "AWS::IAM::Policy" else ("RoleName", "UserName", "GroupName")
    for role in (role for who in whose for role in block.resources(who).everything()):
        collection.attachments.append(PolicyAttachment(role, block.identity, statements=statements, policies=policies))


@reads("aws_iam_role_policy_attachments_exclusive", "aws_iam_user_policy_attachments_exclusive")
def all_attachments(block: Block, collection: Collection) -> None:
    """The list of all managed policies of a role or a user, which Terraform attaches where they lack."""
    who = block.type[len("aws_iam_") :].partition("_")[0]
    role = block.resource(f"{who}_name")
    collection.attachments.append(_managed(block, "policy_arns", role))
    listed = PoliciesSaid("all attached", role, block.resources("policy_arns"), block.identity)
    collection.policies_said.append(listed)


@reads("aws_iam_role_policies_exclusive", "aws_iam_user_policies_exclusive")
def all_inline_policies(block: Block, collection: Collection) -> None:
    """The names of all inline policies of a role or a user: none is written by that, others are removed."""
    who = block.type[len("aws_iam_") :].partition("_")[0]
    role, names = block.resource(f"{who}_name"), block.strings("policy_names")
    collection.policies_said.append(PoliciesSaid("all inline", role, names, block.identity))


@reads(
    "aws_iam_role_policy_attachment",
    "aws_iam_user_policy_attachment",
    "aws_iam_group_policy_attachment",
    "aws_iam_policy_attachment",
)
def policy_attachment(block: Block, collection: Collection) -> None:
    """The attachment of a managed policy to one or several roles, users and groups."""
    single = block.type[len("aws_iam_") :].partition("_")[0]
    roles: Items[str | None] = Items() if single == "policy" else Items((block.resource(single),))
    for who in _WHO if single == "policy" else ():
        roles = roles + block.resources(who)
    found = managed_policy(block, block.datum("policy_arn"))
    for role in roles.everything():
        collection.attachments.append(_attachment(role, block.identity, found))
