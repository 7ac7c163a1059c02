"""Data sources that look up a secret of the code by a reference to it: what they find is that secret."""

from __future__ import annotations

from collections.abc import Callable

from lambdanet.readers.datum import Datum, Reference
from lambdanet.readers.secrets_of_databases import as_secret, content_of, is_secret

_ASKED_BY = {"aws_secretsmanager_secret": ("arn", "name"), "aws_secretsmanager_secret_version": ("secret_id",)}
_ITSELF, _HELD = ("id", "arn", "secret_id"), ("secret_string",)


def attribute_of_secret(kind: str, name: str, argument: Callable[[str], Datum]) -> Datum:
    """An attribute of a secret of the code that is looked up; None where it is none, or the attribute is another."""
    if name not in (*_ITSELF, *_HELD):
        return None
    for asked_by in _ASKED_BY.get(kind, ()):
        asked = argument(asked_by)
        if isinstance(asked, Reference) and is_secret(as_secret(asked)):
            secret = as_secret(asked)
            if name in _HELD:
                return content_of(secret)
            return Reference(secret.identity, "arn", secret.symbol)
    return None
