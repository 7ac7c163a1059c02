"""Users, groups and permission sets: who else than a role has policies."""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.readers.resources.roles import document_in, identity, note_policy
from lambdanet.values import Items


@reads("aws_iam_user", "aws_iam_group")
def terraform_identity(block: Block, collection: Collection) -> None:
    """A user or a group; its policies are resources of their own."""
    collection.users_and_groups.append(identity(block, collection, "managed_policy_arns", Items(), "policy"))


@reads("AWS::IAM::User", "AWS::IAM::Group")
def cloudformation_identity(block: Block, collection: Collection) -> None:
    """A user or a group with its inline and managed policies."""
    inline = block.nested("Policies")
    collection.users_and_groups.append(identity(block, collection, "ManagedPolicyArns", inline, "PolicyDocument"))


@reads("aws_ssoadmin_permission_set_inline_policy", "AWS::SSO::PermissionSet")
def permission_set(block: Block, collection: Collection) -> None:
    """What those may do who sign in with a permission set of IAM Identity Center."""
    if block.datum("inline_policy") is not None:
        statements, elsewhere = document_in(block, "inline_policy", collection)
        note_policy(block, statements, elsewhere, collection)
