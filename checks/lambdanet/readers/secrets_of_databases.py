"""The secrets that AWS makes with databases whose passwords it keeps: resources that no code declares.

By which attribute each is named:
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html,
https://docs.aws.amazon.com/documentdb/latest/developerguide/docdb-secrets-manager.html,
https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html.
"""

from __future__ import annotations

import re

from lambdanet.identities import made_with, short
from lambdanet.readers.datum import Reference

MANAGED_SECRET, CONTENT = "managed secret", "secret content"
ARN_OF_MANAGED_SECRET = {
    "rds": "arn:*:secretsmanager:*:*:secret:rds!*",
    "redshift": "arn:*:secretsmanager:*:*:secret:redshift!*",
}
"""What the ARNs of these secrets begin with, by the service that makes them."""

_WORDS = ("username", "engine", "port", "dbname", "dbInstanceIdentifier", "dbClusterIdentifier", "masterarn")
_MARK = "ecret"
# "master_user_secret[0].secret_arn", also with another spelling of the index, the splat or the last step.
_ATTRIBUTE = re.compile(
    r"master_user_secret(?:\[(?:\d+|\*)\]|\.\d+)?(?:\.secret_arn|\[\"secret_arn\"\])"
    r"|MasterUserSecret\.SecretArn|master_password_secret_arn|MasterPasswordSecretArn"
    r"|admin_password_secret_arn|Namespace\.AdminPasswordSecretArn"
)
# An element of what a secret holds, where that is JSON.
_KEY = re.compile(rf"{CONTENT}\[\"([^\"]*)\"\]")


def secret_of(database: str) -> str:
    """The identity of the secret that AWS makes with a database."""
    return made_with(database, MANAGED_SECRET)


def as_secret(reference: Reference) -> Reference:
    """A reference to such a secret as one to a resource of its own; any other reference as it is."""
    if _MARK not in reference.attribute:
        return reference
    key = _KEY.fullmatch(reference.attribute)
    if key is not None:
        return content_of(reference, key[1])
    if not _ATTRIBUTE.fullmatch(reference.attribute):
        return reference
    return Reference(
        secret_of(reference.identity), "arn", reference.symbol or f"{short(reference.identity)}.{reference.attribute}"
    )


def is_secret(reference: Reference) -> bool:
    """Whether it is the id or the ARN of a secret of the code, a declared one or one that AWS makes."""
    address = short(reference.identity)
    declared = "aws_secretsmanager_secret" in address and "data." not in address
    made = address.endswith(f"/{MANAGED_SECRET}") and "data." not in address
    return (declared or made) and reference.attribute in ("id", "arn", "name", "secret_id")


def content_of(secret: Reference, key: str = "") -> Reference:
    """What a secret holds, all of it or under a key."""
    return Reference(secret.identity, f"{CONTENT}.{key}" if key else CONTENT, secret.symbol)


def is_no_host(reference: Reference) -> bool:
    """Whether it is what a secret holds under a key that is no address and opens nothing, such as a user.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
    """
    return reference.attribute.startswith(f"{CONTENT}.") and is_word(reference.attribute[len(CONTENT) + 1 :])


def is_word(key: str) -> bool:
    """Whether it is a key of a database's secret under which there is no address."""
    return key in _WORDS
